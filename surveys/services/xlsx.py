"""Writes workbooks by openpyxl, which makes the frame; the rows are written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.writer.excel import ExcelWriter

from surveys.core.canonical import zipped
from surveys.core.place import CHINA
from surveys.core.plain_text import visible_text
from surveys.services.sheet_rows import MOST_ROWS
from surveys.services.worksheet import FORMULA, TEXT, Worksheet, Written

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EMPTY = b"<sheetData></sheetData>"
_A4 = 9
_WRAPPED = 20
_LONGEST = 32_000
_UNDATED = datetime(1980, 1, 1)  # noqa: DTZ001, a workbook's own dates know no zone


def workbook_bytes(sheets: Iterable[Worksheet], made_at: datetime | None) -> bytes:
    """What `write_xlsx` of `surveys.services.worksheet` promises."""
    book = Workbook(write_only=True)
    book.properties.creator = "Diandan"
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None) if made_at else _UNDATED
    rows = {f"xl/worksheets/sheet{number}.xml": _write_sheet(book, sheet) for number, sheet in enumerate(sheets, 1)}
    out = BytesIO()
    ExcelWriter(book, ZipFile(out, "w")).save()
    with ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, written in rows.items():  # openpyxl makes the frame; its own rows take ten times as long
        before, empty, after = parts[name].partition(_EMPTY)
        assert empty
        parts[name] = b"".join((before, b"<sheetData>", written, b"</sheetData>", after))
    return zipped(parts, deflated=True)


def _write_sheet(book: Workbook, sheet: Worksheet) -> bytes:
    """Make the frame of a sheet in the workbook, and return what its rows are."""
    page = book.create_sheet(_sheet_name(sheet.name, [other.title.casefold() for other in book.worksheets]))
    page.freeze_panes = "A2"
    for column in range(len(sheet.header)):
        dimension = page.column_dimensions[get_column_letter(column + 1)]
        dimension.width = sheet.widths[column] if column < len(sheet.widths) else 14
        if column in sheet.texts:
            dimension.number_format = TEXT
    for column, words in sheet.choices.items():
        choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        letter = get_column_letter(column + 1)
        choice.add(f"{letter}2:{letter}{MOST_ROWS}")
        page.data_validations.append(choice)
    cells = _Cells(page)
    formats = [_format(sheet, column) for column in range(len(sheet.header))]
    written = [cells.row(1, sheet.header, formats, bold=True)]
    written += [cells.row(number, row, formats) for number, row in enumerate(sheet.rows, 2)]
    if sheet.heading:
        _set_for_print(page, sheet.heading)
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(written)}"
        for row_number in sheet.breaks:
            page.row_breaks.append(Break(id=row_number))
    return "".join(written).encode()


def _set_for_print(page: Any, heading: str) -> None:
    """A4 across, as wide as the page, the header on each of them, and which page it is."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_margins.left = page.page_margins.right = 0.4
    page.print_title_rows = "1:1"
    # An ampersand begins a code there, and more signs than this make Excel call the file damaged.
    page.oddHeader.center.text = " ".join(visible_text(heading).replace("&", "＆").split())[:100] or None
    page.oddFooter.center.text = "第&P页，共&N页"


def _format(sheet: Worksheet, column: int) -> str:
    return TEXT if column in sheet.texts else sheet.formats.get(column, "")


class _Cells:
    """The cells of a sheet, as it stores them. A style is made once, and then it is a number."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.styles: dict[tuple[str, bool, bool, bool], int] = {}

    def row(self, number: int, values: Sequence[Written], formats: Sequence[str], *, bold: bool = False) -> str:
        """One row; what is empty isn't stored."""
        cells = (
            self._cell(
                f"{get_column_letter(column)}{number}", value, formats[column - 1] if column <= len(formats) else "", bold
            )
            for column, value in enumerate(values, 1)
            if value is not None
        )
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: Written, number_format: str, bold: bool) -> str:
        """One cell; a text is a text, whatever it begins with."""
        match value:
            case str():
                plain = visible_text(value)
                wrapped = "\n" in plain or len(plain) > _WRAPPED
                kept = number_format if number_format == TEXT else ""
                style = self._style(kept, bold, bool(FORMULA.match(plain)), wrapped)
                shown = escape(_ESCAPED.sub("_x005F_", plain[:_LONGEST]), quote=False)
                return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
            case date():
                style = self._number(number_format, "yyyy-mm-dd")
                return f'<c r="{place}" s="{style}"><v>{to_excel(_on_the_wall(value))}</v></c>'
            case Decimal():
                return f'<c r="{place}" s="{self._number(number_format, "0.00")}"><v>{value:f}</v></c>'
        return f'<c r="{place}" s="{self._number(number_format, "")}"><v>{value}</v></c>'

    def _number(self, number_format: str, otherwise: str) -> int:
        return self._style(otherwise if number_format in ("", TEXT) else number_format, False, False, False)

    def _style(self, number_format: str, bold: bool, quoted: bool, wrapped: bool) -> int:
        key = number_format, bold, quoted, wrapped
        if key not in self.styles:
            cell = WriteOnlyCell(self.page)
            cell.quotePrefix = quoted
            cell.number_format = number_format or "General"
            cell.font = Font(bold=bold)
            cell.alignment = Alignment(wrap_text=wrapped or None, vertical="top")
            self.styles[key] = cell.style_id
        return self.styles[key]


def _on_the_wall(moment: date) -> date:
    """A moment as the clock on the wall showed it: spreadsheets know no zones."""
    return moment.astimezone(CHINA).replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that spreadsheets accept, not yet taken (names differ by more than case), and harmless in a formula."""
    plain = _NOT_IN_SHEET_NAMES.sub("_", " ".join(visible_text(name).split())).strip("'")
    plain = f"_{plain}" if not plain or FORMULA.match(plain) else plain
    tries: Iterator[str] = (plain[:31] if n == 1 else f"{plain[:27]} {n}" for n in range(1, 1000))
    return next(title for title in tries if title.casefold() not in taken)
