"""Phragmén's sequential rule as a full order: who has been served least is served next (Skowron et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from surveys.core.priorities.election import Election


@dataclass(frozen=True, slots=True)
class PhragmenOutcome:
    """All items in buying order; `ties` has for each step the later ones in the tie order that were exactly as good."""

    order: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]


def phragmen(election: Election, unit_cost: bool = False) -> PhragmenOutcome:
    """The buying order without a budget: all ballots earn alike, and an item is bought as soon as its supporters can.

    With `unit_cost` every item costs 1: the representative order. Items that no ballot names come last.
    """
    costs = [1] * len(election.costs) if unit_cost else election.costs
    weights, supporters, votes = election.weights, election.supporters, election.votes
    loads, scale = [0] * len(weights), 1
    waiting = {item for item, count in enumerate(votes) if count}
    order: list[int] = []
    ties: list[tuple[int, ...]] = []
    while waiting:
        moments = {
            item: Fraction(
                costs[item] * scale + sum([loads[group] * weights[group] for group in supporters[item]]), votes[item]
            )
            for item in sorted(waiting)
        }
        item = min(moments, key=moments.__getitem__)
        moment = moments.pop(item)
        order.append(item)
        ties.append(tuple(other for other in moments if moments[other] == moment))
        waiting.remove(item)
        if moment.denominator > 1:
            scale *= moment.denominator
            loads = [load * moment.denominator for load in loads]
        for group in supporters[item]:
            loads[group] = moment.numerator
    unnamed = [item for item, count in enumerate(votes) if not count]
    ties += [tuple(unnamed[place + 1 :]) for place in range(len(unnamed))]
    return PhragmenOutcome((*order, *unnamed), tuple(ties))
