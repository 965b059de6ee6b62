"""The mark beside a SQLite file: the numbers of the newest revision and the newest act that were ever durable there.

A database without its write-ahead log is whole by all that SQLite can tell, and lacks what was written last. The mark is
written after every commit, without waiting for the disk: it is never ahead of the database unless somebody took its log.
And what a process began with, so that it writes nothing into what was put in its place meanwhile.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from surveys.core.fault import Cause, StoreUnavailable

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


_File = tuple[int, int] | None


class Begun:
    """What this process began with: the files that it has open, where it is SQLite, and the newest that it has seen."""

    def __init__(self, database: Path | None) -> None:
        self._paths: Sequence[Path] = ()
        if database is not None and database.name:
            self._paths = (database, *(database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm")))
        self._files: list[_File] = []
        self._open = 0
        self._seen: DatabaseMark | None = None
        self.replaced = False

    def watch(self, engine: Engine) -> None:
        """Keep what an engine opens, whose transactions ask before they are kept."""
        engine.update_execution_options(begun=self)
        event.listen(engine, "connect", self._opened)
        event.listen(engine, "close", self._closed)
        event.listen(engine, "engine_disposed", lambda _engine: self._begin_anew())

    def check(self) -> None:
        """Raises `StoreUnavailable` where something else lies there now: who has a file open goes on writing into it though
        nobody will ever find it again. It takes five microseconds."""
        now = [_identity(path) for path in self._paths]
        if now and self._files:
            if now[0] is None:
                raise StoreUnavailable(Cause.GONE)
            known = zip(self._files, now, strict=True)
            if any(began is not None and began != found for began, found in known):
                raise StoreUnavailable(Cause.REPLACED)
            self._files = now
        if self.replaced:
            raise StoreUnavailable(Cause.REPLACED)

    def goes_on(self, found: DatabaseMark, *, anew: bool) -> bool:
        """Whether a database is the one that was seen before, and lacks nothing that was seen in it; another one is, where
        it may begin `anew`."""
        seen = self._seen
        if seen is None or (seen.name != found.name and anew):
            self._seen = seen = found
        if seen.name != found.name or found.revision < seen.revision or found.act < seen.act:
            return False
        self._seen = found
        return True

    def _opened(self, _dbapi: object, _record: object) -> None:
        # SQLite takes its log away with the last connection that is closed: only the file itself stays the same.
        if not self._open:
            self._files = [*self._files[:1], *(_identity(path) for path in self._paths[len(self._files[:1]) :])]
        self._open += 1

    def _closed(self, _dbapi: object, _record: object) -> None:
        self._open = max(self._open - 1, 0)

    def _begin_anew(self) -> None:
        self._files, self._open = [], 0


def begun_of(session: Connection) -> Begun:
    """What this process began with."""
    begun = session.get_execution_options()["begun"]
    assert isinstance(begun, Begun)
    return begun


def _identity(path: Path) -> _File:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
