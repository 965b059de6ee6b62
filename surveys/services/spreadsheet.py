"""Tables from people's files, and files for people's spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import visible_text
from surveys.core.roster_file import Cell
from surveys.services.sheet_rows import MOST_COLUMNS, MOST_ROWS, Row, SheetRows
from surveys.services.worksheet import FORMULA, Worksheet, Written, write_xlsx

__all__ = ["MOST_BYTES", "Worksheet", "read_tables", "write_csv", "write_xlsx"]

MOST_BYTES = 5_000_000

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_MARKS = {
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"Rar!": "zip",
    b"7z\xbc": "zip",
}
_PAGE = re.compile(rb"\s*<(!doctype|html|table|meta|\?xml)", re.IGNORECASE)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DELIMITERS = ",\t;，、|"
_BLANK_LINES = 200_000

_QUOTED_FORMULA = re.compile(f"'{FORMULA.pattern}")


def read_tables(data: bytes) -> tuple[SheetRows, ...]:
    """The visible sheets of an .xlsx or .xls workbook, or the one table of a text file, by content whatever it is called.

    Their rows are read as they are taken. Raises `Rejected`, also then, and nothing else.
    """
    if not data:
        raise _refused("file_empty")
    if len(data) > MOST_BYTES:
        raise _refused("file_too_big", most=MOST_BYTES // 1_000_000, megabytes=-(-len(data) // 1_000_000))
    if data.startswith(_OLD_OFFICE) and _OLD_WORD in data:
        raise _refused("file_other_kind", kind="doc")
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
        raise _refused("file_encrypted")
    if data.startswith(_OLD_OFFICE):
        from surveys.services.old_workbook import read_old_workbook

        return read_old_workbook(data)
    if data.startswith(b"PK"):
        from surveys.services.workbook import read_workbook

        return read_workbook(data)
    kind = next((kind for mark, kind in _MARKS.items() if data.startswith(mark)), "")
    if kind or _PAGE.match(data.removeprefix(b"\xef\xbb\xbf")[:200]):
        raise _refused("file_other_kind", kind=kind or "html")
    return (SheetRows("", _text_rows(_decoded(data))),)


def _refused(code: str, **detail: str | int) -> Rejected:
    return Rejected([Problem(code, detail=detail)])


def _decoded(data: bytes) -> str:
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text[:100_000]):
            raise _refused("file_other_kind", kind="binary")
        return text
    raise _refused("file_encoding")


def _text_rows(text: str) -> Iterator[Row]:
    head = text[:5000]
    delimiter = max(_DELIMITERS, key=head.count)
    kept = number = 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if "".join(cells).strip():
                kept += 1
                if "".join(cells[MOST_COLUMNS:]).strip():
                    raise Rejected([Problem("file_columns", row=number, detail={"most": MOST_COLUMNS})])
                yield number, tuple(_unquoted(cell) for cell in cells[:MOST_COLUMNS])
            if kept > MOST_ROWS or number > _BLANK_LINES:
                raise _refused("file_rows", most=MOST_ROWS)
    except csv.Error as error:
        raise Rejected([Problem("file_quote", row=number + 1)]) from error


def _unquoted(cell: str) -> Cell:
    """The cell without the quotation mark that `write_csv` put before what looks like a formula."""
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    """A comma-separated file that Excel and WPS open as UTF-8, and in which no text can become a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in header])
    for row in rows:
        writer.writerow([_harmless(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(text: str) -> str:
    text = visible_text(text)
    return f"'{text}" if FORMULA.match(text) else text
