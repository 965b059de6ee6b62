"""Homes with several owners: one vote, and none where they differ until it is decided whose holds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from surveys.core.ballot import Ballot, Channel
from surveys.core.canonical import canonical
from surveys.core.co_owner import CoOwned, CoVote, Settlement, co_vote_from_document, owners_named
from surveys.core.mandate import Mandate, MandateKind
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


def test_a_vote_is_read_as_it_was_written_and_the_digest_knows_of_several_owners() -> None:
    assert co_vote_from_document(json.loads(canonical(second("no").document()))) == second("no")
    alone, together = Roster((home(1),)), Roster((replace(home(1), owners=2),))
    assert alone.digest != together.digest
    assert PATTERN.by_key["matter-co-owners"]
