"""Objections to what was posted, and their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from surveys.core.errors import NotFound
from surveys.core.objection import Objection
from surveys.store.db import Connection
from surveys.store.life_records import ObjectionRecord
from surveys.store.records import table_of

objections_t = table_of(ObjectionRecord)


def add(session: Connection, poll_id: int, who: str, what: str, *, by: str, at: datetime) -> int:
    """Write an objection down; returns its id."""
    values = {"poll_id": poll_id, "who": who, "what": what, "came_at": at, "entered_by": by}
    blank: dict[str, Any] = {"answer": "", "adopted": None, "answered_by": "", "answered_at": None}
    return int(session.execute(insert(objections_t).values(values | blank).returning(objections_t.c.id)).scalar_one())


def objections(session: Connection, poll_id: int) -> tuple[Objection, ...]:
    """The objections to what was posted of a poll, the first first."""
    query = select(objections_t).where(objections_t.c.poll_id == poll_id).order_by(objections_t.c.id)
    return tuple(map(_objection, session.execute(query)))


def objection(session: Connection, poll_id: int, objection_id: int) -> Objection:
    """One objection of this poll. Raises `NotFound`."""
    query = select(objections_t).where(objections_t.c.poll_id == poll_id, objections_t.c.id == objection_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("objection", str(objection_id))
    return _objection(row)


def _objection(row: Any) -> Objection:
    return Objection(**{name: getattr(row, name) for name in Objection.__slots__})


def answer(session: Connection, objection_id: int, text: str, *, adopted: bool, by: str, at: datetime) -> None:
    """Write the answer to an open objection down."""
    values = {"answer": text, "adopted": adopted, "answered_by": by, "answered_at": at}
    session.execute(update(objections_t).where(objections_t.c.id == objection_id).values(values))
