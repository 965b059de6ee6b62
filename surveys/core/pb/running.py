"""Counting a Pabulib election by one of three rules, with ties decided by cost, then ballots, then id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, assert_never

from surveys.core.pb.amounts import amount_text
from surveys.core.pb.election import PbElection
from surveys.core.pb.ties import EqualIn, Tie, equal_groups, tie
from surveys.core.priorities.phragmen import phragmen
from surveys.core.priorities.shares import Completion, equal_shares


class PbRule(StrEnum):
    """By which rule: ballots naming a project, walked down the budget; equal shares; Phragmén's full buying order."""

    SUPPORT = "support"
    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"


@dataclass(frozen=True, slots=True)
class PbOutcome:
    """Project ids in the order of selection, what they cost, and each group that only the tie order parted. `points` is None
    where ballots were counted."""

    selected: tuple[str, ...]
    cost: Fraction
    votes: Mapping[str, int]
    rule: str
    tied: tuple[Tie, ...]
    points: Mapping[str, int] | None = None

    @property
    def ties(self) -> tuple[tuple[str, ...], ...]:
        """The ids of each tie, the one taken first in front."""
        return tuple(found.items for found in self.tied)

    def document(self) -> dict[str, Any]:
        """The outcome as a JSON document; the cost is exact, as text."""
        counted: dict[str, Any] = {"counts": "ballots"}
        if self.points is not None:
            counted = {"counts": "points", "points": dict(self.points)}
        return {
            "selected": list(self.selected),
            "cost": amount_text(self.cost),
            "votes": dict(self.votes),
            "rule": self.rule,
            "ties": [list(group) for group in self.ties],
            "ties_equal_in": [found.equal_in.value for found in self.tied],
            "ties_parted_by": [[key.value for key in found.parted_by] for found in self.tied],
            "ties_while_raising": [found.raising for found in self.tied],
            **counted,
        }


@dataclass(frozen=True, slots=True)
class _Chosen:
    items: tuple[int, ...]
    rule: str
    ties: list[Tie]


def run_pb(
    election: PbElection,
    rule: PbRule,
    complete: Completion = Completion.NONE,
    step: Fraction = Fraction(1),
    unit_cost: bool = False,
) -> PbOutcome:
    """The outcome of `election`. `complete` and `step` (units of money added to each voter's share) are for equal shares;
    `unit_cost` is for Phragmén and lets every project cost the same. Where points have been read, support walks down by
    them; the other rules count ballots."""
    match rule:
        case PbRule.SUPPORT:
            chosen = _by_support(election)
        case PbRule.EQUAL_SHARES:
            chosen = _by_shares(election, complete, step)
        case PbRule.PHRAGMEN:
            chosen = _by_phragmen(election, unit_cost)
        case _:
            assert_never(rule)
    projects = election.tie_order
    return PbOutcome(
        selected=tuple(projects[item].id for item in chosen.items),
        cost=sum((projects[item].cost for item in chosen.items), Fraction(0)),
        votes=election.votes,
        rule=chosen.rule,
        tied=tuple(chosen.ties),
        points=election.points if election.scored and rule is PbRule.SUPPORT else None,
    )


def _by_support(election: PbElection) -> _Chosen:
    case, by = election.counted, EqualIn.POINTS if election.scored else EqualIn.VOTES
    merit = [election.points[project.id] for project in election.tie_order] if election.scored else case.votes
    ties = [tie(election, group, by) for group in equal_groups(range(len(case.costs)), merit)]
    name = PbRule.SUPPORT.value
    return _Chosen(case.walk_down(merit=merit), f"{name}/points" if election.scored else name, ties)


def _by_shares(election: PbElection, complete: Completion, step: Fraction) -> _Chosen:
    case = election.counted
    outcome = equal_shares(case, complete, step * election.unit)
    ties = [tie(election, (bought.item, *bought.tied), EqualIn.PRICE) for bought in outcome.rounds if bought.tied]
    ties += (tie(election, group, EqualIn.PRICE, raising=True) for group in outcome.raising)
    if complete in (Completion.WALK_DOWN, Completion.ADD1_WALK_DOWN):
        bought_items = {bought.item for bought in outcome.rounds}
        waiting = [item for item in range(len(case.costs)) if item not in bought_items]
        ties += (tie(election, group, EqualIn.VOTES) for group in equal_groups(waiting, case.votes))
    return _Chosen(outcome.chosen, _shares_name(complete, step), ties)


def _by_phragmen(election: PbElection, unit_cost: bool) -> _Chosen:
    order = phragmen(election.counted, unit_cost)
    ties = [
        tie(election, (item, *others), EqualIn.MOMENT if election.counted.votes[item] else EqualIn.VOTES)
        for item, others in zip(order.order, order.ties, strict=True)
        if others
    ]
    return _Chosen(order.order, f"{PbRule.PHRAGMEN.value}/unit-cost" if unit_cost else PbRule.PHRAGMEN.value, ties)


def _shares_name(complete: Completion, step: Fraction) -> str:
    parts = [PbRule.EQUAL_SHARES.value]
    if complete is not Completion.NONE:
        parts.append(complete.value)
    if step != 1 and complete not in (Completion.NONE, Completion.WALK_DOWN):
        parts.append(f"step {amount_text(step)}")
    return "/".join(parts)
