"""What waits in many polls at once: one query for each kind, and none that reads more than what is asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, select

from surveys.core.ballot import Capacity
from surveys.core.place import Jurisdiction
from surveys.core.second import Second
from surveys.store.ballot import ITS_BALLOTS, ballots_t, disputes_t, waiting_t
from surveys.store.db import Connection
from surveys.store.household import HOMES, STANDS, amendments_t, households_t
from surveys.store.objection import objections_t
from surveys.store.place import compounds_t, within
from surveys.store.poll import SHOWN, notices_t, polls_t
from surveys.store.print_run import letters_t, runs_t
from surveys.store.second import second_of, seconds_t


def last_days(session: Connection, poll_ids: Collection[int]) -> dict[int, date]:
    """Until when the notice of each of these polls hangs that objections are taken to; those without one have no entry."""
    columns = (notices_t.c.poll_id, notices_t.c.until)
    query = select(*columns).where(notices_t.c.poll_id.in_(poll_ids), SHOWN, ~notices_t.c.final)
    return {row.poll_id: row.until for row in session.execute(query.order_by(notices_t.c.number))}


def open_objections(session: Connection, poll_ids: Collection[int]) -> dict[int, int]:
    """How many objections of each of these polls nobody answered; those without any have no entry."""
    return _counted(session, objections_t, poll_ids, objections_t.c.answered_at.is_(None))


def undecided(session: Connection, poll_ids: Collection[int]) -> dict[int, int]:
    """How many ballots of each wait for a decision."""
    return _counted(session, waiting_t, poll_ids, waiting_t.c.ruling.is_(None))


def disowned(session: Connection, poll_ids: Collection[int]) -> dict[int, int]:
    """How many that were disowned wait for an answer."""
    return _counted(session, disputes_t, poll_ids, disputes_t.c.closed_at.is_(None))


def unamended(session: Connection, poll_ids: Collection[int]) -> dict[int, int]:
    """How many requests to amend the frozen roster of each wait for a decision."""
    return _counted(session, amendments_t, poll_ids, amendments_t.c.ruling.is_(None))


def _counted(session: Connection, table: Any, poll_ids: Collection[int], waits: Any) -> dict[int, int]:
    query: Select[Any] = select(table.c.poll_id, func.count().label("n")).where(table.c.poll_id.in_(poll_ids), waits)
    return {row.poll_id: row.n for row in session.execute(query.group_by(table.c.poll_id))}


def asked_for(session: Connection, poll_ids: Collection[int]) -> tuple[Second, ...]:
    """What was asked for in these polls and is neither confirmed nor withdrawn, however old."""
    query = select(seconds_t).where(seconds_t.c.poll_id.in_(poll_ids), seconds_t.c.over_at.is_(None))
    return tuple(map(second_of, session.execute(query.order_by(seconds_t.c.id))))


def without_polls(session: Connection, scope: Jurisdiction) -> int:
    """How many compounds within `scope` no poll was ever made for."""
    asked = exists(select(1).where(polls_t.c.compound_id == compounds_t.c.id))
    return int(session.execute(within(select(func.count()).select_from(compounds_t).where(~asked), scope)).scalar_one())


def unprinted(session: Connection, poll_ids: Collection[int]) -> frozenset[int]:
    """Those of these polls in which a home has no letter on paper that is valid, and hasn't answered as owner."""
    theirs = and_(letters_t.c.run_id == runs_t.c.id, letters_t.c.household_id == households_t.c.id)
    printed = exists(
        select(1)
        .select_from(runs_t.join(letters_t, theirs))
        .where(runs_t.c.poll_id == households_t.c.poll_id, letters_t.c.epoch == households_t.c.epoch)
    )
    answered = exists(select(1).where(ITS_BALLOTS, ballots_t.c.capacity == Capacity.OWNER))
    home = exists(select(1).select_from(HOMES).where(households_t.c.poll_id == polls_t.c.id, STANDS, ~printed, ~answered))
    return frozenset(session.scalars(select(polls_t.c.id).where(polls_t.c.id.in_(poll_ids), home)))
