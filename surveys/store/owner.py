"""Owners of a compound's living roster: who there is, who is called alike, and what they are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from surveys.core.errors import NotFound
from surveys.core.roster import Owner, UnitKind
from surveys.store.db import Connection
from surveys.store.roster import owners_t, units_t

_COUNTED = (
    select(owners_t, func.count(units_t.c.id).label("homes"))
    .join_from(owners_t, units_t, units_t.c.owner_id == owners_t.c.id, isouter=True)
    .group_by(*owners_t.c)
)


def owner(session: Connection, compound_id: int, owner_id: int) -> Owner:
    """One owner of a compound. Raises `NotFound`."""
    query = _COUNTED.where(owners_t.c.id == owner_id, owners_t.c.compound_id == compound_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("owner", str(owner_id))
    return _owner(row)


def with_key(session: Connection, compound_id: int, key: str) -> Owner | None:
    """The owner of a compound with this key, if there is one."""
    return next(iter(_found(session, _COUNTED.where(owners_t.c.compound_id == compound_id, owners_t.c.key == key))), None)


def called(session: Connection, compound_id: int, names: Collection[str]) -> tuple[Owner, ...]:
    """The owners of a compound who are written in one of these ways, the first first."""
    query = _COUNTED.where(owners_t.c.compound_id == compound_id, owners_t.c.name.in_(names))
    return _found(session, query.order_by(owners_t.c.id))


def developer(session: Connection, compound_id: int) -> Owner | None:
    """Whose a compound's unsold homes are; the first where there are several."""
    query = _COUNTED.where(owners_t.c.compound_id == compound_id, units_t.c.kind == UnitKind.UNSOLD)
    found = _found(session, query.order_by(owners_t.c.id).limit(1))
    return owner(session, compound_id, found[0].id) if found else None


def sought(session: Connection, compound_id: int, text: str, *, most: int) -> tuple[Owner, ...]:
    """Some owners of a compound whose name holds a text."""
    query = _COUNTED.where(owners_t.c.compound_id == compound_id, owners_t.c.name.icontains(text, autoescape=True))
    return _found(session, query.order_by(owners_t.c.name, owners_t.c.id).limit(most))


def _found(session: Connection, query: Select[Any]) -> tuple[Owner, ...]:
    return tuple(_owner(row) for row in session.execute(query))


def _owner(row: Any) -> Owner:
    return Owner(row.id, row.key, row.name, row.phone, row.homes)


def add(session: Connection, compound_id: int, new: Owner) -> Owner:
    """Write an owner down, who gets a number and holds nothing yet."""
    values = {"compound_id": compound_id, "key": new.key, "name": new.name, "phone": new.phone}
    added = session.execute(insert(owners_t).values(values).returning(owners_t.c.id)).scalar_one()
    return replace(new, id=added, homes=0)


def change(session: Connection, changed: Owner) -> None:
    """Let an owner be called so, and have this telephone number."""
    values = {"name": changed.name, "phone": changed.phone}
    session.execute(update(owners_t).where(owners_t.c.id == changed.id).values(values))
