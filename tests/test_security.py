"""docs/security.md leaves no requirement out, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.M)
OF_CHAPTER = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
"""How many requirements of levels 1 and 2 each chapter of ASVS 5.0 has."""
STATES = ("held", "not applicable", "on purpose otherwise", "not yet")


def test_every_requirement_stands_once() -> None:
    ids = [number for number, *_ in ROWS]
    assert len(ids) == len(set(ids)) == sum(OF_CHAPTER) == 253
    assert Counter(int(number.partition(".")[0]) for number in ids) == dict(enumerate(OF_CHAPTER, 1))
    assert ids == sorted(ids, key=lambda number: [int(part) for part in number.split(".")])


def test_every_row_says_its_state_and_the_summary_counts_them() -> None:
    states = Counter(state for _, _, state, _ in ROWS)
    assert set(states) == set(STATES)
    summary = re.search(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.M)
    assert summary
    assert [int(number) for number in summary.groups()] == [states[state] for state in STATES]


def test_every_test_that_is_named_exists() -> None:
    for number, _, state, told in ROWS:
        named = re.fullmatch(r"`(tests/[\w/]+\.py)::(\w+)`", told)
        assert bool(named) == (state == "held"), number
        if named:
            tree = ast.parse((ROOT / named[1]).read_text("utf-8"))
            assert named[2] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, told


def test_what_is_not_yet_is_short() -> None:
    assert sum(state == "not yet" for _, _, state, _ in ROWS) <= 20


def test_how_soon_libraries_are_renewed_is_written_with_its_limits() -> None:
    """A hole that is used, any other, everything else: the worse it is, the sooner."""
    told = re.search(r"^\*\*Renewing libraries\.\*\*(.+?)\n\n", PAGE, re.M | re.S)
    assert told
    limits = [int(days) for days in re.findall(r"(\d+) days", told[1])]
    assert len(limits) == 3
    assert limits == sorted(limits)
    assert max(limits) <= 90
