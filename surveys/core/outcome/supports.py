"""What may be told of the support of each voted item, and of its place among the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from surveys.core.outcome.cells import MARGIN, are_few_choices, are_tight, banded, ends, middling
from surveys.core.outcome.figures import Figure, Hidden, Why, told
from surveys.core.outcome.outcome import Outcome
from surveys.core.priorities import Line

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
    """A voted item with what everybody may know of its place. `place` is twice the exact one, for comparing told items
    alone; between two of them there is room to try another. Those whose order would tell what few found urgent share it."""

    line: Line
    support: Figure
    named: Figure
    opinion: Figure
    zone: Zone
    later_class: bool
    place: int
    on_menu: int

    @property
    def key(self) -> tuple[bool, bool, Zone, int, int]:
        """How it stands in what is told."""
        told_place = self.place if self.zone is Zone.TOLD else 0
        return self.zone is Zone.ANYWHERE, self.later_class, self.zone, told_place, self.on_menu

    def is_level_with(self, other: Voted) -> bool:
        """Whether both supports are told and equal, and their order isn't."""
        return self.zone is other.zone is Zone.TOLD and self.place == other.place

    def precedes(self, other: Voted) -> bool | None:
        """Whether it surely stands before another (True) or after it (False); None where that isn't told."""
        if self.later_class is not other.later_class:
            return other.later_class
        if Zone.ANYWHERE in (self.zone, other.zone):
            return None
        if self.zone is not other.zone:
            return self.zone < other.zone
        if self.zone is not Zone.TOLD or self.place == other.place:
            return None
        return self.place < other.place


def voted_items(outcome: Outcome) -> list[Voted]:
    """The items that were voted on, in the exact order, with what may be told of each."""
    order = {item.key: place for place, item in enumerate(outcome.menu.items)}
    first = outcome.menu.tiers[0].key if outcome.listed.basic_first else ""
    lines = [line for line in outcome.listed.lines if line.rank is not None]
    supports = _supports(lines, outcome.menu.choose)
    opinions = _supports([_as_asked(line) for line in lines], outcome.menu.choose)
    named = _named(lines, supports)
    places = _told_places(lines, named)
    return [
        Voted(
            line=line,
            support=supports[key],
            named=named[key],
            opinion=opinions[key],
            zone=_zone(line, supports[key]),
            later_class=bool(first) and line.item.tier != first,
            place=places[key],
            on_menu=order[key],
        )
        for line in lines
        for key in [line.item.key]
    ]


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
    scopes = {line.item.buildings: line.answered for line in lines}
    for buildings, answered in scopes.items():
        inside = [shown[line.item.key] for line in lines if _lies_in(line, buildings)]
        few = answered >= 2 * MARGIN and are_few_choices(len(inside), answered, most)
        if few or are_tight(inside, 0, most * answered):
            return True
    return False


def _lies_in(line: Line, buildings: tuple[str, ...]) -> bool:
    return not buildings or (bool(line.item.buildings) and set(line.item.buildings) <= set(buildings))


def _zone(line: Line, support: Figure) -> Zone:
    if told(support):
        return Zone.TOLD
    if line.item.buildings or ends(support) == (0, line.answered):
        return Zone.ANYWHERE
    return Zone.LOW if line.support < MARGIN else Zone.HIGH


def _told_places(lines: Sequence[Line], named: Mapping[str, Figure]) -> Mapping[str, int]:
    """Twice each line's place; what importance parts, which hangs on who named what as most urgent, stands in one place
    unless all of it was named by enough and left out by enough."""
    places: dict[str, int] = {}
    equal: dict[tuple[int | None, str], list[str]] = {}
    few: set[tuple[int | None, str]] = set()
    for place, line in enumerate(lines):
        tie = line.rank, line.item.tier
        places[line.item.key] = 2 * place
        equal.setdefault(tie, []).append(line.item.key)
        if not told(named[line.item.key]):
            few.add(tie)
    return places | {key: places[equal[tie][0]] for tie in few for key in equal[tie]}
