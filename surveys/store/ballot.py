"""Ballots: revisions are only ever added, and one of them counts for each household and capacity."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Insert, Select, bindparam, delete, select

from surveys.core.ballot import Answers, Ballot, Capacity, Channel
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.store.db import Connection
from surveys.store.household import HOUSEHOLD, household_of, households_t
from surveys.store.poll import POLL, POLLS, poll_of, polls_t
from surveys.store.records import BallotRecord, RevisionRecord, insert_for, table_of

ballots_t, revisions_t = table_of(BallotRecord), table_of(RevisionRecord)

WITHDRAWN = "null"
BALLOT = (
    revisions_t.c.household_id,
    revisions_t.c.capacity,
    revisions_t.c.answers,
    revisions_t.c.channel,
    revisions_t.c.edition,
    revisions_t.c.menu,
    revisions_t.c.revision,
    revisions_t.c.cast_at,
    revisions_t.c.receipt,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A household at the door of its poll."""

    poll: Poll
    household: Household
    epoch: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a revision without reading its answers; `standing` is the one that counts."""

    capacity: Capacity
    revision: int
    channel: Channel
    entered_by: str
    submission: str
    cast_at: datetime
    standing: bool


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision on its way in; `answers` is canonical JSON, `WITHDRAWN` where they are taken back."""

    capacity: Capacity
    revision: int
    answers: str
    edition: str
    menu: str
    channel: Channel
    entered_by: str
    submission: str
    receipt: str
    cast_at: datetime


# Statements of the three pages that every household loads are built once: building and hashing them anew costs more than
# running them.
_WHICH: BindParameter[Any] = bindparam("which")
_DOOR = select(households_t.c.id, households_t.c.epoch, households_t.c.poll_id)
_BY_LINK, _BY_CODE = _DOOR.where(households_t.c.link_hash == _WHICH), _DOOR.where(households_t.c.code_hash == _WHICH)
_VISIT = (
    select(*HOUSEHOLD, *POLL, households_t.c.epoch)
    .select_from(POLLS.join(households_t, households_t.c.poll_id == polls_t.c.id))
    .where(households_t.c.id == _WHICH)
)
# The poll can't close before we are done, and another phone of this household waits. On SQLite every writer waits anyhow.
_HELD_VISIT = _VISIT.suffix_with("FOR SHARE OF polls FOR NO KEY UPDATE OF poll_households", dialect="postgresql")
# One row for each ballot that counts, or one without any.
_LOOK = (
    select(*_VISIT.selected_columns, *(column.label(f"ballot_{column.name}") for column in BALLOT))
    .select_from(
        POLLS.join(households_t, households_t.c.poll_id == polls_t.c.id)
        .outerjoin(ballots_t, ballots_t.c.household_id == households_t.c.id)
        .outerjoin(revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
    )
    .where(households_t.c.id == _WHICH)
)
_KEPT = ("capacity", "revision", "channel", "entered_by", "submission", "cast_at")
_HISTORY = (
    select(*(revisions_t.c[name] for name in _KEPT), ballots_t.c.revision_id)
    .select_from(revisions_t.outerjoin(ballots_t, ballots_t.c.revision_id == revisions_t.c.id))
    .where(revisions_t.c.household_id == _WHICH)
    .order_by(revisions_t.c.id)
)


def door_by_link(session: Connection, link_hash: str) -> tuple[int, int, int] | None:
    """Which household, epoch and poll a link opens; None where it opens nothing."""
    return _door(session, _BY_LINK, link_hash)


def door_by_code(session: Connection, code_hash: str) -> tuple[int, int, int] | None:
    """The same of a typed code."""
    return _door(session, _BY_CODE, code_hash)


def _door(session: Connection, query: Select[int, int, int], which: str) -> tuple[int, int, int] | None:
    row = session.execute(query, {"which": which}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def visit(session: Connection, household_id: int, *, hold: bool = False) -> Visit | None:
    """A household and its poll; `hold` keeps the poll from closing and the household's other phones out until the end."""
    row = session.execute(_HELD_VISIT if hold else _VISIT, {"which": household_id}).one_or_none()
    return None if row is None else Visit(poll_of(row), household_of(row), row.epoch)


def look(session: Connection, household_id: int) -> tuple[Visit, Mapping[Capacity, Ballot]] | None:
    """A household, its poll and its ballots that count, in one query."""
    rows = session.execute(_LOOK, {"which": household_id}).all()
    if not rows:
        return None
    cast = (_ballot_of(row[-len(BALLOT) :], json.loads(row.ballot_answers)) for row in rows if row.ballot_receipt)
    visit = Visit(poll_of(rows[0]), household_of(rows[0]), rows[0].epoch)
    return visit, {ballot.capacity: ballot for ballot in cast}


def of_polls(session: Connection, poll_ids: Collection[int]) -> dict[int, tuple[Ballot, ...]]:
    """The ballots that count in these polls, in no particular order."""
    rows = session.execute(
        select(ballots_t.c.poll_id, *BALLOT)
        .join_from(ballots_t, revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
        .where(ballots_t.c.poll_id.in_(poll_ids))
    ).all()
    found: dict[int, list[Ballot]] = {poll_id: [] for poll_id in poll_ids}
    # One parse of all the documents joined takes a third of the time of one parse each.
    documents = json.loads(f"[{','.join([row[3] for row in rows])}]")
    for (poll_id, *columns), document in zip(rows, documents, strict=True):
        found[poll_id].append(_ballot_of(columns, document))
    return {poll_id: tuple(ballots) for poll_id, ballots in found.items()}


_CAPACITIES: Mapping[str, Capacity] = {capacity.value: capacity for capacity in Capacity}
_CHANNELS: Mapping[str, Channel] = {channel.value: channel for channel in Channel}


def _ballot_of(row: Sequence[Any], document: Mapping[str, Any] | None) -> Ballot:
    """A ballot from the columns of `BALLOT` in their order; a district has a hundred thousand of them."""
    household, capacity, _, channel, *others = row
    return Ballot(household, _CAPACITIES[capacity], plain_answers(document), _CHANNELS[channel], *others)


def plain_answers(document: Mapping[str, Any] | None) -> Answers:
    """Answers as the core knows them: what JSON wrote as a list is a tuple again; none where they were taken back."""
    return {key: tuple(value) if type(value) is list else value for key, value in document.items()} if document else {}


def history(session: Connection, household_id: int) -> tuple[Kept, ...]:
    """Every revision of a household, the earliest first, without the answers."""
    rows = session.execute(_HISTORY, {"which": household_id})
    return tuple(
        Kept(
            capacity=Capacity(row.capacity),
            revision=row.revision,
            channel=Channel(row.channel),
            entered_by=row.entered_by,
            submission=row.submission,
            cast_at=row.cast_at,
            standing=row.revision_id is not None,
        )
        for row in rows
    )


def revision(session: Connection, household_id: int, capacity: Capacity, number: int) -> tuple[Ballot, bool]:
    """One revision of a household, and whether it took the answers back."""
    row = session.execute(
        select(*BALLOT).where(
            revisions_t.c.household_id == household_id,
            revisions_t.c.capacity == capacity,
            revisions_t.c.revision == number,
        )
    ).one()
    return _ballot_of(row, json.loads(row.answers)), row.answers == WITHDRAWN


def add(session: Connection, poll_id: int, household_id: int, new: NewRevision) -> bool:
    """Add a revision and let it count; False, and nothing done, where its receipt is already somebody's."""
    values = {name: getattr(new, name) for name in NewRevision.__slots__}
    row_id = session.execute(
        _add_revision(session.dialect.name), values | {"poll_id": poll_id, "household_id": household_id}
    ).scalar_one_or_none()
    if row_id is None:
        return False
    pointer = {"poll_id": poll_id, "household_id": household_id, "capacity": new.capacity}
    if new.answers == WITHDRAWN:
        session.execute(delete(ballots_t).where(*(ballots_t.c[name] == value for name, value in pointer.items())))
    else:
        session.execute(_point(session.dialect.name), pointer | {"revision_id": row_id})
    return True


@cache
def _add_revision(dialect: str) -> Insert:
    names = [column.name for column in revisions_t.c if column.name != "id"]
    query = insert_for(dialect, RevisionRecord).values({name: bindparam(name) for name in names})
    return query.on_conflict_do_nothing().returning(revisions_t.c.id)


@cache
def _point(dialect: str) -> Insert:
    key = ("poll_id", "household_id", "capacity")
    query = insert_for(dialect, BallotRecord).values({name: bindparam(name) for name in (*key, "revision_id")})
    return query.on_conflict_do_update(index_elements=key, set_={"revision_id": query.excluded.revision_id})
