"""Communities: which there are, and which compounds are theirs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select, update

from surveys.core.place import Community, Jurisdiction, Street
from surveys.store.db import Connection
from surveys.store.place import communities_t, compounds_t, streets_t


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
    return Community(row.id, row.name, row.phone, Street(row.street_id, row.street_name))


def add(session: Connection, street: Street, name: str, phone: str) -> Community:
    """Write a community down."""
    values = {"street_id": street.id, "name": name, "phone": phone}
    added = session.execute(insert(communities_t).values(values).returning(communities_t.c.id)).scalar_one()
    return Community(added, name, phone, street)


def change(session: Connection, community_id: int, name: str, phone: str) -> None:
    """Give a community another name or telephone."""
    session.execute(update(communities_t).where(communities_t.c.id == community_id).values(name=name, phone=phone))


def assign(session: Connection, community_id: int, compound_ids: Collection[int]) -> None:
    """Let these compounds belong to the community."""
    session.execute(update(compounds_t).where(compounds_t.c.id.in_(compound_ids)).values(community_id=community_id))
