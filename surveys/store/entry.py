"""What people responsible did: append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from surveys.core.canonical import canonical
from surveys.core.staff import Actor
from surveys.store.db import Connection
from surveys.store.office_records import EntryRecord
from surveys.store.records import table_of

entries_t = table_of(EntryRecord)


def enter(
    session: Connection, act: str, *, by: Actor, now: datetime, poll_id: int | None = None, **detail: str | int | None
) -> None:
    """Write an act into the ledger of acts."""
    values = {"at": now, "actor": by.username, "act": act, "poll_id": poll_id, "detail": canonical(detail).decode()}
    session.execute(insert(entries_t).values(values))
