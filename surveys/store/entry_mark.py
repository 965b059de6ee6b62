"""Entries as they are reviewed, and the marks on them: only ever added to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, insert, select

from surveys.core.ballot import Capacity, Channel
from surveys.core.entry_mark import Mark, MarkedAs, ReviewedEntry
from surveys.store.ballot import ITS_BALLOTS, ballots_t, revisions_t
from surveys.store.db import Connection
from surveys.store.entry_lot import FIRST_ROUND, STANDS_MARKED, marks_t
from surveys.store.household import HOMES, HOUSEHOLD, STANDS, household_of, households_t
from surveys.store.paper_form import entries_t, forms_t

_ENTRY = ("id", "capacity", "channel", "by", "at", "seconds", "photo_read", "revision")


def reviewed(session: Connection, poll_id: int) -> tuple[ReviewedEntry, ...]:
    """What was typed in first in a poll and not undone, in order, each with the mark that stands."""
    standing = select(marks_t).where(marks_t.c.poll_id == poll_id, STANDS_MARKED)
    marks = {row.entry_id: _marked(row) for row in session.execute(standing)}
    query = (
        select(*HOUSEHOLD, *(entries_t.c[name] for name in _ENTRY), forms_t.c.serial)
        .join_from(HOMES, entries_t, entries_t.c.household_id == households_t.c.id)
        .outerjoin(forms_t, forms_t.c.id == entries_t.c.form_id)
        .where(entries_t.c.poll_id == poll_id, entries_t.c.round == FIRST_ROUND, entries_t.c.undone_at.is_(None))
        .order_by(entries_t.c.id)
    )
    return tuple(_entry(row, marks.get(row.id)) for row in session.execute(query))


def _entry(row: Any, marked: MarkedAs | None) -> ReviewedEntry:
    return ReviewedEntry(
        id=row.id,
        home=household_of(row),
        capacity=Capacity(row.capacity),
        channel=Channel(row.channel),
        serial=row.serial,
        by=row.by,
        at=row.at,
        seconds=row.seconds,
        photo_read=row.photo_read,
        revision=row.revision,
        marked=marked,
    )


def _marked(row: Any) -> MarkedAs:
    return MarkedAs(Mark(row.mark), row.reason, row.by, row.at)


def add_mark(session: Connection, poll_id: int, entry_id: int, new: MarkedAs) -> None:
    """Write down what somebody found about an entry."""
    values = {"poll_id": poll_id, "entry_id": entry_id, "mark": new.mark.value, "reason": new.reason}
    session.execute(insert(marks_t).values(by=new.by, at=new.at, **values))


def answers_on_paper(session: Connection, poll_id: int) -> dict[str, tuple[int, int]]:
    """Of each building how many of its answers that stand came on paper, and how many there are."""
    paper = func.sum(case((revisions_t.c.channel == Channel.PAPER.value, 1), else_=0))
    query = (
        select(households_t.c.building, paper.label("paper"), func.count().label("n"))
        .select_from(HOMES.join(ballots_t, ITS_BALLOTS).join(revisions_t, revisions_t.c.id == ballots_t.c.revision_id))
        .where(households_t.c.poll_id == poll_id, STANDS)
        .group_by(households_t.c.building)
        .order_by(func.min(households_t.c.position))
    )
    return {row.building: (int(row.paper), row.n) for row in session.execute(query)}
