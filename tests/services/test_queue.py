"""The street's queue: decided on a signed request by whom nobody can suspect, and nothing in it forgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import CodeRefused, NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.mandate import Mandate, MandateKind
from surveys.core.place import Jurisdiction
from surveys.core.staff import Role, Staff
from surveys.services import waiting as service
from surveys.services.code import door_by_link
from surveys.services.household import answer_page
from surveys.services.invitation import invite
from surveys.services.life import close, review
from surveys.services.mandate import confirm_mandate, enter_mandate
from surveys.services.queue import Pending, pending
from surveys.services.staff import add_staff
from tests.conftest import Database
from tests.factories import (
    AFTER,
    DISTRICT,
    DURING,
    LI,
    RANDOM,
    doors,
    letters_of,
    voted,
)
from tests.services.contested import ASKED, JIE, TAKEN, Beside, Street, casting, paper
from tests.services.test_mandate import polled as with_matters
from tests.witness import member


@pytest.mark.parametrize(("take", "counted"), [(True, "yes"), (False, "no")])
def test_the_street_decides_on_a_signed_request_and_it_is_written_down(
    street: Street, both: Beside, take: bool, counted: str
) -> None:
    decided = street.decided(take=take)
    assert (decided.decided_by, decided.paper, decided.why) == ("jie", ASKED["paper"], ASKED["why"])
    assert street.counts(both.first) == counted
    assert street.decided(take=take) == decided
    with pytest.raises(NotAllowed, match="decided_before"):
        street.decided(take=not take)
    assert paper(street, "waiting_decided") == ["jie"]


def test_nobody_decides_about_a_letter_that_they_printed(street: Street, both: Beside) -> None:
    with pytest.raises(NotAllowed, match="had_a_hand"):
        street.decided(take=True, by=LI)
    assert street.queue().waiting[0].hands == {"li"}
    assert street.counts(both.first) == "no"


def test_a_decision_needs_a_paper_a_reason_a_right_and_its_place(street: Street, both: Beside) -> None:
    wrong = {"waiting_paper": {"paper": " \u200b"}, "waiting_why": {"why": ""}, "text_too_long": {"why": "长" * 301}}
    for code, lacks in wrong.items():
        with pytest.raises(Rejected, match=code):
            street.decided(take=True, **lacks)
    for role in (Role.COMMITTEE, Role.OWNERS, Role.HELPER):
        with pytest.raises(NotEntitled):
            street.decided(take=True, by=member(role))
    with pytest.raises(NotFound):
        street.decided(take=True, scope=Jurisdiction(compound=street.poll.compound.id + 1))
    with pytest.raises(NotFound):
        street.decided(take=True, waiting_id=99)
    assert street.counts(both.first) == "no"


def test_after_closing_nothing_is_decided_and_the_first_counts(street: Street, both: Beside) -> None:
    with pytest.raises(PollNotOpen, match="closed"):
        street.decided(take=True, now=AFTER)
    with pytest.raises(PollNotOpen, match="closed"):
        street.at_home(both.first, TAKEN, now=AFTER)
    with pytest.raises(PollNotOpen, match="closed"):
        street.vote(both.later, "abstain", now=AFTER)
    assert street.counts(both.first) == "no"


def test_a_ballot_is_disowned_once_and_answered_once(street: Street, both: Beside) -> None:
    alone = replace(both.later, casts={})
    with street.database.transaction() as session:
        for said in ("我家没有交过", "再说一遍"):
            service.disown(session, alone, Capacity.OWNER, said, now=DURING)
        with pytest.raises(NotAllowed, match="nothing_cast"):
            service.disown(session, alone, Capacity.OCCUPANT, "", now=DURING)
    (line,) = street.queue().disputes
    assert (line.dispute.said, line.letter, line.stands) == ("我家没有交过", 1, True)
    assert [by for _at, by in line.issued_anew] == ["li"]
    with street.database.transaction() as session:
        poll = street.poll.id
        with pytest.raises(NotFound):
            service.answer_dispute(session, DISTRICT, poll, 99, "核对过", by=JIE, now=DURING)
        with pytest.raises(Rejected, match="waiting_answer"):
            service.answer_dispute(session, DISTRICT, poll, 1, " ", by=JIE, now=DURING)
        for _ in range(2):
            service.answer_dispute(session, DISTRICT, poll, 1, "打过电话，是老人交的", by=JIE, now=DURING)
        with pytest.raises(NotAllowed, match="answered_before"):
            service.answer_dispute(session, DISTRICT, poll, 1, "不一样的话", by=JIE, now=DURING)
    assert paper(street, "dispute_answered") == ["jie"]
    assert street.counts(both.first) == "no"
    with street.database.reading() as session:
        assert pending(session, street.poll.id) == Pending(1, 0)


def test_a_void_letter_leads_the_browser_that_cast_to_its_ballot_and_nobody_else(street: Street) -> None:
    with street.database.reading() as session:
        link = letters_of(session, street.poll)[0].url.rsplit("/", 1)[1]
    first = casting(street.doors[0], street.vote(street.doors[0], "no"))
    street.renewed(first)
    homes: Mapping[str, tuple[int, ...]] = {"nobody": (), "a neighbour": (street.doors[1].household_id,)}
    with street.database.reading() as session:
        for cast_for in homes.values():
            with pytest.raises(CodeRefused, match="void"):
                door_by_link(session, link, cast_for=cast_for)
        led = door_by_link(session, link, cast_for=(first.household_id,))
        assert answer_page(session, replace(led, casts=first.casts), now=DURING).opened == {Capacity.OWNER}
        with pytest.raises(CodeRefused, match="void"):
            answer_page(session, led, now=DURING)
    with pytest.raises(CodeRefused, match="void"):
        street.vote(led, "yes")


def street_clerk(street: Street, username: str, role: Role = Role.STREET) -> Staff:
    """Somebody with an account of their own."""
    place = street.poll.compound
    scope = Jurisdiction(street=place.street.id) if role is Role.STREET else Jurisdiction(compound=place.id)
    given = {"role": role, "scope": scope, "random": RANDOM, "by": LI, "now": DURING}
    with street.database.transaction() as session:
        return add_staff(session, username, username, "plum rain on tiles", **given)  # type: ignore[arg-type]


def let_in(street: Street, who: Staff, by: Staff) -> None:
    with street.database.transaction() as session:
        invite(session, who.id, random=sha256(who.username.encode()).digest(), by=by, now=DURING)


def test_nobody_decides_with_one_account_what_they_printed_with_another(street: Street) -> None:
    jia, yi = street_clerk(street, "jia"), street_clerk(street, "yi")
    ju = street_clerk(street, "ju", Role.COMMITTEE)
    let_in(street, ju, by=jia)
    first = casting(street.doors[0], street.vote(street.doors[0], "no"))
    street.vote(street.renewed(first, by=ju), "yes")
    with pytest.raises(NotAllowed, match="hand_invited"):
        street.decided(take=True, by=jia)
    assert street.counts(first) == "no"
    assert street.decided(take=True, by=yi).decided_by == "yi"


def test_whoever_had_a_hand_in_a_ballot_doesnt_answer_that_it_was_disowned(street: Street) -> None:
    jia, yi = street_clerk(street, "jia"), street_clerk(street, "yi")
    ju = street_clerk(street, "ju", Role.COMMITTEE)
    let_in(street, ju, by=jia)
    street.vote(street.doors[0], "yes", by=ju)
    answered = {"by": yi, "now": DURING}
    with street.database.transaction() as session:
        service.disown(session, street.doors[0], Capacity.OWNER, "我家没有交过", now=DURING)
        with pytest.raises(NotAllowed, match="hand_invited"):
            service.answer_dispute(session, DISTRICT, street.poll.id, 1, "都对", **{**answered, "by": jia})
        service.answer_dispute(session, DISTRICT, street.poll.id, 1, "打过电话，不是他家的", **answered)
    street.vote(street.doors[1], "yes", by=yi)
    with street.database.transaction() as session:
        service.disown(session, street.doors[1], Capacity.OWNER, "", now=DURING)
        with pytest.raises(NotAllowed, match="had_a_hand"):
            service.answer_dispute(session, DISTRICT, street.poll.id, 2, "都对", **answered)


def test_two_accounts_that_one_person_let_in_neither_confirm_a_mandate_nor_review(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        poll = with_matters(session)
        street = Street(sqlite, poll, doors(session, poll))
    people = {name: street_clerk(street, name) for name in ("jia", "yi", "one", "two")}
    for name in ("one", "two"):
        let_in(street, people[name], by=people["jia"])
    mandate = Mandate(0, street.doors[0].household_id, MandateKind.GUARDIAN, "Zhao", "no. 3", (), "")
    with sqlite.transaction() as session:
        number = enter_mandate(session, DISTRICT, poll.id, mandate, by=people["one"], now=DURING)
        for name in ("jia", "two"):
            with pytest.raises(NotAllowed, match="hand_invited"):
                confirm_mandate(session, DISTRICT, poll.id, number, by=people[name], now=DURING)
        confirm_mandate(session, DISTRICT, poll.id, number, by=people["yi"], now=DURING)
    with sqlite.transaction() as session:
        given = {"voter": "myself", "matters": {"fund": "yes", "pump": "yes"}}
        voted(session, street.doors[1], "yes", by=people["one"], channel=Channel.PAPER, **given)
        close(session, DISTRICT, poll.id, reason="done", by=LI, now=DURING)
        for name, reason in (("one", "entered_for_others"), ("two", "hand_invited"), ("jia", "hand_invited")):
            with pytest.raises(NotAllowed, match=reason):
                review(session, DISTRICT, poll.id, by=people[name], now=DURING)
        assert review(session, DISTRICT, poll.id, by=people["yi"], now=DURING).reviewed_at == DURING
