"""The street's queue: decided on a signed request by whom nobody can suspect, and nothing in it forgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from surveys.core.ballot import Capacity
from surveys.core.errors import CodeRefused, NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.staff import Role
from surveys.services import waiting as service
from surveys.services.code import door_by_link
from surveys.services.household import answer_page
from surveys.services.queue import Pending, pending
from tests.factories import (
    AFTER,
    DISTRICT,
    DURING,
    LI,
    letters_of,
)
from tests.services.contested import ASKED, JIE, TAKEN, Beside, Street, casting, paper
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
