"""What the list would be if other numbers of households stood behind its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from surveys.core.menu import Menu
from surveys.core.poll import Terms
from surveys.core.priorities.line import Line, PriorityList, Status
from surveys.core.priorities.support import BELOW_THE_LINE, measure, standing, without_rivals
from surveys.core.priorities.walk import walk

Strength = tuple[bool, bool, Fraction]
"""What a rank goes by, the smaller the better: whether the basic class goes before the item, and its measure."""


class Recount:
    """A list whose voted lines may be counted anew; what they cost, and all else, stays as it is. `own` are those with money
    of their own."""

    def __init__(self, menu: Menu, terms: Terms, listed: PriorityList) -> None:
        self._menu, self._terms, self._budget = menu, terms, listed.budget
        self._basic = menu.tiers[0].key if listed.basic_first else ""
        self._rivals = any(item.excludes for item in menu.items)
        self._must = [line for line in listed.lines if line.status is Status.MUST]
        self.own = [anew(line) for line in listed.lines if line.voted and line.item.own_money]
        self._known: dict[tuple[tuple[str, Status, int | None], ...], frozenset[str]] = {}

    def strength(self, line: Line) -> Strength:
        """What the line's rank goes by."""
        return (line.item.tier != self._basic, *self._measure(line))

    def above(self, order: Sequence[Line]) -> frozenset[str]:
        """The keys of the items above the line, where all voted lines stand in this order: those that are carried out, and
        without a budget those in the first half of the competing ones that somebody orders."""
        voted = self._without_rivals(order)
        competing = [line for line in voted if not line.item.own_money]
        if self._budget is None:
            half = competing[: (len(competing) + 1) // 2]
            return frozenset(line.item.key for line in half if line.status not in (Status.UNWANTED, Status.EXCLUDED))
        known = tuple((line.item.key, line.status, line.cost) for line in voted)
        if known not in self._known:
            competing.sort(key=lambda line: BELOW_THE_LINE.get(line.status, 0))
            own = [line for line in voted if line.item.own_money]
            walked = walk([*self._must, *competing, *own], self._menu, self._budget)
            self._known[known] = frozenset(line.item.key for line in walked if line.status is Status.IN)
        return self._known[known]

    def _measure(self, line: Line) -> tuple[bool, Fraction]:
        return measure(line, self._terms.ranking)

    def _without_rivals(self, order: Sequence[Line]) -> Sequence[Line]:
        """The lines in the same order, those out that can't be done beside a better one, whatever class goes first."""
        if not self._rivals:
            return order
        marked = {line.item.key: line for line in without_rivals(sorted(order, key=self._measure), self._menu)}
        return [marked[line.item.key] for line in order]


def anew(line: Line, **counted: Any) -> Line:
    """A line counted as it is, or as these of its fields say, before it is known what becomes of it."""
    support = counted.get("support", line.support)
    return replace(line, status=standing(line.item, support, line.cost), **counted)
