"""Two typings of a form differ: a third person decides, and the ballot says what the paper says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.entry_lot import LotRuling, LotState
from surveys.core.errors import NotAllowed, Rejected
from surveys.store.ballot import of_polls
from tests.conftest import Database
from tests.factories import LI, WANG, doors, opened, voted
from tests.services.checked import QIAN, ZHAO, Drawer

FIRST, SECOND, NEITHER = LotRuling.FIRST, LotRuling.SECOND, LotRuling.NEITHER


def test_a_difference_waits_for_a_third_person_and_puts_the_ballot_right(drawer: Drawer) -> None:
    drawer.type_in(25, lies={25: "no"})
    drawer.lock()
    drawer.roll()
    found = [form for form in drawer.lot().to_type if form.number == drawer.numbers[25]]
    if not found:
        pytest.fail("the dice of this test draw the form that lies")
    assert drawer.type_again(drawer.numbers[25]) == ("agree",)
    assert drawer.counts(25) == "no"
    for by in (LI, WANG):
        with pytest.raises(NotAllowed, match="had_a_hand"):
            drawer.decide(by=by)
    assert drawer.decide() is True
    assert drawer.counts(25) == "yes"
    with pytest.raises(NotAllowed, match="decided_before"):
        drawer.decide()


def small(drawer: Drawer, *places: int, lies: dict[int, str]) -> str:
    """A lot of its own of a few forms, so that all of them are drawn; returns the number of the first."""
    drawer.lock()
    drawer.type_in(*places, lies=lies)
    drawer.lock()
    drawer.roll(2)
    return drawer.numbers[places[0]]


def test_where_the_first_was_right_nothing_changes_and_nothing_is_wrong(drawer: Drawer) -> None:
    number = small(drawer, 25, lies={})
    drawer.type_again(number, agree="no")
    assert drawer.decide(ruling=FIRST) is False
    assert (drawer.counts(25), drawer.lot(2).wrong, drawer.lot(2).lot.state) == ("yes", 0, LotState.ACCEPTED)


def test_where_both_were_wrong_a_third_person_types_it_in(drawer: Drawer) -> None:
    number = small(drawer, 25, lies={25: "no"})
    drawer.type_again(number, agree="abstain")
    assert drawer.decide(ruling=NEITHER) is False
    assert [form.number for form in drawer.lot(2).to_type] == [number]
    for by in (LI, WANG):
        with pytest.raises(NotAllowed, match="had_a_hand"):
            drawer.type_again(number, by=by)
    drawer.type_again(number, by=ZHAO)
    drawer.decide(check_id=2)
    assert (drawer.counts(25), drawer.lot(2).wrong, drawer.lot(2).lot.state) == ("yes", 1, LotState.ACCEPTED)


@pytest.mark.by_hand
def test_a_form_of_another_home_is_taken_from_the_one_and_counted_for_the_other(drawer: Drawer) -> None:
    drawer.were_blank()
    number = small(drawer, 25, lies={})
    other = drawer.doors[26].household_id
    assert drawer.type_again(number, home=other) == ("household",)
    drawer.decide()
    assert (drawer.counts(25), drawer.counts(26)) == ("", "yes")


def test_a_form_of_a_tenant_that_was_typed_in_as_the_owners_binds_nobody(drawer: Drawer) -> None:
    number = small(drawer, 25, lies={})
    assert set(drawer.type_again(number, who="t")) == {"capacity", "who"}
    drawer.decide()
    with drawer.database.reading() as session:
        theirs = [
            b for b in of_polls(session, [drawer.poll.id])[drawer.poll.id] if b.household == drawer.doors[25].household_id
        ]
    assert [ballot.capacity.value for ballot in theirs] == ["occupant"]


@pytest.mark.by_hand
def test_what_a_household_said_itself_is_never_replaced_by_a_check(drawer: Drawer) -> None:
    drawer.were_blank()
    number = small(drawer, 25, lies={25: "no"})
    with drawer.database.transaction() as session:
        voted(session, replace(drawer.doors[26]), "abstain")
    drawer.type_again(number, home=drawer.doors[26].household_id)
    drawer.decide()
    assert (drawer.counts(25), drawer.counts(26)) == ("", "abstain")


def test_more_than_two_in_a_hundred_open_the_whole_lot(drawer: Drawer) -> None:
    drawer.type_in(25, lies={25: "no"})
    drawer.lock()
    drawer.roll()
    drawer.type_again(drawer.numbers[25])
    drawer.decide()
    lot = drawer.lot()
    assert (lot.lot.state, len(lot.chosen), len(lot.to_type)) == (LotState.OPENED, 26, 25)
    drawer.type_all_again()
    assert drawer.lot().lot.state is LotState.ACCEPTED


def test_a_decision_needs_a_reason(drawer: Drawer) -> None:
    number = small(drawer, 25, lies={25: "no"})
    drawer.type_again(number)
    for why, code in ((" \u200b", "finding_why"), ("长" * 301, "text_too_long")):
        with pytest.raises(Rejected, match=code):
            drawer.decide(why=why)
    with pytest.raises(NotAllowed, match="no_check"):
        drawer.decide(check_id=99)
    assert drawer.counts(25) == "no"


def test_a_clerk_who_falsifies_a_few_of_many_is_in_the_queue(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session, *[f"{floor}{door:02}" for floor in range(1, 11) for door in range(1, 13)])
        many = Drawer(database, poll, doors(session, poll))
    many.print_forms()
    many.type_in(*range(120), lies=dict.fromkeys(range(0, 120, 5), "no"))
    many.lock()
    many.roll()
    many.type_all_again()
    caught = {many.lot().forms[place].number for place in range(0, 120, 5)} & {form.number for form in many.lot().chosen}
    assert len(many.lot().differing) == len(caught) > 0
    many.decide_all()
    assert many.lot().lot.state is LotState.OPENED
    many.type_all_again()
    many.decide_all()
    assert many.lot().lot.state is LotState.ACCEPTED
    assert {many.counts(place) for place in range(120)} == {"yes"}
    assert QIAN.username in {check.decided_by for check in many.lot().checks}
