"""What a roster should come to, as whoever brings it knows it, and where it doesn't."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import compact_text
from surveys.core.takeover.changes import RosterTotals

EXPECTED = ("homes", "owners", "floor_area", "buildings")
_WHOLE, _AREA = re.compile(r"\d{1,9}"), re.compile(r"\d{1,10}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Differing:
    """One total that isn't what was expected; floor areas in hundredths of a square metre."""

    total: str
    expected: int
    found: int


def read_expected(typed: Mapping[str, str]) -> dict[str, int]:
    """The totals that somebody typed, by their keys; empty ones are not expected. Raises `Rejected`."""
    read: dict[str, int] = {}
    problems = []
    for total in EXPECTED:
        text = compact_text(typed.get(total, "")).replace(",", "")
        if not text:
            continue
        if not (_AREA if total == "floor_area" else _WHOLE).fullmatch(text):
            problems.append(Problem("expected_area" if total == "floor_area" else "expected_number", total, value=text[:40]))
        else:
            read[total] = int(Decimal(text) * 100) if total == "floor_area" else int(text)
    if problems:
        raise Rejected(problems)
    return read


def differing(expected: Mapping[str, int], found: RosterTotals) -> tuple[Differing, ...]:
    """The totals that differ from what was expected."""
    pairs = ((total, number, int(getattr(found, total))) for total, number in expected.items())
    return tuple(Differing(*pair) for pair in pairs if pair[1] != pair[2])
