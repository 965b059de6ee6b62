"""The table of faults in the manual: each cause has a row, and each row was tried."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from surveys.core.fault import Cause
from surveys.words.fault import CAUSES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and not line.startswith(("| 故障", "| 不合", "| ---"))
]
TRIED = [(row[0], *row[-1].strip("`").split("::")) for row in ROWS]


def test_every_row_is_whole_and_every_cause_has_one() -> None:
    assert {len(row) for row in ROWS} == {7, 3}
    assert all(cell for row in ROWS for cell in row)
    assert {row[1] for row in ROWS if len(row) == 7} - {"—"} == {cause.value for cause in Cause} == set(CAUSES)


@pytest.mark.parametrize(("fault", "path", "name"), TRIED)
def test_every_row_was_tried(fault: str, path: str, name: str) -> None:
    tests = [node.name for node in ast.parse((ROOT / path).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    assert name in tests, fault


def test_every_test_of_an_outage_has_a_row() -> None:
    for name in ("test_sqlite_faults", "test_postgresql_faults", "test_ready"):
        text = (ROOT / "tests" / "faults" / f"{name}.py").read_text("utf-8")
        told = set(re.findall(r"^def (test_\w+)", text, re.M)) - ASIDE
        assert told <= {row[2] for row in TRIED}, name


ASIDE = {
    "test_another_program_holds_the_tables_against_everybody",  # as with SQLite's file
    "test_asking_often_looks_once",
    "test_it_writes_for_real_and_grows_nothing",
    "test_a_program_gets_a_document",
}
