"""What other owners of a home voted, and whose vote holds: append-only."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select

from surveys.core.ballot import Channel, plain_answers
from surveys.core.canonical import canonical
from surveys.core.co_owner import NOBODY_ELSE, CoOwned, CoVote, Settlement
from surveys.store.db import Connection, keys_of
from surveys.store.mandate_records import CoVoteRecord, SettlementRecord
from surveys.store.mark import mark_beside
from surveys.store.records import table_of

co_votes_t, settlements_t = table_of(CoVoteRecord), table_of(SettlementRecord)


def add_co_vote(session: Connection, poll_id: int, vote: CoVote, submission: str) -> CoVote:
    """Write a vote down; the same submission gives what was written first again."""
    sent = select(co_votes_t).where(co_votes_t.c.household_id == vote.household, co_votes_t.c.submission == submission)
    if (row := session.execute(sent).one_or_none()) is not None:
        return _vote(row)
    values = {
        "poll_id": poll_id,
        "household_id": vote.household,
        "voter": vote.voter,
        "answers": canonical(dict(vote.answers)).decode(),
        "channel": vote.channel.value,
        "entered_by": vote.entered_by,
        "submission": submission,
        "receipt": vote.receipt,
        "cast_at": vote.cast_at,
    }
    marked = mark_beside(keys_of(session), co_votes_t.name, values)
    session.execute(insert(co_votes_t).values(**values, mark=marked))
    return vote


def add_settlement(session: Connection, poll_id: int, settled: Settlement, now: datetime) -> None:
    """Write down whose vote holds; what was written before stays."""
    values: dict[str, Any] = {name: getattr(settled, name) for name in ("voter", "reason", "paper", "decided_by")}
    values |= {"poll_id": poll_id, "household_id": settled.household, "decided_at": now}
    marked = mark_beside(keys_of(session), settlements_t.name, values)
    session.execute(insert(settlements_t).values(**values, mark=marked))


def settlement(session: Connection, poll_id: int, household_id: int) -> Settlement | None:
    """Whose vote was settled to hold for a home."""
    found = settlements_t.c.poll_id == poll_id, settlements_t.c.household_id == household_id
    row = session.execute(select(settlements_t).where(*found).order_by(settlements_t.c.id.desc()).limit(1)).one_or_none()
    return _settlement(row) if row else None


def co_owned(session: Connection, poll_ids: Collection[int]) -> dict[int, CoOwned]:
    """What other owners voted in these polls, and what was settled; polls of which nothing is on record are left out."""
    votes = _by_poll(session, select(co_votes_t).where(co_votes_t.c.poll_id.in_(poll_ids)).order_by(co_votes_t.c.id))
    rows = select(settlements_t).where(settlements_t.c.poll_id.in_(poll_ids)).order_by(settlements_t.c.id)
    settled = _by_poll(session, rows)
    return {
        poll_id: CoOwned(_latest(found), tuple(map(_settlement, settled.get(poll_id, ()))))
        for poll_id, found in votes.items()
    }


def co_owned_of(session: Connection, household_id: int) -> CoOwned:
    """The same for one home."""
    votes = session.execute(select(co_votes_t).where(co_votes_t.c.household_id == household_id).order_by(co_votes_t.c.id))
    settled = select(settlements_t).where(settlements_t.c.household_id == household_id).order_by(settlements_t.c.id)
    found = CoOwned(_latest(list(votes)), tuple(map(_settlement, session.execute(settled))))
    return found if found.votes else NOBODY_ELSE


def _by_poll(session: Connection, query: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.poll_id, []).append(row)
    return found


def _latest(rows: list[Any]) -> tuple[CoVote, ...]:
    return tuple({(row.household_id, row.voter): _vote(row) for row in rows}.values())


def _vote(row: Any) -> CoVote:
    return CoVote(
        household=row.household_id,
        voter=row.voter,
        answers=plain_answers(json.loads(row.answers)),
        channel=Channel(row.channel),
        entered_by=row.entered_by,
        receipt=row.receipt,
        cast_at=row.cast_at,
    )


def _settlement(row: Any) -> Settlement:
    return Settlement(row.household_id, row.voter, row.reason, row.paper, row.decided_by)
