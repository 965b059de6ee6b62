"""Notices: what was posted, word for word; append-only."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import insert, select

from surveys.core.canonical import canonical
from surveys.core.notice import Notice
from surveys.store.db import Connection
from surveys.store.poll import notices_t


def post(session: Connection, notice: Notice, sheet_digest: str) -> None:
    """Write a notice down; those before it stay. `sheet_digest` is that of the exact sheet behind it."""
    values = {
        "poll_id": notice.poll_id,
        "number": notice.number,
        "published_at": notice.published_at,
        "published_by": notice.published_by,
        "until": notice.until,
        "reason": notice.reason,
        "document": canonical(notice.document).decode(),
        "sheet_digest": sheet_digest,
    }
    session.execute(insert(notices_t).values(values))


def notices(session: Connection, poll_id: int) -> tuple[Notice, ...]:
    """The notices of a poll that the caller has already found within a scope, the first one first."""
    query = select(notices_t).where(notices_t.c.poll_id == poll_id).order_by(notices_t.c.number)
    return tuple(_notice(row) for row in session.execute(query))


def _notice(row: Any) -> Notice:
    return Notice(
        poll_id=row.poll_id,
        number=row.number,
        published_at=row.published_at,
        published_by=row.published_by,
        until=row.until,
        reason=row.reason,
        document=json.loads(row.document),
    )
