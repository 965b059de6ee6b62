"""What the drivers' errors come to: a handful of faults, whichever database it is.

Only errors of the database itself are turned; a statement that it refuses (a constraint, a trigger, a table that lacks) is
somebody's mistake and stays what it is.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from surveys.core.fault import Cause, StoreUnavailable


def sqlite_module() -> ModuleType:
    """A SQLite that lacks the WAL-reset bug (before 3.51.3) where a wheel brings one, else the system's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    found: ModuleType = dbapi2
    return found


_SQLITE = {
    3: Cause.READ_ONLY,  # PERM
    5: Cause.BUSY,
    6: Cause.BUSY,  # LOCKED
    8: Cause.READ_ONLY,
    10: Cause.DISK,  # IOERR
    11: Cause.DAMAGED,  # CORRUPT, a malformed schema too
    13: Cause.FULL,
    14: Cause.GONE,  # CANTOPEN
    15: Cause.BUSY,  # PROTOCOL: no place among the readers
    26: Cause.DAMAGED,  # NOTADB
}
_SQLITE_EXACT = {10 | 19 << 8: Cause.FULL}
"""IOERR_SHMSIZE: the log's index couldn't grow, as it can't on a full disk."""

_POSTGRESQL = {
    "08": Cause.GONE,
    "28": Cause.GONE,
    "3D": Cause.GONE,
    "53": Cause.BUSY,
    "53100": Cause.FULL,
    "25006": Cause.READ_ONLY,
    "42501": Cause.READ_ONLY,
    "40": Cause.BUSY,  # a deadlock, or somebody wrote the same
    "55P03": Cause.BUSY,  # lock_timeout
    "57014": Cause.BUSY,  # statement_timeout
    "57P01": Cause.GONE,
    "57P02": Cause.GONE,
    "57P03": Cause.GONE,
    "57P05": Cause.GONE,
    "58030": Cause.DISK,
    "58P01": Cause.DAMAGED,
    "XX001": Cause.DAMAGED,
    "XX002": Cause.DAMAGED,
}
_REASONS = {
    "password": ("password authentication failed", "no password supplied"),
    "role": ('role "', "no pg_hba.conf entry"),
    "database": ('database "',),
}
"""What a server says that lets nobody in; one that speaks another language is understood as far as that nobody gets in."""

_SYSTEM = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EFBIG: Cause.FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EACCES: Cause.READ_ONLY,
    errno.EPERM: Cause.READ_ONLY,
    errno.EMFILE: Cause.BUSY,
    errno.ENFILE: Cause.BUSY,
    errno.ENOENT: Cause.GONE,
}


_KNOWN = "known_to_diandan"


def know(context: Any) -> None:
    """Keep with a driver's error what it comes to, before its words, which repeat people's values, are taken out of it."""
    driver = context.original_exception
    with suppress(AttributeError):
        setattr(driver, _KNOWN, (fault_of(driver), lacks_tables(driver)))


def fault_of(error: BaseException) -> StoreUnavailable | None:
    """What an error of a driver, of the pool or of the system comes to; None where the database isn't to blame."""
    if isinstance(error, StoreUnavailable):
        return error
    if isinstance(error, PoolTimeout):
        return StoreUnavailable(Cause.BUSY)
    if isinstance(error, OSError):
        return StoreUnavailable(_SYSTEM.get(error.errno or 0, Cause.DISK))
    driver: Any = error.orig if isinstance(error, DBAPIError) else error
    if (known := getattr(driver, _KNOWN, None)) is not None:
        return StoreUnavailable(known[0].cause, reason=known[0].reason) if known[0] else None
    if isinstance(driver, sqlite3.Error | sqlite_module().Error):
        return _of_sqlite(driver)
    if type(driver).__module__.startswith("psycopg"):
        return _of_postgresql(driver)
    return None


def is_no_address(error: BaseException) -> bool:
    """Whether the database's address can't be read at all."""
    return isinstance(error, ArgumentError)


def lacks_tables(error: BaseException) -> bool:
    """Whether a statement failed because the database has no such table or column: its schema is another one than ours."""
    driver: Any = error.orig if isinstance(error, DBAPIError) else error
    if (known := getattr(driver, _KNOWN, None)) is not None:
        return bool(known[1])
    if isinstance(driver, sqlite3.Error | sqlite_module().Error):
        return str(driver).startswith(("no such table", "no such column"))
    return getattr(driver, "sqlstate", None) in ("42P01", "42703")


def _of_sqlite(driver: Any) -> StoreUnavailable | None:
    code: int = getattr(driver, "sqlite_errorcode", None) or 0
    found = _SQLITE_EXACT.get(code) or _SQLITE.get(code & 0xFF)
    return StoreUnavailable(found) if found else None


def _of_postgresql(driver: Any) -> StoreUnavailable | None:
    state: str = getattr(driver, "sqlstate", None) or ""
    if found := _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2]):
        return StoreUnavailable(found, reason=_reason(str(driver)))
    if not state and type(driver).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout"):
        return StoreUnavailable(Cause.GONE, reason=_reason(str(driver)))  # nobody answered, or the line broke
    return None


def _reason(said: str) -> str:
    return next((name for name, marks in _REASONS.items() if any(mark in said for mark in marks)), "")


def _wrote(error: BaseException) -> bool:
    driver: Any = error.orig if isinstance(error, DBAPIError) else error
    return getattr(driver, "sqlite_errorcode", None) == 8 or getattr(driver, "sqlstate", None) == "25006"


def _room(file: Path) -> bool:
    """Whether its disk takes anything more: SQLite calls it a failing disk where only the room for its index lacks."""
    try:
        return shutil.disk_usage(file.parent).free > _LITTLE
    except OSError:
        return True


class Keeping:
    """Whether what a transaction did is being kept just now."""

    begun = False


_LITTLE = 1 << 16
_MAYBE_KEPT = frozenset({Cause.GONE, Cause.DISK, Cause.DAMAGED})
"""What leaves it open, where it comes while something is being kept, whether it was."""


@contextmanager
def as_faults(file: Path | None, *, looking: bool = False) -> Iterator[Keeping]:
    """Raise `StoreUnavailable` where the database is to blame for what went wrong in the block; SQLite's lies in `file`.
    Whoever is only `looking` and writes is to blame themselves."""
    keeping = Keeping()
    try:
        yield keeping
    except (DBAPIError, PoolTimeout, sqlite3.Error, sqlite_module().Error) as error:
        found = fault_of(error)
        if found is None or (looking and _wrote(error)):
            raise
        if found.cause is Cause.DISK and file is not None and not _room(file):
            found.cause = Cause.FULL
        found.unknown = keeping.begun and found.cause in _MAYBE_KEPT
        raise found from error
