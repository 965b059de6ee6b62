"""A living roster for the tests of those who mend it, and what they type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from surveys.core.errors import Rejected
from surveys.core.place import Compound
from surveys.core.roster import LivingHome, RosterSearch
from surveys.services.home import TypedHome
from surveys.services.living import (
    living_homes,
    roster_desk,
    sought,
)
from surveys.services.roster import import_roster
from surveys.store.db import Connection
from tests.factories import DISTRICT, LI, NOW, rows

ASKED: dict[str, Any] = {"by": LI, "now": NOW}


def living(session: Connection, *rooms: str, compound: str = "甲院", owners: tuple[str, ...] = ()) -> Compound:
    """A compound with these homes, each with an owner of its own unless they are named."""
    listed = rows(*rooms, compound=compound, building="1号楼")
    for place, row in enumerate(listed):
        name = owners[place] if owners else f"业主{row.room}"
        listed[place] = replace(row, unit="1单元", owner=name, owner_key=name.encode().hex().ljust(24, "0")[:24])
    return import_roster(session, listed, by=LI, now=NOW).compounds[0].compound


def homes(session: Connection, compound: Compound, text: str = "", **more: Any) -> tuple[LivingHome, ...]:
    """Its homes that fit what was typed."""
    search = RosterSearch(sought(text), **more)
    return living_homes(session, DISTRICT, compound.id, search, page=1, size=100)[1]


def typed(home: LivingHome | None = None, **more: str) -> TypedHome:
    """What a form of a home holds, with something else typed into it."""
    fields = {"building": "1", "unit": "1", "floor": "9", "room": "901", "floor_area": "80", "owner": "新人"}
    if home:
        fields = {"building": home.building, "unit": home.unit, "floor": str(home.floor), "room": home.room}
        fields |= {"floor_area": f"{home.area // 100}.{home.area % 100:02}", "owner": home.owner.name}
    asked = {name: more.pop(name) for name in ("phone", "whose", "namesake") if name in more}
    return TypedHome({**fields, **more}, **asked)


def problems(refused: pytest.ExceptionInfo[Rejected]) -> list[tuple[str, str]]:
    """What is wrong, and in which field."""
    return [(problem.code, problem.field) for problem in refused.value.problems]


def figures(session: Connection, compound: Compound) -> tuple[int, int, int, int]:
    """Buildings, homes, owners and area as the page has them."""
    found = roster_desk(session, DISTRICT, compound.id, now=NOW).figures
    return found.buildings, found.homes, found.owners, found.area
