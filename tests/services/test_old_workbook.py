"""Old .xls workbooks, as property systems write them and as nobody should."""

from __future__ import annotations

from contextlib import suppress
from struct import pack
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.errors import Rejected
from surveys.core.roster_file import Merged
from surveys.services.spreadsheet import read_tables
from tests.services.old_workbooks import Day, OldSheet, old_file, old_workbook, record, workbook_stream

PLAIN = OldSheet("户册", [["楼栋", "面积"], [3, 98.5]])


def code(data: bytes) -> str:
    with pytest.raises(Rejected) as raised:
        [list(table.rows) for table in read_tables(data)]
    (problem,) = raised.value.problems
    return problem.code


def test_cells_are_read_as_they_look() -> None:
    rows = [["楼栋", None, 501, 98.5], [], [Day(45000), Day(45000.5), True, object()], [Day(1e9), ""]]
    (table,) = read_tables(old_workbook(OldSheet("户册", rows)))
    assert list(table.rows) == [
        (1, ("楼栋", None, 501.0, 98.5)),
        (3, ("2023-03-15", "2023-03-15 12:00:00", "TRUE", "#N/A")),
        (4, ("1900-01-00 1000000000.0",)),
    ]


def test_hidden_rows_merged_cells_and_hidden_sheets_are_known() -> None:
    shown = OldSheet("1号楼", PLAIN.rows, merged=[(1, 0, 4, 0)], hidden=[1, 3])
    (table,) = read_tables(old_workbook(shown, OldSheet("旧", [["x"]], visible=False)))
    assert (table.name, table.hidden, table.merged, table.beside) == (
        "1号楼",
        frozenset({2, 4}),
        (Merged(2, 0, 5, 0),),
        ("旧",),
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (old_workbook(OldSheet("s", [[None] * 40 + ["x"]])), "file_columns"),
        (old_workbook(OldSheet("s", [["x"]] * 20_001)), "file_rows"),
        (old_workbook(PLAIN, more=record(0x002F, b"\0" * 6)), "file_encrypted"),
        (old_workbook(PLAIN, more=record(0x0001) * 1_000_001), "file_unpacks_too_big"),
        (old_workbook(*[OldSheet(f"s{n}", []) for n in range(200)]), "file_unpacks_too_big"),
        (old_file(b"", "Contents"), "file_old_office"),
        (old_file(b"\1\2\3"), "file_old_office"),
        (old_workbook(PLAIN)[:2000], "file_old_office"),
    ],
)
def test_what_would_cost_too_much_or_is_none_is_refused(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_names_that_double_each_other_cost_nothing() -> None:
    text = b"\x17\x20\0" + b"x" * 32
    names = record(0x0018, pack("<HBBHHHBBBB", 0, 0, 1, len(text), 0, 0, 0, 0, 0, 0) + b"\0a" + text)
    for number in range(1, 60):
        formula = (b"\x23" + pack("<H", number) + b"\0\0") * 2 + b"\x08"
        names += record(0x0018, pack("<HBBHHHBBBB", 0, 0, 1, len(formula), 0, 0, 0, 0, 0, 0) + b"\0a" + formula)
    began = process_time()
    (table,) = read_tables(old_workbook(PLAIN, more=names))
    assert len(list(table.rows)) == 2
    assert process_time() - began < 2


def test_empty_cells_far_away_take_no_room() -> None:
    far = b"".join(record(0x0201, pack("<HHH", row, 255, 0)) for row in range(65_535))
    stream = workbook_stream([PLAIN])
    (table,) = read_tables(old_file(stream[:-4] + far + stream[-4:]))
    assert len(list(table.rows)) == 2


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=8))
def test_whatever_is_broken_it_is_a_table_or_refused(at: int, noise: bytes) -> None:
    whole = bytearray(old_workbook(OldSheet("户册", [["楼栋", "面积"], [3, Day(45000)]], merged=[(1, 0, 2, 0)], hidden=[1])))
    at %= len(whole)
    whole[at : at + len(noise)] = noise
    with suppress(Rejected):
        [list(table.rows) for table in read_tables(bytes(whole))]
