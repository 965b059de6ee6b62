"""The living roster: who stands in a compound today. A poll freezes it when it opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from surveys.core.errors import NotFound
from surveys.core.place import Compound, Scope, Street
from surveys.core.roster import AreaSource, Household, UnitKind
from surveys.store.db import Connection
from surveys.store.poll import PLACE, PLACES, compound_of, compounds_t, streets_t, within
from surveys.store.records import BuildingRecord, HouseholdRecord, OwnerRecord, table_of

buildings_t, owners_t, units_t = table_of(BuildingRecord), table_of(OwnerRecord), table_of(HouseholdRecord)


def compound(session: Connection, scope: Scope, compound_id: int) -> Compound:
    """One compound within `scope`."""
    query = within(select(*PLACE).select_from(PLACES).where(compounds_t.c.id == compound_id), scope)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("compound", str(compound_id))
    return compound_of(row)


def compounds(session: Connection, scope: Scope, *, name: str | None = None) -> tuple[Compound, ...]:
    """The compounds within `scope` in the order they were entered, or those of one name."""
    query = within(select(*PLACE).select_from(PLACES).order_by(compounds_t.c.street_id, compounds_t.c.id), scope)
    if name is not None:
        query = query.where(compounds_t.c.name == name)
    return tuple(compound_of(row) for row in session.execute(query))


def streets(session: Connection, scope: Scope) -> tuple[Street, ...]:
    """The streets within `scope`: all of them, or the one that it lies in."""
    query = select(streets_t.c.id, streets_t.c.name).order_by(streets_t.c.id)
    if scope.street is not None:
        query = query.where(streets_t.c.id == scope.street)
    if scope.compound is not None:
        query = query.where(streets_t.c.id.in_(select(compounds_t.c.street_id).where(compounds_t.c.id == scope.compound)))
    return tuple(Street(row.id, row.name) for row in session.execute(query))


def living(session: Connection, compound_id: int) -> tuple[Household, ...]:
    """The households of a compound in door order; `owner` is the owner's key, stable between imports."""
    return living_of(session, [compound_id])[compound_id]


def living_of(session: Connection, compound_ids: Sequence[int]) -> dict[int, tuple[Household, ...]]:
    """The same for many compounds at once."""
    query = (
        select(
            units_t.c.id,
            buildings_t.c.label,
            units_t.c.unit,
            units_t.c.floor,
            units_t.c.room,
            units_t.c.area,
            owners_t.c.key,
            units_t.c.kind,
            units_t.c.area_source,
            units_t.c.compound_id,
        )
        .join_from(units_t, buildings_t, buildings_t.c.id == units_t.c.building_id)
        .join(owners_t, owners_t.c.id == units_t.c.owner_id)
        .where(units_t.c.compound_id.in_(compound_ids))
    )
    found: dict[int, list[Household]] = {compound_id: [] for compound_id in compound_ids}
    for row in session.execute(query):
        found[row.compound_id].append(Household(*row[:7], UnitKind(row.kind), AreaSource(row.area_source)))
    return {compound_id: tuple(sorted(rows, key=door_order)) for compound_id, rows in found.items()}


def door_order(household: Household) -> tuple[Any, ...]:
    """Where a household's door comes: by building, stairwell, floor and room, 2 before 10."""
    return natural(household.building), natural(household.unit), household.floor, natural(household.room), household.id


def natural(label: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts labels as people do: 2 before 10."""
    parts = re.findall(r"\d+|\D+", label)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
