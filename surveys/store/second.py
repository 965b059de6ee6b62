"""Acts that wait for a second person, and those that don't any more."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from surveys.core.canonical import canonical
from surveys.core.second import Grave, Proposal, Second
from surveys.store.db import Connection
from surveys.store.office_records import SecondRecord
from surveys.store.records import table_of

seconds_t = table_of(SecondRecord)


def ask(session: Connection, proposal: Proposal, *, by: str, now: datetime) -> Second:
    """Write down what somebody asks for."""
    values = {"poll_id": proposal.poll_id, "act": proposal.act, "asked": canonical(dict(proposal.what)).decode()}
    values |= {"digest": proposal.digest, "asked_by": by, "asked_at": now}
    added = session.execute(insert(seconds_t).values(values).returning(seconds_t.c.id)).scalar_one()
    return Second(added, proposal, by, now)


def waiting(session: Connection, poll_id: int, act: Grave) -> tuple[Second, ...]:
    """What was asked for in a poll and is neither confirmed nor withdrawn, however old, the latest first."""
    query = select(seconds_t).where(seconds_t.c.poll_id == poll_id, seconds_t.c.act == act, seconds_t.c.over_at.is_(None))
    return tuple(map(second_of, session.execute(query.order_by(seconds_t.c.id.desc()))))


def confirmed(session: Connection, poll_id: int) -> tuple[Second, ...]:
    """What was asked for in a poll and confirmed, the first first."""
    query = select(seconds_t).where(seconds_t.c.poll_id == poll_id, seconds_t.c.confirmed_by != "")
    return tuple(map(second_of, session.execute(query.order_by(seconds_t.c.over_at, seconds_t.c.id))))


def second_of(row: Any) -> Second:
    """What was asked for, in a row of its table."""
    proposal = Proposal(Grave(row.act), row.poll_id, json.loads(row.asked))
    return Second(row.id, proposal, row.asked_by, row.asked_at, row.confirmed_by)


def end(session: Connection, second_id: int, *, confirmed_by: str = "", now: datetime) -> bool:
    """Let it wait no longer, confirmed or withdrawn; False where it didn't wait any more."""
    query = update(seconds_t).where(seconds_t.c.id == second_id, seconds_t.c.over_at.is_(None))
    return session.execute(query.values(over_at=now, confirmed_by=confirmed_by)).rowcount == 1
