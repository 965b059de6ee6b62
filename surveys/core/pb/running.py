"""Counting a Pabulib election by one of three rules, with ties decided by cost, then ballots, then id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Any, assert_never

from surveys.core.pb.election import PbElection
from surveys.core.priorities.phragmen import phragmen
from surveys.core.priorities.shares import Completion, equal_shares


class PbRule(StrEnum):
    """By which rule: ballots naming a project, walked down the budget; equal shares; Phragmén's full buying order."""

    SUPPORT = "support"
    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"


@dataclass(frozen=True, slots=True)
class PbOutcome:
    """Project ids in the order of selection, what they cost, and each group that only the tie order parted, best first."""

    selected: tuple[str, ...]
    cost: Fraction
    votes: Mapping[str, int]
    rule: str
    ties: tuple[tuple[str, ...], ...]

    def document(self) -> dict[str, Any]:
        """The outcome as a JSON document; the cost is exact, as text."""
        return {
            "selected": list(self.selected),
            "cost": amount_text(self.cost),
            "votes": dict(self.votes),
            "rule": self.rule,
            "ties": [list(group) for group in self.ties],
        }


def run_pb(
    election: PbElection,
    rule: PbRule,
    complete: Completion = Completion.NONE,
    step: Fraction = Fraction(1),
    unit_cost: bool = False,
) -> PbOutcome:
    """The outcome of `election`. `complete` and `step` (units of money added to each voter's share) are for equal shares;
    `unit_cost` is for Phragmén and lets every project cost the same."""
    match rule:
        case PbRule.SUPPORT:
            chosen, ties, name = election.counted.walk_down(), _equal_votes(election), rule.value
        case PbRule.EQUAL_SHARES:
            outcome = equal_shares(election.counted, complete, step * election.unit)
            chosen, ties = outcome.chosen, [(bought.item, *bought.tied) for bought in outcome.rounds if bought.tied]
            name = _shares_name(complete, step)
        case PbRule.PHRAGMEN:
            order = phragmen(election.counted, unit_cost)
            chosen = order.order
            ties = [(item, *others) for item, others in zip(order.order, order.ties, strict=True) if others]
            name = f"{rule.value}/unit-cost" if unit_cost else rule.value
        case _:
            assert_never(rule)
    projects = election.tie_order
    return PbOutcome(
        selected=tuple(projects[item].id for item in chosen),
        cost=sum((projects[item].cost for item in chosen), Fraction(0)),
        votes=election.votes,
        rule=name,
        ties=tuple(tuple(projects[item].id for item in group) for group in ties),
    )


def _shares_name(complete: Completion, step: Fraction) -> str:
    parts = [PbRule.EQUAL_SHARES.value]
    if complete is not Completion.NONE:
        parts.append(complete.value)
    if step != 1 and complete not in (Completion.NONE, Completion.WALK_DOWN):
        parts.append(f"step {amount_text(step)}")
    return "/".join(parts)


def _equal_votes(election: PbElection) -> Sequence[tuple[int, ...]]:
    votes = election.counted.votes
    groups = (tuple(group) for _, group in groupby(election.counted.by_votes(), key=votes.__getitem__))
    return [group for group in groups if len(group) > 1]


def amount_text(amount: Fraction) -> str:
    """An exact amount as text: a decimal number where it ends, else a fraction."""
    digits = 0
    while amount.denominator != 1 and 10**digits % amount.denominator and digits < 60:
        digits += 1
    if 10**digits % amount.denominator:
        return str(amount)
    whole = str(int(amount * 10**digits)).rjust(digits + 1, "0")
    return f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
