"""Forgetting what is personal in a poll: in steps that each fit into a short transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Table,
    and_,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from surveys.core.retention import RETENTION, Holding
from surveys.store.db import Connection, Record
from surveys.store.life_records import ForgettingRecord
from surveys.store.poll import notices_t, polls_t
from surveys.store.records import table_of

AT_ONCE = 500
"""Rows of one step."""


forgettings_t = table_of(ForgettingRecord)


@dataclass(frozen=True, slots=True)
class Personal:
    """What is personal in one table of a poll: rows and bytes."""

    table: str
    rows: int
    bytes: int


def ends(session: Connection) -> list[Any]:
    """Of each poll that began and isn't forgotten: its id, when it closes or closed, and when its last final notice was
    posted."""
    last = (
        select(notices_t.c.poll_id, func.max(notices_t.c.published_at).label("final_at"))
        .where(notices_t.c.final)
        .group_by(notices_t.c.poll_id)
        .subquery()
    )
    done = select(forgettings_t.c.poll_id).where(forgettings_t.c.done_at.is_not(None))
    query = (
        select(polls_t.c.id, polls_t.c.closes_at, polls_t.c.closed_at, last.c.final_at)
        .outerjoin(last, and_(last.c.poll_id == polls_t.c.id))
        .where(polls_t.c.terms.is_not(None), polls_t.c.id.not_in(done))
        .order_by(polls_t.c.id)
    )
    return list(session.execute(query))


def begun(session: Connection) -> frozenset[int]:
    """The polls whose answers are gone, or going."""
    return frozenset(session.execute(select(forgettings_t.c.poll_id)).scalars())


def begin(session: Connection, poll_id: int, now: datetime) -> None:
    """Write down that a poll is being forgotten, once."""
    if session.execute(select(forgettings_t.c.poll_id).where(forgettings_t.c.poll_id == poll_id)).first() is None:
        session.execute(insert(forgettings_t).values(poll_id=poll_id, began_at=now, done_at=None, number=0))


def end(session: Connection, poll_id: int, now: datetime) -> int:
    """Write down that nothing is left; returns how many rows there were."""
    session.execute(update(forgettings_t).where(forgettings_t.c.poll_id == poll_id).values(done_at=now))
    number: int = session.execute(select(forgettings_t.c.number).where(forgettings_t.c.poll_id == poll_id)).scalar_one()
    return number


def personal(session: Connection, poll_id: int) -> tuple[Personal, ...]:
    """What is personal in a poll, by table."""
    found = []
    for name, holding, table in _tables():
        size: Any = 0
        for column in table.columns:
            if column.name in holding.personal or (holding.goes and column.type.python_type in (str, bytes)):
                size = size + func.coalesce(_length(session, column), 0)
        query = select(func.count(), func.coalesce(func.sum(size), 0)).where(_there(table, holding, poll_id))
        rows, length = session.execute(query).one()
        if rows:
            found.append(Personal(name, rows, int(length)))
    return tuple(found)


def forget_some(session: Connection, poll_id: int) -> int:
    """Delete what is personal in some rows of a poll; returns in how many, none where nothing is left."""
    for _name, holding, table in _tables():
        key = next(iter(table.primary_key))
        there = _there(table, holding, poll_id)
        keys = session.execute(select(key).where(there).distinct().limit(AT_ONCE)).scalars().all()
        if not keys:
            continue
        which = (key.in_(keys), there)
        gone = delete(table).where(*which) if holding.goes else update(table).where(*which).values(dict(holding.personal))
        number = session.execute(gone).rowcount
        more = forgettings_t.c.number + number
        session.execute(update(forgettings_t).where(forgettings_t.c.poll_id == poll_id).values(number=more))
        return number
    return 0


def _tables() -> Iterator[tuple[str, Holding, Table]]:
    for name, holding in RETENTION.items():
        if holding.personal or holding.goes:
            yield name, holding, Record.metadata.tables[name]


def _there(table: Table, holding: Holding, poll_id: int) -> ColumnElement[bool]:
    """The rows of a poll in which something personal stands."""
    if holding.through:
        column, other = holding.through
        leads = Record.metadata.tables[other]
        theirs = select(next(iter(leads.primary_key))).where(leads.c.poll_id == poll_id)
        mine: ColumnElement[bool] = table.c[column].in_(theirs)
    else:
        mine = table.c.poll_id == poll_id
    if holding.goes:
        return mine
    # What is empty says nothing: answers that were taken back are `null`, and stay so.
    return and_(mine, or_(*(_says_something(table, name, value) for name, value in holding.personal.items())))


def _says_something(table: Table, name: str, blank: str | bytes) -> ColumnElement[bool]:
    column = table.c[name]
    empty: list[Any] = [blank] if isinstance(blank, bytes) else list(dict.fromkeys((blank, "", "null", "[]")))
    return and_(column.is_not(None), column.not_in(empty))


def _length(session: Connection, column: Any) -> Any:
    if session.dialect.name == "postgresql":
        return func.octet_length(column)
    return func.length(cast(column, LargeBinary))
