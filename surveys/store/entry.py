"""What people responsible did: append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, or_, select

from surveys.core.canonical import canonical
from surveys.core.staff import Actor
from surveys.store.db import Connection
from surveys.store.office_records import EntryRecord
from surveys.store.records import table_of

entries_t = table_of(EntryRecord)
_ASIDE = ("letter_reissued", "package_given", "list_exported", "archive_exported")


def enter(
    session: Connection, act: str, *, by: Actor, now: datetime, poll_id: int | None = None, **detail: str | int | None
) -> None:
    """Write an act into the ledger of acts."""
    values = {"at": now, "actor": by.username, "act": act, "poll_id": poll_id, "detail": canonical(detail).decode()}
    session.execute(insert(entries_t).values(values))


def latest(session: Connection, *, poll_id: int | None = None, wave_id: int | None = None) -> tuple[str, datetime] | None:
    """Whose act on this poll or this wave was the last, and when; letters and what is handed out change neither."""
    named = {"wave": wave_id} if wave_id else {"poll": poll_id}
    start = canonical(named).decode()[1:-1]
    told = or_(entries_t.c.detail.contains(f"{start}}}"), entries_t.c.detail.contains(f"{start},"))
    where = told if wave_id else or_(told, entries_t.c.poll_id == poll_id)
    query = select(entries_t.c.actor, entries_t.c.at).where(where, entries_t.c.act.not_in(_ASIDE))
    row = session.execute(query.order_by(entries_t.c.id.desc()).limit(1)).first()
    return (row.actor, row.at) if row else None
