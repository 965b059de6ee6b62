"""Ballots that wait beside another, what was decided about them, and ballots that are disowned."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, or_, select, update

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotFound
from surveys.core.waiting import Dispute, Waiting, WaitingReason, WaitingRuling
from surveys.store.ballot import ITS_BALLOTS, ballots_t, disputes_t, revisions_t, void_letters_t, waiting_t
from surveys.store.db import Connection
from surveys.store.household import HOMES, HOUSEHOLD, OWNER, held_by, household_of, households_t
from surveys.store.mark import mark_anew
from surveys.store.print_run import letters_t, runs_t
from surveys.store.records import insert_for
from surveys.store.waiting_records import DisputeRecord, WaitingRecord

_newest = revisions_t.alias()
_NEWEST = (
    select(func.max(_newest.c.revision))
    .where(
        _newest.c.household_id == waiting_t.c.household_id,
        _newest.c.capacity == waiting_t.c.capacity,
        _newest.c.since == waiting_t.c.since,
        _newest.c.waiting,
    )
    .scalar_subquery()
)
_DECIDED = ("ruling", "decided_at", "decided_by", "paper", "why")
_WAITING = (
    select(
        *HOUSEHOLD,
        *(waiting_t.c[name] for name in ("id", "capacity", "since", "reason", "beside_id", *_DECIDED)),
        *(revisions_t.c[name] for name in ("channel", "entered_by", "cast_at")),
    )
    .join_from(HOMES, waiting_t, households_t.c.id == waiting_t.c.household_id)
    .join(
        revisions_t,
        (revisions_t.c.household_id == waiting_t.c.household_id)
        & (revisions_t.c.capacity == waiting_t.c.capacity)
        & (revisions_t.c.revision == _NEWEST),
    )
    .order_by(waiting_t.c.id)
)

# Asked for each ballot, so it is built once: building it took three times as long as running it.
_POLL: BindParameter[Any] = bindparam("poll")
_CAST_FOR_OWNER = (
    select(ballots_t.c.household_id, revisions_t.c.since, revisions_t.c.entered_by)
    .join_from(HOMES, ballots_t, ITS_BALLOTS)
    .join(revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
    .where(households_t.c.poll_id == _POLL, held_by(_POLL, bindparam("owner", type_=OWNER.type)))
    .where(households_t.c.id != bindparam("but"), ballots_t.c.capacity == Capacity.OWNER)
    .order_by(revisions_t.c.id)
)


def begin(
    session: Connection,
    poll_id: int,
    household_id: int,
    *,
    capacity: Capacity,
    since: int,
    reason: WaitingReason,
    beside: int,
) -> None:
    """Let a ballot wait; one that waits already goes on."""
    values = {"poll_id": poll_id, "household_id": household_id, "capacity": capacity, "since": since}
    new = insert_for(session.dialect.name, WaitingRecord).values(**values, reason=reason, beside_id=beside)
    if session.execute(new.on_conflict_do_nothing()).rowcount:
        its = (waiting_t.c[name] == value for name, value in values.items())
        mark_anew(session, waiting_t, *its)


def at_home(session: Connection, household_id: int) -> tuple[Waiting, ...]:
    """Every ballot that waits or waited in a household, or beside its own, the first first."""
    here = or_(waiting_t.c.household_id == household_id, waiting_t.c.beside_id == household_id)
    return _found(session, _WAITING.where(here))


def of_poll(session: Connection, poll_id: int) -> tuple[Waiting, ...]:
    """Those of a poll."""
    return _found(session, _WAITING.where(waiting_t.c.poll_id == poll_id))


def one(session: Connection, poll_id: int, waiting_id: int) -> Waiting:
    """One of a poll. Raises `NotFound`."""
    found = _found(session, _WAITING.where(waiting_t.c.poll_id == poll_id, waiting_t.c.id == waiting_id))
    if not found:
        raise NotFound("waiting", str(waiting_id))
    return found[0]


def _found(session: Connection, query: Select[Any]) -> tuple[Waiting, ...]:
    return tuple(_waiting(row) for row in session.execute(query))


def _waiting(row: Any) -> Waiting:
    return Waiting(
        id=row.id,
        home=household_of(row),
        capacity=Capacity(row.capacity),
        since=row.since,
        reason=WaitingReason(row.reason),
        beside=row.beside_id,
        channel=Channel(row.channel),
        entered_by=row.entered_by,
        cast_at=row.cast_at,
        ruling=WaitingRuling(row.ruling) if row.ruling else None,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        paper=row.paper,
        why=row.why,
    )


def decide(
    session: Connection,
    waiting_id: int,
    ruling: WaitingRuling,
    *,
    at: datetime,
    by: str = "",
    paper: str = "",
    why: str = "",
) -> None:
    """Write down what becomes of a ballot that waits."""
    values = {"ruling": ruling, "decided_at": at, "decided_by": by, "paper": paper, "why": why}
    session.execute(update(waiting_t).where(waiting_t.c.id == waiting_id).values(values))
    mark_anew(session, waiting_t, waiting_t.c.id == waiting_id)


def cast_for_owner(session: Connection, poll_id: int, owner: str, but: int) -> tuple[tuple[int, int, str], ...]:
    """The owner's ballots that stand in other flats of an owner: household, `since` and who entered it, the first first."""
    rows = session.execute(_CAST_FOR_OWNER, {"poll": poll_id, "owner": owner, "but": but})
    return tuple((row[0], row[1], row[2]) for row in rows)


_DISPUTE = select(
    *HOUSEHOLD,
    *(disputes_t.c[name] for name in ("id", "capacity", "since", "said", "at", "closed_at", "closed_by", "answer")),
).join_from(HOMES, disputes_t, households_t.c.id == disputes_t.c.household_id)


def disown(
    session: Connection, poll_id: int, household_id: int, *, capacity: Capacity, since: int, said: str, at: datetime
) -> None:
    """Write down that a household says a ballot isn't theirs; said again, the first stays."""
    values = {"poll_id": poll_id, "household_id": household_id, "capacity": capacity, "since": since, "said": said, "at": at}
    new = insert_for(session.dialect.name, DisputeRecord).values(values)
    if session.execute(new.on_conflict_do_nothing()).rowcount:
        its = (disputes_t.c[name] == values[name] for name in ("household_id", "capacity", "since"))
        mark_anew(session, disputes_t, *its)


def disputes(session: Connection, poll_id: int) -> tuple[Dispute, ...]:
    """What was disowned in a poll, the first first."""
    rows = session.execute(_DISPUTE.where(disputes_t.c.poll_id == poll_id).order_by(disputes_t.c.id))
    return tuple(map(_dispute, rows))


def disputes_at_home(session: Connection, household_id: int) -> tuple[Dispute, ...]:
    """What was disowned in one household."""
    rows = session.execute(_DISPUTE.where(disputes_t.c.household_id == household_id).order_by(disputes_t.c.id))
    return tuple(map(_dispute, rows))


def _dispute(row: Any) -> Dispute:
    kept = {name: getattr(row, name) for name in ("id", "since", "said", "at", "closed_at", "closed_by", "answer")}
    return Dispute(home=household_of(row), capacity=Capacity(row.capacity), **kept)


def answer_dispute(session: Connection, dispute_id: int, text: str, *, by: str, at: datetime) -> None:
    """Write down how the street answered."""
    values = {"answer": text, "closed_by": by, "closed_at": at}
    session.execute(update(disputes_t).where(disputes_t.c.id == dispute_id).values(values))
    mark_anew(session, disputes_t, disputes_t.c.id == dispute_id)


def printed_by(session: Connection, poll_id: int, household_ids: Collection[int]) -> set[str]:
    """Who printed letters of these households, or issued them anew."""
    anew = select(void_letters_t.c.voided_by).where(void_letters_t.c.poll_id == poll_id)
    printed = select(runs_t.c.by).join_from(runs_t, letters_t, letters_t.c.run_id == runs_t.c.id)
    printed = printed.where(runs_t.c.poll_id == poll_id, letters_t.c.household_id.in_(household_ids))
    return {
        *session.scalars(anew.where(void_letters_t.c.household_id.in_(household_ids))),
        *session.scalars(printed),
    }


def voided(session: Connection, household_id: int) -> tuple[tuple[datetime, str], ...]:
    """When, and by whom, each letter of a household was issued anew, the first first."""
    query = select(void_letters_t.c.voided_at, void_letters_t.c.voided_by)
    rows = session.execute(query.where(void_letters_t.c.household_id == household_id).order_by(void_letters_t.c.epoch))
    return tuple((row.voided_at, row.voided_by) for row in rows)


def undecided(session: Connection, poll_id: int) -> tuple[int, int]:
    """How many ballots of a poll wait, and how many that were disowned nobody answered."""
    waits = select(func.count()).where(waiting_t.c.poll_id == poll_id, waiting_t.c.ruling.is_(None))
    asked = select(func.count()).where(disputes_t.c.poll_id == poll_id, disputes_t.c.closed_at.is_(None))
    found = session.execute(select(waits.scalar_subquery(), asked.scalar_subquery())).one()
    return found[0], found[1]


def issued_anew_at(session: Connection, household_id: int) -> tuple[int, datetime | None]:
    """How many of a household's letters others were issued in place of, and when the last of them."""
    query = select(func.count(), func.max(void_letters_t.c.voided_at)).where(void_letters_t.c.household_id == household_id)
    times, last = session.execute(query).one()
    return times, last
