"""The database: one way in, one transaction, and SQLite set so that an acknowledged ballot is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, MetaData, TypeDecorator, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry

from surveys.core.code import Keys
from surveys.core.errors import Counted
from surveys.core.fault import Cause
from surveys.log.hushed import hush
from surveys.store.fault import as_faults, fault_of, know, sqlite_module
from surveys.store.newest import Begun, begun_of, look_newest, nothing_newest
from surveys.store.patience import for_locks, milliseconds, waiting_for_locks
from surveys.store.reader import keep_reader, reader_of
from surveys.store.server_patience import begin, by_hand, impatient
from surveys.store.write_queue import WriteQueue

__all__ = [
    "JUDGED",
    "Clock",
    "Connection",
    "Record",
    "UTCDateTime",
    "database_file",
    "db",
    "engine_options",
    "in_passing",
    "keys_of",
    "look",
    "prepare_engine",
    "reading",
    "take_turn",
    "transaction",
]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# FULL: with NORMAL a power cut loses acknowledged ballots. No mmap: it can amplify corruption. What is deleted or moved is
# written over on every connection: a photograph lies twice in the file as soon as something beside it is updated.
PRAGMAS = (
    *("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"),
    "secure_delete=ON",
)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Naive values are refused, because nobody knows which moment they mean."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Record(DeclarativeBase):
    """The parent of every row class."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UTCDateTime})


# Errands work in a plain connection, not in an ORM session: its tracking of objects would double the time of a page.
db = SQLAlchemy(model_class=Record)


_POOL, _CONNECT = 2.5, 2
"""Seconds to wait for a connection of the pool, and for a server to answer at all."""


def engine_options(url: str, *, pooled: bool = False) -> dict[str, Any]:
    """What `create_engine` needs for `url`. Behind a pooler that gives each transaction another server connection (`pooled`)
    the driver prepares no statements: an older pooler doesn't know whose they are."""
    if url.startswith("sqlite"):
        quick = {"timeout": _CONNECT}
        return {"module": sqlite_module(), "pool_timeout": _POOL, "connect_args": quick, "hide_parameters": True}
    with_server: dict[str, Any] = {"connect_timeout": _CONNECT} | ({"prepare_threshold": None} if pooled else {})
    return {"pool_timeout": _POOL, "connect_args": with_server, "hide_parameters": True}


def prepare_engine(engine: Engine, keys: Keys | None = None) -> None:
    """Set transactions and durability on `engine`, once, when the app is made, and limits to its waits. Rows are marked with
    `keys`; without them only what bears its marks already can be written.

    Python's driver for SQLite opens transactions late and as DEFERRED, which loses updates and lets a ballot slip in after a
    count; here every transaction begins IMMEDIATE unless it promised to read only. PostgreSQL's own are right.
    """
    engine.update_execution_options(keys=keys)
    event.listen(engine, "handle_error", know)
    event.listen(engine, "handle_error", hush)
    if engine.dialect.name != "sqlite":
        event.listen(engine, "do_connect", impatient)
        event.listen(engine, "connect", by_hand)
        event.listen(engine, "begin", begin)
        Begun(None).watch(engine)
        return
    queue = WriteQueue(Path(engine.url.database or ""))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", lambda conn: _on_begin(conn, queue))
    event.listen(engine, "commit", lambda conn: look_newest(conn, queue.mark))
    event.listen(engine, "rollback", nothing_newest)
    event.listen(engine.pool, "reset", lambda _dbapi, record, _state: _release(record, queue))
    event.listen(engine.pool, "invalidate", lambda _dbapi, record, _error: _release(record, queue))
    event.listen(engine, "engine_disposed", lambda _engine: queue.close())
    Begun(Path(engine.url.database or "")).watch(engine)  # after `_on_connect`, which makes the log
    keep_reader(engine, {"reads_only": True})


def keys_of(session: Connection) -> Keys:
    """The keys of the installation that works here. Raises `RuntimeError` on an engine that nobody prepared."""
    keys = session.get_execution_options().get("keys")
    if not isinstance(keys, Keys):
        raise RuntimeError("an engine without the keys that rows are marked with")
    return keys


_OURS = {"households", "polls"}


def _on_connect(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        tables = {name for (name,) in cursor.execute("SELECT name FROM sqlite_master")}
        if not tables or tables >= _OURS:  # a file of somebody else's is left as it is
            cursor.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    record.info.update(query_only=False, in_passing=False, patience=0)


def _on_begin(connection: Connection, queue: WriteQueue) -> None:
    fairy = connection.connection
    record, dbapi = fairy._connection_record, fairy.dbapi_connection
    assert record is not None
    assert dbapi is not None
    reads_only = bool(connection.get_execution_options().get("reads_only"))
    cursor = dbapi.cursor()
    if record.info["query_only"] != reads_only:
        cursor.execute(f"PRAGMA query_only={int(reads_only)}")
        record.info["query_only"] = reads_only
    if record.info["in_passing"] != (passing := bool(connection.get_execution_options().get("in_passing"))):
        cursor.execute(f"PRAGMA synchronous={'NORMAL' if passing else 'FULL'}")
        record.info["in_passing"] = passing
    if reads_only:
        _wait_at_most(cursor, record, for_locks())
        cursor.execute("BEGIN DEFERRED")
    else:
        left = queue.take()
        record.info["writing"] = True
        _wait_at_most(cursor, record, left)
        _begin_writing(cursor, queue)
    cursor.close()


def _wait_at_most(cursor: Any, record: Any, seconds: float) -> None:
    if record.info["patience"] != (wanted := milliseconds(seconds)):
        cursor.execute(f"PRAGMA busy_timeout={wanted}")
        record.info["patience"] = wanted


def _begin_writing(cursor: Any, queue: WriteQueue) -> None:
    """Begin where every program of ours let us pass; another one, at the file itself, is waited for as long as is left."""
    try:
        with waiting_for_locks():
            cursor.execute("BEGIN IMMEDIATE")
    except Exception as error:
        found = fault_of(error)
        queue.went(well=found is None or found.cause is not Cause.BUSY)
        raise
    queue.went(well=True)


def _release(record: Any, queue: WriteQueue) -> None:
    if record is None:
        return
    newest = record.info.pop("newest", None)
    if record.info.pop("writing", False):
        if newest is not None:
            queue.mark.write(newest[0] or 0, newest[1] or 0)
        queue.give()


def database_file() -> Path | None:
    """Where SQLite keeps the database; None where another program keeps it."""
    url = db.engine.url
    return _file(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@cache
def _file(path: str) -> Path:
    return Path(path)


Clock = Callable[[], datetime]
JUDGED = "judged"
"""Where a connection keeps that this transaction compared its clock with what was done before."""


@contextmanager
def transaction(clock: Clock | None = None) -> Iterator[Connection]:
    """One errand, whole or not at all: what the block did is durable when the block ends, and undone if it raises.

    Only a `Counted` refusal keeps what was written before it was raised. What `surveys.store.clock.moment` says inside is
    read from `clock`; nothing is taken while that is behind what was done already.
    """
    refusal: Counted | None = None
    with as_faults(database_file()) as keeping, db.engine.connect() as session:
        session.execution_options(clock=clock)
        session.info.pop(JUDGED, None)
        session.begin()
        try:
            yield session
        except Counted as error:
            refusal = error
        from surveys.store.clock import judge  # which stands on this module

        judge(session)
        begun_of(session).check()
        keeping.begun = True
        session.commit()
    if refusal is not None:
        raise refusal


@contextmanager
def in_passing() -> Iterator[Connection]:
    """A write so short that no ballot notices it: it doesn't wait for the disk, and a power cut may lose it."""
    with db.engine.connect() as session, session.execution_options(in_passing=True).begin():
        if session.dialect.name == "postgresql":
            session.execute(text("SET LOCAL synchronous_commit = off"))
        yield session


_DESK = 7_001
"""The number of the desk's lock on PostgreSQL."""


def take_turn(session: Connection) -> None:
    """Let one form of the desk after the other pass until the transaction ends; on SQLite every writer waits its turn."""
    if session.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _DESK})


@contextmanager
def look(engine: Engine, file: Path | None) -> Iterator[Connection]:
    """One consistent look at the database of an engine, where SQLite keeps it in `file`: without waiting for writers or
    making them wait; writing in it fails. A report must not see half of what somebody else is doing between two queries.

    It ends with COMMIT, although there is nothing to keep: PostgreSQL's driver forgets at every ROLLBACK what it prepared.
    """
    with (
        as_faults(file, looking=True),
        reader_of(engine).connect() as session,
        session.execution_options(reads_only=True).begin(),
    ):
        yield session


@contextmanager
def reading() -> Iterator[Connection]:
    """One consistent look at the database that is served."""
    with look(db.engine, database_file()) as session:
        yield session
