"""Homes with several owners: one vote, and none where they differ until it is decided whose holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.canonical import canonical
from surveys.core.co_owner import (
    CoOwned,
    CoVote,
    Settlement,
    acted_for,
    co_vote_from_document,
    conflicting,
    owners_named,
)
from surveys.core.mandate import Mandate, MandateKind, may_act
from surveys.core.matter import VOTER
from surveys.core.outcome.matters import MatterRuling
from surveys.core.outcome.outcome import OnRecord
from surveys.core.roster import Roster
from tests.core.small_polls import START, home
from tests.core.test_matter import FUND, PATTERN, asked, votes
from tests.core.test_outcome import made


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("张三", 1),
        ("", 1),
        ("张三、李四", 2),
        ("张三，李四,王五", 3),
        ("张三 李四", 2),
        ("张三；李四、", 2),
        ("张三/李四", 2),
        ("John Smith", 1),
        ("李和平", 1),
        ("、".join("甲乙丙丁戊己庚辛"), 6),
    ],
)
def test_the_roster_s_text_names_one_owner_or_several(text: str, owners: int) -> None:
    assert owners_named(text) == owners


def first(choice: str, voter: str = "owner-1") -> Ballot:
    ballot = votes(1, fund=choice)
    return replace(ballot, answers={**ballot.answers, VOTER: voter})


def second(choice: str, voter: str = "owner-2") -> CoVote:
    return CoVote(1, voter, {VOTER: voter, "matter-fund": choice}, Channel.PHONE, "", "R2", START)


def ruling(ballot: Ballot | None, *others: CoVote, settled: str = "") -> MatterRuling:
    settlements = (Settlement(1, settled, "they chose", "note 1", "li"),) if settled else ()
    roster = Roster((replace(home(1), owners=2), home(2)))
    on_record = OnRecord(co_owned=CoOwned(others, settlements))
    ballots = [ballot] if ballot else []
    return made(roster, *ballots, asked=asked(FUND), on_record=on_record).matters["fund"]  # type: ignore[arg-type]


def owners(found: MatterRuling) -> tuple[int, int, int]:
    count = found.tally.votes.owners
    return count.yes, count.no, found.undecided


def test_owners_who_differ_have_not_voted_until_it_is_decided_whose_vote_holds() -> None:
    assert owners(ruling(first("yes"))) == (1, 0, 0)
    assert owners(ruling(first("yes"), second("no"))) == (0, 0, 1)
    assert owners(ruling(first("yes"), second("no"), settled="owner-1")) == (1, 0, 0)
    assert owners(ruling(first("yes"), second("no"), settled="owner-2")) == (0, 1, 0)


def test_owners_who_vote_alike_have_one_vote() -> None:
    assert owners(ruling(first("yes"), second("yes"))) == (1, 0, 0)
    assert owners(ruling(first("yes"), second("yes"), second("no", "owner-3"))) == (0, 0, 1)


def test_a_second_owner_s_vote_stands_alone_where_the_first_took_theirs_back() -> None:
    assert owners(ruling(None, second("no"))) == (0, 1, 0)


def test_a_settlement_for_somebody_who_did_not_vote_decides_nothing() -> None:
    assert owners(ruling(first("yes"), second("no"), settled="owner-3")) == (0, 0, 1)


def test_the_one_whom_they_chose_differs_from_another_like_an_owner() -> None:
    chosen = first("yes", "mandated")
    mandate = Mandate(1, 1, MandateKind.CO_OWNER, "Li", "note 1", (), "li", "wang")
    on_record = OnRecord(mandates=(mandate,), co_owned=CoOwned((second("no"),)))
    found = made(Roster((replace(home(1), owners=2),)), chosen, asked=asked(FUND), on_record=on_record)  # type: ignore[arg-type]
    assert owners(found.matters["fund"]) == (0, 0, 1)


def test_the_latest_of_one_owner_holds_wherever_it_is_kept() -> None:
    early, late = START - timedelta(hours=1), START + timedelta(hours=1)
    assert owners(ruling(replace(first("yes", "owner-2"), cast_at=late), second("no"))) == (1, 0, 0)
    assert owners(ruling(replace(first("yes", "owner-2"), cast_at=early), second("no"))) == (0, 1, 0)


def acting(**confirmed: object) -> Mandate:
    return replace(Mandate(1, 1, MandateKind.GUARDIAN, "Li", "note 1", (), "li", "wang"), **confirmed)  # type: ignore[arg-type]


def acted(ballot: Ballot | None, *others: CoVote, settled: str = "", mandate: Mandate) -> MatterRuling:
    settlements = (Settlement(1, settled, "they chose", "note 1", "li"),) if settled else ()
    on_record = OnRecord(mandates=(mandate,), co_owned=CoOwned(others, settlements))
    roster = Roster((replace(home(1), owners=2), home(2)))
    ballots = [ballot] if ballot else []
    return made(roster, *ballots, asked=asked(FUND), on_record=on_record).matters["fund"]  # type: ignore[arg-type]


def test_of_those_who_voted_by_a_mandate_only_the_votes_that_hold_are_told() -> None:
    given = first("no", "mandated")
    assert acted(given, mandate=acting()).mandated == 1
    assert acted(given, second("yes"), mandate=acting()).mandated == 0
    assert acted(given, second("yes"), settled="owner-2", mandate=acting()).mandated == 0
    assert acted(given, second("yes"), settled="mandated", mandate=acting()).mandated == 1
    assert acted(first("yes"), second("no", "mandated"), settled="mandated", mandate=acting()).mandated == 1
    ended = acted(first("yes"), second("no", "mandated"), settled="mandated", mandate=acting(confirmed_by=""))
    assert (owners(ended), ended.mandated) == ((1, 0, 0), 0)


def test_what_was_voted_before_a_mandate_was_confirmed_was_on_another_and_counts_for_nothing() -> None:
    since = acting(confirmed_at=START + timedelta(minutes=1))
    given = first("yes", "mandated")
    assert owners(acted(given, mandate=since)) == (0, 0, 0)
    assert owners(acted(replace(given, cast_at=START + timedelta(minutes=1)), mandate=since)) == (1, 0, 0)
    assert owners(acted(first("no"), second("yes", "mandated"), mandate=since)) == (0, 1, 0)


def test_a_vote_is_read_as_it_was_written_and_the_digest_knows_of_several_owners() -> None:
    assert co_vote_from_document(json.loads(canonical(second("no").document()))) == second("no")
    alone, together = Roster((home(1),)), Roster((replace(home(1), owners=2),))
    assert alone.digest != together.digest
    assert PATTERN.by_key["matter-co-owners"]


def test_what_the_owners_of_another_home_voted_says_nothing_here() -> None:
    theirs = replace(second("no", "owner-3"), household=2)
    owned = CoOwned((second("yes"), theirs))
    assert owned.choices(1, None, "matter-fund") == {"owner-2": "yes"}
    assert owned.choices(2, None, "matter-fund") == {"owner-3": "no"}


def test_homes_outside_a_matter_and_their_tenants_are_in_no_conflict() -> None:
    owned = CoOwned((second("no"), replace(second("no"), household=9)))
    tenant = replace(first("no", "owner-2"), capacity=Capacity.OCCUPANT)
    for ballots in ([first("yes"), tenant], [tenant, first("yes")]):
        assert conflicting([1, 2], ballots, FUND, owned) == 1
        assert acted_for([1, 2], ballots, FUND, owned) == 0


def test_a_paper_lets_nobody_vote_for_another_home() -> None:
    mandate = Mandate(1, 1, MandateKind.GUARDIAN, "Li", "note 1", (), "li", "wang")
    assert may_act(1, START, FUND, [mandate])
    assert not may_act(2, START, FUND, [mandate])
