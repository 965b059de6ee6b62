"""The living roster: who stands in a compound today, and writing it down in a handful of statements for any length.

A poll freezes it when it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, insert, select, text, update

from surveys.core.co_owner import owners_named
from surveys.core.roster import AreaSource, Household, UnitKind
from surveys.core.roster_file import RosterRow
from surveys.store.db import Connection
from surveys.store.place import PLACE, PLACES, areas_t, compounds_t, streets_t
from surveys.store.records import BuildingRecord, HouseholdRecord, OwnerRecord, table_of

buildings_t, owners_t, units_t = table_of(BuildingRecord), table_of(OwnerRecord), table_of(HouseholdRecord)
_UNIT = (buildings_t.c.label, units_t.c.unit, units_t.c.floor, units_t.c.room, units_t.c.area, units_t.c.kind)


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
            owners_t.c.name,
        )
        .join_from(units_t, buildings_t, buildings_t.c.id == units_t.c.building_id)
        .join(owners_t, owners_t.c.id == units_t.c.owner_id)
        .where(units_t.c.compound_id.in_(compound_ids))
    )
    found: dict[int, list[Household]] = {compound_id: [] for compound_id in compound_ids}
    for row in session.execute(query):
        named = owners_named(row.name)
        found[row.compound_id].append(Household(*row[:7], UnitKind(row.kind), AreaSource(row.area_source), named))
    return {compound_id: tuple(sorted(rows, key=door_order)) for compound_id, rows in found.items()}


def door_order(household: Household) -> tuple[Any, ...]:
    """Where a household's door comes: by building, stairwell, floor and room, 2 before 10."""
    return natural(household.building), natural(household.unit), household.floor, natural(household.room), household.id


def natural(label: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts labels as people do: 2 before 10."""
    parts = re.findall(r"\d+|\D+", label)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def door_key(building: str, unit: str, floor: int, room: str) -> str:
    """A text that sorts as `door_order` does, in any database and under any collation."""
    return f"{_sorting(building)}0{_sorting(unit)}0{floor + _BELOW:04d}{_sorting(room)}0"


_BELOW = 1000


def _sorting(label: str) -> str:
    """What ends comes before a number, a number before a sign; a longer number is the greater."""
    parts = (str(number) if kind == 0 else sign for kind, number, sign in natural(label))
    return "".join(
        f"a{len(part):02d}{part}" if part.isdecimal() else "".join(f"b{ord(sign):06x}" for sign in part) for part in parts
    )


def listed(session: Connection, compound_id: int) -> tuple[RosterRow, ...]:
    """The living roster of a compound with its owners' names and telephones, in door order, as a file has it."""
    return listed_of(session, [compound_id])[compound_id]


def listed_of(session: Connection, compound_ids: Sequence[int]) -> dict[int, tuple[RosterRow, ...]]:
    """The same for many compounds at once."""
    query = (
        select(*_UNIT, units_t.c.area_source, owners_t.c.name, owners_t.c.phone, owners_t.c.key, *PLACE)
        .select_from(PLACES.join(buildings_t, buildings_t.c.compound_id == compounds_t.c.id))
        .join(units_t, units_t.c.building_id == buildings_t.c.id)
        .join(owners_t, owners_t.c.id == units_t.c.owner_id)
        .where(compounds_t.c.id.in_(compound_ids))
    )
    found: dict[int, list[RosterRow]] = {compound_id: [] for compound_id in compound_ids}
    for row in session.execute(query):
        found[row.compound_id].append(_listed(row))
    return {compound_id: in_door_order(rows) for compound_id, rows in found.items()}


def in_door_order(rows: Iterable[RosterRow]) -> tuple[RosterRow, ...]:
    """Rows in the order of their doors, numbered as in a file below its header."""
    return tuple(replace(row, row=number) for number, row in enumerate(sorted(rows, key=_door), 2))


def _door(row: RosterRow) -> tuple[Any, ...]:
    return natural(row.building), natural(row.unit), row.floor, natural(row.room)


def _listed(row: Any) -> RosterRow:
    return RosterRow(
        row=0,
        street=row.street_name,
        area=row.area_name or "",
        compound=row.compound_name,
        building=row.label,
        unit=row.unit,
        floor=row.floor,
        room=row.room,
        floor_area=row.area,
        owner=row.name,
        phone=row.phone,
        kind=UnitKind(row.kind),
        area_source=AreaSource(row.area_source),
        owner_number="",
        owner_key=row.key,
    )


_LOCK = 2026_01

_KEYS: Mapping[Table, tuple[str, ...]] = {
    streets_t: ("name",),
    areas_t: ("name",),
    compounds_t: ("street_id", "name"),
    buildings_t: ("compound_id", "label"),
    owners_t: ("compound_id", "key"),
    units_t: ("building_id", "unit", "room"),
}

_Key = tuple[Any, ...]

_Wanted = dict[_Key, dict[str, Any]]


def write(session: Connection, rows: Sequence[RosterRow], *, remove_missing: bool) -> tuple[int, ...]:
    """Bring the compounds that `rows` names to what the rows say; which those are, in the order of the rows."""
    if session.dialect.name == "postgresql":  # two imports at once would add the same street twice
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    compounds = _compounds(session, rows)
    placed = [(compounds[row.place], row) for row in rows]
    buildings = _ensure(session, buildings_t, {(c, row.building): {} for c, row in placed})
    owners = _ensure(session, owners_t, _owners(placed))
    wanted = {(buildings[c, r.building], r.unit, r.room): _unit(c, owners[c, r.owner_key], r) for c, r in placed}
    units = _ensure(session, units_t, wanted)
    if remove_missing:
        _remove_others(session, set(compounds.values()), set(units.values()))
    forget_the_empty(session, set(compounds.values()))
    return tuple(compounds.values())


def _compounds(session: Connection, rows: Sequence[RosterRow]) -> dict[tuple[str, str], int]:
    streets = _ensure(session, streets_t, {(row.street,): {} for row in rows})
    areas = _ensure(session, areas_t, {(row.area,): {} for row in rows if row.area})
    wanted = {(streets[r.street,], r.compound): {"area_id": areas[r.area,] if r.area else None} for r in rows}
    found = _ensure(session, compounds_t, wanted)
    return {row.place: found[streets[row.street,], row.compound] for row in rows}


def _owners(placed: Iterable[tuple[int, RosterRow]]) -> _Wanted:
    """Each owner once, with the first name and the first telephone number that any of the rows gives."""
    wanted: _Wanted = {}
    for compound_id, row in placed:
        owner = wanted.setdefault((compound_id, row.owner_key), {"name": "", "phone": ""})
        owner["name"] = owner["name"] or row.owner
        owner["phone"] = owner["phone"] or row.phone
    return wanted


def _unit(compound_id: int, owner_id: int, row: RosterRow) -> dict[str, Any]:
    return {
        "compound_id": compound_id,
        "owner_id": owner_id,
        "floor": row.floor,
        "area": row.floor_area,
        "area_source": row.area_source.value,
        "kind": row.kind.value,
        "door_order": door_key(row.building, row.unit, row.floor, row.room),
    }


def _ensure(session: Connection, table: Table, wanted: Mapping[_Key, dict[str, Any]]) -> dict[_Key, int]:
    """Add those of the `wanted` rows that lack, and change those that differ; their ids."""
    if not wanted:
        return {}
    names = _KEYS[table]
    first = table.c[names[0]].in_({key[0] for key in wanted})
    existing: dict[_Key, Mapping[Any, Any]] = {
        tuple(row[name] for name in names): row for row in session.execute(select(table).where(first)).mappings()
    }
    differing = [key for key, values in wanted.items() if key in existing and _differs(existing[key], values)]
    _change(session, table, [wanted[key] | {"which": existing[key]["id"]} for key in differing])
    added = [dict(zip(names, key, strict=True)) | values for key, values in wanted.items() if key not in existing]
    ids = {key: existing[key]["id"] for key in wanted if key in existing}
    return ids | (_add(session, table, added) if added else {})


def _add(session: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> dict[_Key, int]:
    names = _KEYS[table]
    returned = session.execute(insert(table).returning(table.c.id, *(table.c[name] for name in names)), rows)
    return {tuple(row[1:]): row[0] for row in returned}


def _differs(row: Mapping[Any, Any], values: Mapping[str, Any]) -> bool:
    return any(row[name] != value for name, value in values.items())


def _change(session: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(update(table).where(table.c.id == bindparam("which")), rows)


def _remove_others(session: Connection, compounds: set[int], listed: set[int]) -> None:
    """Drop the households of these compounds that aren't listed."""
    there = session.execute(select(units_t.c.id).where(units_t.c.compound_id.in_(compounds))).scalars()
    _remove(session, [number for number in there if number not in listed])


def _remove(session: Connection, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        session.execute(delete(units_t).where(units_t.c.id.in_(ids[start : start + 500])))


def forget_the_empty(session: Connection, compounds: set[int]) -> None:
    """Drop owners of these compounds who hold nothing any more, for nobody's name is kept without need, and buildings
    without households."""
    unused: dict[Table, ColumnElement[bool]] = {
        owners_t: ~exists().where(units_t.c.owner_id == owners_t.c.id),
        buildings_t: ~exists().where(units_t.c.building_id == buildings_t.c.id),
    }
    for table, condition in unused.items():
        session.execute(delete(table).where(table.c.compound_id.in_(compounds), condition))
