"""What was looked at and may stand: every entry of baseline.toml says where, how often at most, and why."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tests.scan.rules import Finding

FILE = Path(__file__).with_name("baseline.toml")


@dataclass(frozen=True, slots=True)
class Known:
    """Findings that may stand: of a tool and a rule, in the files that a pattern names, so many at most."""

    tool: str
    rule: str
    path: str
    most: int
    why: str

    def explains(self, finding: Finding) -> bool:
        """Whether a finding is one of these."""
        return (self.tool, self.rule) == (finding.tool, finding.rule) and fnmatch(finding.path, self.path)


def baseline() -> tuple[Known, ...]:
    """All that may stand."""
    return tuple(Known(**entry) for entry in tomllib.loads(FILE.read_text("utf-8"))["known"])


def above(findings: Sequence[Finding], known: Sequence[Known]) -> list[Finding]:
    """What nothing explains, and what there is more of than was looked at."""
    seen: Counter[Known] = Counter()
    new = []
    for finding in findings:
        entry = next((one for one in known if one.explains(finding) and seen[one] < one.most), None)
        if entry is None:
            new.append(finding)
        else:
            seen[entry] += 1
    return new
