"""What may be told of the support of each voted item, and of its place among the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from surveys.core.menu import Item, RankBy, Ranking
from surveys.core.outcome.cells import MARGIN, are_few_choices, are_tight, banded, breakdown, ends, middling
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.priorities import Line, PriorityList, measure

MOST_URGENT = 3
"""How many a household may put among the most urgent."""


class Zone(IntEnum):
    """Where an item stands among those of its class: nearly all ordered it, its support is told, few ordered it; or
    anywhere, as its share is of a part of the compound, or of few answers. The first and the last are only tried out."""

    FIRST = 0
    HIGH = 1
    TOLD = 2
    LOW = 3
    LAST = 4
    ANYWHERE = 5


@dataclass(frozen=True, slots=True)
class Voted:
    """A voted item with what everybody may know of its place. `group` orders what support can't: the class that comes first,
    then those of which enough answered. `place` is twice the exact one, for comparing told items alone; between two of them
    there is room to try another. Those whose order would tell what few found urgent share it. `ways` are the alternatives as
    they may be told."""

    line: Line
    support: Figure
    named: Figure
    opinion: Figure
    zone: Zone
    group: tuple[bool, bool]
    place: int
    on_menu: int
    ways: Mapping[str, Figure]

    @property
    def key(self) -> tuple[bool, tuple[bool, bool], Zone, int, int]:
        """How it stands in what is told."""
        told_place = self.place if self.zone is Zone.TOLD else 0
        return self.zone is Zone.ANYWHERE, self.group, self.zone, told_place, self.on_menu

    def is_level_with(self, other: Voted) -> bool:
        """Whether both supports are told and equal, and their order isn't."""
        return self.zone is other.zone is Zone.TOLD and self.place == other.place

    def precedes(self, other: Voted) -> bool | None:
        """Whether it surely stands before another (True) or after it (False); None where that isn't told."""
        if self.group != other.group:
            return self.group < other.group
        if Zone.ANYWHERE in (self.zone, other.zone):
            return None
        if self.zone is not other.zone:
            return self.zone < other.zone
        if self.zone is not Zone.TOLD or self.place == other.place:
            return None
        return self.place < other.place

    @property
    def costs(self) -> tuple[int, ...]:
        """What the item may cost, as far as it is told which alternative counts; empty where nobody has estimated it."""
        if self.line.cost is None:
            return ()
        is_known = not self.line.item.priced_ways or all(map(told, self.ways.values()))
        return (self.line.cost,) if is_known else self.line.item.costs

    @property
    def draws(self) -> tuple[int, int]:
        """The least and the most that it may take from the common money."""
        drawn = [self.line.item.drawn(cost) for cost in self.costs] or [0]
        return min(drawn), max(drawn)

    @property
    def is_ordered(self) -> bool:
        """Whether somebody ordered it for certain."""
        return told(self.support) or self.zone in (Zone.FIRST, Zone.HIGH, Zone.TOLD)


def voted_items(outcome: Outcome) -> list[Voted]:
    """The items that were voted on, in the exact order, with what may be told of each."""
    order = {item.key: place for place, item in enumerate(outcome.menu.items)}
    first = outcome.menu.tiers[0].key if outcome.listed.basic_first else ""
    listed = outcome.listed
    lines = sorted((line for line in listed.lines if line.voted), key=_exact_order(listed))
    supports = _supports(lines, outcome.menu.choose)
    opinions = _supports([_as_asked(line) for line in lines], outcome.menu.choose)
    named = _named(lines, supports)
    places = _told_places(lines, named, listed.ranking)
    return [
        Voted(
            line=line,
            support=supports[key],
            named=named[key],
            opinion=opinions[key],
            zone=_zone(line, supports[key], listed.ranking),
            group=(bool(first) and line.item.tier != first, measure(line, listed.ranking)[0]),
            place=places[key],
            on_menu=order[key],
            ways=_ways(line, supports[key]),
        )
        for line in lines
        for key in [line.item.key]
    ]


def _exact_order(listed: PriorityList) -> Callable[[Line], tuple[int, int]]:
    """By rank and, within a rank, as ties are settled; those that don't compete come last."""
    ties = {key: place for place, key in enumerate(listed.tie_order)}
    return lambda line: (line.rank or len(listed.lines), ties.get(line.item.key, 0))


def _ways(line: Line, support: Figure) -> dict[str, Figure]:
    if not told(support):
        return {way.key: Hidden(Why.FEW) for way in line.ways}
    shown = breakdown([(way.support, line.support) for way in line.ways])
    return {way.key: figure for way, figure in zip(line.ways, shown, strict=True)}


def _as_asked(line: Line) -> Line:
    """The line as if the occupants' opinions bound."""
    support, answered = line.opinion
    return replace(line, support=support, answered=answered)


def _supports(lines: Sequence[Line], most: int) -> Mapping[str, Figure]:
    """How many ordered each item; nothing is told where what is hidden would follow from it, as a household may order only
    so many."""
    shown = {line.item.key: banded(line.support, line.answered) for line in lines}
    if _are_bound(lines, shown, most):
        return {line.item.key: Hidden(Why.FEW, 0, line.answered) for line in lines}
    return shown


def _named(lines: Sequence[Line], supports: Mapping[str, Figure]) -> Mapping[str, Figure]:
    """How many put each item among the most urgent, where that and its support may be told."""
    shown: dict[str, Figure] = {}
    for line in lines:
        number = sum(line.tops)
        tells = not told(supports[line.item.key]) or not middling(number, line.answered)
        shown[line.item.key] = Hidden(Why.FEW, 0, line.answered) if tells else number
    if _are_bound(lines, shown, MOST_URGENT):
        return {line.item.key: Hidden(Why.FEW, 0, line.answered) for line in lines}
    return shown


def _are_bound(lines: Sequence[Line], shown: Mapping[str, Figure], most: int) -> bool:
    """Whether some hidden count has fewer values than its band says, in the compound or within the buildings of an item."""
    scopes = {(line.item.buildings, line.item.stairwells): (line.item, line.answered) for line in lines}
    for scope, answered in scopes.values():
        inside = [shown[line.item.key] for line in lines if _lies_in(line.item, scope)]
        few = answered >= 2 * MARGIN and are_few_choices(len(inside), answered, most)
        if few or are_tight(inside, 0, most * answered):
            return True
    return False


def _lies_in(item: Item, scope: Item) -> bool:
    if not scope.is_local:
        return True
    whole = set(item.buildings) <= set(scope.buildings)
    return item.is_local and whole and all(scope.concerns(entrance) for entrance in item.stairwells)


def _zone(line: Line, support: Figure, ranking: Ranking) -> Zone:
    """Points aren't told: which place they give is known of no item."""
    if ranking.by is RankBy.POINTS:
        return Zone.ANYWHERE
    if told(support):
        return Zone.TOLD
    if line.item.is_local or ends(support) == (0, line.answered):
        return Zone.ANYWHERE
    return Zone.LOW if line.support < MARGIN else Zone.HIGH


def _told_places(lines: Sequence[Line], named: Mapping[str, Figure], ranking: Ranking) -> Mapping[str, int]:
    """Twice each line's place; what importance parts, which hangs on who named what as most urgent, stands in one place
    unless all of it was named by enough and left out by enough."""
    places: dict[str, int] = {}
    equal: dict[Hashable, list[str]] = {}
    few: set[Hashable] = set()
    for place, line in enumerate(lines):
        tie = measure(line, ranking), line.item.tier
        places[line.item.key] = 2 * place
        equal.setdefault(tie, []).append(line.item.key)
        if not told(named[line.item.key]):
            few.add(tie)
    return places | {key: places[equal[tie][0]] for tie in few for key in equal[tie]}
