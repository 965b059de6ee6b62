"""How near each item is to being carried out, or to being left out: by how many households, or points where those decide."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from surveys.core.menu import Menu, RankBy
from surveys.core.poll import Terms
from surveys.core.priorities.line import Line, PriorityList, Status
from surveys.core.priorities.recount import Recount, Strength, anew


@dataclass(frozen=True, slots=True)
class Margin:
    """The fewest households (of those that answered) that must change their mind about an item, whichever they are, so
    that it surely changes sides; None where no number does. `by_points` counts points instead."""

    carried_out: bool
    needed: int | None
    by_points: bool


def margins(menu: Menu, terms: Terms, listed: PriorityList) -> dict[str, Margin]:
    """The margin by key of each competing item that somebody ordered and that has a cost; empty without a budget."""
    if listed.budget is None:
        return {}
    lines = [listed.by_key[key] for key in listed.tie_order]
    asked = _Asked(Recount(menu, terms, listed), lines, terms.ranking.by is RankBy.POINTS)
    return {line.item.key: asked.margin(line) for line in lines if line.support and line.cost is not None}


class _Asked:
    """The competing lines, given in their tie order, of which one may stand elsewhere."""

    def __init__(self, recount: Recount, lines: Sequence[Line], by_points: bool) -> None:
        self._recount, self._by_points = recount, by_points
        voted = [*map(anew, lines), *recount.own]
        strengths = [(recount.strength(line), place, line) for place, line in enumerate(voted)]
        self._order = sorted(strengths, key=lambda one: one[:2])

    def margin(self, line: Line) -> Margin:
        """How far the line is from changing sides."""
        figure = line.points if self._by_points else line.support
        carried_out = line.status is Status.IN
        if carried_out:
            cheapest = replace(line, cost=min(line.item.costs))
            needed = _first(figure, lambda count: not self._is_in(self._with(cheapest, figure - count), first=True))
        else:
            most = (3 if self._by_points else 1) * line.answered
            dearest = replace(line, cost=max(line.item.costs))
            needed = _first(most - figure, lambda count: self._is_in(self._with(dearest, figure + count), first=False))
        return Margin(carried_out, needed, self._by_points)

    def _with(self, line: Line, figure: int) -> Line:
        return anew(line, tops=(0, 0, figure)) if self._by_points else anew(line, support=figure)

    def _is_in(self, line: Line, first: bool) -> bool:
        """Whether the line is carried out where it stands like this, the first or the last of those that are level."""
        others = [one for one in self._order if one[2].item.key != line.item.key]
        strength = self._recount.strength(line)
        place = sum(_is_before(one[0], strength, first) for one in others)
        order = [one[2] for one in others]
        return line.item.key in self._recount.above([*order[:place], line, *order[place:]])


def _is_before(other: Strength, strength: Strength, first: bool) -> bool:
    return other < strength if first else other <= strength


def _first(most: int, reached: Callable[[int], bool]) -> int | None:
    """The least number from 1 to `most` at which it is reached; more never loses it again."""
    found = bisect_left(range(1, most + 1), True, key=reached) + 1
    return found if found <= most else None
