"""Reads the cells of an .xlsx workbook by openpyxl, behind a door that keeps out what would cost too much to read.

The workbook comes from a stranger. openpyxl bounds neither time nor memory, so everything that costs either is counted in
the archive before openpyxl sees it, and rows are given on as they are read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from io import BytesIO
from itertools import repeat
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.escape import unescape

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_file import Cell

MOST_MEMBERS = 200
MOST_UNPACKED = 20_000_000
MOST_RATIO = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 40

_MOST_ELEMENTS = 1_000_000
_MOST_STYLES = 10_000
_LONGEST_TAG = 100_000
_LAST_ROW = 1_048_576

_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
_STYLE = re.compile(rb"(?:cellStyle|numFmt)\s")
_COMMENT = re.compile(rb"<!--|<\?(?!xml\s)")
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_STRICT = b"http://purl.oclc.org/ooxml/"
_KINDS = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
}

if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl reads what strangers bring only with defusedxml beside it")

# Dates in Chinese spreadsheets have formats that openpyxl doesn't know: a serial number would pass for a building's name.
BUILTIN_FORMATS.update(dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"))
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # about pictures and charts left aside

Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A sheet's name and its rows that hold anything, read as they are asked for; row numbers as the sheet shows them."""

    name: str
    rows: Iterator[Row]


def read_workbook(data: bytes) -> tuple[SheetRows, ...]:
    """The visible sheets in order. Raises `Rejected`, also later while rows are taken."""
    try:
        with_formulas = _examined(data)
        _refuse_shared_parts(data)
        pages = _pages(data, results=True)
        formulas = _pages(data, results=False) if with_formulas else repeat(None)
        pairs = list(zip(pages, formulas, strict=with_formulas))
        return tuple(SheetRows(page.title, _rows(page, other)) for page, other in pairs if page.sheet_state == "visible")
    except Rejected:
        raise
    except Exception as error:  # a damaged file makes openpyxl raise whatever comes next
        raise _refused("file_corrupt") from error


def _refused(code: str, **detail: str | int) -> Rejected:
    return Rejected([Problem(code, detail=detail)])


def _examined(data: bytes) -> bool:
    """Whether there are formulas in the workbook. Raises `Rejected` where it is none, or would cost too much to read."""
    if data.count(b"PK\x01\x02") > 2 * MOST_MEMBERS:
        raise _refused("file_unpacks_too_big")
    archive = ZipFile(BytesIO(data))
    members = archive.infolist()
    swollen = any(member.file_size > MOST_RATIO * max(member.compress_size, 5_000) for member in members)
    if swollen or len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _refused("file_unpacks_too_big")
    if any(member.flag_bits & 1 for member in members):
        raise _refused("file_encrypted")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise _refused("file_corrupt")
    names = {member.filename for member in members}
    kind = next((kind for name, kind in _KINDS.items() if name in names), "")
    if kind or "[Content_Types].xml" not in names:
        raise _refused("file_other_kind", kind=kind or "zip")
    return _examined_parts(archive.read(member) for member in members)


def _examined_parts(parts: Iterable[bytes]) -> bool:
    """Whether formulas stand in these parts. A size that lies ends here too: `ZipFile` checks what it unpacks."""
    elements, formulas = 0, False
    for part in parts:
        if part.startswith(_UTF_16):
            raise _refused("file_corrupt")  # no spreadsheet program writes it, and nothing below would see through it
        if part.removeprefix(_MARK).lstrip().startswith(b"<"):
            elements += part.count(b"<") - part.count(b"</")
            if elements > _MOST_ELEMENTS or _holds_endless_tag(part) or len(_STYLE.findall(part)) > _MOST_STYLES:
                raise _refused("file_unpacks_too_big")
            if _STRICT in part[:2000]:
                raise _refused("file_other_kind", kind="strict")
            formulas = formulas or bool(_FORMULA.search(part))
    return formulas


def _holds_endless_tag(part: bytes) -> bool:
    """Whether the parser, which is fed in pieces, would read a tag or comment again and again until its end comes."""
    blocks = range(0, len(part) - _LONGEST_TAG, _LONGEST_TAG)
    return bool(blocks and _COMMENT.search(part)) or any(b">" not in part[at : at + _LONGEST_TAG] for at in blocks)


def _refuse_shared_parts(data: bytes) -> None:
    """Refuse a workbook in which several sheets stand on one part, which would be read once for each."""
    reader = ExcelReader(BytesIO(data), read_only=True)
    reader.read_manifest()
    reader.read_workbook()
    parts = [relation.target for _, relation in reader.parser.find_sheets()]
    if len(set(parts)) < len(parts):
        raise _refused("file_corrupt")


def _pages(data: bytes, *, results: bool) -> Sequence[Any]:
    """The sheets with the results that stand stored beside formulas, or with the formulas themselves."""
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=results, keep_links=False)
    pages: Sequence[Any] = book.worksheets
    for page in pages:
        page.reset_dimensions()  # some programs write a wrong one, and openpyxl would stop there
    return pages


def _rows(page: Any, formulas: Any) -> Iterator[Row]:
    kept = 0
    try:
        for number, cells in enumerate(_cells(page, formulas), 1):
            while cells and cells[-1] is None:
                cells.pop()
            if number > _LAST_ROW:
                raise ValueError("no sheet has such a row")
            if len(cells) > MOST_COLUMNS:
                raise Rejected([Problem("file_columns", row=number, detail={"most": MOST_COLUMNS})])
            kept += bool(cells)
            if kept > MOST_ROWS:
                raise _refused("file_rows", most=MOST_ROWS)
            if cells:
                yield number, tuple(cells)
    except Rejected:
        raise
    except Exception as error:
        raise _refused("file_corrupt") from error


def _cells(page: Any, formulas: Any) -> Iterator[list[Cell]]:
    """Row after row what the cells show: a formula's result if it was stored, else the formula itself."""
    last = _LAST_ROW + 1
    if formulas is None:
        for values in page.iter_rows(max_row=last, values_only=True):
            yield [_cell(value) for value in _narrowed(values)]
        return
    both = zip(page.iter_rows(max_row=last), formulas.iter_rows(max_row=last, values_only=True), strict=True)
    for results, sources in both:
        yield [
            _cell(source if result.value is None and result.data_type != "str" else result.value)
            for result, source in zip(results, _narrowed(sources), strict=False)
        ]


def _narrowed(values: Sequence[Any]) -> Sequence[Any]:
    """The row without empty cells far to the right: a sheet has 16,384 columns, and some programs style them all."""
    return values if any(values[MOST_COLUMNS:]) else values[:MOST_COLUMNS]


def _cell(value: Any) -> Cell:
    match value:
        case None | "":
            return None
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return str(unescape(value))
        case int(number):
            return number
        case float(number):
            return number
        case time() | timedelta():
            return f"1900-01-00 {value}"  # so do spreadsheets call the day before their first
        case date():
            return str(value).removesuffix(" 00:00:00")
    return str(getattr(value, "text", None) or "=")
