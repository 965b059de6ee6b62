"""Reads the cells of an .xlsx workbook, and nothing else of it, within fixed bounds of time and memory.

The workbook comes from a stranger. Only the parts that hold cells are parsed, in a stream that stops at the first thing too
large, so a small file that unpacks to gigabytes costs nothing and a damaged style sheet hinders nobody.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as ZlibError

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_words import Cell
from surveys.services.bounded_xml import Attributes, TextCollector, parse, parsing, too_big

MOST_MEMBERS = 200
MOST_UNPACKED = 40_000_000
MOST_RATIO = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 40

_MOST_CELLS = 500_000
_MOST_STRINGS = 300_000
_MOST_STYLES = 70_000
_LAST_ROW = 1_048_576

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_IN_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_COLUMN = re.compile(r"[A-Z]{1,3}")
_TYPES = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsb": "xl/workbook.bin"}

_DAMAGE = (BadZipFile, ZlibError, expat.ExpatError, EOFError, NotImplementedError, ValueError, LookupError)

Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A sheet's name and its rows that hold anything, read as they are asked for; row numbers as the sheet shows them."""

    name: str
    rows: Iterator[Row]


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    archive: ZipFile
    strings: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    epoch: date = date(1899, 12, 30)


def read_workbook(data: bytes) -> tuple[SheetRows, ...]:
    """The visible sheets in order. Raises `Rejected`, also later while rows are taken."""
    try:
        return _sheets(_opened(data))
    except _DAMAGE as error:
        raise _refused("file_corrupt") from error


def _refused(code: str, **detail: str | int) -> Rejected:
    return Rejected([Problem(code, detail=detail)])


def _opened(data: bytes) -> ZipFile:
    if data.count(b"PK\x01\x02") > 2 * MOST_MEMBERS:
        raise too_big()
    archive = ZipFile(BytesIO(data))
    members = archive.infolist()
    swollen = any(member.file_size > MOST_RATIO * max(member.compress_size, 5_000) for member in members)
    if swollen or len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise too_big()
    if any(member.flag_bits & 1 for member in members):
        raise _refused("file_encrypted")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise _refused("file_corrupt")
    names = set(archive.namelist())
    for kind, member in _TYPES.items():
        if member in names:
            raise _refused("file_other_kind", kind=kind)
    if "mimetype" in names and "content.xml" in names:
        raise _refused("file_other_kind", kind="ods")
    return archive


def _sheets(archive: ZipFile) -> tuple[SheetRows, ...]:
    names = set(archive.namelist())
    main = next(iter(_targets(archive, "", "officeDocument").values()), "xl/workbook.xml")
    if main not in names:
        raise _refused("file_other_kind", kind="zip")
    book = _Book(archive)
    listed: list[Attributes] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            listed.append(attributes)
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            book.epoch = date(1904, 1, 1)

    parse(archive, main, start)
    for part in _targets(archive, main, "sharedStrings").values():
        if part in names:
            book.strings = _strings(archive, part)
    for part in _targets(archive, main, "styles").values():
        if part in names:
            book.dates = _date_styles(archive, part)
    parts = _targets(archive, main, "worksheet")
    return tuple(
        SheetRows(sheet.get("name", ""), _rows(book, parts[key]))
        for sheet in listed
        if sheet.get("state", "visible") == "visible" and (key := _relation(sheet)) in parts and parts[key] in names
    )


def _relation(attributes: Attributes) -> str:
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def _targets(archive: ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts of one kind that `part` refers to, by relation."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith(f"/{kind}"):
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            found[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    if relations in archive.namelist():
        parse(archive, relations, start)
    return found


def _strings(archive: ZipFile, part: str) -> list[str]:
    strings: list[str] = []
    collector = TextCollector()

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            collector.begin()
        elif name == "rPh":
            collector.phonetic += 1
        collector.open = name == "t"

    def end(name: str) -> None:
        collector.open = False
        if name == "rPh":
            collector.phonetic -= 1
        elif name == "si":
            strings.append(collector.value())
            if len(strings) > _MOST_STRINGS:
                raise too_big()

    parse(archive, part, start, end, collector.add)
    return strings


def _date_styles(archive: ZipFile, part: str) -> set[int]:
    """The cell styles that show a number as a date or a time."""
    formats, dates = set(_DATE_FORMATS), set[int]()
    inside, count = "", 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside, count
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside = name
        elif name == "numFmt":
            code = _NOT_IN_FORMAT.sub("", attributes.get("formatCode", "")[:200]).lower()
            (formats.add if re.search("[ymdhs]", code) else formats.discard)(int(attributes.get("numFmtId", "0")))
        elif name == "xf" and inside == "cellXfs":
            if count < _MOST_STYLES and int(attributes.get("numFmtId", "0")) in formats:
                dates.add(count)
            count += 1

    parse(archive, part, start)
    return dates


def _rows(book: _Book, part: str) -> Iterator[Row]:
    sheet = _Sheet(book)
    kept = 0
    try:
        for _ in parsing(book.archive, part, sheet.start, sheet.end, sheet.collector.add):
            done, sheet.done = sheet.done, []
            kept += len(done)
            if kept > MOST_ROWS:
                raise _refused("file_rows", most=MOST_ROWS)
            yield from done
    except _DAMAGE as error:
        raise _refused("file_corrupt") from error


class _Sheet:
    """Turns the elements of a sheet into rows; those finished stand in `done`."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.collector = TextCollector()
        self.done: list[Row] = []
        self.cells: list[Cell] = []
        self.row = self.column = self.seen = self.style = 0
        self.kind = self.formula = ""
        self.value: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "row":
                self.row = int(attributes.get("r") or self.row + 1)
                self.column, self.cells = 0, []
                if self.row > _LAST_ROW:
                    raise ValueError("no sheet has such a row")
            case "c":
                self._start_cell(attributes)
            case "v" | "t" | "f":
                if name != "t":
                    self.collector.begin()
                self.collector.open = True
            case "rPh":
                self.collector.phonetic += 1

    def _start_cell(self, attributes: Attributes) -> None:
        self.seen += 1
        if self.seen > _MOST_CELLS:
            raise too_big()
        letters = _COLUMN.match(attributes.get("r", ""))
        self.column = _column_number(letters[0]) if letters else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s") or 0)
        self.value, self.formula = None, ""
        self.collector.begin()

    def end(self, name: str) -> None:
        self.collector.open = False
        match name:
            case "v" | "is":
                self.value = self.collector.value()
            case "f":
                self.formula = f"={self.collector.value()}"
            case "rPh":
                self.collector.phonetic -= 1
            case "c":
                self._keep(self._cell())
            case "row" if self.cells:
                self.done.append((self.row, tuple(self.cells)))

    def _keep(self, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if self.column > MOST_COLUMNS:
            raise Rejected([Problem("file_columns", row=self.row, detail={"most": MOST_COLUMNS})])
        self.cells += [None] * (self.column - len(self.cells))
        self.cells[self.column - 1] = cell

    def _cell(self) -> Cell:
        """What the cell shows: a formula's result if it was stored, else the formula itself."""
        if self.value is None or (self.formula and not self.value and self.kind != "str"):
            return self.formula or None
        match self.kind:
            case "s":
                return self.book.strings[int(self.value)] if self.value.isdecimal() else None
            case "b":
                return "TRUE" if self.value == "1" else "FALSE"
            case "n":
                return self._number(self.value)
        return self.value

    def _number(self, text: str) -> Cell:
        if text.isdecimal() and len(text) < 16 and self.style not in self.book.dates:
            return int(text)
        try:
            number = float(text)
            if self.style in self.book.dates:
                return (self.book.epoch + timedelta(days=number)).isoformat()
        except (ValueError, OverflowError):
            return text
        return number if abs(number) < 1e300 else text


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
