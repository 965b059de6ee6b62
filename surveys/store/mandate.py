"""Mandates: who acts for an owner in a matter. They are withdrawn and never deleted; the names in them are forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from surveys.core.canonical import canonical
from surveys.core.mandate import Mandate, MandateKind
from surveys.store.db import Connection
from surveys.store.mandate_records import MandateRecord
from surveys.store.mark import mark_anew
from surveys.store.records import table_of

mandates_t = table_of(MandateRecord)


def add_mandate(session: Connection, poll_id: int, mandate: Mandate, now: datetime) -> int:
    """Write a mandate down; returns its number."""
    values = {
        "poll_id": poll_id,
        "household_id": mandate.household,
        "kind": mandate.kind.value,
        "acts": mandate.acts,
        "paper": mandate.paper,
        "matters": canonical(mandate.matters).decode(),
        "entered_by": mandate.entered_by,
        "entered_at": now,
        "confirmed_by": "",
    }
    number = int(session.execute(insert(mandates_t).values(values).returning(mandates_t.c.id)).scalar_one())
    mark_anew(session, mandates_t, mandates_t.c.id == number)
    return number


def mandates(session: Connection, poll_ids: Collection[int]) -> dict[int, tuple[Mandate, ...]]:
    """The mandates that weren't withdrawn, by poll, in the order in which they were entered."""
    query = select(mandates_t).where(mandates_t.c.poll_id.in_(poll_ids), mandates_t.c.withdrawn_at.is_(None))
    found: dict[int, list[Mandate]] = {}
    for row in session.execute(query.order_by(mandates_t.c.id)):
        found.setdefault(row.poll_id, []).append(_mandate(row))
    return {poll_id: tuple(rows) for poll_id, rows in found.items()}


def mandates_for(session: Connection, household_id: int) -> tuple[Mandate, ...]:
    """The mandates of one household that weren't withdrawn."""
    query = select(mandates_t).where(mandates_t.c.household_id == household_id, mandates_t.c.withdrawn_at.is_(None))
    return tuple(_mandate(row) for row in session.execute(query.order_by(mandates_t.c.id)))


def confirm(session: Connection, poll_id: int, mandate_id: int, by: str, now: datetime) -> None:
    """Write down who looked at a mandate's paper a second time."""
    found = mandates_t.c.id == mandate_id, mandates_t.c.poll_id == poll_id
    session.execute(update(mandates_t).where(*found).values(confirmed_by=by, confirmed_at=now))
    mark_anew(session, mandates_t, *found)


def withdraw_mandate(session: Connection, poll_id: int, mandate_id: int, now: datetime) -> None:
    """Let a mandate count no more."""
    found = mandates_t.c.id == mandate_id, mandates_t.c.poll_id == poll_id
    session.execute(update(mandates_t).where(*found).values(withdrawn_at=now))
    mark_anew(session, mandates_t, *found)


def polls_with_names(session: Connection) -> list[int]:
    """The polls in whose mandates somebody is named."""
    return list(session.scalars(select(mandates_t.c.poll_id).where(mandates_t.c.acts != "").distinct()))


def forget_names(session: Connection, poll_ids: Collection[int]) -> int:
    """Take the names out of these polls' mandates; returns how many there were."""
    named = mandates_t.c.poll_id.in_(poll_ids), mandates_t.c.acts != ""
    return session.execute(update(mandates_t).where(*named).values(acts="")).rowcount


def _mandate(row: Any) -> Mandate:
    return Mandate(
        id=row.id,
        household=row.household_id,
        kind=MandateKind(row.kind),
        acts=row.acts,
        paper=row.paper,
        matters=tuple(json.loads(row.matters)),
        entered_by=row.entered_by,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
    )
