"""The mark beside a SQLite file: the numbers of the newest revision and the newest act that were ever durable there.

A database without its write-ahead log is whole by all that SQLite can tell, and lacks what was written last. The mark is
written after every commit, without waiting for the disk: it is never ahead of the database unless somebody took its log.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

_LINE = "diandan mark 1 {name} {revision:012d} {act:012d}\n"
_READ = re.compile(r"diandan mark 1 ([0-9a-f]{16}) ([0-9]{12}) ([0-9]{12})\n")
_NUMBERS_AT = len("diandan mark 1 ") + 16 + 1
NEWEST = "SELECT (SELECT max(id) FROM revisions), (SELECT max(id) FROM entries)"


@dataclass(frozen=True, slots=True)
class DatabaseMark:
    """What stands in the file: whose it is, and what was the newest."""

    name: str
    revision: int
    act: int


def mark_file(database: Path) -> Path:
    """Where the mark of a SQLite file lies."""
    return database.with_name(f"{database.name}.mark")


def read_mark(database: Path) -> DatabaseMark | None:
    """The mark beside a SQLite file; None where there is none that can be read."""
    try:
        found = _READ.fullmatch(mark_file(database).read_text("ascii"))
    except (OSError, UnicodeDecodeError):
        return None
    return DatabaseMark(found[1], int(found[2]), int(found[3])) if found else None


def begin_mark(database: Path, mark: DatabaseMark) -> None:
    """Put a mark beside a SQLite file, over whatever stands there: who keeps it open goes on with it."""
    line = _LINE.format(name=mark.name, revision=mark.revision, act=mark.act).encode()
    file = os.open(mark_file(database), os.O_CREAT | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(file, line)
        os.ftruncate(file, len(line))
        os.fsync(file)
    finally:
        os.close(file)


class MarkKeeper:
    """Writes the mark on, in the turn of whoever wrote; does nothing where there is no mark."""

    def __init__(self, database: Path) -> None:
        self._path, self._file = mark_file(database), -1

    def begin_anew(self) -> None:
        """Forget what a parent process had open."""
        self._file = -1

    @property
    def kept(self) -> bool:
        """Whether there is one, looked for until it is found."""
        if self._file >= 0:
            return True
        with suppress(OSError):
            self._file = os.open(self._path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        return self._file >= 0

    def write(self, revision: int, act: int) -> None:
        """What is the newest now; a disk that is full or read-only mustn't undo what is durable already."""
        with suppress(OSError):
            os.lseek(self._file, _NUMBERS_AT, os.SEEK_SET)
            os.write(self._file, f"{revision:012d} {act:012d}".encode())

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def look_newest(connection: Connection, mark: MarkKeeper) -> None:
    """Look what will be the newest, as a commit begins; it is marked once it is durable. It takes six microseconds."""
    record, dbapi = connection.connection._connection_record, connection.connection.dbapi_connection
    if record is not None and dbapi is not None and mark.kept and record.info.get("writing"):
        cursor = dbapi.cursor()
        record.info["newest"] = cursor.execute(NEWEST).fetchone()
        cursor.close()


def nothing_newest(connection: Connection) -> None:
    """What was undone is no newest."""
    if (record := connection.connection._connection_record) is not None:
        record.info.pop("newest", None)
