"""Knocks on doors: only ever added, the same sent twice is one, and a phone's clock decides nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.errors import NotFound
from surveys.core.place import CHINA, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.roster import Entrance
from surveys.core.staff import Installation
from surveys.core.visit import DayPart, SentVisit, VisitOutcome
from surveys.services.contact import forget_contacts
from surveys.services.life import close
from surveys.services.visit import DoorToVisit, VisitDesk, VisitSums, note_visits, round_list, visit_desk, visit_sums
from tests.conftest import Database
from tests.factories import DISTRICT, DURING, LI, WANG, doors, opened, voted

AT = Entrance("1", "1")
TODAY = DURING.astimezone(CHINA).date()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()


class Walk:
    """An open poll of four homes, and whoever knocks at their doors."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            self.poll: Poll = opened(session)
            self.homes = [door.household_id for door in doors(session, self.poll)]

    def knock(self, place: int, outcome: str, number: str = "", **more: object) -> SentVisit:
        """A knock at the home of this place, ready to be sent."""
        return SentVisit(number or f"knock-{place}-{outcome}", self.homes[place], outcome, **more)  # type: ignore[arg-type]

    def send(self, *sent: SentVisit, by: Installation = LI, **more: object) -> list[str]:
        """Send knocks; returns what was wrong with each, empty where it was kept."""
        given = {"now": DURING, **more}
        with self.database.transaction() as session:
            noted = note_visits(session, DISTRICT, self.poll.id, sent, by=by, **given)  # type: ignore[arg-type]
        return [one.problem.code if one.problem else "" for one in noted]

    def desk(self) -> VisitDesk:
        with self.database.reading() as session:
            return visit_desk(session, DISTRICT, self.poll.id, AT, now=DURING)

    def door(self, place: int) -> DoorToVisit:
        return next(door for door in self.desk().doors if door.household.id == self.homes[place])

    def sums(self) -> VisitSums:
        with self.database.reading() as session:
            return visit_sums(session, DISTRICT, self.poll.id, now=DURING)


@pytest.fixture
def walk(database: Database) -> Walk:
    return Walk(database)


def test_a_knock_is_kept_with_who_and_when(walk: Walk) -> None:
    assert walk.send(walk.knock(0, "out", ago=600_000)) == [""]
    (visit,) = walk.door(0).visits
    assert (visit.outcome, visit.by, visit.at, visit.came_at) == (
        VisitOutcome.OUT,
        "li",
        DURING - timedelta(minutes=10),
        DURING,
    )


def test_the_same_sent_twice_is_one_in_one_batch_and_in_two(walk: Walk) -> None:
    once = walk.knock(0, "out")
    assert walk.send(once, once) == ["", ""]
    assert walk.send(once, now=DURING + timedelta(hours=1)) == [""]
    assert len(walk.door(0).visits) == 1


def test_a_number_that_somebody_else_used_is_refused(walk: Walk) -> None:
    walk.send(walk.knock(0, "out"))
    assert walk.send(walk.knock(0, "out"), by=WANG) == ["visit_number"]


@pytest.mark.parametrize(
    ("ago", "lies"),
    [
        (-5, timedelta()),
        (0, timedelta()),
        (3_600_000, timedelta(hours=1)),
        (10**11, timedelta(days=1)),
        (10**30, timedelta(days=1)),
    ],
)
def test_the_time_is_never_later_than_now_nor_before_the_poll(walk: Walk, ago: int, lies: timedelta) -> None:
    assert walk.send(walk.knock(0, "out", ago=ago)) == [""]
    assert walk.door(0).visits[0].at == DURING - lies


def test_what_was_noted_before_the_poll_ended_is_kept_after_it(walk: Walk) -> None:
    with walk.database.transaction() as session:
        close(session, DISTRICT, walk.poll.id, reason="all answered", by=LI, now=DURING)
    later = DURING + timedelta(hours=1)
    assert walk.send(walk.knock(0, "out", ago=3_700_000), walk.knock(1, "out", ago=60_000), now=later) == [
        "",
        "visit_closed",
    ]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"outcome": "later"}, "visit_when"),
        ({"outcome": "later", "next_on": TOMORROW}, "visit_when"),
        ({"outcome": "later", "next_part": "evening"}, "visit_when"),
        ({"outcome": "later", "next_on": TOMORROW, "next_part": "night"}, "visit_when"),
        ({"outcome": "later", "next_on": "tomorrow", "next_part": "evening"}, "visit_day"),
        ({"outcome": "later", "next_on": "2026-01-01", "next_part": "evening"}, "visit_day"),
        ({"outcome": "later", "next_on": "2099-01-01", "next_part": "evening"}, "visit_day"),
        ({"outcome": "answered", "next_on": TOMORROW, "next_part": "evening"}, "visit_no_next"),
        ({"outcome": "chose yes"}, "visit_outcome"),
        ({"outcome": ""}, "visit_outcome"),
        ({"outcome": "undone"}, "visit_undone"),
        ({"outcome": "out", "undoes": "nothing-there"}, "visit_undone"),
        ({"outcome": "undone", "undoes": "nothing-there"}, "visit_undone"),
        ({"outcome": "out", "remark": "x" * 41}, "visit_remark_long"),
        ({"outcome": "out", "remark": "138 0013 8000"}, "visit_remark_personal"),
        ({"outcome": "out", "household": 0}, "visit_door"),
        ({"outcome": "out", "submission": "short"}, "visit_number"),
        ({"outcome": "out", "submission": "<script>alert(1)</script>"}, "visit_number"),
    ],
)
def test_each_line_is_refused_for_itself(walk: Walk, sent: dict[str, object], problem: str) -> None:
    wrong = replace(walk.knock(0, "out", "knock-wrong"), **sent)  # type: ignore[arg-type]
    assert walk.send(wrong, walk.knock(1, "out")) == [problem, ""]
    assert walk.door(0).visits == ()
    assert len(walk.door(1).visits) == 1


def test_whoever_noted_a_knock_undoes_it_and_nobody_else(walk: Walk) -> None:
    walk.send(walk.knock(0, "out", "the-mistake"))
    undo = walk.knock(0, "undone", "undo-once", undoes="the-mistake")
    assert walk.send(undo, by=WANG) == ["visit_undone_others"]
    assert walk.send(undo, undo) == ["", ""]
    assert walk.door(0).visits == ()
    assert walk.send(walk.knock(0, "undone", "undo-twice", undoes="undo-once")) == ["visit_undone"]


def test_an_undo_in_the_batch_of_its_knock_is_taken(walk: Walk) -> None:
    first, undo = walk.knock(0, "out", "the-mistake"), walk.knock(0, "undone", "undo-once", undoes="the-mistake")
    assert walk.send(first, undo) == ["", ""]
    assert walk.door(0).last is None


def test_two_phones_at_one_door_are_both_kept_and_the_later_is_last(walk: Walk) -> None:
    walk.send(walk.knock(0, "refused", "of-wang-1"), by=WANG)
    walk.send(walk.knock(0, "out", "of-li-111", ago=1_800_000))
    assert [(visit.by, visit.outcome) for visit in walk.door(0).visits] == [
        ("wang", VisitOutcome.REFUSED),
        ("li", VisitOutcome.OUT),
    ]


def test_who_is_due_today_stands_on_top_until_somebody_goes_or_the_home_answers(walk: Walk) -> None:
    for place in range(3):
        walk.send(walk.knock(place, "later", next_on=TODAY.isoformat(), next_part="evening"))
    walk.send(walk.knock(3, "later", next_on=TOMORROW, next_part="morning"))
    assert [line.visit.household for line in walk.desk().due] == walk.homes[:3]
    assert walk.desk().due[0].visit.next_part is DayPart.EVENING
    walk.send(walk.knock(0, "out"), now=DURING + timedelta(minutes=1))
    with walk.database.transaction() as session:
        voted(session, doors(session, walk.poll)[1])
    assert [line.visit.household for line in walk.desk().due] == [walk.homes[2]]


def test_an_undone_appointment_is_due_no_more_and_the_one_before_is(walk: Walk) -> None:
    walk.send(walk.knock(0, "later", "first-one", next_on=TODAY.isoformat(), next_part="evening", ago=60_000))
    walk.send(walk.knock(0, "refused", "a-mistake"))
    assert walk.desk().due == ()
    walk.send(walk.knock(0, "undone", "taken-back", undoes="a-mistake"))
    assert [line.visit.submission for line in walk.desk().due] == ["first-one"]


def test_a_ballot_goes_before_what_anybody_says(walk: Walk) -> None:
    walk.send(walk.knock(0, "answered"), walk.knock(1, "answered"))
    with walk.database.transaction() as session:
        voted(session, doors(session, walk.poll)[0])
    assert [(door.answered, door.to_visit) for door in walk.desk().doors] == [
        (True, False),
        (False, False),
        (False, True),
        (False, True),
    ]


def test_the_sums_add_up(walk: Walk) -> None:
    walk.send(walk.knock(0, "out"), walk.knock(1, "later", next_on=TOMORROW, next_part="evening"), walk.knock(2, "empty"))
    walk.send(walk.knock(0, "refused", "again-at-0"), by=WANG, now=DURING + timedelta(minutes=1))
    with walk.database.transaction() as session:
        voted(session, doors(session, walk.poll)[2])
    sums = walk.sums()
    assert (sums.whole.homes, sums.whole.answered, sums.whole.visited) == (4, 1, 2)
    assert sums.whole.outcomes[VisitOutcome.REFUSED] == sums.whole.outcomes[VisitOutcome.LATER] == 1
    assert sums.whole.visited == sum(sums.whole.outcomes.values())
    assert [(person.by, person.visits) for person in sums.people] == [("li", 3), ("wang", 1)]
    assert sums.coming == ((TODAY + timedelta(days=1), 1),)
    for name in ("homes", "answered", "visited"):
        assert sum(getattr(line, name) for line in sums.buildings) == getattr(sums.whole, name)


def test_nobody_knocks_outside_their_place(walk: Walk) -> None:
    outside = Jurisdiction(compound=walk.poll.compound.id + 1)
    with pytest.raises(NotFound), walk.database.transaction() as session:
        note_visits(session, outside, walk.poll.id, [walk.knock(0, "out")], by=LI, now=DURING)
    with pytest.raises(NotFound), walk.database.reading() as session:
        visit_desk(session, outside, walk.poll.id, AT, now=DURING)
    with walk.database.reading() as session:
        assert round_list(session, outside, now=DURING)[0] == ()
        assert [poll.id for poll in round_list(session, DISTRICT, now=DURING)[0]] == [walk.poll.id]


def test_a_stairwell_that_is_not_there_is_not_found(walk: Walk) -> None:
    with pytest.raises(NotFound), walk.database.reading() as session:
        visit_desk(session, DISTRICT, walk.poll.id, Entrance("99", ""), now=DURING)


def test_the_door_of_another_poll_is_none_of_this_one(walk: Walk) -> None:
    with walk.database.transaction() as session:
        other = opened(session, compound="B", wave="V")
        strange = doors(session, other)[0].household_id
    assert walk.send(replace(walk.knock(0, "out"), household=strange)) == ["visit_door"]


def test_what_was_remarked_at_a_door_is_forgotten_with_the_polls_numbers(walk: Walk) -> None:
    walk.send(walk.knock(0, "out", remark="老人听不见"))
    for later, remark in ((DURING, "老人听不见"), (DURING.replace(year=2028), "")):
        with walk.database.transaction() as session:
            forget_contacts(session, now=later)
        assert walk.door(0).visits[0].remark == remark
