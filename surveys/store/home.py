"""Single homes of the living roster: written, changed and taken out, and what has to be so about their doors."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, select, update

from surveys.core.roster import LivingHome
from surveys.store.db import Connection
from surveys.store.roster import buildings_t, door_key, units_t


def at_door(session: Connection, compound_id: int, door: tuple[str, str, str]) -> int | None:
    """The number of the home at a door (building, stairwell, room) of a compound, if there is one."""
    building, unit, room = door
    query = (
        select(units_t.c.id)
        .join_from(units_t, buildings_t, buildings_t.c.id == units_t.c.building_id)
        .where(buildings_t.c.compound_id == compound_id, buildings_t.c.label == building)
        .where(units_t.c.unit == unit, units_t.c.room == room)
    )
    return session.execute(query).scalar_one_or_none()


def add(session: Connection, compound_id: int, home: LivingHome) -> int:
    """Write a home down, with its building where that is new; returns its number."""
    query = insert(units_t).values({"compound_id": compound_id, **_values(session, compound_id, home)})
    return int(session.execute(query.returning(units_t.c.id)).scalar_one())


def change(session: Connection, compound_id: int, home: LivingHome) -> None:
    """Let a home be so."""
    session.execute(update(units_t).where(units_t.c.id == home.id).values(_values(session, compound_id, home)))


def _values(session: Connection, compound_id: int, home: LivingHome) -> dict[str, Any]:
    return {
        "building_id": _building(session, compound_id, home.building),
        "owner_id": home.owner.id,
        "unit": home.unit,
        "floor": home.floor,
        "room": home.room,
        "area": home.area,
        "area_source": home.area_source.value,
        "kind": home.kind.value,
        "door_order": door_key(home.building, home.unit, home.floor, home.room),
    }


def _building(session: Connection, compound_id: int, label: str) -> int:
    found = building_called(session, compound_id, label)
    if found is not None:
        return found
    query = insert(buildings_t).values(compound_id=compound_id, label=label).returning(buildings_t.c.id)
    return int(session.execute(query).scalar_one())


def building_called(session: Connection, compound_id: int, label: str) -> int | None:
    """The number of a compound's building with this label, if there is one."""
    query = select(buildings_t.c.id).where(buildings_t.c.compound_id == compound_id, buildings_t.c.label == label)
    return session.execute(query).scalar_one_or_none()


def rename_building(session: Connection, building_id: int, label: str) -> None:
    """Give a building another label; its doors are sorted by it from now on."""
    session.execute(update(buildings_t).where(buildings_t.c.id == building_id).values(label=label))
    columns = (units_t.c.id, units_t.c.unit, units_t.c.floor, units_t.c.room)
    for row in session.execute(select(*columns).where(units_t.c.building_id == building_id)).all():
        key = door_key(label, row.unit, row.floor, row.room)
        session.execute(update(units_t).where(units_t.c.id == row.id).values(door_order=key))


def remove(session: Connection, home_id: int) -> None:
    """Take a home out of the roster."""
    session.execute(delete(units_t).where(units_t.c.id == home_id))


def give(session: Connection, home_ids: Collection[int], owner_id: int) -> None:
    """Let these homes belong to another owner of their compound."""
    session.execute(update(units_t).where(units_t.c.id.in_(home_ids)).values(owner_id=owner_id))
