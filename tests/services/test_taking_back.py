"""Taking answers back, and undoing the last act."""

from __future__ import annotations

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed
from tests.conftest import Database
from tests.factories import WANG
from tests.services.doorstep import a_door, cast, revisions, standing, taken_back, undone


def test_staff_dont_fill_the_place_of_what_a_household_took_back(database: Database) -> None:
    _, door = a_door(database)
    cast(database, door, "no")
    taken_back(database, door)
    with pytest.raises(NotAllowed, match="own_ballot"):
        cast(database, door, "yes", channel=Channel.PAPER, by=WANG)


def test_answers_taken_back_stand_no_more_and_are_still_on_record(database: Database) -> None:
    _, door = a_door(database)
    cast(database, door, "yes", who="t")
    cast(database, door, "no")
    assert taken_back(database, door).revision == 2
    assert set(standing(database, door)) == {Capacity.OCCUPANT}
    assert [answers == "null" for _, answers in revisions(database)] == [False, False, True]
    assert cast(database, door, "abstain").revision == 3


def test_taking_back_twice_is_one_act(database: Database) -> None:
    _, door = a_door(database)
    cast(database, door)
    assert taken_back(database, door) == taken_back(database, door, random=b"other" * 8)
    with pytest.raises(NotAllowed, match="nothing_cast"):
        taken_back(database, door, submission="another-submission")


def test_undoing_puts_back_what_stood_before(database: Database) -> None:
    _, door = a_door(database)
    first = cast(database, door, "yes", "roof")
    cast(database, door, "no")
    back = undone(database, door, 10)
    assert (back.ballot().answers, back.revision) == (first.answers, 3)
    assert standing(database, door) == {Capacity.OWNER: back.ballot()}
    assert undone(database, door, 11) == back


def test_undoing_the_first_ballot_takes_it_back(database: Database) -> None:
    _, door = a_door(database)
    cast(database, door)
    assert undone(database, door, 1).withdrawn
    assert undone(database, door, 2).withdrawn
    assert standing(database, door) == {}


def test_undoing_a_withdrawal_puts_the_ballot_back(database: Database) -> None:
    _, door = a_door(database)
    ballot = cast(database, door, "no")
    taken_back(database, door)
    assert undone(database, door, 1).ballot().answers == ballot.answers


def test_after_ten_minutes_nothing_is_undone(database: Database) -> None:
    _, door = a_door(database)
    with pytest.raises(NotAllowed, match="nothing_cast"):
        undone(database, door, 0)
    cast(database, door)
    with pytest.raises(NotAllowed, match="too_late_to_undo"):
        undone(database, door, 11)
