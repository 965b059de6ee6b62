"""A compound itself: called otherwise, put into another, or deleted, as long as nobody was asked there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from surveys.core.act import turned
from surveys.core.errors import NotAllowed, NotFound, Problem, Rejected
from surveys.core.place import Area, Compound, Jurisdiction, Street
from surveys.core.roster_file import CellRefused, readable, tight, written
from surveys.core.staff import Actor, Right, needs
from surveys.services.living import mendable, mending, roster_facts
from surveys.store import compound as stored
from surveys.store import entry
from surveys.store import place as stored_place
from surveys.store.db import Connection

LONGEST_PLACE = 30


def compound_called(session: Connection, scope: Jurisdiction, compound_id: int) -> tuple[Compound, tuple[Street, ...]]:
    """A compound, and the streets it may be moved to. Raises `NotFound` outside `scope`."""
    return stored_place.compound(session, scope, compound_id), stored_place.streets(session, scope)


def mergeable(session: Connection, scope: Jurisdiction, compound_id: int) -> tuple[Compound, ...]:
    """The compounds within `scope` that this one could go into, those of its street first: nobody was asked there."""
    own, asked = stored_place.compound(session, scope, compound_id), stored.asked(session)
    others = [one for one in stored_place.compounds(session, scope) if one.id not in {compound_id, *asked}]
    return tuple(sorted(others, key=lambda one: (one.street != own.street, one.street.id, one.id)))


def bound(session: Connection, compound: Compound) -> str:
    """Why a compound can't go: asked_before, or somebodys who has an account for it alone; empty where it can."""
    if stored.polls_of(session, compound.id):
        return "asked_before"
    return "somebodys" if stored.confined_to(session, compound.id) else ""


@needs(Right.ROSTER)
def change_compound(
    session: Connection,
    scope: Jurisdiction,
    compound_id: int,
    *,
    name: str,
    street: int,
    area: str,
    by: Actor,
    now: datetime,
) -> Compound:
    """Let a compound be called so and lie in this street and area; another street's has no community yet. Raises as
    `mendable` does, `NotFound`, and `Rejected`: taken, and what is wrong with a name."""
    was = mendable(session, scope, compound_id, now=now)
    there = next((one for one in stored_place.streets(session, scope) if one.id == street), None)
    if there is None:
        raise NotFound("street", str(street))
    called, area_name = _read_name(name, "name"), _read_name(area, "area", empty=True)
    changed = replace(was, name=called, street=there, area=_area(session, area_name) if area_name else None)
    if there != was.street:
        changed = replace(changed, community=None)
    if changed == was:
        return was
    homonyms = stored_place.compounds(session, Jurisdiction(street=there.id), name=called)
    if any(one.id != compound_id for one in homonyms):
        raise Rejected([Problem("compound_taken", "name", value=called)])
    stored.change(session, changed)
    told = turned(_said(was), _said(changed))
    entry.enter(session, "compound_changed", by=by, now=now, poll_id=None, compound=compound_id, **told)
    if was.community and not changed.community:
        gone = turned({"belongs_to": was.community.id}, {"belongs_to": None})
        entry.enter(session, "compound_assigned", by=by, now=now, poll_id=None, compound=compound_id, **gone)
    return changed


def _said(one: Compound) -> dict[str, str | int | None]:
    return {"name": one.name, "in_street": one.street.name, "in_area": one.area.name if one.area else ""}


def _area(session: Connection, name: str) -> Area:
    return Area(stored.area_called(session, name), name)


def _read_name(typed: str, field: str, *, empty: bool = False) -> str:
    try:
        text = tight(readable(written(typed)))
    except CellRefused as refused:
        raise Rejected([Problem(refused.code, field, value=typed[:40], detail=refused.detail)]) from None
    if not text and not empty:
        raise Rejected([Problem("roster_missing", field)])
    if len(text) > LONGEST_PLACE:
        detail = {"most": LONGEST_PLACE, "length": len(text)}
        raise Rejected([Problem("roster_text_long", field, value=text[:40], detail=detail)])
    return text


@needs(Right.ROSTER)
def merge_compounds(
    session: Connection, scope: Jurisdiction, compound_id: int, into: int, *, by: Actor, now: datetime
) -> Compound:
    """Put every home of a compound into another, and delete the first. Raises as `mendable` does, `NotFound`, `NotAllowed`
    with what `bound` says, and `Rejected` with each door that both have: door_in_both."""
    source, target = (mendable(session, scope, number, now=now) for number in (compound_id, into))
    if source.id == target.id:
        raise NotFound("compound", str(into))
    _refuse_bound(session, source)
    if stored.polls_of(session, target.id):
        raise NotAllowed("asked_before", compound=target.name)
    if doors := stored.doors_of_both(session, source.id, target.id):
        raise Rejected([Problem("door_in_both", "into", value=" ".join(filter(None, door))) for door in doors])
    before = roster_facts(session, source.id)
    with mending(session, target, "compounds_merged", by, now) as told:
        stored.pour(session, source.id, target.id)
        told.update({"name": source.name, "taken": source.id})
    gone = {"name": source.name, **before}
    about = {"into": target.name, **turned(gone, dict.fromkeys(gone))}
    entry.enter(session, "compound_deleted", by=by, now=now, poll_id=None, compound=source.id, **about)
    stored.delete_compound(session, source.id)
    return target


def _refuse_bound(session: Connection, compound: Compound) -> None:
    if why := bound(session, compound):
        raise NotAllowed(why, compound=compound.name)


@needs(Right.ROSTER)
def delete_compound(
    session: Connection, scope: Jurisdiction, compound_id: int, typed: str, *, by: Actor, now: datetime
) -> Compound:
    """Delete a compound with its living roster; whoever does it has `typed` its name. Raises as `mendable` does,
    `NotAllowed` with what `bound` says, and `Rejected`: not_its_name."""
    compound = mendable(session, scope, compound_id, now=now)
    _refuse_bound(session, compound)
    if tight(" ".join(typed.split())) != compound.name:
        raise Rejected([Problem("not_its_name", "typed", value=typed[:40], detail={"compound": compound.name})])
    gone = {"name": compound.name, **roster_facts(session, compound_id)}
    told = turned(gone, dict.fromkeys(gone))
    entry.enter(session, "compound_deleted", by=by, now=now, poll_id=None, compound=compound_id, **told)
    stored.delete_compound(session, compound_id)
    return compound
