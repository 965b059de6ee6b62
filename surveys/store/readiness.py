"""What only the database can say of whether it may be served from: a write that its disk takes, and its schema."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from surveys.store.db import Connection
from surveys.store.life_records import WatchRecord
from surveys.store.records import insert_for

_ROW = "ready"
_MIGRATION = re.compile(r'^revision = "(\w+)"\ndown_revision = (?:None|"(\w+)")$', re.M)


def write(session: Connection, *, now: datetime) -> None:
    """Write one row of its own, the same each time: the transaction that holds it is on the disk when it ends."""
    row = insert_for(session.dialect.name, WatchRecord).values(name=_ROW, holder="", seen_at=now)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"seen_at": row.excluded.seen_at}))


def waits_for_disk(session: Connection) -> bool:
    """Whether what is acknowledged has reached a disk: SQLite's is set by us, PostgreSQL's by whoever runs it."""
    if session.dialect.name != "postgresql":
        return True
    return bool(session.execute(text("SELECT current_setting('synchronous_commit') <> 'off'")).scalar_one())


def schema_of(session: Connection) -> str:
    """The number of the last migration that the database has seen; empty where it has no schema of ours."""
    if not inspect(session).has_table("alembic_version"):
        return ""
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def tables(session: Connection) -> frozenset[str]:
    """The names of all tables that are there."""
    return frozenset(inspect(session).get_table_names())


@cache
def known_schemas(migrations: str) -> tuple[str, ...]:
    """The numbers of all migrations that this code knows, the newest first. They are read and not run: what runs them takes
    a quarter of a second and megabytes in every process."""
    files = sorted((Path(migrations) / "versions").glob("*.py"))
    found = (_MIGRATION.search(file.read_text("utf-8")) for file in files)
    before: dict[str, str | None] = {one[1]: one[2] for one in found if one}
    (newest,) = before.keys() - before.values()
    line = [newest]
    while (earlier := before[line[-1]]) is not None:
        line.append(earlier)
    return tuple(line)


def broken(session: Connection) -> bool:
    """Whether SQLite finds its own file broken, looking through all of it; PostgreSQL looks after itself."""
    if session.dialect.name != "sqlite":
        return False
    return bool(session.execute(text("PRAGMA quick_check(1)")).scalar() != "ok")
