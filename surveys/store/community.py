"""Communities: which there are, and which compounds are theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select, update

from surveys.core.place import Community, Jurisdiction, Street
from surveys.store.db import Connection
from surveys.store.place import SAID, communities_t, community_saying, compounds_t, streets_t


def communities(session: Connection, scope: Jurisdiction) -> tuple[Community, ...]:
    """The communities within `scope`, in the order of streets: one compound's is the one that it belongs to."""
    query = (
        select(communities_t, streets_t.c.name.label("street_name"))
        .join_from(communities_t, streets_t, streets_t.c.id == communities_t.c.street_id)
        .order_by(streets_t.c.id, communities_t.c.id)
    )
    if scope.street is not None:
        query = query.where(communities_t.c.street_id == scope.street)
    if scope.compound is not None:
        own = select(compounds_t.c.community_id).where(compounds_t.c.id == scope.compound)
        query = query.where(communities_t.c.id.in_(own))
    if scope.community is not None:
        query = query.where(communities_t.c.id == scope.community)
    return tuple(_community(row) for row in session.execute(query))


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
