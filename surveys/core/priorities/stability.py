"""How sure the order is: what it could become if the silent households answered too."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from surveys.core.menu import Menu, RankBy
from surveys.core.poll import Terms
from surveys.core.priorities.filling import Shelf, filled, is_sayable
from surveys.core.priorities.line import Line, PriorityList
from surveys.core.priorities.recount import Recount, anew
from surveys.core.priorities.wishes import PLACES, Wishes

DRAWS = 400


class Band(StrEnum):
    """Whether an item stands above the line: `A` surely, `B` perhaps, `C` surely not; surely means in 95 % of the draws.

    The line is the budget; where none is set, the middle of the order.
    """

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure one item's place is.

    `ranks` are the best and the worst in 95 % of the draws, None where nothing can be said. Items of which nothing can be
    said are counted at their least and at their most: in `above` draws the item stood above the line both ways, in `reached`
    one way at least. `draws` is 0 where nothing can be said, and where the item has no cost to hold against a budget.
    """

    ranks: tuple[int, int] | None
    above: int
    reached: int
    draws: int

    @property
    def band(self) -> Band | None:
        """The band of the item, None where nothing was drawn."""
        if not self.draws:
            return None
        if self.draws - self.above <= surely_not(self.draws):
            return Band.A
        return Band.C if self.reached <= surely_not(self.draws) else Band.B


def allowed(draws: int) -> int:
    """How many draws an interval may leave out on either side: 2.5 %."""
    return draws * 25 // 1000


def surely_not(draws: int) -> int:
    """In how many draws what is surely so may not be so: 5 %."""
    return draws // 20


def stability(menu: Menu, terms: Terms, owners: Wishes, listed: PriorityList, draws: int = DRAWS) -> dict[str, Standing]:
    """The standing of each competing item by key, from `draws` recounts of the filled-up compound.

    The draws depend on the terms' seed and the answers alone.
    """
    lines = [listed.by_key[key] for key in listed.tie_order]
    shelf = Shelf(len(owners.items), 1 + PLACES * (terms.ranking.by is RankBy.POINTS))
    ladder = _Ladder(Recount(menu, terms, listed), lines, owners, shelf)
    packed = list(filled(owners, Random(terms.seed), draws, shelf)) if any(ladder.sayable) else []
    best: list[list[int]] = [[] for _ in lines]
    worst: list[list[int]] = [[] for _ in lines]
    above, reached = Counter[str](), Counter[str]()
    for low, high in ladder.draws(packed):
        first, above_least = _ranks(low, low), ladder.above(low)
        last, above_most = (first, above_least) if low is high else (_ranks(low, high), ladder.above(high))
        for item, (one, other) in enumerate(zip(first, last, strict=True)):
            best[item].append(one)
            worst[item].append(other)
        above.update(above_least & above_most)
        reached.update(above_least | above_most)
    result: dict[str, Standing] = {}
    for item, line in enumerate(lines):
        key = line.item.key
        ranks = _middle(best[item], worst[item]) if packed and ladder.sayable[item] else None
        measured = ranks is not None and (line.cost is not None or listed.budget is None)
        result[key] = Standing(ranks, above[key], reached[key], len(packed) if measured else 0)
    return result


def _ranks(rungs: Sequence[_Rung], against: Sequence[_Rung]) -> list[int]:
    """The rank of each where all others stand like those of `against`."""
    ordered = sorted([rung.level for rung in against])
    return [1 + len(ordered) - bisect_right(ordered, rung.level) for rung in rungs]


def _middle(best: Sequence[int], worst: Sequence[int]) -> tuple[int, int]:
    """The ranks that leave out at most 2.5 % of the draws on each side."""
    cut = allowed(len(best))
    return (sorted(best)[cut], sorted(worst)[-1 - cut])


_Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Rung:
    """A line with so many supporters, and where that places it among all that come up, the higher the better."""

    level: int
    line: Line


class _Ladder:
    """The competing lines, in the tie order, with all that they may come to."""

    def __init__(self, recount: Recount, lines: Sequence[Line], owners: Wishes, shelf: Shelf) -> None:
        self._recount, self._lines, self._shelf = recount, lines, shelf
        places = {item.key: place for place, item in enumerate(owners.items)}
        self._places = [places[line.item.key] for line in lines]
        self.sayable = [is_sayable(line.item, owners) for line in lines]

    def draws(self, packed: Sequence[int]) -> Iterator[tuple[tuple[_Rung, ...], tuple[_Rung, ...]]]:
        """For each draw where the lines stand: those of which nothing can be said at their least, and at their most."""
        least, most = self._columns(packed, 0), self._columns(packed, 1)
        lines = [
            {counts: _filled(line, counts) for counts in {*low, *high}}
            for line, low, high in zip(self._lines, least, most, strict=True)
        ]
        strengths = [{counts: self._recount.strength(line) for counts, line in table.items()} for table in lines]
        found = sorted({strength for table in strengths for strength in table.values()})
        levels = {strength: -place for place, strength in enumerate(found)}
        rungs = [
            {counts: _Rung(levels[strength[counts]], line) for counts, line in table.items()}
            for strength, table in zip(strengths, lines, strict=True)
        ]
        for low, high in zip(zip(*least, strict=True), zip(*most, strict=True), strict=True):
            rung = _looked_up(rungs, low)
            yield rung, rung if low == high else _looked_up(rungs, high)

    def above(self, rungs: Sequence[_Rung]) -> frozenset[str]:
        """The keys of the items above the line where the lines stand like this."""
        order = sorted(rungs, key=lambda rung: -rung.level)
        return self._recount.above([*(rung.line for rung in order), *self._recount.own])

    def _columns(self, packed: Sequence[int], end: int) -> list[list[_Counts]]:
        """For each line its counts in every draw."""
        return [
            self._shelf.counts(packed, place) if sayable else [self._end(line, end)] * len(packed)
            for line, place, sayable in zip(self._lines, self._places, self.sayable, strict=True)
        ]

    def _end(self, line: Line, end: int) -> _Counts:
        """The least or the most that a line can come to, whatever the silent homes want."""
        silent = (line.households - line.answered) * end
        return (line.support + silent, line.tops[0] + silent, *line.tops[1:])[: self._shelf.layers]


def _filled(line: Line, counts: _Counts) -> Line:
    """The line if everybody had answered and it had come to this."""
    return anew(line, support=counts[0], answered=line.households, tops=counts[1:] or line.tops)


def _looked_up(rungs: Sequence[Mapping[_Counts, _Rung]], counts: Sequence[_Counts]) -> tuple[_Rung, ...]:
    return tuple(table[count] for table, count in zip(rungs, counts, strict=True))
