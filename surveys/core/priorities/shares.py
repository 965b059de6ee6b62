"""The method of equal shares with cost utilities (Peters and Skowron 2020; Peters, Pierczynski and Skowron 2021), exactly.

Every ballot has the same share of the budget. Again and again the item is bought that asks the smallest part of its cost
from each of its supporters; a supporter who has less left pays what there is.
"""

from __future__ import annotations

from collections.abc import Callable
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
    """The items bought, in order; `completed` were added by the walk-down; `share` is what each ballot had in the end."""

    rounds: tuple[Purchase, ...]
    completed: tuple[int, ...]
    share: Fraction

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


Watch = Callable[["Purse", Purchase | None], None]


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
    election: Election, completion: Completion = Completion.NONE, step: Fraction | None = None, watch: Watch | None = None
) -> SharesOutcome:
    """The outcome of equal shares. `step` is what a completion by steps adds to every share: 1 if not given.

    `watch` is called in the deciding run with each purchase before it is paid, and with None when no more can be bought.
    """
    if not election.voters:
        return SharesOutcome((), _completed(election, (), completion), Fraction(0))
    share = Fraction(election.budget, election.voters)
    if completion in (Completion.ADD1, Completion.ADD1_EXHAUSTIVE, Completion.ADD1_WALK_DOWN):
        share += _steps(election, share, step or Fraction(1), completion is not Completion.ADD1)
    run = _run(election, share, watch)
    return SharesOutcome(run.rounds, _completed(election, run.order, completion), share)


def _completed(election: Election, order: tuple[int, ...], completion: Completion) -> tuple[int, ...]:
    if completion in (Completion.WALK_DOWN, Completion.ADD1_WALK_DOWN):
        return election.walk_down(order)[len(order) :]
    return ()


def _run(election: Election, share: Fraction, watch: Watch | None = None) -> _Run:
    purse = Purse(election, share)
    # An item never gets cheaper for its supporters, so the last known value bounds it from below; at first all pay alike.
    bounds = {item: Fraction(bool(election.costs[item]), votes) for item, votes in enumerate(election.votes) if votes}
    rounds: list[Purchase] = []
    rivals: list[tuple[Fraction, int]] = []
    while best := _best(purse, bounds):
        item, need, rich = best
        share_asked = bounds.pop(item)
        tied = tuple(other for other in sorted(bounds) if bounds[other] == share_asked)
        bought = Purchase(item, Fraction(need, rich * purse.scale), share_asked, tied)
        if watch:
            watch(purse, bought)
        purse.pay(item, need, rich)
        rounds.append(bought)
        rivals.append(min(((bound, other) for other, bound in bounds.items()), default=(Fraction(2), 0)))
    if watch:
        watch(purse, None)
    return _Run(tuple(rounds), tuple(rivals))


def _best(purse: Purse, bounds: dict[int, Fraction]) -> tuple[int, int, int] | None:
    """The next item to buy with its price; forgets what can't be afforded any more and sharpens the bounds it looks at."""
    best: tuple[Fraction, int] | None = None
    price = (0, 1)
    for bound, item in sorted((bound, item) for item, bound in bounds.items()):
        if best is not None and bound > best[0]:
            break
        asked = purse.price(item)
        if asked is None:
            del bounds[item]
            continue
        cost = purse.election.costs[item]
        bounds[item] = Fraction(asked[0], asked[1] * cost * purse.scale) if cost else Fraction(0)
        if best is None or (bounds[item], item) < best:
            best, price = (bounds[item], item), asked
    return None if best is None else (best[1], *price)


def _steps(election: Election, share: Fraction, step: Fraction, exhaustive: bool) -> Fraction:
    """What the completion adds to the share: whole steps, up to the last outcome within the budget.

    Runs of steps that can't differ are leapt over, which changes nothing but the time (see `_steady`).
    """
    supported = [item for item, votes in enumerate(election.votes) if votes]
    added, stride = 0, 1
    run = _run(election, share)
    while True:
        left = election.budget - election.cost(run.order)
        waiting = [item for item in supported if item not in run.order]
        if not waiting or (exhaustive and all(election.costs[item] > left for item in waiting)):
            return added * step
        ahead = _run(election, share + (added + stride) * step)
        steady = _steady(run, ahead)
        if not steady and stride > 1:
            stride //= 2
            continue
        if election.cost(ahead.order) > election.budget:
            return added * step
        run, added = ahead, added + stride
        stride = stride * 2 if steady else 1


def _steady(low: _Run, high: _Run) -> bool:
    """Whether every share between those of two runs gives the same purchases.

    As long as the same items were bought, a larger share leaves everyone at least as much, so no item asks a larger part.
    Where the winner of a round at the low share beats all others at the high share, it wins at every share between.
    """
    return low.order == high.order and all(
        (bought.share, bought.item) < rival for bought, rival in zip(low.rounds, high.rivals, strict=True)
    )
