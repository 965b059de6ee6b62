"""The living roster as it is looked at: a page at a time, sorted and sought in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, distinct, func, literal, or_, select

from surveys.core.errors import NotFound
from surveys.core.roster import (
    BOUND,
    AreaSource,
    Household,
    LivingHome,
    Owner,
    RosterColumn,
    RosterFigures,
    RosterSearch,
    UnitKind,
)
from surveys.store.db import Connection
from surveys.store.household import AREA, FLOOR, HOMES, HOUSEHOLD, KIND, OWNER, ROOM, STANDS, household_of, households_t
from surveys.store.roster import buildings_t, owners_t, units_t

_HELD = units_t.alias("held")
_HOMES_OF = select(func.count()).where(_HELD.c.owner_id == owners_t.c.id).correlate(owners_t).scalar_subquery()
_HOME = (
    units_t.c.id,
    buildings_t.c.label,
    units_t.c.unit,
    units_t.c.floor,
    units_t.c.room,
    units_t.c.area,
    units_t.c.kind,
    units_t.c.area_source,
    owners_t.c.id.label("owner_id"),
    owners_t.c.key,
    owners_t.c.name,
    owners_t.c.phone,
    _HOMES_OF.label("homes"),
)
_FROM: FromClause = units_t.join(buildings_t, buildings_t.c.id == units_t.c.building_id).join(
    owners_t, owners_t.c.id == units_t.c.owner_id
)
_COUNTED = [kind for kind in UnitKind if kind.is_household or kind is UnitKind.UNSOLD]
_KINDS = {kind.value: place for place, kind in enumerate(UnitKind)}


def homes(session: Connection, compound_id: int, search: RosterSearch, *, most: int, skip: int) -> tuple[LivingHome, ...]:
    """So many homes of a compound that fit, after those to `skip`."""
    query = _living(select(*_HOME), compound_id, search)
    sorts = {
        RosterColumn.DOOR: (units_t.c.door_order,),
        RosterColumn.FLOOR: (units_t.c.floor,),
        RosterColumn.AREA: (units_t.c.area,),
        RosterColumn.KIND: (case(_KINDS, value=units_t.c.kind),),
        RosterColumn.OWNER: (owners_t.c.name, owners_t.c.id),
        RosterColumn.PHONE: (owners_t.c.phone,),
    }
    order = _order(sorts[search.sort], search.down, (units_t.c.door_order, units_t.c.id))
    return tuple(_home(row) for row in session.execute(query.order_by(*order).limit(most).offset(skip)))


def number(session: Connection, compound_id: int, search: RosterSearch) -> int:
    """How many homes of a compound fit."""
    return int(session.execute(_living(select(func.count()), compound_id, search)).scalar_one())


def _living(query: Select[Any], compound_id: int, search: RosterSearch) -> Select[Any]:
    door = _bound(buildings_t.c.label, units_t.c.unit, units_t.c.room)
    texts = (door, owners_t.c.name)
    return query.select_from(_FROM).where(units_t.c.compound_id == compound_id, *_sought(search, texts))


def _bound(building: ColumnElement[str], unit: ColumnElement[str], room: ColumnElement[str]) -> ColumnElement[str]:
    return literal(BOUND) + building + BOUND + unit + BOUND + room + BOUND


def _sought(search: RosterSearch, texts: Collection[ColumnElement[str]]) -> list[ColumnElement[bool]]:
    return [or_(*(text.icontains(one, autoescape=True) for one in word for text in texts)) for word in search.words]


def _order(by: Collection[ColumnElement[Any]], down: bool, then: Collection[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [*(column.desc() if down else column for column in by), *(column for column in then if column not in by)]


def _home(row: Any) -> LivingHome:
    owner = Owner(row.owner_id, row.key, row.name, row.phone, row.homes)
    place = (row.label, row.unit, row.floor, row.room, row.area)
    return LivingHome(row.id, *place, UnitKind(row.kind), AreaSource(row.area_source), owner)


def figures(session: Connection, compound_id: int) -> RosterFigures:
    """A compound's living roster in numbers."""
    counted = units_t.c.kind.in_(_COUNTED)
    sums = select(func.count().filter(counted), func.sum(units_t.c.area).filter(counted))
    homes, area = session.execute(sums.where(units_t.c.compound_id == compound_id)).one()
    others = [
        session.execute(select(func.count()).where(table.c.compound_id == compound_id)).scalar_one()
        for table in (buildings_t, owners_t)
    ]
    return RosterFigures(others[0], homes, others[1], int(area or 0))


def buildings(session: Connection, compound_id: int) -> dict[int, tuple[str, int]]:
    """The buildings of a compound by number, each with its label and how many homes it has, as people count them."""
    first = func.min(units_t.c.door_order).label("first")
    query = (
        select(buildings_t.c.id, buildings_t.c.label, func.count(units_t.c.id), first)
        .join_from(buildings_t, units_t, units_t.c.building_id == buildings_t.c.id)
        .where(buildings_t.c.compound_id == compound_id)
        .group_by(buildings_t.c.id, buildings_t.c.label)
        .order_by(first)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def home(session: Connection, compound_id: int, home_id: int) -> LivingHome:
    """One home of a compound. Raises `NotFound`."""
    query = select(*_HOME).select_from(_FROM).where(units_t.c.id == home_id, units_t.c.compound_id == compound_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("home", str(home_id))
    return _home(row)


def homes_of_owner(session: Connection, owner_id: int) -> tuple[LivingHome, ...]:
    """Everything that an owner holds, in door order."""
    query = select(*_HOME).select_from(_FROM).where(units_t.c.owner_id == owner_id).order_by(units_t.c.door_order)
    return tuple(_home(row) for row in session.execute(query))


def frozen_homes(session: Connection, poll_id: int, search: RosterSearch, *, most: int, skip: int) -> tuple[Household, ...]:
    """The same of the homes that a poll froze, with what was amended since; they name no owners."""
    sorts: Mapping[RosterColumn, tuple[ColumnElement[Any], ...]] = {
        RosterColumn.FLOOR: (FLOOR,),
        RosterColumn.AREA: (AREA,),
        RosterColumn.KIND: (case(_KINDS, value=KIND),),
    }
    position = (households_t.c.position,)
    order = _order(sorts.get(search.sort, position), search.down, position)
    query = _frozen(select(*HOUSEHOLD), poll_id, search).order_by(*order).limit(most).offset(skip)
    return tuple(household_of(row) for row in session.execute(query))


def frozen_number(session: Connection, poll_id: int, search: RosterSearch) -> int:
    """How many of them fit."""
    return int(session.execute(_frozen(select(func.count()), poll_id, search)).scalar_one())


def _frozen(query: Select[Any], poll_id: int, search: RosterSearch) -> Select[Any]:
    door = _bound(households_t.c.building, households_t.c.unit, ROOM)
    return query.select_from(HOMES).where(households_t.c.poll_id == poll_id, STANDS, *_sought(search, (door,)))


def frozen_figures(session: Connection, poll_id: int) -> RosterFigures:
    """The roster that a poll froze in numbers, with what was amended since."""
    counted = KIND.in_(_COUNTED)
    query = select(
        func.count(distinct(households_t.c.building)),
        func.count().filter(counted),
        func.count(distinct(OWNER)),
        func.sum(AREA).filter(counted),
    )
    buildings, homes, owners, area = session.execute(
        query.select_from(HOMES).where(households_t.c.poll_id == poll_id, STANDS)
    ).one()
    return RosterFigures(buildings, homes, owners, int(area or 0))
