"""The ladder of places: streets, areas and compounds, and who is confined to which of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from surveys.core.errors import NotFound
from surveys.core.place import Area, Compound, Jurisdiction, Street
from surveys.store.db import Connection
from surveys.store.records import AreaRecord, CompoundRecord, StreetRecord, table_of

compounds_t, streets_t, areas_t = table_of(CompoundRecord), table_of(StreetRecord), table_of(AreaRecord)

PLACE = (
    compounds_t.c.id.label("compound_id"),
    compounds_t.c.name.label("compound_name"),
    streets_t.c.id.label("street_id"),
    streets_t.c.name.label("street_name"),
    areas_t.c.id.label("area_id"),
    areas_t.c.name.label("area_name"),
)

PLACES = compounds_t.join(streets_t, streets_t.c.id == compounds_t.c.street_id).outerjoin(
    areas_t, areas_t.c.id == compounds_t.c.area_id
)


def compound_of(row: Any) -> Compound:
    """The compound in a row that carries `PLACE`."""
    area = None if row.area_id is None else Area(row.area_id, row.area_name)
    return Compound(row.compound_id, row.compound_name, Street(row.street_id, row.street_name), area)


def within(query: Select[Any], scope: Jurisdiction) -> Select[Any]:
    """The same query, confined to the compounds of `scope`."""
    if scope.street is not None:
        query = query.where(compounds_t.c.street_id == scope.street)
    if scope.compound is not None:
        query = query.where(compounds_t.c.id == scope.compound)
    return query


def compound(session: Connection, scope: Jurisdiction, compound_id: int) -> Compound:
    """One compound within `scope`."""
    query = within(select(*PLACE).select_from(PLACES).where(compounds_t.c.id == compound_id), scope)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("compound", str(compound_id))
    return compound_of(row)


def compounds(session: Connection, scope: Jurisdiction, *, name: str | None = None) -> tuple[Compound, ...]:
    """The compounds within `scope` in the order they were entered, or those of one name."""
    query = within(select(*PLACE).select_from(PLACES).order_by(compounds_t.c.street_id, compounds_t.c.id), scope)
    if name is not None:
        query = query.where(compounds_t.c.name == name)
    return tuple(compound_of(row) for row in session.execute(query))


def streets(session: Connection, scope: Jurisdiction) -> tuple[Street, ...]:
    """The streets within `scope`: all of them, or the one that it lies in."""
    query = select(streets_t.c.id, streets_t.c.name).order_by(streets_t.c.id)
    if scope.street is not None:
        query = query.where(streets_t.c.id == scope.street)
    if scope.compound is not None:
        query = query.where(streets_t.c.id.in_(select(compounds_t.c.street_id).where(compounds_t.c.id == scope.compound)))
    return tuple(Street(row.id, row.name) for row in session.execute(query))
