"""A disk that loses power: what wasn't synced is dropped, or written in part; and SQLite on it, as a driver for SQLAlchemy.

It keeps what was synced and trusts the disk to have done that: disks that lie about it are out of scope. Without shared
memory SQLite keeps its WAL's index for itself (locking_mode=EXCLUSIVE): one connection, no other process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any

import apsw

SECTOR = 512
NAME = "losing-power"
_Change = tuple[int, bytes | None]
"""What was written where; None where the file was cut off there."""


class PowerCut(apsw.IOError):
    """There is no power any more."""


def _changed(content: bytearray, change: _Change) -> None:
    at, data = change
    if data is None:
        del content[at:]
        return
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


@dataclass
class File:
    """A file as it is read, as it would be found after a power cut, and what lies between."""

    shows: bytearray = field(default_factory=bytearray)
    synced: bytearray = field(default_factory=bytearray)
    pending: list[_Change] = field(default_factory=list)

    def change(self, change: _Change) -> None:
        """Write or cut off, for now."""
        _changed(self.shows, change)
        self.pending.append(change)

    def sync(self) -> None:
        """Let everything so far outlast a power cut."""
        for change in self.pending:
            _changed(self.synced, change)
        self.pending.clear()

    def after_a_cut(self, chance: Random) -> File:
        """What is found: everything synced, and of the rest whatever the disk had got to, in any order, torn at sectors."""
        kept = bytearray(self.synced)
        share = chance.choice((0.0, 0.3, 0.7, 1.0))
        for at, data in self.pending:
            if chance.random() >= share:
                continue
            torn = data is not None and chance.random() < 0.3
            _changed(kept, (at, data[: chance.randrange(len(data) // SECTOR + 1) * SECTOR] if data and torn else data))
        return File(bytearray(kept), kept)


class Disk(apsw.VFS):
    """All files of a machine, and how many writes and syncs there will be before the power goes."""

    def __init__(self, files: dict[str, File]) -> None:
        self.files = files
        self.left: int | None = None
        self.off = False
        super().__init__(NAME, base="")

    def does(self) -> bool:
        """Whether the disk does one thing more; what a program that dies still wants, once it is `off`, comes to nothing.
        Raises `PowerCut` when the power goes."""
        if self.off:
            return False
        if self.left is not None and self.left <= 0:
            raise PowerCut("no power")
        if self.left is not None:
            self.left -= 1
        return True

    def cut(self, chance: Random) -> None:
        """Lose the power, and have it back."""
        self.files = {name: file.after_a_cut(chance) for name, file in self.files.items()}
        self.left, self.off = None, False

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> Any:
        """Open a file, made where there is none."""
        flags[1] = flags[0]
        return _Open(self, str(name.filename() if isinstance(name, apsw.URIFilename) else name))

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Delete a file, for good: nothing of ours hangs on a deletion."""
        if self.does():
            self.files.pop(filename, None)

    def xAccess(self, pathname: str, flags: int) -> bool:
        """Whether there is such a file."""
        return pathname in self.files

    def xFullPathname(self, name: str) -> str:
        """The name as it is."""
        return name


class _Open:
    """A file that SQLite has open."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk, self._name = disk, name
        disk.files.setdefault(name, File())

    @property
    def _file(self) -> File:
        return self._disk.files[self._name]

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self._file.shows[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._disk.does():
            self._file.change((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        if self._disk.does():
            self._file.change((size, None))

    def xSync(self, flags: int) -> None:
        if self._disk.does():
            self._file.sync()

    def xFileSize(self) -> int:
        return len(self._file.shows)

    def xLock(self, level: int) -> None: ...

    def xUnlock(self, level: int) -> None: ...

    def xCheckReservedLock(self) -> bool:
        return False

    def xClose(self) -> None: ...

    def xFileControl(self, op: int, ptr: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0


class _Cursor:
    """A cursor as PEP 249 has it."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> _Cursor:
        """Run a statement to its end."""
        found = self._connection.apsw.cursor()
        found.exec_trace = self._described  # once there are no rows it is too late to ask which columns they would have
        self._rows = found.execute(statement, parameters).fetchall()
        if self.description is None and self._connection.apsw.in_transaction:
            self.rowcount = self._connection.apsw.changes()
        self.lastrowid = self._connection.apsw.last_insert_rowid()
        return self

    def _described(self, cursor: Any, _statement: str, _parameters: object) -> bool:
        columns = cursor.get_description()
        self.description = [(name, None, None, None, None, None, None) for name, *_ in columns] or None
        return True

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> _Cursor:
        """Run it for every row."""
        for row in rows:
            self.execute(statement, row)
        return self

    def fetchone(self) -> Any:
        """The next row."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Some more."""
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def fetchall(self) -> list[Any]:
        """The rest."""
        found, self._rows = self._rows, []
        return found

    def close(self) -> None:
        """Drop what is left."""
        self._rows = []


class _Connection:
    """A connection as PEP 249 has it, that begins nothing by itself."""

    isolation_level = None

    def __init__(self, name: str) -> None:
        self.apsw = apsw.Connection(name, vfs=NAME)
        self.apsw.execute("PRAGMA locking_mode=EXCLUSIVE")

    def cursor(self) -> _Cursor:
        """A cursor."""
        return _Cursor(self)

    def create_function(self, name: str, number: int, function: Any, **_more: Any) -> None:
        """A function in SQL."""
        self.apsw.create_scalar_function(name, function, number)

    def commit(self) -> None:
        """End the transaction, if there is one."""
        if self.apsw.in_transaction:
            self.apsw.execute("COMMIT")

    def rollback(self) -> None:
        """Undo it."""
        if self.apsw.in_transaction:
            self.apsw.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of it."""
        self.apsw.close()


def driver(name: str) -> SimpleNamespace:
    """What SQLAlchemy takes for a driver: it opens `name` on whichever disk there is."""
    errors = dict.fromkeys(
        ("Error", "DatabaseError", "OperationalError", "InterfaceError", "DataError", "InternalError"), apsw.Error
    )
    errors |= {"IntegrityError": apsw.ConstraintError, "ProgrammingError": apsw.SQLError, "NotSupportedError": apsw.Error}
    version = apsw.sqlite_lib_version()
    return SimpleNamespace(
        connect=lambda *_a, **_k: _Connection(name),
        sqlite_version=version,
        sqlite_version_info=tuple(map(int, version.split("."))),
        paramstyle="qmark",
        Binary=bytes,
        **errors,
    )
