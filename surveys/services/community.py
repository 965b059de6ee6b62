"""Communities: who asks in which compounds, and under which number they are reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import made, turned
from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.place import Community, Compound, Jurisdiction, read_community
from surveys.core.staff import Actor, Right, needs
from surveys.store import community as stored
from surveys.store import entry
from surveys.store import place as stored_place
from surveys.store.db import Connection


@dataclass(frozen=True, slots=True)
class CommunityLine:
    """One community in a list, and the compounds that belong to it."""

    community: Community
    compounds: tuple[Compound, ...]


def community_lines(session: Connection, scope: Jurisdiction) -> tuple[CommunityLine, ...]:
    """The communities within `scope`, each with its compounds within `scope`, in two queries."""
    compounds = stored_place.compounds(session, scope)
    return tuple(
        CommunityLine(community, tuple(compound for compound in compounds if compound.community == community))
        for community in stored.communities(session, scope)
    )


@needs(Right.COMMUNITIES)
def add_community(
    session: Connection, scope: Jurisdiction, street: str, name: str, phone: str, *, by: Actor, now: datetime
) -> Community:
    """A new community in the street of this name. Raises `NotFound`, and `Rejected` with what is wrong: also taken."""
    name, phone = read_community(name, phone)
    found = next((one for one in stored_place.streets(session, scope) if one.name == street), None)
    if found is None:
        raise NotFound("street", street)
    _refuse_taken(session, found.id, name)
    added = stored.add(session, found, name, phone)
    about = {"community": added.id, "street": found.id}
    entry.enter(session, "community_added", by=by, now=now, poll_id=None, **about, **made({"name": name, "phone": phone}))
    return added


@needs(Right.COMMUNITIES)
def change_community(
    session: Connection,
    scope: Jurisdiction,
    community_id: int,
    *,
    name: str | None = None,
    phone: str | None = None,
    by: Actor,
    now: datetime,
) -> Community:
    """Give a community another name, another telephone, or both; as it was already, nothing is written. Raises as adding."""
    kept = _community(session, scope, community_id)
    wanted, called = read_community(kept.name if name is None else name, kept.phone if phone is None else phone)
    changed = replace(kept, name=wanted, phone=called)
    if changed != kept:
        _refuse_taken(session, kept.street.id, wanted, but=kept.id)
        stored.change(session, kept.id, wanted, called)
        told = turned({"name": kept.name, "phone": kept.phone}, {"name": wanted, "phone": called})
        entry.enter(session, "community_changed", by=by, now=now, poll_id=None, community=kept.id, **told)
    return changed


@needs(Right.COMMUNITIES)
def assign_compounds(
    session: Connection, scope: Jurisdiction, community_id: int, compound_ids: Collection[int], *, by: Actor, now: datetime
) -> tuple[Compound, ...]:
    """Let these compounds belong to the community alone. Raises `Rejected` with each that lies in another street."""
    community = _community(session, scope, community_id)
    compounds = [stored_place.compound(session, scope, compound_id) for compound_id in compound_ids]
    elsewhere = [compound for compound in compounds if compound.street != community.street]
    if elsewhere:
        raise Rejected([Problem("compound_in_another_street", "compound", value=compound.name) for compound in elsewhere])
    moved = [compound for compound in compounds if compound.community != community]
    stored.assign(session, community.id, [compound.id for compound in moved])
    for compound in moved:
        was = compound.community.id if compound.community else None
        told = turned({"belongs_to": was}, {"belongs_to": community.id})
        entry.enter(session, "compound_assigned", by=by, now=now, poll_id=None, compound=compound.id, **told)
    return tuple(replace(compound, community=community) for compound in compounds)


def _community(session: Connection, scope: Jurisdiction, community_id: int) -> Community:
    found = next((one for one in stored.communities(session, scope) if one.id == community_id), None)
    if found is None:
        raise NotFound("community", str(community_id))
    return found


def _refuse_taken(session: Connection, street_id: int, name: str, but: int | None = None) -> None:
    there = stored.communities(session, Jurisdiction(street=street_id))
    if any(one.name == name and one.id != but for one in there):
        raise Rejected([Problem("taken", "name", value=name)])
