"""What is printed about a Pabulib election, and what each sentence claims: evaluated by other code than made it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from surveys.core.pb import PbElection, PbRule, VoteType, read_pb, run_pb
from surveys.core.priorities import Completion
from surveys.words.claim import Claim, Said
from surveys.words.pb import pb_words
from surveys.words.pb_file import PB
from tests.core.small_pb import RUNS, pb_elections


class Facts:
    """An election counted ballot by ballot, in plain code."""

    def __init__(self, case: PbElection, rule: PbRule) -> None:
        self.case, self.rule = case, rule
        self.costs = {project.id: project.cost for project in case.projects}
        self.votes = {key: sum(key in ballot.projects for ballot in case.ballots) for key in self.costs}
        self.points = dict.fromkeys(self.costs, 0)
        for ballot in case.ballots:
            for place, points in enumerate(ballot.points):
                self.points[ballot.projects[place]] += points

    def holds(self, claim: Claim, text: str) -> bool:
        proofs: dict[str, Callable[..., bool]] = {
            "pb-counts": self._counts,
            "pb-size": self._size,
            "pb-rule": lambda rule: rule.split("/")[0] == self.rule.value,
            "pb-taken": self._taken,
            "pb-cost": lambda cost, taken: Fraction(cost) == sum(self.costs[key] for key in taken) and cost in text,
            "pb-tie": self._tied,
        }
        return proofs[claim.name](**claim.figures)

    def _counts(self, counts: str, vote_type: str, **_: Any) -> bool:
        by_points = self.case.scored is not None and self.rule is PbRule.SUPPORT
        return counts == ("points" if by_points else "ballots") and vote_type == self.case.vote_type.value

    def _size(self, ballots: int, empty: int, projects: int, budget: str) -> bool:
        blank = [ballot for ballot in self.case.ballots if ballot.projects == ()]
        told = (ballots, empty, projects, Fraction(budget))
        return told == (len(self.case.ballots), len(blank), len(self.costs), self.case.budget)

    def _taken(self, place: int, project: str, votes: int, points: int | None = None) -> bool:
        return votes == self.votes[project] and points in (None, self.points[project]) and place >= 1

    def _tied(self, items: list[str], equal_in: str, parted_by: list[str], raising: bool) -> bool:
        order = sorted(items, key=lambda key: (self.costs[key], -self.votes[key], key))
        merit = {"votes": self.votes, "points": self.points}.get(equal_in, {})
        alike = len({merit.get(key) for key in items}) == 1
        steps = self.rule is PbRule.EQUAL_SHARES or not raising
        pairs = pairwise(items) if merit else [(items[0], other) for other in items[1:]]
        parted = {self._key(a, b) for a, b in pairs}
        return order == items and alike and steps and parted == set(parted_by)

    def _key(self, better: str, worse: str) -> str:
        if self.costs[better] < self.costs[worse]:
            return "cost"
        return "votes" if self.votes[better] > self.votes[worse] else "id"


@pytest.mark.parametrize(("rule", "completion", "unit_cost"), RUNS)
@pytest.mark.parametrize("scored", [False, True])
@settings(deadline=None, max_examples=40)
@given(data=pb_elections(scored=True))
def test_every_printed_sentence_is_true(
    rule: PbRule, completion: Completion, unit_cost: bool, scored: bool, data: PbElection
) -> None:
    case = data if scored else PbElection(data.meta, data.budget, data.vote_type, data.projects, data.ballots)
    facts = Facts(case, rule)
    for sentence in pb_words(case, run_pb(case, rule, completion, unit_cost=unit_cost), rule):
        assert isinstance(sentence, Said)
        assert sentence.claims
        for claim in sentence.claims:
            assert facts.holds(claim, sentence), (sentence, claim)


@settings(deadline=None)
@given(pb_elections())
def test_votes_and_costs_stand_in_the_words(case: PbElection) -> None:
    for sentence in pb_words(case, run_pb(case, PbRule.SUPPORT), PbRule.SUPPORT):
        for claim in sentence.claims:
            if claim.name == "pb-taken":
                assert sentence.endswith(f"{claim.figures['votes']}票")
            if claim.name == "pb-tie":
                assert f"都是{case.votes[claim.figures['items'][0]]}票" in sentence


@pytest.mark.parametrize("kind", list(VoteType))
def test_it_says_what_is_counted_for_every_kind_of_ballot(kind: VoteType) -> None:
    text = (
        f"META\nkey;value\nbudget;9\nvote_type;{kind.value}\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote\n1;a\n2;\n"
    )
    case = read_pb(text.encode())
    first, size, *_ = pb_words(case, run_pb(case, PbRule.SUPPORT), PbRule.SUPPORT)
    assert "数的是票" in first or "只数票" in first
    assert ("这里不计" in first) == (kind in (VoteType.ORDINAL, VoteType.CUMULATIVE, VoteType.SCORING))
    assert size == "共2张票（其中1张一项也没写），1个项目，预算9。"


def test_every_refusal_says_how_to_mend_it() -> None:
    remarks = {"pb_comment", "pb_stray_quote", "pb_quote_over_lines", "pb_cells_joined", "pb_key_empty"}
    assert [code for code, words in PB.items() if "；" not in words and code not in remarks] == []
