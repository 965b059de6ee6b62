"""The database: one way in, one transaction, and SQLite set so that an acknowledged ballot is never lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Engine, MetaData, TypeDecorator, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, registry

try:  # the lock between processes; Windows serves with one process, where the lock between threads is enough
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# FULL: with NORMAL a power cut loses acknowledged ballots. No mmap: it can amplify corruption.
PRAGMAS = ("synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON")


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


db = SQLAlchemy(model_class=Record)


class WriteQueue:
    """Lets the writers of all threads and processes pass one after the other: SQLite's own lock starves the unlucky."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._file = path.open("a") if fcntl else None
        self._holder: int | None = None

    def take(self) -> None:
        """Wait for the turn. A thread that already holds it made a second write transaction inside the first: a bug."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a write transaction inside a write transaction")
        self._threads.acquire()
        self._holder = threading.get_ident()
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def give(self) -> None:
        """Let the next writer pass."""
        self._holder = None
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()


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
        return {"module": sqlite_module(), "connect_args": {"timeout": 10}}
    return {"pool_pre_ping": True}


def prepare_engine(engine: Engine) -> None:
    """Set transactions and durability on `engine`, once, when the app is made; PostgreSQL's own are right.

    Python's driver opens transactions late and as DEFERRED, which loses updates and lets a ballot slip in after a count;
    here every transaction begins IMMEDIATE unless it promised to read only.
    """
    if engine.dialect.name != "sqlite":
        return
    queue = WriteQueue(Path(f"{engine.url.database}.lock"))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", lambda conn: _on_begin(conn, queue))
    event.listen(engine.pool, "reset", lambda _dbapi, record, _state: _release(record, queue))


def _on_connect(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection, queue: WriteQueue) -> None:
    if connection.get_execution_options().get("reads_only"):
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    record = connection.connection._connection_record
    assert record is not None
    queue.take()
    record.info["writing"] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _release(record: Any, queue: WriteQueue) -> None:
    if record.info.pop("writing", False):
        queue.give()


@contextmanager
def transaction() -> Iterator[Session]:
    """One errand, whole or not at all: what the block did is durable when the block ends, and undone if it raises."""
    with Session(db.engine, expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """One consistent look at the database, without waiting for writers or making them wait."""
    with Session(db.engine.execution_options(reads_only=True), expire_on_commit=False) as session:
        yield session


def answers() -> bool:
    """Whether the database takes a write transaction; raises what the driver raises when it doesn't."""
    with transaction() as session:
        return session.scalar(text("SELECT 1")) == 1
