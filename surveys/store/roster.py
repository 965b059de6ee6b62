"""The living roster: who stands in a compound today, and writing it down in a handful of statements for any length.

A poll freezes it when it opens.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def listed(session: Connection, compound_id: int) -> tuple[RosterRow, ...]:
    """The living roster of a compound with its owners' names and telephones, in door order, as a file has it."""
    query = (
        select(*_UNIT, units_t.c.area_source, owners_t.c.name, owners_t.c.phone, owners_t.c.key, *PLACE)
        .select_from(PLACES.join(buildings_t, buildings_t.c.compound_id == compounds_t.c.id))
        .join(units_t, units_t.c.building_id == buildings_t.c.id)
        .join(owners_t, owners_t.c.id == units_t.c.owner_id)
        .where(compounds_t.c.id == compound_id)
    )
    found = sorted(session.execute(query), key=_door)
    return tuple(_listed(number, row) for number, row in enumerate(found, 2))


def _door(row: Any) -> tuple[Any, ...]:
    return natural(row.label), natural(row.unit), row.floor, natural(row.room)


def _listed(number: int, row: Any) -> RosterRow:
    return RosterRow(
        row=number,
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


@dataclass(frozen=True, slots=True)
class Written:
    """What writing did to one compound; `missing` are the doors (building, unit, room) that the new roster lacks."""

    compound_id: int
    added: int
    changed: int
    unchanged: int
    missing: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Ensured:
    """Ids by key, and which of them are new or were changed."""

    ids: Mapping[_Key, int]
    new: frozenset[int]
    changed: frozenset[int]


def write(session: Connection, rows: Sequence[RosterRow], *, remove_missing: bool) -> tuple[Written, ...]:
    """Bring the compounds that `rows` names to what the rows say, in the order in which they first appear."""
    if session.dialect.name == "postgresql":  # two imports at once would add the same street twice
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    compounds = _compounds(session, rows)
    placed = [(compounds[row.place], row) for row in rows]
    buildings = _ensure(session, buildings_t, {(c, row.building): {} for c, row in placed}).ids
    owners = _ensure(session, owners_t, _owners(placed))
    wanted = {(buildings[c, r.building], r.unit, r.room): _unit(c, owners.ids[c, r.owner_key], r) for c, r in placed}
    units = _ensure(session, units_t, wanted)
    renamed = {units.ids[key] for key, unit in wanted.items() if unit["owner_id"] in owners.changed}
    missing = _missing(session, set(compounds.values()), set(units.ids.values()))
    if remove_missing:
        _remove(session, [row["id"] for row in missing])
    forget_the_empty(session, set(compounds.values()))
    return tuple(_written(wanted, units, renamed, missing))


def _compounds(session: Connection, rows: Sequence[RosterRow]) -> dict[tuple[str, str], int]:
    streets = _ensure(session, streets_t, {(row.street,): {} for row in rows}).ids
    areas = _ensure(session, areas_t, {(row.area,): {} for row in rows if row.area}).ids
    wanted = {(streets[r.street,], r.compound): {"area_id": areas[r.area,] if r.area else None} for r in rows}
    found = _ensure(session, compounds_t, wanted).ids
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
    }


def _ensure(session: Connection, table: Table, wanted: Mapping[_Key, dict[str, Any]]) -> _Ensured:
    """Add those of the `wanted` rows that lack, and change those that differ."""
    if not wanted:
        return _Ensured({}, frozenset(), frozenset())
    names = _KEYS[table]
    first = table.c[names[0]].in_({key[0] for key in wanted})
    existing: dict[_Key, Mapping[Any, Any]] = {
        tuple(row[name] for name in names): row for row in session.execute(select(table).where(first)).mappings()
    }
    differing = [key for key, values in wanted.items() if key in existing and _differs(existing[key], values)]
    _change(session, table, [wanted[key] | {"which": existing[key]["id"]} for key in differing])
    added = [dict(zip(names, key, strict=True)) | values for key, values in wanted.items() if key not in existing]
    ids = {key: existing[key]["id"] for key in wanted if key in existing}
    new = _add(session, table, added) if added else {}
    changed = frozenset(ids[key] for key in differing)
    return _Ensured(ids | new, frozenset(new.values()), changed)


def _add(session: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> dict[_Key, int]:
    names = _KEYS[table]
    returned = session.execute(insert(table).returning(table.c.id, *(table.c[name] for name in names)), rows)
    return {tuple(row[1:]): row[0] for row in returned}


def _differs(row: Mapping[Any, Any], values: Mapping[str, Any]) -> bool:
    return any(row[name] != value for name, value in values.items())


def _change(session: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(update(table).where(table.c.id == bindparam("which")), rows)


def _missing(session: Connection, compounds: set[int], listed: set[int]) -> list[Mapping[Any, Any]]:
    query = (
        select(units_t.c.id, units_t.c.compound_id, buildings_t.c.label, units_t.c.unit, units_t.c.room)
        .join_from(units_t, buildings_t, buildings_t.c.id == units_t.c.building_id)
        .where(units_t.c.compound_id.in_(compounds))
    )
    return [row for row in session.execute(query).mappings() if row["id"] not in listed]


def _remove(session: Connection, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        session.execute(delete(units_t).where(units_t.c.id.in_(ids[start : start + 500])))


def forget_the_empty(session: Connection, compounds: set[int]) -> None:
    """Drop owners who hold nothing any more, for nobody's name is kept without need, and buildings without households."""
    unused: dict[Table, ColumnElement[bool]] = {
        owners_t: ~exists().where(units_t.c.owner_id == owners_t.c.id),
        buildings_t: ~exists().where(units_t.c.building_id == buildings_t.c.id),
    }
    for table, condition in unused.items():
        session.execute(delete(table).where(table.c.compound_id.in_(compounds), condition))


def _written(wanted: _Wanted, units: _Ensured, renamed: set[int], missing: Iterable[Mapping[Any, Any]]) -> Iterable[Written]:
    changed = (units.changed | renamed) - units.new
    fates: dict[int, Counter[str]] = defaultdict(Counter)
    for key, unit in wanted.items():
        row_id = units.ids[key]
        fate = "added" if row_id in units.new else "changed" if row_id in changed else "unchanged"
        fates[unit["compound_id"]][fate] += 1
    lacking: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for row in missing:
        lacking[row["compound_id"]].append((row["label"], row["unit"], row["room"]))
    for compound_id, fate_of in fates.items():
        doors = tuple(sorted(lacking[compound_id], key=lambda door: tuple(map(natural, door))))
        yield Written(compound_id, fate_of["added"], fate_of["changed"], fate_of["unchanged"], doors)
