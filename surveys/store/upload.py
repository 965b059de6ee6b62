"""Files between their preview and their confirmation: kept a day for whoever brought them, then gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select

from surveys.store.db import Connection
from surveys.store.office_records import UploadRecord
from surveys.store.records import insert_for, table_of

KEPT_FOR = timedelta(days=1)
MOST_OF_ONE, MOST = 8, 60
"""Files at a time, of one member and of all: with what is noted beside them never more than a few hundred megabytes."""
LARGEST = 8 * 2**20
FILE = "file"
uploads_t = table_of(UploadRecord)


def keep(session: Connection, who: str, token: str, content: bytes, *, now: datetime) -> None:
    """Keep a file; the oldest of the same person, and of all, go where there are too many."""
    drop_old(session, now=now)
    _drop_oldest(session, MOST_OF_ONE, who)
    _drop_oldest(session, MOST)
    put(session, who, token, FILE, content, now=now)


def put(session: Connection, who: str, token: str, name: str, content: bytes, *, now: datetime) -> None:
    """Keep something under a name, in the place of what was kept there."""
    row = insert_for(session.dialect.name, UploadRecord).values(
        key=_key(who, token), name=name, by=who, at=now, content=content
    )
    beside = {"content": row.excluded.content, "at": row.excluded.at}
    session.execute(row.on_conflict_do_update(index_elements=["key", "name"], set_=beside))


def get(session: Connection, who: str, token: str, name: str, *, now: datetime) -> bytes | None:
    """What somebody keeps under this name, if it is still there."""
    theirs = (uploads_t.c.key == _key(who, token), uploads_t.c.name == name, uploads_t.c.at > now - KEPT_FOR)
    found: bytes | None = session.execute(select(uploads_t.c.content).where(*theirs)).scalar()
    return found


def drop(session: Connection, who: str, token: str) -> None:
    """Forget a file and all that was kept beside it."""
    session.execute(delete(uploads_t).where(uploads_t.c.key == _key(who, token)))


def drop_old(session: Connection, *, now: datetime) -> int:
    """Forget what nobody came back for; returns how many files."""
    old = select(uploads_t.c.key).where(uploads_t.c.name == FILE, uploads_t.c.at <= now - KEPT_FOR)
    keys = list(session.execute(old).scalars())
    session.execute(delete(uploads_t).where(uploads_t.c.key.in_(keys)))
    return len(keys)


def _drop_oldest(session: Connection, most: int, who: str | None = None) -> None:
    files = select(uploads_t.c.key).where(uploads_t.c.name == FILE, *([uploads_t.c.by == who] if who else []))
    number = session.execute(select(func.count()).select_from(files.subquery())).scalar_one()
    if number >= most:
        oldest = session.execute(files.order_by(uploads_t.c.at, uploads_t.c.key).limit(number - most + 1)).scalars()
        session.execute(delete(uploads_t).where(uploads_t.c.key.in_(list(oldest))))


def _key(who: str, token: str) -> str:
    return sha256(f"{who}|{token}".encode()).hexdigest()
