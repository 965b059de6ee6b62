"""Communities: which there are, and which compounds are theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, update

from surveys.core.place import Community, Compound, Jurisdiction, Street
from surveys.store.db import Connection
from surveys.store.place import (
    PLACE,
    PLACES,
    SAID,
    communities_t,
    community_saying,
    compound_of,
    compounds_t,
    streets_t,
    within,
)

_IN_STREETS = communities_t.join(streets_t, streets_t.c.id == communities_t.c.street_id)


def communities(
    session: Connection, scope: Jurisdiction, *, search: str = "", start: int = 0, most: int | None = None
) -> tuple[Community, ...]:
    """The communities within `scope`, in the order of streets: one compound's is the one that it belongs to. Those whose
    name or street holds `search`, the `start`th and after, at most `most`."""
    query = select(communities_t, streets_t.c.name.label("street_name")).select_from(_IN_STREETS)
    query = query.order_by(streets_t.c.id, communities_t.c.id).offset(start).limit(most)
    return tuple(_community(row) for row in session.execute(_sought(query, scope, search)))


def count(session: Connection, scope: Jurisdiction, search: str) -> int:
    """How many of them there are."""
    return int(session.execute(_sought(select(func.count()).select_from(_IN_STREETS), scope, search)).scalar_one())


def compounds_of(session: Connection, scope: Jurisdiction, community_ids: Collection[int]) -> tuple[Compound, ...]:
    """The compounds within `scope` of these communities."""
    query = within(select(*PLACE).select_from(PLACES).where(compounds_t.c.community_id.in_(community_ids)), scope)
    return tuple(map(compound_of, session.execute(query.order_by(compounds_t.c.street_id, compounds_t.c.id))))


def without(session: Connection, scope: Jurisdiction, *, most: int) -> tuple[str, ...]:
    """The names of compounds within `scope` that belong to no community, at most so many."""
    query = within(select(compounds_t.c.name).where(compounds_t.c.community_id.is_(None)), scope)
    return tuple(session.scalars(query.order_by(compounds_t.c.street_id, compounds_t.c.id).limit(most)))


def _sought(query: Select[Any], scope: Jurisdiction, search: str) -> Select[Any]:
    for word in search.casefold().split():
        names = (communities_t.c.name, streets_t.c.name)
        query = query.where(or_(*(func.lower(name).contains(word, autoescape=True) for name in names)))
    if scope.street is not None:
        query = query.where(communities_t.c.street_id == scope.street)
    if scope.compound is not None:
        own = select(compounds_t.c.community_id).where(compounds_t.c.id == scope.compound)
        query = query.where(communities_t.c.id.in_(own))
    if scope.community is not None:
        query = query.where(communities_t.c.id == scope.community)
    return query


def _community(row: Any) -> Community:
    return community_saying(row.id, Street(row.street_id, row.street_name), row._mapping)


def add(session: Connection, new: Community) -> Community:
    """Write a community down, which gets its number."""
    values = {"street_id": new.street.id, **_values(new)}
    added = session.execute(insert(communities_t).values(values).returning(communities_t.c.id)).scalar_one()
    return replace(new, id=added)


def change(session: Connection, changed: Community) -> None:
    """Let a community say this of itself."""
    session.execute(update(communities_t).where(communities_t.c.id == changed.id).values(_values(changed)))


def _values(one: Community) -> dict[str, str]:
    return {name: getattr(one, name) for name in SAID if name != "seals"} | {"seals": "\n".join(one.seals)}


def assign(session: Connection, community_id: int, compound_ids: Collection[int]) -> None:
    """Let these compounds belong to the community."""
    session.execute(update(compounds_t).where(compounds_t.c.id.in_(compound_ids)).values(community_id=community_id))
