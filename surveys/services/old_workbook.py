"""Reads the cells of an old .xls workbook by xlrd, behind a door that keeps out what would cost too much to read.

Property systems still write them. The records are walked once before xlrd sees them: what would make it evaluate formulas
or fill a sheet with empty cells is taken out, and what a roster can't hold is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from struct import unpack_from
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDoc
from xlrd.xldate import xldate_as_datetime

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_file import Cell, Merged
from surveys.services.sheet_rows import MOST_COLUMNS, MOST_ROWS, Row, SheetRows

_STREAMS = ("Workbook", "Book")
_BEGIN, _PASSWORD, _NAME, _BLANKS, _NOTHING = 0x0809, 0x002F, 0x0018, (0x0201, 0x00BE), 0x7FFF
_VALUES = frozenset((0x00FD, 0x0204, 0x0203, 0x027E, 0x0006, 0x0206, 0x0406, 0x0205, 0x00D6))
_SEVERAL = 0x00BD
_MOST_RECORDS = 1_000_000
_MOST_SHEETS = 200


def read_old_workbook(data: bytes) -> tuple[SheetRows, ...]:
    """The visible sheets in order. Raises `Rejected`."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        try:
            book = xlrd.open_workbook(
                file_contents=_examined(_stream(data, nowhere)), logfile=nowhere, formatting_info=True, ragged_rows=True
            )
            shown = [sheet for sheet in book.sheets() if not sheet.visibility]
            beside = tuple(sheet.name for sheet in book.sheets() if sheet.visibility)
            return tuple(_sheet(sheet, book.datemode, beside) for sheet in shown)
        except Rejected:
            raise
        except Exception as error:  # a damaged file makes xlrd raise whatever comes next
            raise _refused("file_old_office") from error


def _refused(code: str, **detail: str | int) -> Rejected:
    return Rejected([Problem(code, detail=detail)])


def _stream(data: bytes, log: Any) -> bytearray:
    """The workbook's own records out of the file system that an old file is."""
    document = CompDoc(data, logfile=log)
    for name in _STREAMS:
        memory, base, length = document.locate_named_stream(name)
        if memory:
            return bytearray(memory[base : base + length])
    raise _refused("file_old_office")


def _examined(stream: bytearray) -> bytes:
    """The records without defined names, whose formulas xlrd would work out, and without the many ways of saying nothing."""
    at = count = sheets = kept = 0
    last = -1
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        count += 1
        if count > _MOST_RECORDS:
            raise _refused("file_unpacks_too_big")
        if kind == _PASSWORD:
            raise _refused("file_encrypted")
        if kind == _BEGIN:
            sheets, kept, last = sheets + 1, 0, -1
            if sheets > _MOST_SHEETS:
                raise _refused("file_unpacks_too_big")
        elif kind == _NAME or kind in _BLANKS:
            stream[at : at + 2] = _NOTHING.to_bytes(2, "little")
        elif (kind in _VALUES or kind == _SEVERAL) and length >= 6:
            row, column = unpack_from("<HH", stream, at + 4)
            column = unpack_from("<H", stream, at + 2 + length)[0] if kind == _SEVERAL else column
            if column >= MOST_COLUMNS:
                raise Rejected([Problem("file_columns", row=row + 1, detail={"most": MOST_COLUMNS})])
            kept, last = kept + (row != last), row
            if kept > MOST_ROWS:
                raise _refused("file_rows", most=MOST_ROWS)
        at += 4 + length
    return bytes(stream)


def _sheet(sheet: Any, datemode: int, beside: tuple[str, ...]) -> SheetRows:
    hidden = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or not info.height)
    columns = frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden)
    merged = tuple(Merged(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells)
    return SheetRows(sheet.name, _rows(sheet, datemode), hidden, columns, merged, beside)


def _rows(sheet: Any, datemode: int) -> Iterator[Row]:
    for number in range(sheet.nrows):
        cells = [_cell(cell, datemode) for cell in sheet.row(number)]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield number + 1, tuple(cells)


def _cell(cell: Any, datemode: int) -> Cell:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value) or None
        case xlrd.XL_CELL_NUMBER:
            return float(cell.value)
        case xlrd.XL_CELL_DATE:
            return _day(float(cell.value), datemode)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(error_text_from_code.get(cell.value, "#N/A"))
    return None


def _day(number: float, datemode: int) -> str:
    try:
        return str(xldate_as_datetime(number, datemode)).removesuffix(" 00:00:00")
    except (ValueError, OverflowError):
        return f"1900-01-00 {number}"  # what no calendar has is still no building's name
