"""One household at its door, and what is on record about it."""

from __future__ import annotations

from sqlalchemy import select

from surveys.core.ballot import Ballot, Capacity
from surveys.core.poll import Poll
from surveys.services.ballot import answer_page
from surveys.services.code import Door
from surveys.store.ballot import revisions_t
from tests.conftest import Database
from tests.factories import DURING, doors, opened, voted


def a_door(database: Database) -> tuple[Poll, Door]:
    with database.transaction() as session:
        poll = opened(session)
        return poll, doors(session, poll)[0]


def cast(database: Database, door: Door, agree: str = "yes", *order: str, **more: object) -> Ballot:
    with database.transaction() as session:
        return voted(session, door, agree, *order, **more)


def standing(database: Database, door: Door) -> dict[Capacity, Ballot]:
    with database.reading() as session:
        return dict(answer_page(session, door, now=DURING).ballots)


def revisions(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(revisions_t.c.revision, revisions_t.c.answers).order_by("id"))]
