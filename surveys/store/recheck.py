"""Rechecks after closing and the homes on their lists. Nothing in them is ever taken back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, select, update

from surveys.core.ballot import Capacity, Channel
from surveys.core.canonical import canonical
from surveys.core.form_entry import Transcript
from surveys.core.recheck import Recheck, RecheckDoor, RecheckOutcome
from surveys.store.ballot import ITS_BALLOTS, ballots_t, revisions_t
from surveys.store.db import Connection
from surveys.store.entry_lot import FIRST_ROUND
from surveys.store.household import HOMES, HOUSEHOLD, STANDS, household_of, households_t
from surveys.store.paper_form import entries_t
from surveys.store.recheck_records import RecheckDoorRecord, RecheckRecord
from surveys.store.records import table_of

rechecks_t, recheck_doors_t = table_of(RecheckRecord), table_of(RecheckDoorRecord)
THIRD_ROUND = 3
_LOCKED = ("digest", "salt", "size", "locked_at", "locked_by")
_ROLLED = ("dice", "witnesses", "rolled_at", "rolled_by")
_TYPED = frozenset(Channel) - {Channel.PHONE}
_its_entry = and_(
    entries_t.c.household_id == revisions_t.c.household_id,
    entries_t.c.capacity == revisions_t.c.capacity,
    entries_t.c.revision == revisions_t.c.revision,
    entries_t.c.round == FIRST_ROUND,
    entries_t.c.undone_at.is_(None),
)
_SAID = (
    *(revisions_t.c[name] for name in ("capacity", "revision", "channel", "entered_by")),
    # As it was typed in: what counts of a paper may be less.
    func.coalesce(entries_t.c.content, revisions_t.c.answers).label("content"),
)


def recheck(session: Connection, poll_id: int) -> Recheck | None:
    """The recheck of a poll with its list, None before it is locked."""
    row = session.execute(select(rechecks_t).where(rechecks_t.c.poll_id == poll_id)).one_or_none()
    if row is None:
        return None
    theirs = and_(
        recheck_doors_t.c.household_id == revisions_t.c.household_id,
        recheck_doors_t.c.capacity == revisions_t.c.capacity,
        recheck_doors_t.c.revision == revisions_t.c.revision,
    )
    beside = (recheck_doors_t.c[name] for name in ("serial", "outcome", "differs", "visited_by", "visited_at"))
    query = (
        select(*HOUSEHOLD, *_SAID, *beside)
        .join_from(HOMES, recheck_doors_t, recheck_doors_t.c.household_id == households_t.c.id)
        .join(revisions_t, theirs)
        .outerjoin(entries_t, _its_entry)
        .where(recheck_doors_t.c.poll_id == poll_id)
        .order_by(recheck_doors_t.c.serial)
    )
    return Recheck(**{name: getattr(row, name) for name in (*_LOCKED, *_ROLLED)}, doors=_doors(session, poll_id, query))


def typed_ballots(session: Connection, poll_id: int) -> tuple[RecheckDoor, ...]:
    """The ballots of a poll that stand and that staff typed in, numbered from one in the order of doors."""
    query = (
        select(*HOUSEHOLD, *_SAID)
        .join_from(HOMES, ballots_t, ITS_BALLOTS)
        .join(revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
        .outerjoin(entries_t, _its_entry)
        .where(households_t.c.poll_id == poll_id, STANDS)
        .where(revisions_t.c.channel.in_([channel.value for channel in _TYPED]), revisions_t.c.entered_by != "")
        .order_by(households_t.c.position, revisions_t.c.capacity)
    )
    return _doors(session, poll_id, query)


def _doors(session: Connection, poll_id: int, query: Select[Any]) -> tuple[RecheckDoor, ...]:
    hands = _hands(session, poll_id)
    return tuple(_door(row, place, hands) for place, row in enumerate(session.execute(query), 1))


def _door(row: Any, place: int, hands: Mapping[int, frozenset[str]]) -> RecheckDoor:
    home, listed = household_of(row), row._mapping
    return RecheckDoor(
        serial=listed.get("serial", place),
        home=home,
        capacity=Capacity(row.capacity),
        revision=row.revision,
        content=row.content,
        channel=Channel(row.channel),
        by=row.entered_by,
        hands=hands.get(home.id, frozenset()) | {row.entered_by},
        outcome=RecheckOutcome(listed["outcome"]) if listed.get("outcome") else None,
        differs=tuple(json.loads(listed.get("differs") or "[]")),
        visited_by=listed.get("visited_by", ""),
        visited_at=listed.get("visited_at"),
    )


def _hands(session: Connection, poll_id: int) -> Mapping[int, frozenset[str]]:
    """Who typed anything in for each home, but for the recheck itself."""
    homes = households_t.join(revisions_t, revisions_t.c.household_id == households_t.c.id)
    cast = select(revisions_t.c.household_id, revisions_t.c.entered_by).select_from(homes)
    cast = cast.where(households_t.c.poll_id == poll_id)
    typed = select(entries_t.c.household_id, entries_t.c.by).where(entries_t.c.poll_id == poll_id)
    found: dict[int, frozenset[str]] = {}
    both = (cast.where(revisions_t.c.entered_by != ""), typed.where(entries_t.c.round != THIRD_ROUND))
    for household, by in (row for query in both for row in session.execute(query.distinct())):
        found[household] = found.get(household, frozenset()) | {by}
    return found


def add(session: Connection, poll_id: int, new: Recheck) -> None:
    """Write down the list of a held poll."""
    session.execute(insert(rechecks_t).values(poll_id=poll_id, **{name: getattr(new, name) for name in _LOCKED}))
    rows = [
        {"serial": d.serial, "household_id": d.home.id, "capacity": d.capacity.value, "revision": d.revision}
        for d in new.doors
    ]
    session.execute(insert(recheck_doors_t), [{"poll_id": poll_id, **row} for row in rows])


def roll(session: Connection, poll_id: int, values: Mapping[str, Any]) -> None:
    """Write down what the dice showed."""
    session.execute(update(rechecks_t).where(rechecks_t.c.poll_id == poll_id).values(values))


def visit(session: Connection, poll_id: int, serial: int, outcome: RecheckOutcome, *, by: str, at: datetime) -> None:
    """Write down what came of a visit."""
    here = (recheck_doors_t.c.poll_id == poll_id) & (recheck_doors_t.c.serial == serial)
    values = {"outcome": outcome.value, "visited_by": by, "visited_at": at}
    session.execute(update(recheck_doors_t).where(here).values(values))


def keep_answer(
    session: Connection,
    poll_id: int,
    door: RecheckDoor,
    said: Transcript,
    read: tuple[Capacity, str],
    *,
    by: str,
    at: datetime,
) -> int:
    """Keep what a home answered anew; it becomes no ballot. Returns its number."""
    capacity, content = read
    values: dict[str, Any] = {
        "poll_id": poll_id,
        "round": THIRD_ROUND,
        "household_id": door.home.id,
        "capacity": capacity.value,
    }
    values |= {"content": content, "channel": said.channel.value, "by": by, "at": at, "seconds": said.seconds}
    new = insert(entries_t).values(photo_read=False, marks=",".join(sorted(said.marks)), **values)
    return int(session.execute(new.returning(entries_t.c.id)).scalar_one())


def compare(session: Connection, poll_id: int, serial: int, second: int, differs: Collection[str]) -> None:
    """Write down in what the two differ."""
    here = (recheck_doors_t.c.poll_id == poll_id) & (recheck_doors_t.c.serial == serial)
    told = canonical(list(differs)).decode()
    session.execute(update(recheck_doors_t).where(here).values(second_id=second, differs=told))
