"""Wrong household codes, counted by the hour: one row for whatever they are counted for, however many there are."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert as into_postgresql
from sqlalchemy.dialects.sqlite import insert as into_sqlite

from surveys.store.db import Connection
from surveys.store.office_records import WrongCodeRecord
from surveys.store.records import table_of

wrong_codes_t = table_of(WrongCodeRecord)
FORGOTTEN_AT_ONCE = 20
"""Rows of former hours that go with each count: more than come, and never so many that a ballot waits for it."""


def times(session: Connection, hour: int, what: Collection[str]) -> dict[str, int]:
    """How many wrong codes were typed in that hour, for each of these."""
    query = select(wrong_codes_t.c.what, wrong_codes_t.c.times)
    rows = session.execute(query.where(wrong_codes_t.c.hour == hour, wrong_codes_t.c.what.in_(sorted(what))))
    return dict.fromkeys(what, 0) | {row.what: row.times for row in rows}


def count(session: Connection, hour: int, what: Collection[str]) -> None:
    """Count a wrong code for each of these, and forget some of those before the hour before."""
    into = into_postgresql if session.dialect.name == "postgresql" else into_sqlite
    rows = [{"hour": hour, "what": one, "times": 1} for one in sorted(what)]
    query = into(wrong_codes_t).values(rows)
    more = {"times": wrong_codes_t.c.times + 1}
    session.execute(query.on_conflict_do_update(index_elements=["hour", "what"], set_=more))
    key = (wrong_codes_t.c.hour, wrong_codes_t.c.what)
    old = select(*key).where(wrong_codes_t.c.hour < hour - 1).limit(FORGOTTEN_AT_ONCE)
    old = old.with_for_update(skip_locked=True) if session.dialect.name == "postgresql" else old
    session.execute(delete(wrong_codes_t).where(tuple_(*key).in_(old)))
