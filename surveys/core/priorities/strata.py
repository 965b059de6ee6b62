"""The order if every part of the compound had answered alike: a column beside the official one, which weighs nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from surveys.core.menu import Menu
from surveys.core.priorities.line import PriorityList
from surveys.core.priorities.wishes import Wishes

FEWEST = 10
"""Parts with fewer answers than this are weighed together with their neighbours."""
HEAVIEST = Fraction(3)
"""No answer counts for more than this many average ones."""
LOW_FLOOR = 2


class FloorBand(StrEnum):
    """Where in its building a household lives: up to the second floor, on the highest floor, or between."""

    LOW = "low"
    MIDDLE = "middle"
    TOP = "top"


def floor_band(floor: int, top: int) -> FloorBand:
    """The band of a floor in a building whose highest is `top`."""
    if floor <= LOW_FLOOR:
        return FloorBand.LOW
    return FloorBand.TOP if floor == top else FloorBand.MIDDLE


@dataclass(frozen=True, slots=True)
class FloorGroup:
    """One or more floor bands of buildings: their households, those that answered, and the packed count of their orders."""

    parts: tuple[tuple[str, FloorBand], ...]
    households: int
    answered: int
    packed: int

    def __add__(self, other: FloorGroup) -> FloorGroup:
        """Both as one."""
        return FloorGroup(
            self.parts + other.parts,
            self.households + other.households,
            self.answered + other.answered,
            self.packed + other.packed,
        )


@dataclass(frozen=True, slots=True)
class Stratum:
    """A cell that is large enough to be weighed. `weight` is that of each answer in it, where the average one has 1."""

    cell: FloorGroup
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Weighted:
    """An item's share of the weight of the answers in its scope, and its rank among all voted items by that share."""

    share: Fraction
    rank: int


@dataclass(frozen=True, slots=True)
class Strata:
    """The strata of a compound, and by item key what the list would be if their weights counted."""

    strata: tuple[Stratum, ...]
    items: Mapping[str, Weighted]


def cells(owners: Wishes) -> tuple[FloorGroup, ...]:
    """Every floor band of every building, in door order, also those without answers or households."""
    result: list[FloorGroup] = []
    for building, pile in owners.piles.items():
        sums = {band: [0, 0, 0] for band in FloorBand}
        for floor, households in pile.homes.items():
            sums[floor_band(floor, pile.top)][0] += households
        for floor, order in zip(pile.floors, pile.orders, strict=True):
            band = sums[floor_band(floor, pile.top)]
            band[1] += 1
            band[2] += order
        result += [FloorGroup(((building, band),), *counts) for band, counts in sums.items()]
    return tuple(result)


def poststratified(menu: Menu, owners: Wishes, listed: PriorityList) -> Strata:
    """The order with each answer weighted: its stratum's share of the households over its share of the answers."""
    found = cells(owners)
    strata = tuple(Stratum(cell, _weight(cell, owners)) for cell in _collapsed(found))
    # Whole numbers in place of the weights: only their proportions matter.
    scale = lcm(*(stratum.weight.denominator for stratum in strata))
    counted = [(int(stratum.weight * scale), owners.unpack(stratum.cell.packed)) for stratum in strata]
    weights = {part: int(stratum.weight * scale) for stratum in strata for part in stratum.cell.parts}
    shares: dict[str, Fraction] = {}
    for place, item in enumerate(owners.items):
        support = sum(weight * counts[place] for weight, counts in counted)
        scope = (cell for cell in found if item.touches(cell.parts[0][0]))
        answered = sum(weights[cell.parts[0]] * cell.answered for cell in scope)
        shares[item.key] = Fraction(support, answered or 1)
    basic = menu.tiers[0].key if listed.basic_first else ""
    strength = {item.key: (item.tier == basic, shares[item.key]) for item in owners.items}
    items = {
        key: Weighted(share, 1 + sum(other > strength[key] for other in strength.values())) for key, share in shares.items()
    }
    return Strata(strata, items)


def _weight(cell: FloorGroup, owners: Wishes) -> Fraction:
    if not owners.answers:
        return Fraction(1)
    return min(HEAVIEST, Fraction(cell.households * owners.answers, cell.answered * owners.everyone))


def _collapsed(found: Iterable[FloorGroup]) -> list[FloorGroup]:
    """Cells with enough answers: bands joined within their building, and buildings that are too small with each other.

    Only where the whole compound has fewer answers than are enough is there one cell that is too small.
    """
    buildings: dict[str, list[FloorGroup]] = {}
    for cell in found:
        buildings.setdefault(cell.parts[0][0], []).append(cell)
    joined = [_joined(bands) for bands in buildings.values()]
    large = [cell for building in joined for cell in building if cell.answered >= FEWEST]
    small = [cell for building in joined for cell in building if cell.answered < FEWEST]
    return _joined([*large, *_joined(small)])


def _joined(neighbours: Iterable[FloorGroup]) -> list[FloorGroup]:
    """Each cell with too few answers takes in the next one; the last takes itself to the one before it."""
    result: list[FloorGroup] = []
    for cell in neighbours:
        if result and result[-1].answered < FEWEST:
            result[-1] += cell
        else:
            result.append(cell)
    if len(result) > 1 and result[-1].answered < FEWEST:
        last = result.pop()
        result[-1] += last
    return result
