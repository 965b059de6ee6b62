"""Compounds that are called otherwise, go into another, or go."""

from __future__ import annotations

from sqlalchemy import Table, and_, delete, func, insert, select, update

from surveys.core.place import Compound
from surveys.store.db import Connection
from surveys.store.place import areas_t, compounds_t
from surveys.store.poll import polls_t
from surveys.store.roster import buildings_t, forget_the_empty, owners_t, units_t
from surveys.store.staff import staff_t


def change(session: Connection, changed: Compound) -> None:
    """Let a compound be called so, in this street, area and community."""
    values = {
        "name": changed.name,
        "street_id": changed.street.id,
        "area_id": changed.area.id if changed.area else None,
        "community_id": changed.community.id if changed.community else None,
    }
    session.execute(update(compounds_t).where(compounds_t.c.id == changed.id).values(values))


def area_called(session: Connection, name: str) -> int:
    """The number of the area of this name, which is added where there is none."""
    found = session.execute(select(areas_t.c.id).where(areas_t.c.name == name)).scalar_one_or_none()
    if found is None:
        found = session.execute(insert(areas_t).values(name=name).returning(areas_t.c.id)).scalar_one()
    return int(found)


def polls_of(session: Connection, compound_id: int) -> int:
    """How many polls were ever made of a compound and not dropped."""
    return session.execute(select(func.count()).where(polls_t.c.compound_id == compound_id)).scalar_one()


def asked(session: Connection) -> frozenset[int]:
    """The compounds that polls were made of and not dropped."""
    return frozenset(session.scalars(select(polls_t.c.compound_id).distinct()))


def confined_to(session: Connection, compound_id: int) -> tuple[str, ...]:
    """The user names of everybody who has or had this compound alone."""
    return tuple(session.scalars(select(staff_t.c.username).where(staff_t.c.compound_id == compound_id)))


def doors_of_both(session: Connection, one: int, other: int) -> tuple[tuple[str, str, str], ...]:
    """The doors (building, stairwell, room) that stand in both compounds."""
    mine, theirs = units_t.alias("mine"), units_t.alias("theirs")
    my_building, their_building = buildings_t.alias("my_building"), buildings_t.alias("their_building")
    query = (
        select(my_building.c.label, mine.c.unit, mine.c.room)
        .join_from(mine, my_building, my_building.c.id == mine.c.building_id)
        .join(their_building, and_(their_building.c.compound_id == other, their_building.c.label == my_building.c.label))
        .join(
            theirs,
            and_(theirs.c.building_id == their_building.c.id, theirs.c.unit == mine.c.unit, theirs.c.room == mine.c.room),
        )
        .where(mine.c.compound_id == one)
        .order_by(mine.c.door_order)
    )
    return tuple((row.label, row.unit, row.room) for row in session.execute(query))


def pour(session: Connection, source: int, target: int) -> None:
    """Move every home of one compound into another, whose doors are different ones; buildings of one name become one."""
    for table, name in ((buildings_t, "label"), (owners_t, "key")):
        column = units_t.c.building_id if table is buildings_t else units_t.c.owner_id
        theirs = {called: number for number, called in _named(session, table, name, target)}
        for number, called in _named(session, table, name, source):
            if called in theirs:
                session.execute(update(units_t).where(column == number).values({column.name: theirs[called]}))
            else:
                session.execute(update(table).where(table.c.id == number).values(compound_id=target))
    session.execute(update(units_t).where(units_t.c.compound_id == source).values(compound_id=target))
    forget_the_empty(session, {source, target})


def _named(session: Connection, table: Table, name: str, compound_id: int) -> list[tuple[int, str]]:
    rows = session.execute(select(table.c.id, table.c[name]).where(table.c.compound_id == compound_id))
    return [(row[0], row[1]) for row in rows]


def delete_compound(session: Connection, compound_id: int) -> None:
    """Delete a compound that no poll was made of, with its living roster."""
    for table in (units_t, buildings_t, owners_t):
        session.execute(delete(table).where(table.c.compound_id == compound_id))
    session.execute(delete(compounds_t).where(compounds_t.c.id == compound_id))
