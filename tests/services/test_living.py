"""The living roster mended by hand: homes, owners, buildings and compounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.act import Act
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.ledger import Committed, Search
from surveys.core.place import Compound, Jurisdiction
from surveys.core.roster import LivingHome, RosterColumn, RosterSearch, UnitKind
from surveys.services.community import add_community, assign_compounds
from surveys.services.compound import compound_lines
from surveys.services.home import EVERYWHERE, HERE, Typed, add_home, change_home, home_of, remove_home, restore_home
from surveys.services.ledger import ledger_page
from surveys.services.living import buildings_of, living_homes, removals, roster_desk, show_owner_phone, sought
from surveys.services.owner import NEW, NamedOwner, change_owner, merge_owners, owner_page, split_owner
from surveys.services.place import change_compound, delete_compound, merge_compounds
from surveys.services.building import rename_building
from surveys.services.poll import add_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import CLOSES, DISTRICT, DURING, EDITION, LI, MENU, NOW, OPENS, opened, rows, with_owner

ASKED = {"by": LI, "now": NOW}


def living(session: Connection, *rooms: str, compound: str = "A", owner: str = "") -> Compound:
    """A compound with these homes, each with an owner of its own unless one is named."""
    listed = rows(*rooms, compound=compound, owner=owner, building="1号楼")
    listed = [replace(row, unit="1单元", owner=row.owner.replace(" ", ""), owner_key=row.owner_key.encode().hex()[:24]) for row in listed]
    return import_roster(session, listed, by=LI, now=NOW).compounds[0].compound


def homes(session: Connection, compound: Compound, text: str = "", **more: object) -> tuple[LivingHome, ...]:
    """Its homes that fit what was typed."""
    search = RosterSearch(sought(text), **more)  # type: ignore[arg-type]
    return living_homes(session, DISTRICT, compound.id, search, most=100)[1]


def typed(home: LivingHome | None = None, **more: str) -> Typed:
    """What a form of a home holds, with something else typed into it."""
    fields = {"building": "1", "unit": "1", "floor": "9", "room": "901", "floor_area": "80", "owner": "新人"}
    if home:
        fields = {"building": home.building, "unit": home.unit, "floor": str(home.floor), "room": home.room}
        fields |= {"floor_area": f"{home.area / 100:.2f}", "owner": home.owner.name}
    asked = {name: more.pop(name) for name in ("phone", "whose", "namesake") if name in more}
    return Typed({**fields, **more}, **asked)  # type: ignore[arg-type]


def test_a_home_is_added_changed_and_taken_out_and_put_back(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102")
        added = add_home(session, DISTRICT, place.id, typed(phone="138 0000 0001"), **ASKED)  # type: ignore[arg-type]
        assert (added.door, added.area, added.owner.phone) == (("1号楼", "1单元", "901"), 80_00, "13800000001")
        changed = change_home(session, DISTRICT, place.id, added.id, typed(added, floor_area="81.5"), **ASKED)  # type: ignore[arg-type]
        assert (changed.area, changed.owner) == (81_50, added.owner)
        remove_home(session, DISTRICT, place.id, added.id, "和902打通了", **ASKED)  # type: ignore[arg-type]
        assert [home.room for home in homes(session, place)] == ["101", "102"]
        (gone,) = removals(session, DISTRICT, place.id, now=NOW)
        back = restore_home(session, DISTRICT, place.id, gone.number, **ASKED)  # type: ignore[arg-type]
        assert replace(back, id=0, owner=replace(back.owner, id=0)) == replace(changed, id=0, owner=replace(back.owner, id=0))
        assert (back.owner.name, back.owner.key, back.owner.phone) == ("新人", added.owner.key, "13800000001")
        assert removals(session, DISTRICT, place.id, now=NOW) == ()
