"""Reads the cells of an .xlsx workbook by openpyxl, behind a door that keeps out what would cost too much to read.

The workbook comes from a stranger. openpyxl bounds neither time nor memory, so everything that costs either is counted in
the archive before openpyxl sees it, and rows are given on as they are read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from io import BytesIO
from itertools import repeat
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string
from openpyxl.utils.escape import unescape

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_file import Cell, Merged
from surveys.services.sheet_rows import MOST_COLUMNS, MOST_ROWS, Row, SheetRows

MOST_MEMBERS = 200
MOST_UNPACKED = 20_000_000
MOST_RATIO = 100

_MOST_ELEMENTS = 1_000_000
_MOST_STYLES = 10_000
_MOST_MERGED = 100_000
_LONGEST_TAG = 100_000
_LAST_ROW = 1_048_576

_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
_STYLE = re.compile(rb"(?:cellStyle|numFmt)\s")
_COMMENT = re.compile(rb"<!--|<\?(?!xml\s)")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_RANGE = re.compile(rb"\b(min|max)=[\"'](\d{1,5})[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']|\bht=[\"']0(?:\.0*)?[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
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


def read_workbook(data: bytes) -> tuple[SheetRows, ...]:
    """The visible sheets in order. Raises `Rejected`, also later while rows are taken."""
    try:
        with_formulas = _examined(data)
        parts = _parts(data)
        pages = _pages(data, results=True)
        formulas = _pages(data, results=False) if with_formulas else repeat(None)
        pairs = list(zip(pages, formulas, strict=with_formulas))
        beside = tuple(page.title for page in pages if page.sheet_state != "visible")
        shown = [(page, other) for page, other in pairs if page.sheet_state == "visible"]
        return tuple(_sheet(page, other, parts, beside) for page, other in shown)
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


def _parts(data: bytes) -> Mapping[str, bytes]:
    """The part that each sheet stands on, by its name. Two on one would be read once for each, so they are refused."""
    reader = ExcelReader(BytesIO(data), read_only=True)
    reader.read_manifest()
    reader.read_workbook()
    parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    if len(set(parts.values())) < len(list(reader.parser.find_sheets())):
        raise _refused("file_corrupt")
    archive = ZipFile(BytesIO(data))
    return {name: archive.read(target) for name, target in parts.items()}


def _sheet(page: Any, formulas: Any, parts: Mapping[str, bytes], beside: tuple[str, ...]) -> SheetRows:
    part = parts.get(page.title, b"")
    return SheetRows(page.title, _rows(page, formulas), _hidden_rows(part), _hidden_columns(part), _merged(part), beside)


def _hidden_rows(part: bytes) -> frozenset[int]:
    """The rows that are hidden, by hand or by a filter, or have no height."""
    found, number = [], 0
    for tag in _ROW.findall(part):
        said = _NUMBER.search(tag)
        number = int(said[1]) if said else number + 1
        if _HIDDEN.search(tag):
            found.append(number)
    return frozenset(found)


def _hidden_columns(part: bytes) -> frozenset[int]:
    ranges = (_RANGE.findall(tag) for tag in _COLUMN.findall(part) if _HIDDEN.search(tag))
    spans = ({name: int(at) for name, at in found} for found in ranges)
    return frozenset(
        place - 1 for span in spans for place in range(span.get(b"min", 1), min(span.get(b"max", 0), MOST_COLUMNS) + 1)
    )


def _merged(part: bytes) -> tuple[Merged, ...]:
    found = _MERGED.findall(part)
    if len(found) > _MOST_MERGED:
        raise _refused("file_unpacks_too_big")
    return tuple(Merged(int(top), _column(left), int(bottom), _column(right)) for left, top, right, bottom in found)


def _column(letters: bytes) -> int:
    return int(column_index_from_string(letters.decode())) - 1


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
