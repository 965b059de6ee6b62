"""Communities: within which scope, with which trace, and how they are said."""

from __future__ import annotations

import pytest

from surveys.core.errors import NotFound, Rejected
from surveys.core.place import Community, Compound, Jurisdiction, Street
from surveys.services.community import add_community, assign_compounds, change_community, community_lines
from surveys.services.roster import import_roster
from surveys.words.community import asker, community_words, dialled
from tests.acts import acts, plainly
from tests.conftest import Database
from tests.factories import DISTRICT, LI, NOW, rooms, rows


def made(database: Database) -> tuple[Compound, Community]:
    with database.transaction() as session:
        compound = import_roster(session, rows(*rooms(2)), by=LI, now=NOW).compounds[0].compound
        community = add_community(session, DISTRICT, compound.street.name, "春风社区", "0571-12345678", by=LI, now=NOW)
        assign_compounds(session, DISTRICT, community.id, [compound.id], by=LI, now=NOW)
    return compound, community


def test_a_compound_belongs_to_its_community(database: Database) -> None:
    compound, community = made(database)
    with database.reading() as session:
        (line,) = community_lines(session, DISTRICT)
        assert community_lines(session, Jurisdiction(compound=compound.id)) == (line,)
        assert community_lines(session, Jurisdiction(street=compound.street.id + 1)) == ()
    assert line.community == community
    assert [one.id for one in line.compounds] == [compound.id]
    assert line.compounds[0].community == community


def test_every_change_leaves_an_entry_and_none_leaves_none(database: Database) -> None:
    compound, community = made(database)
    with database.transaction() as session:
        changed = change_community(session, DISTRICT, community.id, {"phone": "0571-87654321"}, by=LI, now=NOW)
        change_community(session, DISTRICT, community.id, {"phone": "0571-87654321"}, by=LI, now=NOW)
        assign_compounds(session, DISTRICT, community.id, [compound.id], by=LI, now=NOW)
        entered = acts(session)
    assert changed.phone == "0571-87654321"
    assert [line.act for line in entered][-3:] == ["community_added", "compound_assigned", "community_changed"]
    assert plainly(entered[-1])["phone_after"] == "0571-87654321"
    assert plainly(entered[-1]).keys() == {"community", "phone_before", "phone_after"}


def test_nobody_changes_a_community_of_another_street(database: Database) -> None:
    compound, community = made(database)
    elsewhere = Jurisdiction(street=compound.street.id + 1)
    with database.transaction() as session:
        with pytest.raises(NotFound):
            change_community(session, elsewhere, community.id, {"name": "春风里社区"}, by=LI, now=NOW)
        with pytest.raises(NotFound):
            add_community(session, elsewhere, compound.street.name, "秋月社区", "12345", by=LI, now=NOW)


def test_everything_that_is_wrong_with_a_community_is_said_at_once(database: Database) -> None:
    made(database)
    with database.transaction() as session, pytest.raises(Rejected) as refused:
        add_community(session, DISTRICT, "nowhere", " ", "call me", by=LI, now=NOW)
    assert [problem.code for problem in refused.value.problems] == ["empty", "phone_of_office_unreadable"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("春风里", "春风里社区居委会"),
        ("春风里社区", "春风里社区居委会"),
        ("春风里社区居委会", "春风里社区居委会"),
        ("柳庄村委会", "柳庄村委会"),
        ("春风里社区居民委员会", "春风里社区居民委员会"),
    ],
)
def test_a_committee_has_its_full_name_however_much_of_it_was_typed(name: str, said: str) -> None:
    assert community_words(Community(1, name, "12345", Street(1, "甲街道"))) == said


def test_without_a_community_the_installation_is_called() -> None:
    street = Street(1, "甲街道")
    assert asker(Compound(1, "春风里", street), "12345").phone == "12345"
    assert asker(Compound(1, "春风里", street), "12345").committee == "社区居委会"
    named = Compound(1, "春风里", street, community=Community(1, "春风里", "0571-12345678", street))
    assert asker(named, "12345").phone == "0571-12345678"


@pytest.mark.parametrize(
    ("phone", "number"),
    [("0571-1234 5678", "057112345678"), ("+86 (571) 12345678", "+8657112345678"), ("1234转80", "1234,80")],
)
def test_a_number_is_dialled_without_its_signs(phone: str, number: str) -> None:
    assert dialled(phone) == number
