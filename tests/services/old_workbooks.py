"""Bytes of old .xls workbooks: what BIFF8 and its file system need, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
DAY = 1
"""The format of a cell that shows a day."""


@dataclass(frozen=True)
class Day:
    """A cell with a day, by its serial number."""

    number: float


@dataclass(frozen=True)
class OldSheet:
    """A sheet to be written; merged ranges and hidden rows are counted from 0, ends included."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: Sequence[int] = ()
    visible: bool = True


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of a workbook."""
    return pack("<HH", kind, len(data)) + data


def cell(row: int, column: int, value: object) -> bytes:
    """One cell's record."""
    match value:
        case None:
            return record(0x0201, pack("<HHH", row, column, 0))
        case str():
            text = value.encode("utf-16-le")
            return record(0x0204, pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
        case Day(number):
            return record(0x0203, pack("<HHHd", row, column, DAY, number))
        case bool():
            return record(0x0205, pack("<HHHBB", row, column, 0, value, 0))
        case int() | float():
            return record(0x0203, pack("<HHHd", row, column, 0, value))
    return record(0x0205, pack("<HHHBB", row, column, 0, 0x2A, 1))


def sheet_stream(sheet: OldSheet) -> bytes:
    """One sheet's records."""
    rows = [record(0x0208, pack("<HHHHHHHH", row, 0, 40, 255, 0, 0, 0x20, 0)) for row in sheet.hidden]
    cells = [cell(r, c, value) for r, row in enumerate(sheet.rows) for c, value in enumerate(row)]
    ranges = b"".join(pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in sheet.merged)
    merged = record(0x00E5, pack("<H", len(sheet.merged)) + ranges) if sheet.merged else b""
    begin = record(0x0809, pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return b"".join([begin, *rows, *cells, merged, record(0x000A)])


def workbook_stream(sheets: Sequence[OldSheet], more: bytes = b"") -> bytes:
    """The records of a workbook; `more` stand among those of all its sheets."""
    fonts = record(0x0031, pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A") * 5
    formats = b"".join(record(0x00E0, pack("<HHHHHHHHHH", 0, form, 1, 0, 0, 0, 0, 0, 0, 0)) for form in (0, 14))
    begin = record(0x0809, pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(0x0042, pack("<H", 1200)) + fonts + formats
    streams = [sheet_stream(sheet) for sheet in sheets]
    names = [sheet.name.encode("utf-16-le") for sheet in sheets]
    length = len(begin) + len(more) + sum(4 + 8 + len(name) for name in names) + len(record(0x000A))
    listed = b""
    for sheet, name, stream in zip(sheets, names, streams, strict=True):
        listed += record(0x0085, pack("<IBBBB", length, not sheet.visible, 0, len(name) // 2, 1) + name)
        length += len(stream)
    return begin + listed + more + record(0x000A) + b"".join(streams)


def old_file(stream: bytes, name: str = "Workbook") -> bytes:
    """The stream in the file system of old office files."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    sectors = len(stream) // SECTOR
    tables = -(-(sectors + 2) // 127)
    chain = [*range(1, sectors), END, END, *[TABLE] * tables]
    table = b"".join(pack("<I", at) for at in chain).ljust(tables * SECTOR, b"\xff")
    directory = (entry("Root Entry", 5, 1, END, 0) + entry(name, 2, FREE, 0, len(stream))).ljust(SECTOR, b"\0")
    first = [sectors + 1 + at for at in range(tables)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += pack("<IIIIIIIII", tables, sectors, 0, 4096, END, 0, END, 0, first[0])
    head += b"".join(pack("<I", at) for at in first[1:])
    return head.ljust(SECTOR, b"\xff") + stream + directory + table


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """One entry of the file system's directory."""
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + b"\0" * 36 + pack("<III", start, size, 0)


def old_workbook(*sheets: OldSheet, more: bytes = b"") -> bytes:
    """An .xls file."""
    return old_file(workbook_stream(sheets, more))
