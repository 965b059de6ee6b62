"""Who keeps the time: one process of all that serve."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from surveys.store.db import Connection
from surveys.store.installation_records import InstallationRecord
from surveys.store.life_records import WatchRecord
from surveys.store.records import insert_for, table_of

watches_t, installations_t = table_of(WatchRecord), table_of(InstallationRecord)


def take(session: Connection, name: str, holder: str, *, now: datetime, silent: tuple[datetime, datetime]) -> bool:
    """Whether `holder` keeps this watch from now on: nobody did, it did itself, or its keeper was last seen outside the
    times in `silent`, whose second catches a clock that was set back."""
    first = insert_for(session.dialect.name, WatchRecord).values(name=name, holder=holder, seen_at=now)
    session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    free = (watches_t.c.holder == holder) | ~watches_t.c.seen_at.between(*silent)
    taken = update(watches_t).where(watches_t.c.name == name, free).values(holder=holder, seen_at=now)
    return session.execute(taken.returning(watches_t.c.name)).first() is not None


def note(session: Connection, name: str, at: datetime) -> None:
    """Write down when something was last done; what was done later stays."""
    first = insert_for(session.dialect.name, WatchRecord).values(name=name, holder="", seen_at=at)
    later = first.on_conflict_do_update(index_elements=["name"], set_={"seen_at": at}, where=watches_t.c.seen_at < at)
    session.execute(later)


def since_and_seen(session: Connection, name: str) -> tuple[datetime | None, datetime | None]:
    """Since when this installation stands, and when something was last done."""
    installed = select(installations_t.c.kept_at).limit(1).scalar_subquery()
    seen = select(watches_t.c.seen_at).where(watches_t.c.name == name).scalar_subquery()
    since, last = session.execute(select(installed, seen)).one()
    return since, last


def seen_at(session: Connection, name: str) -> datetime | None:
    """When whoever keeps this watch was last heard of."""
    found: datetime | None = session.execute(select(watches_t.c.seen_at).where(watches_t.c.name == name)).scalar()
    return found
