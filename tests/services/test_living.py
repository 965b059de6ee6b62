"""The living roster mended by hand: its homes, how they are found, and what the ledger says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from surveys.core.act import Act
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.ledger import Committed, Search
from surveys.core.place import Jurisdiction
from surveys.core.roster import RosterColumn, RosterSearch, UnitKind
from surveys.services.building import rename_building
from surveys.services.compound import overview
from surveys.services.home import TypedHome, add_home, change_home, remove_home, restore_home
from surveys.services.ledger import ledger_page
from surveys.services.living import (
    buildings_of,
    frozen_homes,
    living_homes,
    removals,
    roster_desk,
    show_owner_phone,
)
from surveys.services.owner import NamedOwner, change_owner, merge_owners, split_owner
from surveys.services.place import change_compound, delete_compound, merge_compounds
from surveys.words.ledger import line_words
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, LI, NOW, opened
from tests.services.mended import ASKED, figures, homes, living, problems, typed


def test_a_home_is_added_changed_taken_out_and_put_back(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102")
        added = add_home(session, DISTRICT, place.id, typed(phone="138 0000 0001"), **ASKED)
        assert (added.door, added.area, added.owner.phone) == (("1号楼", "1单元", "901"), 80_00, "13800000001")
        changed = change_home(session, DISTRICT, place.id, added.id, typed(added, floor_area="81.5"), **ASKED)
        assert (changed.area, changed.owner) == (81_50, added.owner)
        remove_home(session, DISTRICT, place.id, added.id, "和902打通了", **ASKED)
        assert [home.room for home in homes(session, place)] == ["101", "102"]
        assert figures(session, place) == (1, 2, 2, 160_00)
        (gone,) = removals(session, DISTRICT, place.id, now=NOW)
        back = restore_home(session, DISTRICT, place.id, gone.number, **ASKED)
        assert replace(back, id=0, owner=added.owner) == replace(changed, id=0, owner=added.owner)
        assert (back.owner.name, back.owner.key, back.owner.phone) == ("新人", added.owner.key, "13800000001")
        assert removals(session, DISTRICT, place.id, now=NOW) == ()
        with pytest.raises(NotAllowed, match="door_taken_again"):
            restore_home(session, DISTRICT, place.id, gone.number, **ASKED)
        with pytest.raises(NotFound):
            restore_home(session, DISTRICT, place.id, gone.number + 1, **ASKED)


def test_a_home_as_it_was_is_written_and_entered_by_nobody(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101")
        (home,) = homes(session, place)
        assert change_home(session, DISTRICT, place.id, home.id, typed(home), **ASKED) == home
        assert ledger_page(session, DISTRICT, Search(act=Act.HOME_CHANGED)).lines == ()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"room": ""}, ("roster_missing", "room")),
        ({"floor_area": "八十"}, ("roster_area_number", "floor_area")),
        ({"floor_area": "-1"}, ("roster_area_not_positive", "floor_area")),
        ({"floor": "顶楼"}, ("roster_floor", "floor")),
        ({"owner": ""}, ("roster_missing", "owner")),
        ({"phone": "1.38E+10"}, ("roster_phone", "phone")),
        ({"room": "101"}, ("door_taken", "room")),
        ({"kind": "城堡"}, ("roster_choice", "kind")),
        ({"owner": "业主101"}, ("namesake", "namesake")),
    ],
)
def test_what_cannot_be_read_or_is_there_already_is_refused_by_its_field(
    database: Database, more: dict[str, str], code: tuple[str, str]
) -> None:
    with database.transaction() as session:
        place = living(session, "101")
        with pytest.raises(Rejected) as refused:
            add_home(session, DISTRICT, place.id, typed(**more), **ASKED)
        assert problems(refused) == [code]
        assert figures(session, place) == (1, 1, 1, 80_00)


def test_every_empty_field_of_a_home_is_named_at_once(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101")
        with pytest.raises(Rejected) as refused:
            add_home(session, DISTRICT, place.id, TypedHome(dict.fromkeys(typed().fields, "") | {"kind": "住宅"}), **ASKED)
        assert {field for _code, field in problems(refused)} == {"building", "unit", "floor", "room", "floor_area", "owner"}


def test_while_a_poll_runs_its_compound_cannot_be_changed_by_hand(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        place, now = poll.compound.id, DURING
        _total, (home, *_rest) = living_homes(session, DISTRICT, place, RosterSearch(), page=1, size=9)
        more: dict[str, Any] = {"by": LI, "now": now}
        building = next(iter(buildings_of(session, DISTRICT, place)))
        doing = [
            lambda: add_home(session, DISTRICT, place, typed(), **more),
            lambda: change_home(session, DISTRICT, place, home.id, typed(home, floor_area="1"), **more),
            lambda: remove_home(session, DISTRICT, place, home.id, "x", **more),
            lambda: restore_home(session, DISTRICT, place, 1, **more),
            lambda: change_owner(session, DISTRICT, place, home.owner.id, NamedOwner("x"), **more),
            lambda: merge_owners(session, DISTRICT, place, home.owner.id, home.owner.id + 1, **more),
            lambda: split_owner(session, DISTRICT, place, home.owner.id, NamedOwner("x"), homes=[home.id], **more),
            lambda: rename_building(session, DISTRICT, place, building, "9", **more),
            lambda: change_compound(session, DISTRICT, place, name="x", street=1, area="", **more),
            lambda: merge_compounds(session, DISTRICT, place, place + 1, **more),
            lambda: delete_compound(session, DISTRICT, place, "A", **more),
        ]
        for do in doing:
            with pytest.raises(NotAllowed, match="roster_fixed"):
                do()
        desk = roster_desk(session, DISTRICT, place, now=now, poll_id=poll.id)
        assert desk.running
        assert [one.id for one in desk.opened] == [poll.id]
        total, frozen = frozen_homes(session, DISTRICT, poll.id, RosterSearch(sort=RosterColumn.FLOOR), page=9, size=3)
        assert (total, [one.room for one in frozen]) == (4, ["202"])


def test_a_roster_is_sought_as_people_write_doors_and_sorted_as_they_count(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "201")
        for building, room, area, kind in (
            ("13", "101", "60", "住宅"),
            ("3", "101", "70.5", "商铺"),
            ("13", "1001", "9", "车位"),
        ):
            add_home(
                session,
                DISTRICT,
                place.id,
                typed(building=building, room=room, floor_area=area, kind=kind, owner=f"{building}{room}户"),
                **ASKED,
            )

        def doors(text: str = "", **more: Any) -> list[str]:
            return [f"{home.building}{home.room}" for home in homes(session, place, text, **more)]

        every = ["1号楼101", "1号楼201", "3号楼101", "13号楼101", "13号楼1001"]
        assert doors() == every
        for text in ("3栋", "三号楼", "3#楼 101", "3栋1单元101室", "3-101", "3-1-101"):
            assert doors(text) == ["3号楼101"], text
        assert doors("业主2") == ["1号楼201"]
        assert doors("%") == doors("没有这个") == []
        assert doors(sort=RosterColumn.AREA)[:3] == ["13号楼1001", "13号楼101", "3号楼101"]
        assert doors(sort=RosterColumn.AREA, down=True)[-1] == "13号楼1001"
        assert doors(sort=RosterColumn.KIND)[-2:] == ["3号楼101", "13号楼1001"]
        assert figures(session, place) == (3, 4, 5, 290_50)


def test_the_ledger_says_what_was_changed_and_keeps_names_apart(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102")
        home = homes(session, place)[0]
        change_home(session, DISTRICT, place.id, home.id, typed(home, floor_area="90", owner="章示例"), **ASKED)
        show_owner_phone(session, DISTRICT, place.id, home.id, **ASKED)
        page = ledger_page(session, DISTRICT, Search(compound=place.id))
        shown, changed = page.lines[:2]
        assert (shown.act, changed.act) == (Act.OWNER_PHONE_SHOWN, Act.HOME_CHANGED)
        kept = {name for name, value in changed.said.items() if isinstance(value, Committed)}
        assert kept == {"owner_before", "owner_after", "roster_before", "roster_after"}
        told = line_words(changed, page.names, personal=True).told
        assert "建筑面积从80.00平方米改成90.00平方米" in told
        assert "业主从“业主101”改成“章示例”" in told
        for line in (shown, changed):
            assert "哪一户：1号楼 1单元 101" in line_words(line, page.names, personal=False).told
        assert not any("章示例" in text for text in line_words(changed, page.names, personal=False).told)


def test_the_page_has_the_numbers_that_stand_everywhere_else(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102")
        for room, kind, owner in (("1", "车位", "业主101"), ("2", "未售", ""), ("3", "商铺", "店主")):
            own = str(homes(session, place)[0].owner.id)
            add_home(session, DISTRICT, place.id, typed(room=room, kind=kind, owner=owner, namesake=own), **ASKED)
        found = overview(session, Jurisdiction(compound=place.id), now=NOW)
        assert figures(session, place) == (found.buildings, found.households, found.owners, found.floor_area)
        assert figures(session, place) == (1, 4, 4, 320_00)


def test_a_shop_needs_no_stairwell_and_an_unsold_home_no_name(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101")
        shop = add_home(session, DISTRICT, place.id, typed(unit="", kind="商铺"), **ASKED)
        assert (shop.unit, shop.kind) == ("", UnitKind.SHOP)
        unsold = [
            add_home(session, DISTRICT, place.id, typed(room=room, kind="未售", owner=""), **ASKED)
            for room in ("801", "802")
        ]
        assert unsold[0].owner.id == unsold[1].owner.id
        assert figures(session, place)[2] == 3
