"""How sure the order is: what it could become if the missing households answered like those of their building."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import lcm
from random import Random

from surveys.core.menu import Menu
from surveys.core.poll import Terms
from surveys.core.priorities.intervals import Interval, interval
from surveys.core.priorities.line import PriorityList
from surveys.core.priorities.wishes import FIELD, Wishes

DRAWS = 400
FEWEST = 5
"""A building with fewer answers than this is filled up from the whole compound."""


class Band(StrEnum):
    """Whether an item stands above the line: `A` surely, `B` perhaps, `C` surely not; surely means in 95 % of the draws.

    The line is the budget; where none is set, the middle of the order.
    """

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure one item's place is: the bounds on its supporters, a 95 % interval of its rank, and how often it stood above
    the line. `draws` is 0 where nobody answered, and where the item has no cost to hold against a budget."""

    interval: Interval
    ranks: tuple[int, int]
    above: int
    draws: int

    @property
    def band(self) -> Band | None:
        """The band of the item, None where nothing was drawn."""
        if not self.draws:
            return None
        if 20 * self.above >= 19 * self.draws:
            return Band.A
        return Band.C if 20 * self.above <= self.draws else Band.B


def stability(menu: Menu, terms: Terms, owners: Wishes, listed: PriorityList, draws: int = DRAWS) -> dict[str, Standing]:
    """The standing of each voted item by key, from `draws` recounts of the filled-up compound.

    A Pólya bootstrap by building: each missing household answers like one drawn from those of its building that answered or
    were filled up before it. The draws depend on the terms' seed and the answers alone.
    """
    recount = _Recount(menu, owners, listed)
    ranks: list[list[int]] = [[] for _ in listed.tie_order]
    above = [0] * len(listed.tie_order)
    for packed in _filled(owners, Random(terms.seed), draws if owners.answers else 0):
        values = recount.values(packed)
        for seen, rank in zip(ranks, _ranks(values), strict=True):
            seen.append(rank)
        for item in recount.above(values):
            above[item] += 1
    result: dict[str, Standing] = {}
    for item, (key, seen) in enumerate(zip(listed.tie_order, ranks, strict=True)):
        line = listed.by_key[key]
        bounds = interval(line.support, line.answered, line.households)
        measured = line.cost is not None or listed.budget is None
        result[key] = Standing(bounds, _middle(seen, len(ranks)), above[item], len(seen) if measured else 0)
    return result


def _ranks(values: Sequence[int]) -> list[int]:
    first: dict[int, int] = {}
    for rank, value in enumerate(sorted(values, reverse=True), 1):
        first.setdefault(value, rank)
    return [first[value] for value in values]


def _middle(seen: Sequence[int], items: int) -> tuple[int, int]:
    """The ranks that leave out at most 2.5 % on each side; all of them where nothing was drawn."""
    cut, ordered = len(seen) * 25 // 1000, sorted(seen)
    return (ordered[cut], ordered[-1 - cut]) if ordered else (1, items)


def _filled(owners: Wishes, random: Random, draws: int) -> Iterator[int]:
    """The packed support of all households, `draws` times with the missing ones filled up.

    Those who are drawn from elsewhere bring no orders for items that don't concern the building.
    """
    everyone = [order for pile in owners.piles.values() for order in pile.orders]
    urns = [
        (pile.orders if len(pile.orders) >= FEWEST else everyone, owners.scope(name), missing)
        for name, pile in owners.piles.items()
        if (missing := pile.households - len(pile.orders))
    ]
    answered = sum(everyone)
    for _ in range(draws):
        packed = answered
        for urn, scope, missing in urns:
            drawn = _drawn(urn, missing, random)
            packed += sum([order & scope for order in drawn])
        yield packed


def _drawn(urn: Sequence[int], missing: int, random: Random) -> list[int]:
    """What a Pólya urn gives: each ball drawn goes back with another like it."""
    balls, bits, size = list(urn), random.getrandbits, len(urn)
    for count in range(size, size + missing):
        balls.append(balls[bits(32) * count >> 32])
    return balls[size:]


class _Recount:
    """Orders filled-up compounds. Items are in the tie order; their scopes are full, so shares compare as whole numbers."""

    def __init__(self, menu: Menu, owners: Wishes, listed: PriorityList) -> None:
        lines = [listed.by_key[key] for key in listed.tie_order]
        places = {item.key: place for place, item in enumerate(owners.items)}
        whole = lcm(*(line.households or 1 for line in lines))
        basic = menu.tiers[0].key if listed.basic_first else ""
        self._shifts = [FIELD * places[line.item.key] for line in lines]
        self._weights = [whole // (line.households or 1) for line in lines]
        self._raised = [whole + 1 if line.item.tier == basic else 0 for line in lines]
        self._costs = [line.cost for line in lines]
        self._budget = None if listed.budget is None else listed.budget - listed.must

    def values(self, packed: int) -> list[int]:
        """A number for each item that orders them as the list does; the basic class is raised above all others."""
        field = (1 << FIELD) - 1
        return [
            (packed >> shift & field) * weight + raised
            for shift, weight, raised in zip(self._shifts, self._weights, self._raised, strict=True)
        ]

    def above(self, values: Sequence[int]) -> list[int]:
        """The items above the line."""
        order = sorted(range(len(values)), key=lambda item: -values[item])
        wanted = [item for item in order if values[item] > self._raised[item]]
        if self._budget is None:
            return [item for item in wanted if item in order[: (len(order) + 1) // 2]]
        left, chosen = self._budget, list[int]()
        for item in wanted:
            cost = self._costs[item]
            if cost is not None and cost <= left:
                chosen.append(item)
                left -= cost
        return chosen
