"""Ballots: revisions are only ever added, and one of them counts for each household and capacity."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from surveys.core.ballots import Answers, Ballot, Capacity, Channel
from surveys.core.poll import Poll
from surveys.core.roster import Household
from surveys.store.db import Session
from surveys.store.polls import HOUSEHOLD, POLL, POLLS, household_of, households_t, poll_of, polls_t
from surveys.store.records import BallotRecord, RevisionRecord, insert_into, table_of

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


def door(session: Session, *, link_hash: str | None = None, code_hash: str | None = None) -> tuple[int, int, int] | None:
    """Which household, epoch and poll a secret opens; None where it opens nothing."""
    query = select(households_t.c.id, households_t.c.epoch, households_t.c.poll_id)
    query = query.where(
        households_t.c.link_hash == link_hash if link_hash is not None else households_t.c.code_hash == code_hash
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


_VISIT = select(*POLL, *HOUSEHOLD, households_t.c.epoch).select_from(
    POLLS.join(households_t, households_t.c.poll_id == polls_t.c.id)
)
_HELD_VISIT = _VISIT.with_for_update(read=True, of=polls_t)


def visit(session: Session, household_id: int, *, hold: bool = False) -> Visit | None:
    """A household and its poll; `hold` keeps the poll from closing until the transaction ends."""
    query = (_HELD_VISIT if hold else _VISIT).where(households_t.c.id == household_id)
    row = session.execute(query).one_or_none()
    return None if row is None else Visit(poll_of(row), household_of(row), row.epoch)


def standing(session: Session, poll_id: int, household_id: int) -> Mapping[Capacity, Ballot]:
    """The ballots of a household that count."""
    rows = session.execute(
        select(*BALLOT)
        .join_from(ballots_t, revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
        .where(ballots_t.c.poll_id == poll_id, ballots_t.c.household_id == household_id)
    )
    return {ballot.capacity: ballot for ballot in map(_ballot, rows)}


def of_polls(session: Session, poll_ids: Collection[int]) -> dict[int, tuple[Ballot, ...]]:
    """The ballots that count in these polls, in no particular order."""
    rows = session.execute(
        select(ballots_t.c.poll_id, *BALLOT)
        .join_from(ballots_t, revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
        .where(ballots_t.c.poll_id.in_(poll_ids))
    ).all()
    found: dict[int, list[Ballot]] = {poll_id: [] for poll_id in poll_ids}
    # One parse of all the documents joined takes a third of the time of one parse each.
    documents = json.loads(f"[{','.join(row.answers for row in rows)}]")
    for row, document in zip(rows, documents, strict=True):
        found[row.poll_id].append(_ballot_of(row, document))
    return {poll_id: tuple(ballots) for poll_id, ballots in found.items()}


def _ballot(row: Any) -> Ballot:
    return _ballot_of(row, json.loads(row.answers))


def _ballot_of(row: Any, document: Mapping[str, Any] | None) -> Ballot:
    return Ballot(
        household=row.household_id,
        capacity=Capacity(row.capacity),
        answers=plain_answers(document),
        channel=Channel(row.channel),
        edition=row.edition,
        menu=row.menu,
        revision=row.revision,
        cast_at=row.cast_at,
        receipt=row.receipt,
    )


def plain_answers(document: Mapping[str, Any] | None) -> Answers:
    """Answers as the core knows them: what JSON wrote as a list is a tuple again; none where they were taken back."""
    return {key: tuple(value) if type(value) is list else value for key, value in document.items()} if document else {}


def history(session: Session, household_id: int) -> tuple[Kept, ...]:
    """Every revision of a household, the earliest first, without the answers."""
    columns = [revisions_t.c[name] for name in ("capacity", "revision", "channel", "entered_by", "submission", "cast_at")]
    rows = session.execute(
        select(*columns, ballots_t.c.revision_id)
        .select_from(revisions_t.outerjoin(ballots_t, ballots_t.c.revision_id == revisions_t.c.id))
        .where(revisions_t.c.household_id == household_id)
        .order_by(revisions_t.c.id)
    )
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


def revision(session: Session, household_id: int, capacity: Capacity, number: int) -> tuple[Ballot, bool]:
    """One revision of a household, and whether it took the answers back."""
    row = session.execute(
        select(*BALLOT).where(
            revisions_t.c.household_id == household_id,
            revisions_t.c.capacity == capacity,
            revisions_t.c.revision == number,
        )
    ).one()
    return _ballot(row), row.answers == WITHDRAWN


def add(session: Session, poll_id: int, household_id: int, new: NewRevision) -> bool:
    """Add a revision and let it count; False, and nothing done, where another came in between under the same number."""
    values = {name: getattr(new, name) for name in NewRevision.__slots__}
    row_id = session.scalar(
        insert_into(session, RevisionRecord)
        .values(poll_id=poll_id, household_id=household_id, **values)
        .on_conflict_do_nothing()
        .returning(revisions_t.c.id)
    )
    if row_id is None:
        return False
    pointer = {"poll_id": poll_id, "household_id": household_id, "capacity": new.capacity}
    if new.answers == WITHDRAWN:
        session.execute(delete(ballots_t).where(*(ballots_t.c[name] == value for name, value in pointer.items())))
        return True
    session.execute(
        insert_into(session, BallotRecord)
        .values(**pointer, revision_id=row_id)
        .on_conflict_do_update(index_elements=list(pointer), set_={"revision_id": row_id})
    )
    return True
