"""Owners of the living roster: corrected, merged, split, and never the same by name alone."""

from __future__ import annotations

import pytest

from surveys.core.errors import NotFound, Rejected
from surveys.services.home import EVERYWHERE, HERE, add_home, change_home, home_of
from surveys.services.owner import NEW, NamedOwner, change_owner, merge_owners, owner_page, split_owner
from tests.conftest import Database
from tests.factories import DISTRICT
from tests.services.mended import ASKED, figures, homes, living, problems, typed


def test_another_name_of_one_who_has_several_homes_is_asked_about(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102", "103", owners=("张伟", "张伟", "李娜"))
        first, second, _other = homes(session, place)
        with pytest.raises(Rejected) as refused:
            change_home(session, DISTRICT, place.id, first.id, typed(first, owner="章伟"), **ASKED)
        assert problems(refused) == [("whose", "whose")]
        change_home(session, DISTRICT, place.id, first.id, typed(first, owner="章伟", whose=EVERYWHERE), **ASKED)
        assert [home.owner.name for home in homes(session, place)] == ["章伟", "章伟", "李娜"]
        change_home(session, DISTRICT, place.id, second.id, typed(second, owner="王芳", whose=HERE), **ASKED)
        assert [home.owner.name for home in homes(session, place)] == ["章伟", "王芳", "李娜"]
        assert figures(session, place)[2] == 3


def test_a_namesake_is_the_same_person_only_where_somebody_says_so(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102")
        first, second = homes(session, place)
        with pytest.raises(Rejected) as refused:
            change_home(session, DISTRICT, place.id, second.id, typed(second, owner="业主101"), **ASKED)
        assert problems(refused) == [("namesake", "namesake")]
        other = typed(second, owner="业主101", namesake=NEW)
        assert change_home(session, DISTRICT, place.id, second.id, other, **ASKED).owner.id != first.owner.id
        assert figures(session, place)[2] == 2
        added = add_home(session, DISTRICT, place.id, typed(owner="业主101", namesake=str(first.owner.id)), **ASKED)
        assert (added.owner.id, figures(session, place)[2]) == (first.owner.id, 2)


def test_owners_are_merged_and_split_again(database: Database) -> None:
    with database.transaction() as session:
        place = living(session, "101", "102", "103")
        one, two, three = (home.owner for home in homes(session, place))
        change_owner(session, DISTRICT, place.id, two.id, NamedOwner(two.name, "0632-5550123"), **ASKED)
        merged = merge_owners(session, DISTRICT, place.id, one.id, two.id, **ASKED)
        assert (merged.name, merged.phone, merged.homes, figures(session, place)[2]) == (one.name, "06325550123", 2, 2)
        with pytest.raises(NotFound):
            owner_page(session, DISTRICT, place.id, two.id)
        page = owner_page(session, DISTRICT, place.id, one.id, "业主")
        assert [other.id for other in page.others] == [three.id]
        with pytest.raises(Rejected) as refused:
            split_owner(session, DISTRICT, place.id, one.id, NamedOwner("丁"), homes=[], **ASKED)
        assert problems(refused) == [("no_homes", "homes")]
        both = [home.id for home in page.homes]
        with pytest.raises(Rejected) as refused:
            split_owner(session, DISTRICT, place.id, one.id, NamedOwner("丁"), homes=both, **ASKED)
        assert problems(refused) == [("all_homes", "homes")]
        other = split_owner(session, DISTRICT, place.id, one.id, NamedOwner(one.name), homes=both[1:], **ASKED)
        assert (other.name, other.id != one.id, figures(session, place)[2]) == (one.name, True, 3)
        with pytest.raises(NotFound):
            merge_owners(session, DISTRICT, place.id, one.id, one.id, **ASKED)


def test_homes_of_another_owner_or_compound_are_not_split_off(database: Database) -> None:
    with database.transaction() as session:
        place, elsewhere = living(session, "101", "102"), living(session, "101", compound="乙院")
        mine, other, theirs = (*homes(session, place), *homes(session, elsewhere))
        for stranger in (other.id, theirs.id):
            with pytest.raises(Rejected):
                split_owner(session, DISTRICT, place.id, mine.owner.id, NamedOwner("丁"), homes=[stranger], **ASKED)
        with pytest.raises(NotFound):
            home_of(session, DISTRICT, place.id, theirs.id)
        with pytest.raises(NotFound):
            merge_owners(session, DISTRICT, place.id, mine.owner.id, theirs.owner.id, **ASKED)
