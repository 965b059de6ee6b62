"""The method of equal shares with cost utilities (Peters and Skowron 2020; Peters, Pierczynski and Skowron 2021), exactly.

Every ballot has the same share of the budget. Again and again the item is bought that asks the smallest part of its cost
from each of its supporters; a supporter who has less left pays what there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import gcd

from surveys.core.priorities.election import Election


class Completion(StrEnum):
    """How the money that plain equal shares leave over is spent.

    `ADD1` raises every share by the step for as long as the outcome costs no more than the budget; `ADD1_EXHAUSTIVE` stops
    earlier, as soon as nothing more fits the budget; `WALK_DOWN` takes what fits by votes; `ADD1_WALK_DOWN` does
    `ADD1_EXHAUSTIVE` and then walks down.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_EXHAUSTIVE = "add1-exhaustive"
    WALK_DOWN = "walk-down"
    ADD1_WALK_DOWN = "add1-walk-down"


@dataclass(frozen=True, slots=True)
class Purchase:
    """One round: `item` was bought with its supporters paying at most `price` each; `tied` were exactly as good but later
    in the tie order. `share` is price over cost, the smallest of the round."""

    item: int
    price: Fraction
    share: Fraction
    tied: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SharesOutcome:
    """The items bought, in order; `completed` were added by the walk-down; `share` is what each ballot had in the end.

    `raising` has the groups of equally good items, the one taken first in front, that occur at a smaller share or at the one
    that cost too much, but not at `share`: they decided where the raising stopped.
    """

    rounds: tuple[Purchase, ...]
    completed: tuple[int, ...]
    share: Fraction
    raising: tuple[tuple[int, ...], ...] = ()

    @property
    def chosen(self) -> tuple[int, ...]:
        """All items that the money goes to, in the order in which they were taken."""
        return (*(bought.item for bought in self.rounds), *self.completed)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run at one share. `rivals` has for each round a lower bound of the best item that was not taken."""

    rounds: tuple[Purchase, ...]
    rivals: tuple[tuple[Fraction, int], ...]

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(bought.item for bought in self.rounds)

    @property
    def ties(self) -> dict[tuple[int, ...], None]:
        return {(bought.item, *bought.tied): None for bought in self.rounds if bought.tied}


class Purse:
    """What each distinct ballot has left, as integers over one common `scale`."""

    def __init__(self, election: Election, share: Fraction) -> None:
        self.election = election
        self.scale = share.denominator
        self.money = [share.numerator] * len(election.weights)

    def price(self, item: int) -> tuple[int, int] | None:
        """The most a supporter pays for `item`, as numerator (scaled) and denominator; None where they can't afford it."""
        money, weights = self.money, self.election.weights
        need, rich = self.election.costs[item] * self.scale, self.election.votes[item]
        for amount, weight in sorted([(money[group], weights[group]) for group in self.election.supporters[item]]):
            if amount * rich >= need:
                return need, rich
            need -= amount * weight
            rich -= weight
        return None

    def pay(self, item: int, need: int, rich: int) -> None:
        """Takes up to need/rich from each supporter of `item`, all they have from those who have less."""
        factor = rich // gcd(need, rich)
        if factor > 1:
            self.scale *= factor
            self.money = [amount * factor for amount in self.money]
        price, money = need * factor // rich, self.money
        for group in self.election.supporters[item]:
            left = money[group] - price
            money[group] = left if left > 0 else 0


def equal_shares(
    election: Election, completion: Completion = Completion.NONE, step: Fraction | None = None
) -> SharesOutcome:
    """The outcome of equal shares. `step` is what a completion by steps adds to every share: 1 if not given."""
    if not election.voters:
        return SharesOutcome((), _completed(election, (), completion), Fraction(0))
    share, ties = Fraction(election.budget, election.voters), dict[tuple[int, ...], None]()
    if completion in (Completion.ADD1, Completion.ADD1_EXHAUSTIVE, Completion.ADD1_WALK_DOWN):
        added, ties = _steps(election, share, step or Fraction(1), completion is not Completion.ADD1)
        share += added
    run = _run(election, share)
    raising = tuple(tie for tie in ties if tie not in run.ties)
    return SharesOutcome(run.rounds, _completed(election, run.order, completion), share, raising)


def _completed(election: Election, order: tuple[int, ...], completion: Completion) -> tuple[int, ...]:
    if completion in (Completion.WALK_DOWN, Completion.ADD1_WALK_DOWN):
        return election.walk_down(order)[len(order) :]
    return ()


def _run(election: Election, share: Fraction) -> _Run:
    purse = Purse(election, share)
    # An item never gets cheaper for its supporters, so the last known value bounds it from below; at first all pay alike.
    bounds = {item: Fraction(bool(election.costs[item]), votes) for item, votes in enumerate(election.votes) if votes}
    rounds: list[Purchase] = []
    rivals: list[tuple[Fraction, int]] = []
    while best := _best(purse, bounds):
        item, need, rich = best
        share_asked = bounds.pop(item)
        tied = tuple(other for other in sorted(bounds) if bounds[other] == share_asked)
        rounds.append(Purchase(item, Fraction(need, rich * purse.scale), share_asked, tied))
        purse.pay(item, need, rich)
        rivals.append(min(((bound, other) for other, bound in bounds.items()), default=(Fraction(2), 0)))
    return _Run(tuple(rounds), tuple(rivals))


def _best(purse: Purse, bounds: dict[int, Fraction]) -> tuple[int, int, int] | None:
    """The next item to buy with its price; forgets what can't be afforded any more.

    Sharpens the bounds it looks at, and looks on until the second best is exact too: the leaps of `_steps` are as wide as
    that bound is sharp.
    """
    found: list[tuple[Fraction, int]] = []
    prices: dict[int, tuple[int, int]] = {}
    for bound, item in sorted((bound, item) for item, bound in bounds.items()):
        if len(found) > 1 and bound > found[1][0]:
            break
        asked = purse.price(item)
        if asked is None:
            del bounds[item]
            continue
        cost = purse.election.costs[item]
        bounds[item] = Fraction(asked[0], asked[1] * cost * purse.scale) if cost else Fraction(0)
        prices[item] = asked
        found = sorted([*found, (bounds[item], item)])[:2]
    return (found[0][1], *prices[found[0][1]]) if found else None


def _steps(
    election: Election, share: Fraction, step: Fraction, exhaustive: bool
) -> tuple[Fraction, dict[tuple[int, ...], None]]:
    """What the completion adds to the share: whole steps, up to the last outcome within the budget; and the ties on the way.

    Runs of steps that can't differ are leapt over, which changes nothing but the time (see `_steady`).
    """
    steps, stride = 0, 1
    run = _run(election, share)
    ties = run.ties
    ahead: list[tuple[int, _Run]] = []
    while not _finished(election, run.order, exhaustive):
        if not ahead:
            ahead.append((steps + stride, _run(election, share + (steps + stride) * step)))
        there, then = ahead[-1]
        leap = _steady(run, then)
        if not leap and there - steps > 1:
            stride = (there - steps) // 2
            ahead.append((steps + stride, _run(election, share + (steps + stride) * step)))
            continue
        ties |= then.ties
        if election.cost(then.order) > election.budget:
            break
        steps, run = there, then
        ahead.pop()
        stride *= 2
    return steps * step, ties


def _finished(election: Election, order: tuple[int, ...], exhaustive: bool) -> bool:
    """Whether no further step is taken: all that anybody names is bought, or, if asked, nothing more fits the budget."""
    left = election.budget - election.cost(order)
    waiting = [cost for item, cost in enumerate(election.costs) if election.votes[item] and item not in order]
    return not waiting or (exhaustive and min(waiting) > left)


def _steady(low: _Run, high: _Run) -> bool:
    """Whether every share between those of two runs gives the same purchases.

    As long as the same items were bought, a larger share leaves everyone at least as much, so no item asks a larger part.
    Where the winner of a round at the low share beats all others at the high share, it wins at every share between.
    """
    return low.order == high.order and all(
        (bought.share, bought.item) < rival for bought, rival in zip(low.rounds, high.rivals, strict=True)
    )
