"""Communities: who asks in which compounds, and what each says of itself on papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.core.act import Value, made, turned
from surveys.core.community import FIELDS, OWN, read_community
from surveys.core.errors import NotEntitled, NotFound, Problem, Rejected
from surveys.core.paging import rows_before
from surveys.core.place import Community, Compound, Jurisdiction, Level, Street
from surveys.core.staff import Actor, Right, needs
from surveys.store import community as stored
from surveys.store import entry
from surveys.store import place as stored_place
from surveys.store.db import Connection

TOLD_AT_ONCE = 20
"""How many compounds without a community are named."""


@dataclass(frozen=True, slots=True)
class CommunityLine:
    """One community in a list, and the compounds that belong to it."""

    community: Community
    compounds: tuple[Compound, ...]


def community_lines(session: Connection, scope: Jurisdiction) -> tuple[CommunityLine, ...]:
    """The communities within `scope`, each with its compounds within `scope`, in two queries."""
    return _lines(session, scope, stored.communities(session, scope))


def community_list(
    session: Connection, scope: Jurisdiction, *, search: str, page: int, size: int
) -> tuple[tuple[CommunityLine, ...], int]:
    """A page of them whose name or street holds `search`, and how many there are; a page past the end is the last."""
    total = stored.count(session, scope, search)
    start = rows_before(page, total, size)
    return _lines(session, scope, stored.communities(session, scope, search=search, start=start, most=size)), total


def has_streets(session: Connection, scope: Jurisdiction) -> bool:
    """Whether there is a street within `scope` to have a community in."""
    return bool(stored_place.streets(session, scope, most=1))


def compounds_without(session: Connection, scope: Jurisdiction) -> tuple[str, ...]:
    """The names of compounds within `scope` that belong to no community, as many as are told at once."""
    return stored.without(session, scope, most=TOLD_AT_ONCE)


def _lines(session: Connection, scope: Jurisdiction, found: Sequence[Community]) -> tuple[CommunityLine, ...]:
    theirs: dict[int, list[Compound]] = {community.id: [] for community in found}
    for compound in stored.compounds_of(session, scope, list(theirs)):
        if compound.community is not None:
            theirs[compound.community.id].append(compound)
    return tuple(CommunityLine(community, tuple(theirs[community.id])) for community in found)


@needs(Right.COMMUNITIES)
def add_community(
    session: Connection,
    scope: Jurisdiction,
    street: str,
    name: str,
    phone: str,
    *,
    more: Mapping[str, str] | None = None,
    by: Actor,
    now: datetime,
) -> Community:
    """A new community in the street of this name; `more` is what else of `FIELDS` was typed. Raises `NotFound`, and
    `Rejected` with what is wrong: also taken."""
    found = next((one for one in stored_place.streets(session, scope) if one.name == street), None)
    new = read_community(Community(0, "", "", found or Street(0, street)), {**(more or {}), "name": name, "phone": phone})
    if found is None:
        raise NotFound("street", street)
    _refuse_taken(session, found.id, new.name)
    added = stored.add(session, new)
    about = {"community": added.id, "street": found.id}
    entry.enter(session, "community_added", by=by, now=now, poll_id=None, **about, **made(_said(added)))
    return added


@needs(Right.COMMUNITY_DETAILS)
def change_community(
    session: Connection, scope: Jurisdiction, community_id: int, typed: Mapping[str, str], *, by: Actor, now: datetime
) -> Community:
    """Let a community say something else of itself: those of `FIELDS` that were typed. As it was, nothing is written.

    Raises as adding, and `NotEntitled` where a committee would change what is given to it.
    """
    kept = community_to_change(session, scope, community_id)
    changed = read_community(kept, typed)
    was, says = _said(kept), _said(changed)
    moved = [field for field in FIELDS if was[field] != says[field]]
    if not set(moved) <= set(OWN) and not by.may(Right.COMMUNITIES):
        raise NotEntitled(Right.COMMUNITIES)
    if moved:
        _refuse_taken(session, kept.street.id, changed.name, but=kept.id)
        stored.change(session, changed)
        entry.enter(session, "community_changed", by=by, now=now, poll_id=None, community=kept.id, **turned(was, says))
    return changed


def _said(one: Community) -> dict[str, Value]:
    """What a community says of itself, as the ledger has it."""
    return {field: getattr(one, field) for field in FIELDS if field != "seals"} | {"seals": "、".join(one.seals)}


def community_to_change(session: Connection, scope: Jurisdiction, community_id: int) -> Community:
    """A community that lies wholly within `scope`: whoever has one compound of it changes nothing for the others. Raises
    `NotFound`."""
    if not changes_communities(scope):
        raise NotFound("community", str(community_id))
    return _community(session, scope, community_id)


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


def changes_communities(scope: Jurisdiction) -> bool:
    """Whether whole communities lie within `scope`."""
    return scope.level is not Level.COMPOUND


def compounds_around(
    session: Connection, scope: Jurisdiction, community: Community
) -> tuple[tuple[Compound, ...], tuple[Compound, ...]]:
    """The compounds of a community, and the others of its street within `scope`."""
    within = [one for one in stored_place.compounds(session, scope) if one.street == community.street]
    theirs = tuple(one for one in within if one.community == community)
    return theirs, tuple(one for one in within if one not in theirs)


def _community(session: Connection, scope: Jurisdiction, community_id: int) -> Community:
    found = next((one for one in stored.communities(session, scope) if one.id == community_id), None)
    if found is None:
        raise NotFound("community", str(community_id))
    return found


def _refuse_taken(session: Connection, street_id: int, name: str, but: int | None = None) -> None:
    there = stored.communities(session, Jurisdiction(street=street_id))
    if any(one.name == name and one.id != but for one in there):
        raise Rejected([Problem("taken", "name", value=name)])
