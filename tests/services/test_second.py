"""What can't be taken back takes two people, or one with a fresh code."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from surveys.core.authenticator import authenticator_secret, code_at, step_at
from surveys.core.errors import NotAllowed, NotEntitled, NotFound, SignInRefused
from surveys.core.place import Jurisdiction
from surveys.core.second import RIGHTS_FOR, Grave, Proposal
from surveys.core.staff import RIGHTS, Role, Staff
from surveys.services import account, second
from surveys.services.attempt import MOST_FAILURES
from surveys.services.authenticator import enrol
from surveys.services.invitation import invite
from surveys.services.staff import add_staff
from tests.conftest import Database
from tests.factories import DISTRICT, KEYS, LI, NOW, RANDOM, opened

WHAT = {"closes_at": "2026-12-08"}


class Room:
    """An open poll, and people around it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            poll = opened(session)
        self.poll, self.street = poll.id, Jurisdiction(street=poll.compound.street.id)
        self.compound = Jurisdiction(compound=poll.compound.id)
        self.jie, self.jie2 = self.add("jie", Role.STREET, self.street), self.add("jie2", Role.STREET, self.street)

    def add(self, username: str, role: Role, place: Jurisdiction) -> Staff:
        with self.database.transaction() as session:
            given = {"role": role, "scope": place, "random": RANDOM, "by": LI, "now": NOW}
            return add_staff(session, username, username, "plum rain on tiles", **given)  # type: ignore[arg-type]

    def proposal(self, act: Grave = Grave.CLOSE, **what: str) -> Proposal:
        return Proposal(act, self.poll, {**WHAT, **what})

    def ask(self, staff: Staff, proposal: Proposal | None = None, now: datetime = NOW) -> int:
        with self.database.transaction() as session:
            return second.ask(session, proposal or self.proposal(), staff=staff, now=now).id

    def confirm(self, staff: Staff, number: int, proposal: Proposal | None = None, now: datetime = NOW) -> None:
        with self.database.transaction() as session:
            second.confirm(session, proposal or self.proposal(), number, staff=staff, now=now)

    def refused(self, staff: Staff, number: int, proposal: Proposal | None = None, now: datetime = NOW) -> str:
        with pytest.raises(NotAllowed) as refusal:
            self.confirm(staff, number, proposal, now)
        return refusal.value.reason

    def code(self, staff: Staff, now: datetime = NOW, nonce: str = "n") -> str:
        return code_at(authenticator_secret(KEYS, staff.id, nonce), step_at(now))

    def enrol(self, staff: Staff, now: datetime = NOW) -> None:
        with self.database.transaction() as session:
            enrol(session, staff, "n", self.code(staff, now), keys=KEYS, now=now)

    def alone(self, staff: Staff, code: str, now: datetime = NOW) -> None:
        with self.database.transaction() as session:
            second.confirm_oneself(session, self.proposal(), code, staff=staff, keys=KEYS, now=now)

    def wrong(self, staff: Staff, code: str, now: datetime = NOW) -> str:
        with pytest.raises(SignInRefused) as refusal:
            self.alone(staff, code, now)
        return refusal.value.reason


@pytest.fixture
def room(database: Database) -> Room:
    """On each database."""
    return Room(database)


@pytest.mark.parametrize("act", Grave)
def test_one_asks_and_another_confirms_once(room: Room, act: Grave) -> None:
    proposal = room.proposal(act)
    asked = room.ask(room.jie, proposal)
    room.confirm(room.jie2, asked, proposal)
    assert room.refused(room.jie2, asked, proposal) == "second_over"


def test_whoever_asked_confirms_nothing(room: Room) -> None:
    assert room.refused(room.jie, room.ask(room.jie)) == "second_same_person"


@pytest.mark.parametrize("other", [{"closes_at": "2026-12-09"}, {"more": "x"}])
def test_only_exactly_what_was_asked_is_confirmed(room: Room, other: dict[str, str]) -> None:
    assert room.refused(room.jie2, room.ask(room.jie), room.proposal(**other)) == "second_changed"
    assert room.refused(room.jie2, room.ask(room.jie), room.proposal(Grave.PUBLISH)) == "second_over"


def test_it_waits_for_24_hours(room: Room) -> None:
    asked = room.ask(room.jie)
    day = timedelta(hours=24)
    assert room.refused(room.jie2, asked, now=NOW + day + timedelta(seconds=1)) == "second_over"
    assert room.refused(room.jie2, asked, now=NOW - timedelta(seconds=1)) == "second_over"
    room.confirm(room.jie2, asked, now=NOW + day)


def test_asking_for_something_else_takes_its_place_and_asking_again_changes_nothing(room: Room) -> None:
    first = room.ask(room.jie)
    assert room.ask(room.jie) == room.ask(room.jie2) == first
    other = room.ask(room.jie, room.proposal(closes_at="2026-12-09"))
    assert room.refused(room.jie2, first) == "second_over"
    room.confirm(room.jie2, other, room.proposal(closes_at="2026-12-09"))


def test_it_is_taken_back_or_refused(room: Room) -> None:
    for by in (room.jie, room.jie2):
        asked = room.ask(room.jie)
        with room.database.transaction() as session:
            second.withdraw(session, room.poll, Grave.CLOSE, asked, staff=by, now=NOW)
        assert room.refused(room.jie2, asked) == "second_over"


def test_both_need_the_right_and_the_place(room: Room) -> None:
    elsewhere = Jurisdiction(street=99)
    asked = room.ask(room.jie, room.proposal(Grave.PUBLISH))
    for role in Role:
        there = {Role.DISTRICT: DISTRICT, Role.STREET: room.street}.get(role, room.compound)
        who = Staff(77, "who", "Who", role, there)
        if RIGHTS_FOR[Grave.PUBLISH] not in RIGHTS[role]:
            with pytest.raises(NotEntitled):
                room.confirm(who, asked, room.proposal(Grave.PUBLISH))
            with pytest.raises(NotEntitled):
                room.ask(who, room.proposal(Grave.PUBLISH))
    stranger = Staff(78, "stranger", "Stranger", Role.STREET, elsewhere)
    with pytest.raises(NotFound):
        room.confirm(stranger, asked, room.proposal(Grave.PUBLISH))
    with pytest.raises(NotFound):
        room.ask(stranger)


def test_what_somebody_asked_who_may_no_more_is_over(room: Room) -> None:
    ju = room.add("ju", Role.COMMITTEE, room.compound)
    asked = room.ask(ju)
    with room.database.transaction() as session:
        account.disable_account(session, ju.id, by=LI, now=NOW)
    assert room.refused(room.jie, asked) == "second_over"


def test_whoever_was_let_in_by_the_other_lately_is_no_second(room: Room) -> None:
    """An invitation resets the account: whoever sends one could act as two."""
    ju = room.add("ju", Role.COMMITTEE, room.compound)
    with room.database.transaction() as session:
        invite(session, ju.id, random=sha256(b"x").digest(), by=room.jie, now=NOW)
    assert room.refused(ju, room.ask(room.jie)) == "second_invited"
    asked = room.ask(ju, room.proposal(closes_at="2026-12-09"))
    assert room.refused(room.jie, asked, room.proposal(closes_at="2026-12-09")) == "second_invited"
    later = NOW + timedelta(days=7)
    room.confirm(ju, room.ask(room.jie, now=later), now=later)


def test_a_fresh_code_is_a_second_of_ones_own_and_counts_once(room: Room) -> None:
    room.enrol(room.jie)
    assert room.wrong(room.jie, room.code(room.jie)) == "wrong", "the code that enrolled"
    later = NOW + timedelta(minutes=1)
    code = room.code(room.jie, later)
    assert room.wrong(room.jie2, code, later) == "none"
    room.alone(room.jie, code, later)
    assert room.wrong(room.jie, code, later) == "wrong"


def test_codes_are_not_tried_out(room: Room) -> None:
    room.enrol(room.jie)
    later = NOW + timedelta(minutes=1)
    assert {room.wrong(room.jie, "000000", later) for _ in range(MOST_FAILURES)} == {"wrong"}
    assert room.wrong(room.jie, room.code(room.jie, later), later) == "throttled"
    room.alone(room.jie, room.code(room.jie, later + timedelta(minutes=16)), later + timedelta(minutes=16))


def test_an_authenticator_is_replaced_by_a_reset_alone(room: Room) -> None:
    room.enrol(room.jie)
    with pytest.raises(NotAllowed, match="enrolled"):
        room.enrol(room.jie, NOW + timedelta(minutes=1))
    with room.database.transaction() as session:
        invite(session, room.jie.id, random=sha256(b"x").digest(), by=LI, now=NOW)
    later = NOW + timedelta(minutes=2)
    assert room.wrong(room.jie, room.code(room.jie, later), later) == "none"
    room.enrol(room.jie, later)


def test_two_whom_one_of_the_street_let_in_lately_are_not_two_people(room: Room) -> None:
    """Whoever may add accounts could make two of them, or a third by way of the second."""
    people = {name: room.add(name, Role.STREET, room.jie.scope) for name in ("one", "two", "three")}
    with room.database.transaction() as session:
        for name, by in (("one", room.jie), ("two", room.jie), ("three", people["two"])):
            invite(session, people[name].id, random=sha256(name.encode()).digest(), by=by, now=NOW)
    asked = room.ask(people["one"])
    assert [room.refused(people[name], asked) for name in ("two", "three")] == ["second_invited"] * 2
    asked = room.ask(room.jie, room.proposal(closes_at="2026-12-09"))
    assert room.refused(people["three"], asked, room.proposal(closes_at="2026-12-09")) == "second_invited"


def test_the_district_opens_everybodys_account_and_makes_nobody_one_person_by_it(room: Room) -> None:
    chief = room.add("chief", Role.DISTRICT, DISTRICT)
    people = [room.add(name, Role.STREET, room.jie.scope) for name in ("one", "two")]
    with room.database.transaction() as session:
        for who in people:
            invite(session, who.id, random=sha256(who.username.encode()).digest(), by=chief, now=NOW)
    room.confirm(people[1], room.ask(people[0]))
    asked = room.ask(chief, room.proposal(closes_at="2026-12-09"))
    assert room.refused(people[0], asked, room.proposal(closes_at="2026-12-09")) == "second_invited"
