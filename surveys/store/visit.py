"""Knocks on doors: only ever added, and what stands of them derived."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, func, or_, select, true, update

from surveys.core.roster import Entrance, Household, UnitKind
from surveys.core.visit import DayPart, DoorVisit, VisitOutcome
from surveys.store.ballot import ITS_BALLOTS, ballots_t
from surveys.store.db import Connection
from surveys.store.household import HOMES, HOUSEHOLD, KIND, STANDS, household_of, households_t, inside
from surveys.store.office_records import StaffRecord
from surveys.store.records import insert_for, table_of
from surveys.store.visit_records import VisitRecord

visits_t, staff_t = table_of(VisitRecord), table_of(StaffRecord)
_HOME = KIND.in_([kind for kind in UnitKind if kind.is_household])
_undo, _after, _undo_after = visits_t.alias(), visits_t.alias(), visits_t.alias()


def _stands(visit: Any, undo: Any) -> ColumnElement[bool]:
    """Whether a knock is none that undoes another, and nobody undid it."""
    undone = exists().where(undo.c.poll_id == visit.c.poll_id, undo.c.undoes == visit.c.submission)
    return and_(visit.c.outcome != VisitOutcome.UNDONE, ~undone)


_LAST = and_(
    _stands(visits_t, _undo),
    ~exists().where(
        _after.c.household_id == visits_t.c.household_id,
        or_(_after.c.at > visits_t.c.at, and_(_after.c.at == visits_t.c.at, _after.c.id > visits_t.c.id)),
        _stands(_after, _undo_after),
    ),
)
"""Whether a knock is the last that stands at its door."""
_NAMES = ("submission", "household_id", "outcome", "at", "by", "came_at", "next_on", "next_part", "remark", "undoes")
_VISIT = (
    *(visits_t.c[name].label(f"visit_{name}") for name in _NAMES),
    func.coalesce(staff_t.c.name, visits_t.c.by).label("visit_name"),
)
_VISITS = visits_t.outerjoin(staff_t, staff_t.c.username == visits_t.c.by)
CAME_OF_LAST = (
    select(visits_t.c.outcome)
    .where(visits_t.c.household_id == households_t.c.id, _stands(visits_t, _undo))
    .order_by(visits_t.c.at.desc(), visits_t.c.id.desc())
    .limit(1)
    .correlate(households_t)
    .scalar_subquery()
)
"""How the last knock that stands at a home's door came out, as a column of whoever lists homes."""


@dataclass(frozen=True, slots=True)
class StairsCount:
    """One stairwell of a poll: how many homes, and how many of them answered."""

    entrance: Entrance
    homes: int
    answered: int

    @property
    def left(self) -> int:
        """How many didn't answer yet."""
        return self.homes - self.answered


@dataclass(frozen=True, slots=True)
class WalkerCount:
    """How often one member of staff knocked, and how often with which outcome."""

    by: str
    name: str
    outcomes: Mapping[VisitOutcome, int]

    @property
    def visits(self) -> int:
        """All knocks of theirs."""
        return sum(self.outcomes.values())


def add(session: Connection, poll_id: int, visit: DoorVisit) -> None:
    """Keep a knock; sent again, the first stays."""
    values = {
        "poll_id": poll_id,
        "household_id": visit.household,
        "submission": visit.submission,
        "outcome": visit.outcome.value,
        "at": visit.at,
        "by": visit.by,
        "came_at": visit.came_at,
        "next_on": visit.next_on,
        "next_part": visit.next_part,
        "remark": visit.remark,
        "undoes": visit.undoes or None,
    }
    session.execute(insert_for(session.dialect.name, VisitRecord).values(values).on_conflict_do_nothing())


def known(session: Connection, poll_id: int, submissions: Collection[str]) -> dict[str, DoorVisit]:
    """Those of these numbers that a poll has, those undone as well."""
    query = select(*_VISIT).select_from(_VISITS).where(visits_t.c.poll_id == poll_id)
    rows = session.execute(query.where(visits_t.c.submission.in_(submissions)))
    return {row.visit_submission: _visit(row) for row in rows}


def homes_among(session: Connection, poll_id: int, household_ids: Collection[int]) -> set[int]:
    """Which of these are homes of a poll that are counted."""
    query = select(households_t.c.id).select_from(HOMES).where(households_t.c.poll_id == poll_id, STANDS, _HOME)
    return set(session.scalars(query.where(households_t.c.id.in_(household_ids))))


def stairs(session: Connection, poll_id: int) -> tuple[StairsCount, ...]:
    """Every stairwell of a poll in door order."""
    came = func.count(distinct(ballots_t.c.household_id))
    query = (
        select(households_t.c.building, households_t.c.unit, func.count(distinct(households_t.c.id)), came)
        .select_from(HOMES.outerjoin(ballots_t, ITS_BALLOTS))
        .where(households_t.c.poll_id == poll_id, STANDS, _HOME)
        .group_by(households_t.c.building, households_t.c.unit)
        .order_by(func.min(households_t.c.position))
    )
    return tuple(StairsCount(Entrance(row[0], row[1]), row[2], row[3]) for row in session.execute(query))


def visits_at(session: Connection, poll_id: int, at: Entrance) -> tuple[DoorVisit, ...]:
    """Every knock at one stairwell's doors, those undone as well, the first first."""
    query = select(*_VISIT).select_from(_VISITS.join(households_t, households_t.c.id == visits_t.c.household_id))
    query = query.where(households_t.c.poll_id == poll_id, inside(at)).order_by(visits_t.c.at, visits_t.c.id)
    return _found(session, query)


def due(session: Connection, poll_id: int, day: date, at: Entrance | None = None) -> tuple[tuple[Household, DoorVisit], ...]:
    """The homes of a poll, or of one stairwell, that didn't answer and where somebody is to come again by this day, the
    longest due first."""
    answered = exists().where(ITS_BALLOTS)
    query = (
        select(*HOUSEHOLD, *_VISIT)
        .select_from(
            HOMES.join(visits_t, visits_t.c.household_id == households_t.c.id).outerjoin(
                staff_t, staff_t.c.username == visits_t.c.by
            )
        )
        .where(
            visits_t.c.poll_id == poll_id, visits_t.c.next_on <= day, _LAST, STANDS, ~answered, inside(at) if at else true()
        )
        .order_by(visits_t.c.next_on, households_t.c.position)
    )
    return tuple((household_of(row), _visit(row)) for row in session.execute(query))


def last_visits(session: Connection, poll_id: int) -> dict[int, DoorVisit]:
    """The last knock that stands at each door of a poll."""
    query = select(*_VISIT).select_from(_VISITS).where(visits_t.c.poll_id == poll_id, _LAST)
    return {visit.household: visit for visit in _found(session, query)}


def polls_with_remarks(session: Connection) -> list[int]:
    """The polls at whose doors something was remarked."""
    return list(session.scalars(select(visits_t.c.poll_id).where(visits_t.c.remark != "").distinct()))


def forget_remarks(session: Connection, poll_ids: Collection[int]) -> None:
    """Take the remarks from these polls' knocks."""
    session.execute(update(visits_t).where(visits_t.c.poll_id.in_(poll_ids), visits_t.c.remark != "").values(remark=""))


def walkers(session: Connection, poll_id: int) -> tuple[WalkerCount, ...]:
    """Who knocked in a poll, and how it came out, without what was undone."""
    name = func.coalesce(func.max(staff_t.c.name), visits_t.c.by)
    query = (
        select(visits_t.c.by, name, visits_t.c.outcome, func.count())
        .select_from(_VISITS)
        .where(visits_t.c.poll_id == poll_id, _stands(visits_t, _undo))
        .group_by(visits_t.c.by, visits_t.c.outcome)
        .order_by(visits_t.c.by)
    )
    found: dict[tuple[str, str], dict[VisitOutcome, int]] = {}
    for by, called, outcome, number in session.execute(query):
        found.setdefault((by, called), dict.fromkeys(VisitOutcome, 0))[VisitOutcome(outcome)] = number
    return tuple(WalkerCount(*who, outcomes) for who, outcomes in found.items())


def _found(session: Connection, query: Select[Any]) -> tuple[DoorVisit, ...]:
    return tuple(map(_visit, session.execute(query)))


def _visit(row: Any) -> DoorVisit:
    at: datetime = row.visit_at
    return DoorVisit(
        submission=row.visit_submission,
        household=row.visit_household_id,
        outcome=VisitOutcome(row.visit_outcome),
        at=at,
        by=row.visit_by,
        name=row.visit_name,
        came_at=row.visit_came_at,
        next_on=row.visit_next_on,
        next_part=DayPart(row.visit_next_part) if row.visit_next_part else None,
        remark=row.visit_remark,
        undoes=row.visit_undoes or "",
    )
