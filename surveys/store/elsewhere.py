"""Another database than the one that is served: to fill it, to compare it, and to see whether somebody uses it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection as Session
from sqlalchemy import create_engine, event, inspect, make_url
from sqlalchemy.exc import DBAPIError

from surveys.core.errors import NotAllowed
from surveys.store.copy import OURS, others_connected, row_counts, schema_of
from surveys.store.db import engine_options, look, prepare_engine
from surveys.store.fault import sqlite_module

_BESIDE = ("-wal", "-shm", ".queue", ".lock", ".mark")
_NO_DATA = {OURS, "installations", "attempts"}


def full_url(url: str) -> str:
    """The address of a database as people write it, with the driver that is installed here.

    Raises `NotAllowed` (no_database_url) where it is neither SQLite nor PostgreSQL.
    """
    scheme, mark, rest = url.partition("://")
    if not mark or scheme not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg"):
        raise NotAllowed("no_database_url", value=scheme)
    return url if scheme == "sqlite" else f"postgresql+psycopg://{rest}"


def shown_url(url: str) -> str:
    """The address without its password."""
    return make_url(url).render_as_string(hide_password=True)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    found = make_url(url)
    return Path(found.database) if found.get_backend_name() == "sqlite" and found.database else None


@contextmanager
def elsewhere(url: str, *, loose: bool = False) -> Iterator[Session]:
    """A connection to another database, in one transaction that is undone where the block raises. A `loose` one doesn't look
    whether what is pointed to is there: migrations need that.

    Raises `NotAllowed` (unreachable) where there is no such database.
    """
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    if loose and engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda dbapi, _record: dbapi.execute("PRAGMA foreign_keys=OFF"))
    try:
        try:
            session = engine.connect()
        except DBAPIError as error:
            raise NotAllowed("unreachable", url=shown_url(url), why=str(error.orig).splitlines()[0]) from None
        with session, session.begin():
            yield session
    finally:
        engine.dispose()


@contextmanager
def looking(url: str) -> Iterator[Session]:
    """One consistent look at a database from a process that serves nobody; writing in it fails."""
    engine = create_engine(url, **engine_options(url, pooled=True))
    prepare_engine(engine)
    try:
        with look(engine, sqlite_file(url)) as session:
            yield session
    finally:
        engine.dispose()


def address_of(session: Session) -> str:
    """The address of the database that a session looks at, with its password."""
    return session.engine.url.render_as_string(hide_password=False)


def has_data(session: Session) -> bool:
    """Whether anything but the bare tables stands in a database."""
    if not inspect(session).get_table_names():
        return False
    return any(number for table, number in row_counts(session, schema_of(session)).items() if table not in _NO_DATA)


def in_use(url: str) -> bool:
    """Whether another program has this database open. A SQLite file is taken out of WAL for that, which nobody can while
    another has it open, and which carries its log over."""
    if (file := sqlite_file(url)) is None:
        with elsewhere(url) as session:
            return others_connected(session) > 0
    if not file.exists():
        return False
    connection = sqlite_module().connect(file, timeout=0.5)
    try:
        return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
    except sqlite_module().OperationalError:
        return True
    finally:
        connection.close()


def copy_file(file: Path, copy: Path) -> None:
    """Copy a SQLite database as it stands into one new file, what its log holds as well; leaves nothing where that fails.

    Raises `OSError`.
    """
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    connection = sqlite_module().connect(file)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # it takes an empty file, and keeps its mode
        connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as opened:
            os.fsync(opened.fileno())
        part.replace(copy)
    except sqlite_module().Error as error:
        raise OSError(str(error)) from None
    finally:
        connection.close()
        part.unlink(missing_ok=True)


def take_place(new: Path, file: Path) -> None:
    """Put a finished SQLite file in the place of another that nobody uses, durably."""
    without_companions(new)
    with new.open("rb+") as opened:
        os.fsync(opened.fileno())
    without_companions(file)
    new.replace(file)


def without_companions(file: Path) -> None:
    """Delete what lies beside a closed SQLite file."""
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).unlink()
