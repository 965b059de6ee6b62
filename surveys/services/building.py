"""Buildings of the living roster, called otherwise."""

from __future__ import annotations

from datetime import datetime

from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.roster_file import CellRefused, readable, written
from surveys.core.staff import Actor, Right, needs
from surveys.services.edition import roster_words
from surveys.services.living import buildings_of, mendable, mending
from surveys.store import home as stored
from surveys.store.db import Connection

LONGEST_BUILDING = 20


def building_of(session: Connection, scope: Jurisdiction, compound_id: int, building_id: int) -> tuple[str, int]:
    """A building's label and how many homes it has. Raises `NotFound`."""
    found = buildings_of(session, scope, compound_id)
    if building_id not in found:
        raise NotFound("building", str(building_id))
    return found[building_id]


@needs(Right.ROSTER)
def rename_building(
    session: Connection,
    scope: Jurisdiction,
    compound_id: int,
    building_id: int,
    typed: str,
    *,
    by: Actor,
    now: datetime,
) -> str:
    """Give a building another name; returns it as rosters write it. Raises as `mendable` does, `NotFound` and `Rejected`."""
    compound = mendable(session, scope, compound_id, now=now)
    was, _homes = building_of(session, scope, compound_id, building_id)
    label = _read_label(typed)
    if label == was:
        return label
    if stored.building_called(session, compound_id, label) is not None:
        raise Rejected([Problem("building_taken", "building", value=label)])
    with mending(session, compound, "building_renamed", by, now) as told:
        stored.rename_building(session, building_id, label)
        told.update({"building_before": was, "building_after": label})
    return label


def _read_label(typed: str) -> str:
    words = roster_words()
    try:
        text = readable(written(typed))
    except CellRefused as refused:
        raise Rejected([Problem(refused.code, "building", value=typed[:40], detail=refused.detail)]) from None
    label = words.numbered(text, words.buildings) if text else ""
    if not label:
        raise Rejected([Problem("roster_missing", "building")])
    if len(label) > LONGEST_BUILDING:
        detail = {"most": LONGEST_BUILDING, "length": len(label)}
        raise Rejected([Problem("roster_text_long", "building", value=label[:40], detail=detail)])
    return label
