"""One household at its door, and what is on record about it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from surveys.core.ballot import Ballot, Capacity, Revision
from surveys.core.poll import Poll
from surveys.services.ballot import undo, withdraw
from surveys.services.code import Door
from surveys.services.household import answer_page
from surveys.store.ballot import revisions_t
from tests.conftest import Database
from tests.factories import DURING, KEYS, RANDOM, at_home, doors, opened, voted


def a_door(database: Database) -> tuple[Poll, Door]:
    with database.transaction() as session:
        poll = opened(session)
        return poll, doors(session, poll)[0]


def cast(database: Database, door: Door, agree: str = "yes", *order: str, **more: object) -> Ballot:
    with database.transaction() as session:
        return voted(session, door, agree, *order, **more)


def taken_back(database: Database, door: Door, submission: str = "taken-back-once", **more: object) -> Revision:
    """The owner's answers withdrawn by whoever cast them."""
    given = {"keys": KEYS, "random": RANDOM, "now": DURING, **more}
    with database.transaction() as session:
        there, origin = at_home(session, door, submission)
        return withdraw(session, there, Capacity.OWNER, origin=origin, **given)  # type: ignore[arg-type]


def undone(database: Database, door: Door, minutes: int, submission: str = "undone-once") -> Revision:
    """The last act on the owner's ballot undone by whoever did it, so many minutes into the poll."""
    now = DURING + timedelta(minutes=minutes)
    with database.transaction() as session:
        there, origin = at_home(session, door, submission)
        return undo(session, there, Capacity.OWNER, origin=origin, keys=KEYS, random=RANDOM, now=now)


def standing(database: Database, door: Door) -> dict[Capacity, Ballot]:
    with database.reading() as session:
        return dict(answer_page(session, door, now=DURING).ballots)


def revisions(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(revisions_t.c.revision, revisions_t.c.answers).order_by("id"))]
