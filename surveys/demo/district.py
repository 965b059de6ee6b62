"""The district as its rosters tell it: buildings, flats, shops and owners, the same from the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from surveys.core.roster import AreaSource, UnitKind
from surveys.demo.names import DEVELOPER, MARKET, owner_names, phone
from surveys.demo.plots import PLOTS, Plot, Story, story

HOUSEHOLDS, FLOOR_AREA = 7_447, 760_000_00
AREA_HOUSEHOLDS, AREA_FLOOR_AREA = 1_759, 166_500_00
"""Of the first area alone. Floor areas in hundredths of a square metre."""

PARKING = {"橡子新村": 3, "白露小区": 3}
_WITH_SHOPS = ("春风里", "九里香苑", "银杏新村", "松果苑", "水车小区", "谷雨新村", "麦浪新村", "石榴花苑")
_UNSOLD_FLATS = 14
_ONE_OWNER_A_HOME = {Story.THRESHOLD, Story.TINY}


class Shape(NamedTuple):
    """A building: its stairwells, floors, and doors on each floor of a stairwell."""

    units: int
    floors: int
    doors: int

    @property
    def homes(self) -> int:
        """How many exclusive units it holds."""
        return self.units * self.floors * self.doors


_LARGE = tuple(Shape(*s) for s in ((2, 6, 3), (3, 6, 2), (4, 5, 2), (3, 7, 2), (3, 5, 3), (4, 6, 2), (3, 6, 3)))
_SMALL = tuple(Shape(*s) for s in ((1, 6, 2), (2, 4, 2), (1, 6, 3), (2, 5, 2), (2, 6, 2), (3, 4, 2), (3, 5, 2)))
_GIVEN = {"三合小院": Shape(1, 6, 2), "石桥新村": Shape(2, 5, 2), "望河小区": Shape(2, 6, 2)}


@dataclass(frozen=True, slots=True)
class Flat:
    """One row of a roster: an exclusive unit and who holds it. `area` in hundredths of a square metre."""

    building: str
    unit: str
    floor: int
    room: str
    area: int
    owner: str
    phone: str = ""
    kind: UnitKind = UnitKind.HOME
    source: AreaSource = AreaSource.REGISTER


@dataclass(frozen=True, slots=True)
class Estate:
    """A compound with everything on it, in door order; `shapes` are its buildings."""

    plot: Plot
    shapes: tuple[Shape, ...]
    flats: tuple[Flat, ...]

    @property
    def buildings(self) -> Mapping[str, Shape]:
        """The shape of each building by its label."""
        return {_label(number): shape for number, shape in enumerate(self.shapes, start=1)}


def _label(number: int) -> str:
    return f"{number}号楼"


def district(seed: int) -> tuple[Estate, ...]:
    """All 65 compounds, in the order of their streets."""
    inner = [plot for plot in PLOTS if plot.area == 0]
    outer = [plot for plot in PLOTS if plot.area != 0]
    rest = HOUSEHOLDS - AREA_HOUSEHOLDS
    built = _build(inner, _LARGE, AREA_HOUSEHOLDS, AREA_FLOOR_AREA, Random(seed))
    built |= _build(outer, _SMALL, rest, FLOOR_AREA - AREA_FLOOR_AREA, Random(seed + 1))
    return tuple(built[plot.name] for plot in PLOTS)


def _build(
    plots: Sequence[Plot], shapes: Sequence[Shape], households: int, floor_area: int, rng: Random
) -> dict[str, Estate]:
    given = [_GIVEN.get(plot.name) for plot in plots for _ in range(plot.buildings)]
    fitted = _fit(given, shapes, households, rng)
    ways_through = sum(shape.homes for shape in fitted) - households
    free = [place for place, shape in enumerate(given) if shape is None]
    narrowed = set(rng.sample(free, ways_through))
    estates: list[Estate] = []
    place = 0
    for plot in plots:
        mine = range(place, place := place + plot.buildings)
        estates.append(_estate(plot, [fitted[n] for n in mine], {n - mine[0] for n in mine if n in narrowed}, rng))
    return {estate.plot.name: estate for estate in _measured(estates, floor_area)}


def _fit(given: Sequence[Shape | None], shapes: Sequence[Shape], households: int, rng: Random) -> list[Shape]:
    """A shape for every building, so that together they hold `households` and a few more, for the ways through."""
    order = sorted(shapes, key=lambda shape: shape.homes)
    fitted = [shape or rng.choice(order) for shape in given]
    free = [place for place, shape in enumerate(given) if shape is None]
    spare = len(free) // 5
    while not 0 <= (over := sum(shape.homes for shape in fitted) - households) <= spare:
        place = rng.choice(free)
        step = order.index(fitted[place]) + (1 if over < 0 else -1)
        if 0 <= step < len(order):
            fitted[place] = order[step]
    return fitted


def _estate(plot: Plot, shapes: Sequence[Shape], narrowed: set[int], rng: Random) -> Estate:
    flats: list[Flat] = []
    usual = rng.randrange(56_00, 118_00, 25)
    for number, shape in enumerate(shapes):
        doors = [usual + rng.randrange(-9_00, 22_00, 7) for _ in range(shape.doors)]
        flats += _flats(_label(number + 1), shape, doors, way_through=number in narrowed)
    flats = _owned(plot, _uses(plot, flats), rng)
    return Estate(plot, tuple(shapes), tuple(flats + _parking(plot, flats)))


def _flats(building: str, shape: Shape, doors: Sequence[int], *, way_through: bool) -> Iterator[Flat]:
    for unit in range(1, shape.units + 1):
        for floor in range(1, shape.floors + 1):
            for door, area in enumerate(doors, start=1):
                if not (way_through and (unit, floor, door) == (1, 1, 1)):
                    yield Flat(building, f"{unit}单元", floor, f"{floor}{door:02d}", area, owner="")


def _uses(plot: Plot, flats: Sequence[Flat]) -> list[Flat]:
    """The same flats with shops on the ground floor and unsold flats where the compound has them."""
    told = story(plot.name)
    used = []
    for number, flat in enumerate(flats):
        if told is Story.AREA and flat.floor == 1:
            used.append(replace(flat, kind=UnitKind.SHOP, area=flat.area * 4, owner=MARKET))
        elif plot.name in _WITH_SHOPS and flat.building == _label(1) and flat.floor == 1:
            used.append(replace(flat, kind=UnitKind.SHOP, area=flat.area * 3 // 2))
        elif told is Story.UNSOLD and number >= len(flats) - _UNSOLD_FLATS:
            used.append(replace(flat, kind=UnitKind.UNSOLD, owner=DEVELOPER, source=AreaSource.CONTRACT))
        else:
            used.append(flat)
    return used


def _owned(plot: Plot, flats: Sequence[Flat], rng: Random) -> list[Flat]:
    """The same flats with their owners, one in thirty of whom holds a second unit, and where their areas come from."""
    names, holders = owner_names(), list[tuple[str, str]]()
    single = story(plot.name) in _ONE_OWNER_A_HOME
    owned = []
    for number, flat in enumerate(flats):
        again = not single and len(holders) > 8 and rng.random() < 0.033
        told = rng.random()
        source = AreaSource.SURVEY if told < 0.12 else AreaSource.ESTIMATE if told > 0.97 else AreaSource.REGISTER
        if flat.owner:
            owned.append(flat)
            continue
        if not again:
            called = phone(number * 7 + plot.buildings) if rng.random() < 0.6 else ""
            holders.append((next(names), called))
        owner, called = rng.choice(holders) if again else holders[-1]
        owned.append(replace(flat, owner=owner, phone=called, source=source))
    return owned


def _parking(plot: Plot, flats: Sequence[Flat]) -> list[Flat]:
    return [
        Flat(_label(1), "地下", -1, f"车位{number}", 12_50, flat.owner, flat.phone, UnitKind.PARKING)
        for number, flat in enumerate(flats[: PARKING.get(plot.name, 0)], start=1)
    ]


def _measured(estates: Sequence[Estate], floor_area: int) -> Iterator[Estate]:
    """The same estates with every area in proportion, so that together the units measure `floor_area`.

    What whole hundredths leave over goes to the first shop.
    """
    homes = [flat for estate in estates for flat in estate.flats if flat.kind is not UnitKind.PARKING]
    drawn = sum(flat.area for flat in homes)
    left = floor_area - sum(flat.area * floor_area // drawn for flat in homes)
    for estate in estates:
        flats = []
        for flat in estate.flats:
            if flat.kind is UnitKind.PARKING:
                flats.append(flat)
                continue
            area = flat.area * floor_area // drawn
            if flat.kind is UnitKind.SHOP:
                area, left = area + left, 0
            flats.append(replace(flat, area=area))
        yield replace(estate, flats=tuple(flats))
