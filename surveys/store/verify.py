"""Whole rows, as they are kept, for whoever goes through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from surveys.core.act import Act
from surveys.store.ballot import ballots_t, revisions_t
from surveys.store.db import Connection, Record
from surveys.store.entry import entries_t
from surveys.store.poll import polls_t

Row = Mapping[str, Any]


def rows_of(session: Connection, table: str, **where: object) -> list[Row]:
    """The rows of a table in which these columns have these values, in the order of their keys."""
    found = Record.metadata.tables[table]
    query = select(found).where(*(found.c[name] == value for name, value in where.items()))
    return [row._asdict() for row in session.execute(query.order_by(*found.primary_key.columns))]


def acts_of(session: Connection, poll_id: int) -> list[Row]:
    """The acts of a poll as they are kept, 0 for those of none, the first first."""
    mine = entries_t.c.poll_id == poll_id if poll_id else entries_t.c.poll_id.is_(None)
    return [row._asdict() for row in session.execute(select(entries_t).where(mine).order_by(entries_t.c.id))]


def named_polls(session: Connection) -> set[int]:
    """Every poll that a row of any kind names."""
    named = (polls_t.c.id, revisions_t.c.poll_id, ballots_t.c.poll_id, func.coalesce(entries_t.c.poll_id, 0))
    return {number for column in named for number in session.scalars(select(column).distinct())}


_PLACES = frozenset({"poll_id", "compound_id"})
"""What a row and the one that it leads to have in common, where both have it."""


def orphans(session: Connection) -> Iterator[tuple[str, str, str]]:
    """Rows that lead to one that isn't there, or that is of another poll or compound than they are: their table, the table
    where they lead, and which row they name. A database whose guards were taken away keeps such rows."""
    for table in Record.metadata.sorted_tables:
        for key in table.foreign_keys:
            there = key.column.table.alias()
            leads = select(there.c[key.column.name]).where(there.c[key.column.name] == key.parent)
            for place in _PLACES & {*table.c.keys()} & {*there.c.keys()}:
                leads = leads.where(there.c[place].is_not_distinct_from(table.c[place]))
            lost = select(key.parent).where(key.parent.is_not(None), ~leads.exists()).distinct()
            for value in session.scalars(lost):
                yield table.name, key.column.table.name, str(value)


def opened_unmarked(session: Connection) -> set[int]:
    """The polls that a release without marks opened, as the acts say that lack one."""
    bare = select(entries_t.c.poll_id).where(entries_t.c.act == Act.POLL_OPENED.value, entries_t.c.mark.is_(None))
    return {*session.scalars(bare)}
