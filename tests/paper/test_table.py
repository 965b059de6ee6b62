"""Workbooks read back with another reader: texts stay texts, figures figures, and a sheet says what each column is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from surveys.core.plain_text import visible_text
from surveys.core.roster_file import Cell
from surveys.paper.table import workbook
from surveys.services.spreadsheet import read_tables
from surveys.words.table import Column, Holds, Made, ShareCell, Table

AT = datetime(2026, 12, 15, 12, 30, tzinfo=UTC)
MADE = Made("梧桐里的表", AT, "李", (("小区", "梧桐里"),))
DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", "＝1+1", " =1", "'=1", "=cmd|' /C calc'!A0", "#N/A", "#REF!",
    '=HYPERLINK("http://x","y")', "_x003D_1+1", "_x000D_=1", "</t></is></c>", "]]>", "&lt;", "TRUE", "1E5", "0501", "&P&D",
    "2026-12-15", "=" * 40_000,
]  # fmt: skip


def columns(*held: Holds) -> tuple[Column, ...]:
    """Columns of these sorts."""
    return tuple(Column(f"列{place}", f"第{place}列", sort) for place, sort in enumerate(held))


def formulas(content: bytes) -> list[str]:
    """Everything in a workbook that a spreadsheet would compute or fetch."""
    found = []
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name).decode()
            found += re.findall(r"<(?:\w+:)?f[\s/>]|ddeLink|oleLink|externalLink|connection", part)
    return found


def read_back(content: bytes) -> list[list[Cell]]:
    """The first sheet's rows below its header, as our own reader sees them."""
    rows = list(read_tables(content)[0].rows)
    return [list(cells) for _, cells in rows[1:]]


texts = st.one_of(st.sampled_from(DANGEROUS), st.text(max_size=30))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=4), st.sampled_from(list(Holds)))
def test_no_text_of_anybody_is_computed_wherever_it_stands(rows: list[list[str]], held: Holds) -> None:
    table = Table(rows[0][0], columns(Holds.TEXT, held, held), rows)
    made = Made(rows[0][1], AT, rows[0][2], ((rows[0][0], rows[0][1]),))
    content = workbook([table], made)
    assert formulas(content) == []
    book = load_workbook(BytesIO(content))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    kept = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    for told, row in zip(kept, rows, strict=False):
        for value, text in zip(told, row, strict=True):
            assert unescape(value or "") == visible_text(text)[:32_000]


@pytest.mark.parametrize("text", ["0501", "013800000001", "1E5", "_x0041_", "_x005F_x0041_", "甲&乙<丙>", "多 个  空格"])
def test_rooms_and_telephones_come_back_as_they_were(text: str) -> None:
    assert read_back(workbook([Table("s", columns(Holds.TEXT), [[text]])], MADE)) == [[text]]


def sheet_of(held: Holds, value: Any) -> Any:
    """The cell below the header of a column that holds this."""
    return load_workbook(BytesIO(workbook([Table("s", columns(held), [[value]])], MADE))).worksheets[0]["A2"]


@pytest.mark.parametrize(
    ("held", "value", "stands", "shown"),
    [
        (Holds.COUNT, 12, 12, "0"),
        (Holds.COUNT, -1, -1, "0"),
        (Holds.AREA, 98_50, 98.5, "#,##0.00"),
        (Holds.MONEY, 600_000_00, 600_000, "#,##0.00"),
        (Holds.SHARE, ShareCell(97, 128), 0.758, "0.0%"),
        (Holds.SHARE, ShareCell(9999, 10000), 0.999, "0.0%"),
        (Holds.SHARE, ShareCell(1, 10000), 0.001, "0.0%"),
        (Holds.SHARE, ShareCell(0, 0), None, "General"),
        (Holds.SHARE, "—", "—", "General"),
        (Holds.MOMENT, AT, datetime(2026, 12, 15, 20, 30), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001
        (Holds.TEXT, "0501", "0501", "@"),
    ],
)
def test_figures_are_figures_and_dates_dates(held: Holds, value: Any, stands: Any, shown: str) -> None:
    cell = sheet_of(held, value)
    assert (cell.value, cell.number_format) == (stands, shown)


def test_a_sheet_prints_filters_and_has_room_for_chinese() -> None:
    long = "上门的时候没人在家，过几天再来"
    table = Table("还没答的户", columns(Holds.TEXT, Holds.COUNT), [["3号楼", 1], ["3号楼", 2], [long, 3]], breaks=(2,))
    page = load_workbook(BytesIO(workbook([table], MADE))).worksheets[0]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:B4", "$1:$1")
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert ("梧桐里的表" in page.oddHeader.center.text, page.oddFooter.center.text) == (True, "第&P页，共&N页")
    assert page.column_dimensions["A"].width > 2 * len(long) - 1
    assert [one.id for one in page.row_breaks.brk] == [3]
    assert page["A1"].font.bold


def test_the_last_sheet_says_what_it_is_who_made_it_when_and_what_each_column_means() -> None:
    notes = load_workbook(BytesIO(workbook([Table("s", columns(Holds.TEXT, Holds.SHARE), [])], MADE))).worksheets[-1]
    told = {row[0]: row[1] for row in notes.iter_rows(values_only=True)}
    assert notes.title == "说明"
    assert (told["这是什么"], told["谁做的"], told["小区"]) == ("梧桐里的表", "李", "梧桐里")
    assert told["什么时候做的（北京时间）"] == datetime(2026, 12, 15, 20, 30)  # noqa: DTZ001
    assert (told["列0"], told["列1"]) == ("第0列", "第1列")


def test_the_same_content_is_the_same_bytes_whenever_it_is_written() -> None:
    table = Table("s", columns(Holds.TEXT, Holds.MOMENT), [["甲", AT]])
    assert workbook([table], MADE) == workbook([table], MADE)
