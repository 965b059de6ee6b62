"""Failed tries at a password or a one-time code, kept for an hour; successes leave no trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from surveys.store.db import Connection
from surveys.store.office_records import AttemptRecord
from surveys.store.records import table_of

attempts_t = table_of(AttemptRecord)
KEPT = timedelta(hours=1)
FORGOTTEN_AT_ONCE = 50
"""Old tries that go with each new one: more than come, and never so many that a ballot waits for it."""


def last_failure_but(session: Connection, door: str, who: str, since: datetime, earlier: int) -> datetime | None:
    """When `who` failed at this door `earlier` times before the last time, if that was since then."""
    query = select(attempts_t.c.at).where(attempts_t.c.door == door, attempts_t.c.who == who, attempts_t.c.at >= since)
    found: datetime | None = session.execute(query.order_by(attempts_t.c.at.desc()).offset(earlier).limit(1)).scalar()
    return found


def record(session: Connection, door: str, who: str, now: datetime) -> None:
    """Count a failure, and forget some that are old."""
    old = select(attempts_t.c.id).where(attempts_t.c.at < now - KEPT).order_by(attempts_t.c.at).limit(FORGOTTEN_AT_ONCE)
    old = old.with_for_update(skip_locked=True) if session.dialect.name == "postgresql" else old
    session.execute(delete(attempts_t).where(attempts_t.c.id.in_(old)))
    session.execute(insert(attempts_t).values(door=door, who=who, at=now))


def failed_under(session: Connection, door: str, beginning: str) -> tuple[str, ...]:
    """Who failed at this door under a name that begins like this."""
    begins = attempts_t.c.who.startswith(beginning, autoescape=True)
    return tuple(session.execute(select(attempts_t.c.who).distinct().where(attempts_t.c.door == door, begins)).scalars())


def forgive(session: Connection, door: str, who: Iterable[str]) -> None:
    """Forget the failures of these at this door."""
    session.execute(delete(attempts_t).where(attempts_t.c.door == door, attempts_t.c.who.in_(list(who))))
