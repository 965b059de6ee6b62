"""What was done with polls after they opened, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select, update

from surveys.core.errors import NotFound
from surveys.core.life import PollChange, Step
from surveys.store.db import Connection
from surveys.store.entry import entries_t
from surveys.store.life_records import ChangeRecord
from surveys.store.mandate_records import CoVoteRecord
from surveys.store.poll import polls_t
from surveys.store.records import RevisionRecord, table_of

changes_t, revisions_t = table_of(ChangeRecord), table_of(RevisionRecord)
co_votes_t = table_of(CoVoteRecord)


def set_times(session: Connection, poll_id: int, **times: datetime | None) -> None:
    """Give a held poll these times; None where it is paused no more."""
    session.execute(update(polls_t).where(polls_t.c.id == poll_id).values(times))


def add(session: Connection, poll_id: int, new: PollChange) -> None:
    """Write down what was changed in a held poll; it gets the next number."""
    number = select(func.coalesce(func.max(changes_t.c.number), 0) + 1).where(changes_t.c.poll_id == poll_id)
    values = {"poll_id": poll_id, "number": number.scalar_subquery(), "step": new.step.value, "at": new.at, "by": new.by}
    session.execute(insert(changes_t).values(values | {"reason": new.reason, "until": new.until}))


def changes(session: Connection, poll_id: int) -> tuple[PollChange, ...]:
    """What was changed in a poll, the first first."""
    query = select(changes_t).where(changes_t.c.poll_id == poll_id).order_by(changes_t.c.number)
    return tuple(
        PollChange(row.number, Step(row.step), row.at, row.by, row.reason, row.until) for row in session.execute(query)
    )


def change_numbered(session: Connection, poll_id: int, number: int) -> PollChange:
    """One change of a poll. Raises `NotFound`."""
    found = next((change for change in changes(session, poll_id) if change.number == number), None)
    if found is None:
        raise NotFound("change", str(number))
    return found


def due(session: Connection, now: datetime) -> tuple[int, ...]:
    """The polls whose announced time is over though nobody wrote that down; held until the transaction ends."""
    query = select(polls_t.c.id).where(
        polls_t.c.opened_at.is_not(None),
        polls_t.c.closed_at.is_(None),
        polls_t.c.cancelled_at.is_(None),
        polls_t.c.closes_at <= now,
    )
    return tuple(session.execute(query.with_for_update(skip_locked=True)).scalars())


def enterers(session: Connection, poll_id: int) -> frozenset[str]:
    """Who wrote a ballot of the poll, or another owner's vote, down for others."""
    ballots = select(revisions_t.c.entered_by).where(revisions_t.c.poll_id == poll_id)
    beside = select(co_votes_t.c.entered_by).where(co_votes_t.c.poll_id == poll_id)
    return frozenset(session.scalars(ballots.union(beside))) - {""}


def doers(session: Connection, poll_id: int, acts: Collection[str]) -> Mapping[str, str]:
    """Who did each of these acts last, as the ledger has it."""
    query = select(entries_t.c.act, entries_t.c.actor).where(entries_t.c.poll_id == poll_id, entries_t.c.act.in_(acts))
    return {row.act: row.actor for row in session.execute(query.order_by(entries_t.c.id))}
