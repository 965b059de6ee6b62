"""Attacks generated compounds: python3 run.py attack [--compounds 10000] [--from 0]. Exit status 1 where anything leaks."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from multiprocessing import Pool
from time import monotonic

from tests.attack.attacker import Report, attack
from tests.attack.compounds import compound
from tests.attack.shrinking import described, shrunk

_WIDTH = 40
_SHOWN = 5


def main() -> int:
    """Attack, with a bar on the standard error, and report."""
    reader = argparse.ArgumentParser(prog="run.py attack")
    reader.add_argument("--compounds", type=int, default=10_000)
    reader.add_argument("--from", type=int, default=0, dest="first")
    asked = reader.parse_args()
    numbers, began = range(asked.first, asked.first + asked.compounds), monotonic()
    reports = list(_with_bar(_reports(numbers), len(numbers)))
    leaking = sorted(((n, report) for n, report in reports if report.leaks), key=lambda one: one[0])
    for number, report in leaking[:_SHOWN]:
        small, leak = shrunk(compound(number), report.leaks[0])
        print(f"{leak}\n{described(small)}")
    for _, report in leaking[_SHOWN:]:
        print(report.leaks[0])
    shown, tried = sum(report.shown for _, report in reports), sum(report.tried for _, report in reports)
    leaks = sum(len(report.leaks) for _, report in leaking)
    print(
        f"{len(numbers)} compounds from number {asked.first} in {monotonic() - began:.0f} s: {shown} worlds with equal "
        f"public bytes shown, of {tried} tried; {leaks} leaks or time-outs in {len(leaking)} compounds"
    )
    return 1 if leaking else 0


def _attacked(number: int) -> tuple[int, Report]:
    return number, attack(compound(number))


def _reports(numbers: range) -> Iterator[tuple[int, Report]]:
    with Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(_attacked, numbers, chunksize=4)


def _with_bar(reports: Iterator[tuple[int, Report]], of: int) -> Iterator[tuple[int, Report]]:
    leaking = 0
    for done, (number, report) in enumerate(reports, 1):
        if report.leaks:
            leaking += 1
            print(f"\r{report.leaks[0]}", file=sys.stderr)
        filled = _WIDTH * done // of
        bar = "#" * filled + "." * (_WIDTH - filled)
        print(f"\r[{bar}] {done}/{of}, leaking: {leaking}", end="", file=sys.stderr, flush=True)
        yield number, report
    print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
