"""The ladder of places: streets, areas and compounds, and who is confined to which of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, FromClause, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from surveys.core.errors import NotFound
from surveys.core.place import Area, Community, Compound, Jurisdiction, Street
from surveys.store.db import Connection, Record
from surveys.store.records import table_of


class StreetRecord(Record):
    """A street office's territory."""

    __tablename__ = "streets"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class CommunityRecord(Record):
    """A neighbourhood committee and what it says of itself on papers; its seals stand on a line each."""

    __tablename__ = "communities"
    __table_args__ = (UniqueConstraint("street_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"))
    name: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    hours: Mapped[str] = mapped_column(server_default="")
    person: Mapped[str] = mapped_column(server_default="")
    posting: Mapped[str] = mapped_column(server_default="")
    seals: Mapped[str] = mapped_column(server_default="")


class AreaRecord(Record):
    """Compounds renovated together."""

    __tablename__ = "areas"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class CompoundRecord(Record):
    """The estate that decides."""

    __tablename__ = "compounds"
    # The number of one that was deleted is never given again: acts name it.
    __table_args__ = (UniqueConstraint("street_id", "name"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    name: Mapped[str]


compounds_t, streets_t, areas_t = table_of(CompoundRecord), table_of(StreetRecord), table_of(AreaRecord)
communities_t = table_of(CommunityRecord)
SAID = ("name", "phone", "address", "hours", "person", "posting", "seals")
"""The columns of what a community says of itself."""

PLACE = (
    compounds_t.c.id.label("compound_id"),
    compounds_t.c.name.label("compound_name"),
    streets_t.c.id.label("street_id"),
    streets_t.c.name.label("street_name"),
    areas_t.c.id.label("area_id"),
    areas_t.c.name.label("area_name"),
    communities_t.c.id.label("community_id"),
    *(communities_t.c[name].label(f"community_{name}") for name in SAID),
)


def joined(compounds: FromClause) -> FromClause:
    """Compounds, alone or beside what names them, with the places that they lie in."""
    return (
        compounds.join(streets_t, streets_t.c.id == compounds_t.c.street_id)
        .outerjoin(areas_t, areas_t.c.id == compounds_t.c.area_id)
        .outerjoin(communities_t, communities_t.c.id == compounds_t.c.community_id)
    )


PLACES = joined(compounds_t)


def compound_of(row: Any) -> Compound:
    """The compound in a row that carries `PLACE`."""
    street = Street(row.street_id, row.street_name)
    area = None if row.area_id is None else Area(row.area_id, row.area_name)
    return Compound(row.compound_id, row.compound_name, street, area, community_of(row, street))


def community_of(row: Any, street: Street) -> Community | None:
    """The community in a row that carries `PLACE`, if there is one."""
    if row.community_id is None:
        return None
    named = row._mapping
    return community_saying(row.community_id, street, {name: named[f"community_{name}"] for name in SAID})


def community_saying(community_id: int, street: Street, said: Mapping[str, str]) -> Community:
    """The community that says this of itself."""
    *texts, seals = (said[name] for name in SAID)
    name, phone, address, hours, person, posting = texts
    return Community(community_id, name, phone, street, address, hours, person, posting, tuple(seals.splitlines()))


def within(query: Select[Any], scope: Jurisdiction) -> Select[Any]:
    """The same query, confined to the compounds of `scope`."""
    if scope.street is not None:
        query = query.where(compounds_t.c.street_id == scope.street)
    if scope.compound is not None:
        query = query.where(compounds_t.c.id == scope.compound)
    if scope.community is not None:
        query = query.where(compounds_t.c.community_id == scope.community)
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


def has_compounds(session: Connection, scope: Jurisdiction) -> bool:
    """Whether any compound lies within `scope`."""
    return session.execute(within(select(compounds_t.c.id).limit(1), scope)).first() is not None


def areas(session: Connection, scope: Jurisdiction) -> tuple[Area, ...]:
    """The areas that compounds within `scope` belong to."""
    query = select(areas_t.c.id, areas_t.c.name).distinct().join_from(compounds_t, areas_t).order_by(areas_t.c.id)
    return tuple(Area(row.id, row.name) for row in session.execute(within(query, scope)))


def streets(session: Connection, scope: Jurisdiction, *, most: int | None = None) -> tuple[Street, ...]:
    """The streets within `scope`: all of them, or at most so many, or the one that it lies in."""
    query = select(streets_t.c.id, streets_t.c.name).order_by(streets_t.c.id).limit(most)
    if scope.street is not None:
        query = query.where(streets_t.c.id == scope.street)
    if scope.compound is not None:
        query = query.where(streets_t.c.id.in_(select(compounds_t.c.street_id).where(compounds_t.c.id == scope.compound)))
    if scope.community is not None:
        theirs = select(communities_t.c.street_id).where(communities_t.c.id == scope.community)
        query = query.where(streets_t.c.id.in_(theirs))
    return tuple(Street(row.id, row.name) for row in session.execute(query))
