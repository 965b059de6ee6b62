"""Looks for holes with every scanner that is installed: python3 run.py scan [--served] [--role NAME]...

Our own rules always; bandit, semgrep and pip-audit where they are found (`SCANNERS` may name the folders that they are in);
with `--served` also wapiti and sqlmap against an office served on loopback, signed in as each role. Exit status 1 where
something is found that `tests/scan/baseline.toml` doesn't explain.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from tests.scan.baseline import above, baseline
from tests.scan.others import bandit, pip_audit, semgrep, sqlmap, wapiti
from tests.scan.rules import Finding, everything
from tests.scan.served import ROLES, demo

Scan = Callable[[], Iterable[Finding] | None]


def main(arguments: list[str]) -> int:
    """Run what there is; tell what it found, and what was not there."""
    parser = argparse.ArgumentParser(prog="python3 run.py scan")
    parser.add_argument("--served", action="store_true", help="also attack the demo, signed in as each role")
    parser.add_argument("--role", action="append", choices=ROLES, help="only as these")
    given = parser.parse_args(arguments)
    scans: dict[str, Scan] = {"own": everything, "bandit": bandit, "semgrep": semgrep, "pip-audit": pip_audit}
    worst = 0
    for name, scan in scans.items():
        worst |= _told(name, scan)
    for role in (given.role or ROLES) if given.served else ():
        worst |= _attacked(role)
    return worst


def _attacked(role: str) -> int:
    """An office of its own for each role and scanner: what one of them closed or published hides pages from the next."""
    worst = 0
    attacks: dict[str, Callable[[str, str, Sequence[str]], Iterable[Finding] | None]] = {"wapiti": wapiti, "sqlmap": sqlmap}
    for name, scan in attacks.items():
        with demo() as site:
            cookie, begins = site.visitor(role)
            worst |= _told(f"{name} as {role}", partial(scan, site.address, cookie, begins))
            print(f"  {site.seen.told()}", flush=True)
            worst |= _told(f"what {name} as {role} took down", site.seen.findings)
    return worst


def _told(name: str, scan: Scan) -> int:
    print(f"{name} …", flush=True)
    found = scan()
    if found is None:
        print("  not here, or its data is out of reach: nothing was looked at")
        return 0
    findings = sorted(found)
    new = above(findings, baseline())
    print(f"  {len(findings)} found, {len(new)} above the baseline")
    for finding in new:
        print(f"  {finding.path}:{finding.line} {finding.tool} {finding.rule}")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
