"""The equal-shares check: what is carried out if every household spends the same share of the budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from surveys.core.priorities.election import Election
from surveys.core.priorities.line import Line, PriorityList, Status
from surveys.core.priorities.shares import Completion, Purchase, Purse, equal_shares
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
    """What equal shares say about one item.

    `backed` is the greatest part of its cost that its supporters could have paid at the price of a round, 1 where it was
    bought; `spent_on` are the items on which its supporters spent their shares, the most money first.
    """

    standing: SharesStanding
    backed: Fraction
    spent_on: tuple[str, ...]

    @property
    def taken(self) -> bool:
        """Whether equal shares with the stated completion carry the item out."""
        return self.standing is not SharesStanding.OUT


def backings(listed: PriorityList, owners: Wishes) -> dict[str, Backing]:
    """The check by item key, for every item that has supporters and a cost; empty where no budget is set."""
    if listed.budget is None:
        return {}
    lines = [listed.by_key[key] for key in listed.tie_order]
    lines = [line for line in lines if line.support and line.cost is not None and line.status is not Status.EXCLUDED]
    election = ballots_on(lines, owners, max(0, listed.budget - listed.must))
    watch = _Watch(election)
    step = Fraction(election.budget * STEP_PERCENT, 100 * max(1, election.voters))
    outcome = equal_shares(election, COMPLETION, step, watch)
    bought = {purchase.item for purchase in outcome.rounds}
    result: dict[str, Backing] = {}
    for item, line in enumerate(lines):
        if item in bought:
            result[line.item.key] = Backing(SharesStanding.BOUGHT, watch.backed[item], ())
            continue
        paid = watch.paid[item]
        spent = tuple(lines[other].item.key for other in sorted(paid, key=lambda other: (-paid[other], other)))
        standing = SharesStanding.COMPLETED if item in outcome.completed else SharesStanding.OUT
        result[line.item.key] = Backing(standing, watch.backed[item], spent)
    return result


def ballots_on(lines: Sequence[Line], owners: Wishes, budget: int) -> Election:
    """The owners' answers as an election over these lines, whose order is that of ties."""
    place_of = {line.item.key: place for place, line in enumerate(lines)}
    places = [place_of.get(item.key) for item in owners.items]
    grouped = Counter(order for pile in owners.piles.values() for order in pile.orders)
    ballots: Counter[tuple[int, ...]] = Counter()
    for packed, households in grouped.items():
        named = [place for place, count in zip(places, owners.unpack(packed), strict=True) if count and place is not None]
        ballots[tuple(sorted(named))] += households
    return Election(tuple(line.drawn for line in lines), budget, ballots)


class _Watch:
    """Looks on while shares are spent: how near each item came to being bought, and where its supporters' money went."""

    def __init__(self, election: Election) -> None:
        self._election = election
        self._waiting = set(range(len(election.costs)))
        self.backed = [Fraction(0)] * len(election.costs)
        self.paid: list[dict[int, Fraction]] = [{} for _ in election.costs]

    def __call__(self, purse: Purse, bought: Purchase | None) -> None:
        asked = bought.share if bought else Fraction(1)
        for item in self._waiting:
            self.backed[item] = max(self.backed[item], self._within_reach(purse, item, asked))
        if bought:
            self._waiting.discard(bought.item)
            self._note(purse, bought)

    def _within_reach(self, purse: Purse, item: int, asked: Fraction) -> Fraction:
        """The part of an item's cost that its supporters have, if each gives at most the part `asked`; never above 1, as
        `asked` is the smallest part at which any item can be paid."""
        cost = self._election.costs[item]
        price = asked * cost
        offered = Fraction(sum(self._offers(purse, item, price)), purse.scale * price.denominator)
        return Fraction(offered, cost) if cost else Fraction(1)

    def _note(self, purse: Purse, bought: Purchase) -> None:
        ballots, paid = tuple(self._election.ballots), Counter[int]()
        offers = self._offers(purse, bought.item, bought.price)
        for group, offer in zip(self._election.supporters[bought.item], offers, strict=True):
            for item in ballots[group]:
                paid[item] += offer
        for item in self._waiting & paid.keys():
            self.paid[item][bought.item] = Fraction(paid[item], purse.scale * bought.price.denominator)

    def _offers(self, purse: Purse, item: int, price: Fraction) -> list[int]:
        """What each group of supporters gives at a price, in parts of the purse's scale times the price's denominator."""
        most, parts, weights = price.numerator * purse.scale, price.denominator, self._election.weights
        return [min(purse.money[group] * parts, most) * weights[group] for group in self._election.supporters[item]]
