"""Buildings and compounds called otherwise, put into one another, deleted."""

from __future__ import annotations

import pytest

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.staff import Role
from surveys.services.building import rename_building
from surveys.services.community import add_community, assign_compounds
from surveys.services.home import add_home, remove_home
from surveys.services.living import (
    buildings_of,
    roster_desk,
)
from surveys.services.place import bound, change_compound, delete_compound, merge_compounds, mergeable
from surveys.services.poll import add_poll
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.services.wave import make_wave
from surveys.store.place import CompoundRecord
from tests.conftest import Database
from tests.factories import CLOSES, DISTRICT, EDITION, LI, MENU, NOW, OPENS, RANDOM, rows
from tests.services.mended import ASKED, figures, homes, living, problems, typed


def test_a_building_gets_another_name_and_its_doors_go_along(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102")
        add_home(session, DISTRICT, place.id, typed(building="2"), **ASKED)
        first, second = buildings_of(session, DISTRICT, place.id)
        with pytest.raises(Rejected) as refused:
            rename_building(session, DISTRICT, place.id, first, "2栋", **ASKED)
        assert problems(refused) == [("building_taken", "building")]
        assert rename_building(session, DISTRICT, place.id, first, "10 栋", **ASKED) == "10号楼"
        assert [home.building for home in homes(session, place)] == ["2号楼", "10号楼", "10号楼"]
        assert list(buildings_of(session, DISTRICT, place.id)) == [second, first]
        for wrong in ("", "很长" * 20):
            with pytest.raises(Rejected):
                rename_building(session, DISTRICT, place.id, first, wrong, **ASKED)


def test_a_compound_is_called_otherwise_and_lies_elsewhere(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101")
        living(session, "101", compound="乙院")
        there = import_roster(session, rows("101", compound="丙院", street="T"), by=LI, now=NOW).compounds[0].compound
        named = add_community(session, DISTRICT, place.street.name, "社区", "0632-5550123", **ASKED)
        assign_compounds(session, DISTRICT, named.id, [place.id], **ASKED)
        with pytest.raises(Rejected) as refused:
            change_compound(session, DISTRICT, place.id, name="乙院", street=place.street.id, area="", **ASKED)
        assert problems(refused) == [("compound_taken", "name")]
        changed = change_compound(session, DISTRICT, place.id, name="甲 院新村", street=there.street.id, area="东", **ASKED)
        assert (changed.name, changed.street, changed.community) == ("甲院新村", there.street, None)
        assert roster_desk(session, DISTRICT, place.id, now=NOW).compound == changed
        own = Jurisdiction(street=there.street.id)
        with pytest.raises(NotFound):
            change_compound(session, own, place.id, name="甲院", street=place.street.id, area="", **ASKED)


def test_a_compound_goes_into_another_unless_both_have_a_door(database: Database) -> None:
    with database.transaction() as session:
        source, target = living(session, "101", "102", compound="春风理"), living(session, "102", "103", compound="春风里")
        with pytest.raises(Rejected) as refused:
            merge_compounds(session, DISTRICT, source.id, target.id, **ASKED)
        assert [(p.code, p.value) for p in refused.value.problems] == [("door_in_both", "1号楼 1单元 102")]
        double = homes(session, source, "102")[0]
        remove_home(session, DISTRICT, source.id, double.id, "写重了", **ASKED)
        assert merge_compounds(session, DISTRICT, source.id, target.id, **ASKED) == target
        assert [home.room for home in homes(session, target)] == ["101", "102", "103"]
        assert figures(session, target) == (1, 3, 3, 240_00)
        with pytest.raises(NotFound):
            roster_desk(session, DISTRICT, source.id, now=NOW)


def test_a_compound_is_deleted_by_whoever_types_its_name_and_its_number_is_never_given_again(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101")
        with pytest.raises(Rejected) as refused:
            delete_compound(session, DISTRICT, place.id, "甲", **ASKED)
        assert problems(refused) == [("not_its_name", "typed")]
        delete_compound(session, DISTRICT, place.id, " 甲院 ", **ASKED)
        with pytest.raises(NotFound):
            delete_compound(session, DISTRICT, place.id, "甲院", **ASKED)
        assert living(session, "101").id > place.id


def test_what_was_asked_or_is_somebodys_alone_stays(database: Database) -> None:
    with database.transaction() as session:
        asked, theirs, free = (living(session, "101", compound=name) for name in ("甲院", "乙院", "丙院"))
        wave = make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
        add_poll(session, wave.id, asked.id, MENU, [], budget=None, by=LI, now=NOW)
        scope = Jurisdiction(compound=theirs.id)
        add_staff(session, "ju", "居委会", "a long password 1", role=Role.COMMITTEE, scope=scope, random=RANDOM, **ASKED)
        for place, why in ((asked, "asked_before"), (theirs, "somebodys")):
            assert bound(session, place) == why
            with pytest.raises(NotAllowed, match=why):
                delete_compound(session, DISTRICT, place.id, place.name, **ASKED)
            with pytest.raises(NotAllowed, match=why):
                merge_compounds(session, DISTRICT, place.id, free.id, **ASKED)
        with pytest.raises(NotAllowed, match="asked_before"):
            merge_compounds(session, DISTRICT, free.id, asked.id, **ASKED)
        assert [one.id for one in mergeable(session, DISTRICT, free.id)] == [theirs.id]


def test_nothing_but_the_roster_and_accounts_points_to_a_compound() -> None:
    """Whatever else does has to go with it, or keep it from going."""
    pointing = {
        (table.name, key.parent.name)
        for table in CompoundRecord.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "compounds.id"
    }
    known = {("buildings", "compound_id"), ("owners", "compound_id"), ("households", "compound_id")}
    assert pointing == known | {("polls", "compound_id"), ("staff", "compound_id")}
