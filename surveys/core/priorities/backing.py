"""The equal-shares check: what is carried out if every household spends the same share of the budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from surveys.core.priorities.election import Election
from surveys.core.priorities.line import Line, PriorityList, Status
from surveys.core.priorities.shares import Completion, equal_shares
from surveys.core.priorities.wishes import Wishes

COMPLETION = Completion.ADD1_WALK_DOWN
STEP_PERCENT = 1
"""The stated completion: every share grows by 1 % of itself until nothing more fits, then what fits is taken by support."""


class SharesStanding(StrEnum):
    """Whether equal shares pay for an item from the shares, take it with what is left over, or leave it out."""

    BOUGHT = "bought"
    COMPLETED = "completed"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Backing:
    """What equal shares carry out: the standing of every item that has supporters and a cost, by key, and how often a
    hundredth was added to every share."""

    standings: Mapping[str, SharesStanding]
    raised: int

    @property
    def taken(self) -> tuple[str, ...]:
        """The keys of the items that are carried out."""
        return tuple(key for key, standing in self.standings.items() if standing is not SharesStanding.OUT)


def backed(listed: PriorityList, owners: Wishes) -> Backing | None:
    """The check; None where no budget is set."""
    if listed.budget is None:
        return None
    lines = [listed.by_key[key] for key in listed.tie_order]
    lines = [line for line in lines if line.support and line.cost is not None and line.status is not Status.EXCLUDED]
    election = ballots_on(lines, owners, max(0, listed.budget - listed.must))
    share = Fraction(election.budget, election.voters) if election.voters else Fraction(0)
    step = share * Fraction(STEP_PERCENT, 100)
    outcome = equal_shares(election, COMPLETION, step)
    bought = {purchase.item for purchase in outcome.rounds}
    standings = {line.item.key: _standing(item in bought, item in outcome.completed) for item, line in enumerate(lines)}
    return Backing(standings, int((outcome.share - share) // step) if step else 0)


def _standing(bought: bool, completed: bool) -> SharesStanding:
    if bought:
        return SharesStanding.BOUGHT
    return SharesStanding.COMPLETED if completed else SharesStanding.OUT


def ballots_on(lines: Sequence[Line], owners: Wishes, budget: int) -> Election:
    """The owners' answers as an election over these lines, whose order is that of ties."""
    place_of = {line.item.key: place for place, line in enumerate(lines)}
    places = [place_of.get(item.key) for item in owners.items]
    ballots: Counter[tuple[int, ...]] = Counter()
    for ordered, households in owners.ballots.items():
        named = [place for item in ordered if (place := places[item]) is not None]
        ballots[tuple(sorted(named))] += households
    return Election(tuple(line.drawn for line in lines), budget, ballots)
