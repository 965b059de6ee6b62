"""Ballots that wait: a letter issued anew takes nobody's place, and who decides is neither its printer nor a clerk alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.waiting import WaitingReason, WaitingRuling
from surveys.services.queue import Pending, pending
from tests.factories import (
    WANG,
)
from tests.services.contested import KEPT, TAKEN, TAKEN_BACK, Beside, Street, casting


def test_a_ballot_by_a_letter_issued_after_the_first_was_cast_waits(street: Street, both: Beside) -> None:
    assert street.counts(both.first) == "no"
    (waits,) = street.waits
    assert (waits.reason, waits.open, waits.beside) == (WaitingReason.REISSUED, True, both.first.household_id)
    with street.database.reading() as session:
        assert pending(session, street.poll.id) == Pending(1, 0)


def test_a_letter_issued_before_anything_was_cast_casts_at_once(street: Street) -> None:
    anew = street.renewed(street.doors[0])
    assert street.vote(anew, "yes").standing
    assert street.waits == ()


def test_a_ballot_that_waits_and_is_sent_again_stays_one_and_its_last_answers_are_decided_about(
    street: Street, both: Beside
) -> None:
    street.vote(both.later, "abstain")
    assert len(street.waits) == 1
    street.decided(take=True)
    assert street.counts(both.first) == "abstain"


def test_the_same_letter_in_the_same_state_displaces_nothing_and_waits_for_nothing(street: Street) -> None:
    street.vote(street.doors[0], "no")
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.vote(street.doors[0], "yes")
    assert street.waits == ()


def test_whoever_cast_the_first_may_let_the_later_count(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.at_home(both.later, TAKEN)
    assert street.at_home(both.first, TAKEN).decided_by == ""
    assert street.counts(both.first) == "yes"
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.vote(replace(both.first, epoch=both.later.epoch), "no")


def test_whoever_cast_the_first_may_keep_it_and_the_same_letter_waits_no_second_time(street: Street, both: Beside) -> None:
    street.at_home(both.first, KEPT)
    assert street.counts(both.first) == "no"
    assert street.at_home(both.first, KEPT).ruling is KEPT
    with pytest.raises(NotAllowed, match="decided_before"):
        street.at_home(both.first, TAKEN)
    with pytest.raises(NotAllowed, match="kept_first"):
        street.vote(both.later, "yes")
    other = street.renewed(both.first)
    assert street.vote(other, "yes").waiting
    assert len(street.waits) == 2


def test_whoever_cast_the_later_may_take_it_back_and_cast_one_that_waits_anew(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="cast_elsewhere"):
        street.at_home(both.first, TAKEN_BACK)
    street.at_home(both.later, TAKEN_BACK)
    assert street.vote(both.later, "abstain").waiting
    assert [waits.open for waits in street.waits] == [False, True]


def test_the_letter_alone_decides_nothing(street: Street, both: Beside) -> None:
    alone = replace(both.later, casts={})
    for ruling in WaitingRuling:
        with pytest.raises(NotAllowed, match="cast_elsewhere"):
            street.at_home(alone, ruling)
    with pytest.raises(NotFound):
        street.at_home(street.doors[1], TAKEN)
    with pytest.raises(NotFound):
        street.at_home(both.first, TAKEN, waiting_id=99)


def test_the_first_changes_and_goes_by_its_own_browser_though_its_letter_is_void(street: Street, both: Beside) -> None:
    street.vote(both.first, "abstain")
    assert street.counts(both.first) == "abstain"
    street.taken_back(both.first)
    assert street.counts(both.first) == ""
    assert [waits.open for waits in street.waits] == [True]


def test_what_counts_at_once_after_the_first_went_takes_the_waiting_one_back(street: Street, both: Beside) -> None:
    street.taken_back(both.first)
    assert street.vote(both.later, "abstain").standing
    assert [waits.ruling for waits in street.waits] == [TAKEN_BACK]
    with pytest.raises(NotAllowed, match="decided_before"):
        street.decided(take=True)


def test_a_tenants_ballot_never_shuts_the_owner_out(street: Street) -> None:
    street.vote(street.doors[0], "no", who="t")
    anew = street.renewed(street.doors[0])
    assert street.vote(anew, "yes").standing
    assert street.vote(anew, "yes", who="t").waiting
    assert street.counts(anew) == "yes"
    assert street.counts(anew, Capacity.OCCUPANT) == "no"


def test_a_tenants_and_an_owners_ballots_wait_apart(street: Street) -> None:
    street.vote(street.doors[0], "no")
    street.vote(street.doors[0], "no", who="t")
    anew = street.renewed(street.doors[0])
    tenant, owner = street.vote(anew, "yes", who="t"), street.vote(anew, "yes")
    street.decided(take=False, waiting_id=1)
    assert street.vote(casting(anew, owner), "abstain").since == owner.since
    assert tenant.capacity is Capacity.OCCUPANT
    assert [waits.open for waits in street.waits] == [False, True]


def test_undoing_what_took_anothers_place_brings_that_one_back_for_nobody(street: Street, both: Beside) -> None:
    street.at_home(both.first, TAKEN)
    with pytest.raises(NotAllowed, match="too_late_to_undo"):
        street.undone(both.later)
    street.vote(both.later, "abstain")
    assert street.undone(both.later).ballot().answers["agree"] == "yes"
    street.taken_back(both.later)
    assert street.counts(both.first) == ""
    assert street.undone(both.later).ballot().answers["agree"] == "yes"


def test_a_flat_of_an_owner_who_answered_for_another_waits_and_another_owners_doesnt(flats: Street) -> None:
    first, second, neighbour = flats.doors
    flats.vote(first, "no")
    assert flats.vote(neighbour, "yes").standing
    assert flats.vote(second, "yes").waiting
    (waits,) = flats.waits
    assert (waits.reason, waits.home.id, waits.beside) == (WaitingReason.FLAT, second.household_id, first.household_id)
    (line,) = flats.queue().waiting
    assert line.stands is not None
    assert (line.first.id, line.stands.household, line.issued_anew) == (first.household_id, first.household_id, ())


def test_the_browser_that_answered_for_one_flat_answers_for_the_other(flats: Street) -> None:
    first, second, _ = flats.doors
    revision = flats.vote(first, "no")
    assert flats.vote(second, "yes", holds={first.household_id: revision.since}).standing
    assert flats.waits == ()


def test_a_tenant_of_another_flat_waits_for_nobody(flats: Street) -> None:
    flats.vote(flats.doors[0], "no")
    assert flats.vote(flats.doors[1], "yes", who="t").standing


def test_whoever_cast_for_one_flat_lets_the_other_count_as_well(flats: Street) -> None:
    first, second, _ = flats.doors
    holder = casting(first, flats.vote(first, "no"))
    flats.vote(second, "yes")
    flats.at_home(holder, TAKEN)
    assert (flats.counts(first), flats.counts(second)) == ("no", "yes")


def test_what_staff_fill_in_waits_for_the_owners_own_and_never_for_other_staffs(flats: Street) -> None:
    first, second, neighbour = flats.doors
    flats.vote(neighbour, "yes", by=WANG)
    flats.vote(first, "no", by=WANG)
    assert flats.vote(second, "yes", by=WANG).standing
    assert flats.waits == ()


def test_what_staff_fill_in_for_a_flat_waits_where_the_owner_answered_by_phone(flats: Street) -> None:
    flats.vote(flats.doors[0], "no")
    assert flats.vote(flats.doors[1], "yes", by=WANG).waiting
    assert flats.counts(flats.doors[1]) == ""
    with pytest.raises(NotAllowed, match="had_a_hand"):
        flats.decided(take=True, by=WANG)
    assert flats.decided(take=True).decided_by == "jie"
    assert flats.counts(flats.doors[1]) == "yes"


def test_staff_still_replace_nobodys_own_ballot(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="own_ballot"):
        street.vote(both.later, "abstain", by=WANG)
    assert street.counts(both.first) == "no"
