"""Who keeps the time: one process of all that serve."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from surveys.store.db import Connection
from surveys.store.life_records import WatchRecord
from surveys.store.records import insert_for, table_of

watches_t = table_of(WatchRecord)


def take(session: Connection, name: str, holder: str, *, now: datetime, silent: tuple[datetime, datetime]) -> bool:
    """Whether `holder` keeps this watch from now on: nobody did, it did itself, or its keeper was last seen outside the
    times in `silent`, whose second catches a clock that was set back."""
    first = insert_for(session.dialect.name, WatchRecord).values(name=name, holder=holder, seen_at=now)
    session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    free = (watches_t.c.holder == holder) | ~watches_t.c.seen_at.between(*silent)
    taken = update(watches_t).where(watches_t.c.name == name, free).values(holder=holder, seen_at=now)
    return session.execute(taken.returning(watches_t.c.name)).first() is not None


def seen_at(session: Connection, name: str) -> datetime | None:
    """When whoever keeps this watch was last heard of."""
    found: datetime | None = session.execute(select(watches_t.c.seen_at).where(watches_t.c.name == name)).scalar()
    return found
