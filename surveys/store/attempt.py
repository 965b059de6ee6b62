"""Failed tries at a code or a password, counted for a day; successes leave no trace."""

from __future__ import annotations

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


def record(session: Connection, door: str, who: str, now: datetime) -> None:
    """Count a failure, and forget those of former days."""
    session.execute(delete(attempts_t).where(attempts_t.c.at < now - KEPT))
    session.execute(insert(attempts_t).values(door=door, who=who, at=now))
