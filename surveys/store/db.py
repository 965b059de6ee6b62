"""The database: one way in, one transaction, and SQLite set so that an acknowledged ballot is never lost."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, MetaData, TypeDecorator, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry

from surveys.core.errors import Counted
from surveys.log.hushed import hush
from surveys.log.metrics import measures

try:  # the lock between processes; Windows serves with one process, where the lock between threads is enough
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "Connection",
    "Record",
    "UTCDateTime",
    "db",
    "empty_log",
    "engine_options",
    "prepare_engine",
    "reading",
    "rewrite",
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
    *("synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"),
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


class WriteQueue:
    """Lets the writers of all threads and processes pass one after the other: SQLite's own lock starves the unlucky.

    Whoever is first in the queue between processes keeps its place there until it has the turn; with one lock alone the
    threads of one process would hand the turn to each other for seconds.
    """

    def __init__(self, path: Path) -> None:
        self._paths = (path.with_name(f"{path.name}.queue"), path.with_name(f"{path.name}.lock"))
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._process = os.getpid()
        self._threads = threading.Lock()
        self._files = [os.open(path, os.O_RDWR | os.O_CREAT, 0o644) for path in self._paths] if fcntl else []
        self._holder: int | None = None

    def take(self) -> None:
        """Wait for the turn. A thread that already holds it made a second write transaction inside the first: a bug."""
        if self._process != os.getpid():  # a forked child would share its parent's lock
            self._begin_anew()
        if self._holder == threading.get_ident():
            raise RuntimeError("a write transaction inside a write transaction")
        counting, began = measures(), monotonic()
        self._threads.acquire()
        self._holder = threading.get_ident()
        if self._files:
            queue, turn = self._files
            fcntl.flock(queue, fcntl.LOCK_EX)
            fcntl.flock(turn, fcntl.LOCK_EX)
            fcntl.flock(queue, fcntl.LOCK_UN)
        if counting:
            counting.waited(monotonic() - began)

    def give(self) -> None:
        """Let the next writer pass."""
        if self._process != os.getpid():  # a forked child that drops its parent's connections must not open its way
            return
        self._holder = None
        if self._files:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Let go of the lock files; the next writer opens them anew."""
        for file in self._files:
            os.close(file)
        self._files = []
        self._process = 0


def sqlite_module() -> Any:
    """A SQLite that lacks the WAL-reset bug (before 3.51.3) where a wheel brings one, else the system's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    return dbapi2


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` needs for `url`."""
    if url.startswith("sqlite"):
        return {"module": sqlite_module(), "connect_args": {"timeout": 10}, "hide_parameters": True}
    return {"pool_pre_ping": True, "hide_parameters": True}


def prepare_engine(engine: Engine) -> None:
    """Set transactions and durability on `engine`, once, when the app is made; PostgreSQL's own are right.

    Python's driver opens transactions late and as DEFERRED, which loses updates and lets a ballot slip in after a count;
    here every transaction begins IMMEDIATE unless it promised to read only.
    """
    event.listen(engine, "handle_error", hush)
    if engine.dialect.name != "sqlite":
        return
    queue = WriteQueue(Path(engine.url.database or ""))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", lambda conn: _on_begin(conn, queue))
    event.listen(engine.pool, "reset", lambda _dbapi, record, _state: _release(record, queue))
    event.listen(engine, "engine_disposed", lambda _engine: queue.close())


def _on_connect(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    record.info["query_only"] = False


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
    if reads_only:
        cursor.execute("BEGIN DEFERRED")
    else:
        queue.take()
        record.info["writing"] = True
        cursor.execute("BEGIN IMMEDIATE")
    cursor.close()


def _release(record: Any, queue: WriteQueue) -> None:
    if record is not None and record.info.pop("writing", False):
        queue.give()


def empty_log() -> None:
    """Carry SQLite's write-ahead log over into the database and empty it: what was deleted stood in it still.

    Not inside a transaction; where somebody reads for long it stays until the next time. PostgreSQL keeps its own house.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=0")
        connection.info["query_only"] = False
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()


def rewrite() -> bool:
    """Write the whole database anew, so that no page of it holds what was deleted; False where somebody writes too long.

    On PostgreSQL the space of deleted rows is given back, to be written over; what its own log and copies keep is theirs.
    """
    with db.engine.connect() as connection:
        dbapi = connection.connection.dbapi_connection
        assert dbapi is not None
        if db.engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM"))
            return True
        cursor = dbapi.cursor()
        try:
            cursor.execute("PRAGMA query_only=0")
            cursor.execute("VACUUM")
        except sqlite_module().OperationalError:
            return False
        finally:
            connection.connection._connection_record.info["query_only"] = False
            cursor.close()
    return True


@contextmanager
def transaction() -> Iterator[Connection]:
    """One errand, whole or not at all: what the block did is durable when the block ends, and undone if it raises.

    Only a `Counted` refusal keeps what was written before it was raised.
    """
    refusal: Counted | None = None
    with db.engine.connect() as session:
        session.begin()
        try:
            yield session
        except Counted as error:
            refusal = error
        session.commit()
    if refusal is not None:
        raise refusal


_DESK = 7_001
"""The number of the desk's lock on PostgreSQL."""


def take_turn(session: Connection) -> None:
    """Let one form of the desk after the other pass until the transaction ends; on SQLite every writer waits its turn."""
    if session.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _DESK})


# A report on PostgreSQL must not see half of what somebody else is doing between two of its own queries.
_READS: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {"reads_only": True},
    "postgresql": {"reads_only": True, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


@contextmanager
def reading() -> Iterator[Connection]:
    """One consistent look at the database, without waiting for writers or making them wait; writing in it fails."""
    with db.engine.connect() as session:
        yield session.execution_options(**_READS[session.dialect.name])
