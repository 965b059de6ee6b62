"""How many, where: the numbers on the desk, in a fixed number of queries however large the district is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Table, and_, distinct, func, select, true

from surveys.core.ballot import Capacity, Channel
from surveys.core.place import Compound, Jurisdiction
from surveys.core.roster import Entrance, Household, UnitKind
from surveys.core.tally import Basis, Share
from surveys.core.visit import VisitOutcome
from surveys.store.ballot import ITS_BALLOTS, ballots_t, revisions_t
from surveys.store.db import Connection
from surveys.store.household import AREA, HOMES, HOUSEHOLD, KIND, OWNER, STANDS, household_of, households_t, inside
from surveys.store.place import PLACE, PLACES, compound_of, compounds_t, within
from surveys.store.roster import buildings_t, owners_t, units_t
from surveys.store.visit import CAME_OF_LAST

_HOUSEHOLDS = [kind for kind in UnitKind if kind.is_household]
_COUNTED = [kind for kind in UnitKind if not kind.is_annex]


@dataclass(frozen=True, slots=True)
class Living:
    """A compound in numbers as its living roster has it, but for parking and storage. `floor_area` in hundredths of a square
    metre."""

    compound: Compound
    buildings: int
    households: int
    owners: int
    floor_area: int


@dataclass(frozen=True, slots=True)
class Participation:
    """A poll in numbers: households counted in it, and how many of them answered, and as what."""

    households: int = 0
    answered: int = 0
    owners: int = 0
    occupants: int = 0


@dataclass(frozen=True, slots=True)
class Cast:
    """That a household answered, and how, without what it said."""

    household: int
    capacity: Capacity
    channel: Channel
    entered_by: str
    revision: int
    cast_at: datetime


def _of_compound(figure: ColumnElement[int], table: Table, *wanted: ColumnElement[bool]) -> ScalarSelect[int]:
    """A figure of one compound's rows, looked up under its key: grouping the table would go through all of it for a page of
    one street."""
    return select(figure).where(table.c.compound_id == compounds_t.c.id, *wanted).select_from(table).scalar_subquery()


_LIVING_HOMES = (units_t.c.kind.in_(_COUNTED),)
_LIVING = select(
    *PLACE,
    _of_compound(func.count(), units_t, *_LIVING_HOMES).label("units"),
    _of_compound(func.coalesce(func.sum(units_t.c.area), 0), units_t, *_LIVING_HOMES).label("area"),
    _of_compound(func.count(), buildings_t).label("buildings"),
    _of_compound(func.count(), owners_t).label("owners"),
).select_from(PLACES)


def living(session: Connection, scope: Jurisdiction) -> tuple[Living, ...]:
    """Every compound within `scope` in numbers, in the order of places."""
    order = compounds_t.c.street_id, compounds_t.c.id
    return tuple(map(_living, session.execute(within(_LIVING, scope).order_by(*order))))


def asked(session: Connection, poll_ids: Collection[int]) -> dict[int, Participation]:
    """These polls in numbers; those that were never opened have no entry."""
    homes = KIND.in_(_HOUSEHOLDS) & STANDS
    frozen = select(households_t.c.poll_id, func.count()).select_from(HOMES)
    frozen = frozen.where(households_t.c.poll_id.in_(poll_ids), homes)
    cast = (
        select(
            ballots_t.c.poll_id,
            func.count(distinct(ballots_t.c.household_id)),
            func.count().filter(ballots_t.c.capacity == Capacity.OWNER),
            func.count().filter(ballots_t.c.capacity == Capacity.OCCUPANT),
        )
        .join_from(HOMES, ballots_t, ITS_BALLOTS)
        .where(households_t.c.poll_id.in_(poll_ids), homes)
    )
    answered = {row[0]: tuple(row[1:]) for row in session.execute(cast.group_by(ballots_t.c.poll_id))}
    return {
        poll_id: Participation(number, *answered.get(poll_id, ()))
        for poll_id, number in session.execute(frozen.group_by(households_t.c.poll_id))
    }


def came_by_basis(session: Connection, poll_ids: Collection[int], *, parking: bool) -> dict[int, Mapping[Basis, Share]]:
    """`core.tally.came_in` for many polls at once, each as a whole: in how much of each basis an owner's ballot came."""
    theirs = and_(ITS_BALLOTS, ballots_t.c.capacity == Capacity.OWNER)
    came, homes = ballots_t.c.household_id, KIND.in_(_HOUSEHOLDS)
    heads = (
        select(
            households_t.c.poll_id,
            func.count().filter(homes).label("homes"),
            func.count(came).filter(homes).label("homes_in"),
            func.sum(AREA).label("area"),
            func.count(came).label("inside"),
        )
        .select_from(HOMES.outerjoin(ballots_t, theirs))
        .where(households_t.c.poll_id.in_(poll_ids), STANDS, true() if parking else KIND.in_(_COUNTED))
        .group_by(households_t.c.poll_id, OWNER)
        .subquery()
    )
    inside = heads.c.inside > 0
    query = select(
        heads.c.poll_id,
        func.sum(heads.c.homes_in).label("homes_in"),
        func.sum(heads.c.homes).label("homes"),
        func.count().filter(inside).label("heads_in"),
        func.count().label("heads"),
        func.sum(heads.c.area).filter(inside).label("area_in"),
        func.sum(heads.c.area).label("area"),
    ).group_by(heads.c.poll_id)
    return {row.poll_id: _by_basis(row) for row in session.execute(query)}


def _by_basis(row: Any) -> Mapping[Basis, Share]:
    return {
        Basis.HOUSEHOLDS: Share(int(row.homes_in), int(row.homes)),
        Basis.OWNERS: Share(int(row.heads_in), int(row.heads)),
        Basis.AREA: Share(int(row.area_in or 0), int(row.area)),
    }


def living_of(session: Connection, compound_ids: Collection[int]) -> dict[int, Living]:
    """These compounds in numbers, which the caller has already found within a scope."""
    rows = session.execute(_LIVING.where(compounds_t.c.id.in_(compound_ids)))
    return {row.compound_id: _living(row) for row in rows}


def _living(row: Any) -> Living:
    return Living(compound_of(row), row.buildings, row.units, row.owners, int(row.area))


def answered_as_owners(session: Connection, poll_id: int) -> frozenset[int]:
    """The households of a poll whose owner's ballot stands."""
    query = select(ballots_t.c.household_id).where(ballots_t.c.poll_id == poll_id, ballots_t.c.capacity == Capacity.OWNER)
    return frozenset(session.execute(query).scalars())


def doors(
    session: Connection, poll_id: int, at: Entrance | None = None
) -> tuple[tuple[Household, tuple[Cast, ...], VisitOutcome | None], ...]:
    """The households of a poll, or of one stairwell, in door order, each with the ballots that stand, without what they
    say, and how the last knock at its door came out."""
    columns = [revisions_t.c[name] for name in ("capacity", "channel", "entered_by", "revision", "cast_at")]
    query = (
        select(*HOUSEHOLD, *columns, CAME_OF_LAST.label("knock"))
        .select_from(
            HOMES.outerjoin(ballots_t, ITS_BALLOTS).outerjoin(revisions_t, revisions_t.c.id == ballots_t.c.revision_id)
        )
        .where(households_t.c.poll_id == poll_id, STANDS, inside(at) if at else true())
        .order_by(households_t.c.position, ballots_t.c.capacity)
    )
    found: dict[int, tuple[Household, list[Cast], VisitOutcome | None]] = {}
    for row in session.execute(query):
        knock = VisitOutcome(row.knock) if row.knock else None
        _, casts, _ = found.setdefault(row.household_id, (household_of(row), [], knock))
        if row.capacity is not None:
            kind = Capacity(row.capacity), Channel(row.channel)
            casts.append(Cast(row.household_id, *kind, row.entered_by, row.revision, row.cast_at))
    return tuple((household, tuple(casts), knock) for household, casts, knock in found.values())
