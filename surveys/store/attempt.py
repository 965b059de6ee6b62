"""Failed tries at a code or a password, counted for a day; successes leave no trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from surveys.store.db import Connection
from surveys.store.office_records import AttemptRecord
from surveys.store.records import table_of

attempts_t = table_of(AttemptRecord)
KEPT = timedelta(days=1)


def failures(session: Connection, door: str, who: str, since: datetime) -> tuple[int, int]:
    """How often `who` failed at this door since then, and how often everybody together."""
    recent = (attempts_t.c.door == door, attempts_t.c.at >= since)
    everybody = select(func.count()).select_from(attempts_t).where(*recent)
    own = everybody.where(attempts_t.c.who == who)
    row = session.execute(select(own.scalar_subquery(), everybody.scalar_subquery())).one()
    return row[0], row[1]


def last_failure_but(session: Connection, door: str, who: str, since: datetime, earlier: int) -> datetime | None:
    """When `who` failed at this door `earlier` times before the last time, if that was since then."""
    query = select(attempts_t.c.at).where(attempts_t.c.door == door, attempts_t.c.who == who, attempts_t.c.at >= since)
    found: datetime | None = session.execute(query.order_by(attempts_t.c.at.desc()).offset(earlier).limit(1)).scalar()
    return found


def record(session: Connection, door: str, who: str, now: datetime) -> None:
    """Count a failure, and forget those of former days."""
    session.execute(delete(attempts_t).where(attempts_t.c.at < now - KEPT))
    session.execute(insert(attempts_t).values(door=door, who=who, at=now))


def failed_under(session: Connection, door: str, beginning: str) -> tuple[str, ...]:
    """Who failed at this door under a name that begins like this."""
    begins = attempts_t.c.who.startswith(beginning, autoescape=True)
    return tuple(session.execute(select(attempts_t.c.who).distinct().where(attempts_t.c.door == door, begins)).scalars())


def forgive(session: Connection, door: str, who: Iterable[str]) -> None:
    """Forget the failures of these at this door."""
    session.execute(delete(attempts_t).where(attempts_t.c.door == door, attempts_t.c.who.in_(list(who))))
