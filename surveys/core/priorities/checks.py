"""What stands beside the list, never instead of it: other rules, parts of the compound, and alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from surveys.core.menu import Item, Menu
from surveys.core.poll import Terms
from surveys.core.priorities.backing import COMPLETION, STEP_PERCENT, Backing, SharesStanding, backed, ballots_on
from surveys.core.priorities.line import PriorityList, Status
from surveys.core.priorities.margins import Margin, margins
from surveys.core.priorities.phragmen import phragmen
from surveys.core.priorities.support import arrange
from surveys.core.priorities.wishes import FIELD, Wishes

FEWEST = 5
"""Fewer answers than this say nothing about a building, and raise no alarm."""
POINTS = 5
"""The gap in percentage points of households at which the coverage alarm sounds."""


@dataclass(frozen=True, slots=True)
class LocalSupport:
    """An item's support in one part of the compound: a building or a floor band."""

    name: str
    support: int
    answered: int

    @property
    def share(self) -> Fraction:
        """Support over answers; 0 where nobody answered."""
        return Fraction(self.support, self.answered or 1)


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """The checks of one competing item.

    `shares` and `margin` are None without a budget, a cost or supporters; `representative` is its place in Phragmén's order
    with unit costs, None without supporters.
    """

    shares: SharesStanding | None
    margin: Margin | None
    representative: int | None
    buildings: tuple[LocalSupport, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """What one building decides: without its answers `entered` would be carried out and `left` would not."""

    building: str
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Households with at least one wish carried out, of those that answered: by the list, by equal shares, by building.

    `fulfilled` has how many households get none, one, two ... of their wishes by the list.
    """

    answered: int
    listed: int
    shares: int
    buildings: tuple[LocalSupport, ...]
    fulfilled: tuple[int, ...]


class AlarmCode(StrEnum):
    """What a committee should talk about before it follows the list."""

    SHARES_COVER_MORE = "shares_cover_more"
    BUILDING_BEHIND = "building_behind"
    MUST_OVER_BUDGET = "must_over_budget"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm with its two figures, each a count and what it is out of: households, or fen for the budget."""

    code: AlarmCode
    figure: tuple[int, int]
    against: tuple[int, int]
    building: str = ""


@dataclass(frozen=True)
class ListChecks:
    """All checks of one list; `coverage` and `backing` are None where no budget is set."""

    items: Mapping[str, ItemCheck]
    backing: Backing | None
    coverage: Coverage | None
    swings: tuple[Swing, ...]
    alarms: tuple[Alarm, ...]
    completion: str = field(default=f"{COMPLETION.value} {STEP_PERCENT} %")


def check(menu: Menu, terms: Terms, owners: Wishes, listed: PriorityList) -> ListChecks:
    """The checks of a list that was made from these answers."""
    backing = backed(listed, owners)
    shares = backing.standings if backing else {}
    representative, margin = _representative(listed, owners), margins(menu, terms, listed)
    buildings = _by_building(owners)
    places = {item.key: place for place, item in enumerate(owners.items)}
    items = {
        key: ItemCheck(
            shares=shares.get(key),
            margin=margin.get(key),
            representative=representative.get(key),
            buildings=_parts(owners, buildings, places[key], listed.by_key[key].item),
        )
        for key in listed.tie_order
    }
    coverage = _coverage(listed, owners, backing) if backing else None
    return ListChecks(items, backing, coverage, _swings(menu, terms, owners, listed), tuple(_alarms(listed, coverage)))


def _representative(listed: PriorityList, owners: Wishes) -> dict[str, int]:
    lines = [line for key in listed.tie_order if (line := listed.by_key[key]).support]
    order = phragmen(ballots_on(lines, owners, 0), unit_cost=True).order
    return {lines[item].item.key: rank for rank, item in enumerate(order, 1)}


def _swings(menu: Menu, terms: Terms, owners: Wishes, listed: PriorityList) -> tuple[Swing, ...]:
    now = _carried_out(listed)
    swings: list[Swing] = []
    for building, pile in owners.piles.items():
        if not pile.orders:
            continue
        rest = owners.without(building)
        others = arrange(menu, terms, rest, rest)
        then = _carried_out(others)
        entered = tuple(key for key in listed.tie_order if key in then and key not in now)
        left = tuple(key for key in listed.tie_order if key in now and key not in then and others.by_key[key].answered)
        if entered or left:
            swings.append(Swing(building, entered, left))
    return tuple(swings)


def _carried_out(listed: PriorityList) -> set[str]:
    return {line.item.key for line in listed.lines if line.status is Status.IN}


_Counts = tuple[int, tuple[int, ...]]


def _by_building(owners: Wishes) -> dict[str, _Counts]:
    return {name: (len(pile.orders), owners.unpack(pile.packed)) for name, pile in owners.piles.items()}


def _parts(owners: Wishes, buildings: Mapping[str, _Counts], place: int, item: Item) -> tuple[LocalSupport, ...]:
    return tuple(
        LocalSupport(name, counts[place], owners.answered_in(item, name))
        for name, (_, counts) in buildings.items()
        if item.touches(name)
    )


def _coverage(listed: PriorityList, owners: Wishes, backing: Backing) -> Coverage:
    ours = _mask(owners, _carried_out(listed))
    theirs = _mask(owners, backing.taken)
    fulfilled = Counter((order & ours).bit_count() for pile in owners.piles.values() for order in pile.orders)
    return Coverage(
        answered=owners.answers,
        listed=owners.answers - fulfilled[0],
        shares=sum(bool(order & theirs) for pile in owners.piles.values() for order in pile.orders),
        buildings=tuple(
            LocalSupport(name, sum(bool(order & ours) for order in pile.orders), len(pile.orders))
            for name, pile in owners.piles.items()
        ),
        fulfilled=tuple(fulfilled[wishes] for wishes in range(max(fulfilled, default=0) + 1)),
    )


def _mask(owners: Wishes, keys: Iterable[str]) -> int:
    chosen = set(keys)
    return sum(1 << FIELD * place for place, item in enumerate(owners.items) if item.key in chosen)


def _alarms(listed: PriorityList, coverage: Coverage | None) -> Iterable[Alarm]:
    if listed.over_budget:
        yield Alarm(AlarmCode.MUST_OVER_BUDGET, (listed.must, 0), (listed.budget or 0, 0))
    if coverage is None or not coverage.answered:
        return
    whole = (coverage.listed, coverage.answered)
    if 100 * (coverage.shares - coverage.listed) >= POINTS * coverage.answered:
        yield Alarm(AlarmCode.SHARES_COVER_MORE, whole, (coverage.shares, coverage.answered))
    for part in coverage.buildings:
        if part.answered >= FEWEST and 2 * part.support * coverage.answered < coverage.listed * part.answered:
            yield Alarm(AlarmCode.BUILDING_BEHIND, (part.support, part.answered), whole, part.name)
