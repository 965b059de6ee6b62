"""Who lives behind each door, as far as it bears on what they say: floors, the old, children, cars, what is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from surveys.core.roster import UnitKind
from surveys.demo.district import Estate, Flat

TROUBLES = ("leaks", "walls", "sewers", "roads", "parking", "charging", "dark", "wires", "safety", "green", "places")


@dataclass(frozen=True, slots=True)
class Home:
    """One door of a compound and the household behind it. `let` homes have a tenant; `built` ones an own structure."""

    flat: Flat
    people: int
    old: bool
    child: bool
    car: bool
    bike: bool
    let: bool
    built: bool
    height: int
    under_the_roof: bool

    @property
    def ground(self) -> bool:
        """Whether the home lies on the ground floor."""
        return self.height <= 1


@dataclass(frozen=True)
class Village:
    """An estate with its people, and how bad each of `TROUBLES` is there, from 0 to 1."""

    estate: Estate
    homes: tuple[Home, ...]
    bad: Mapping[str, float]


def people_of(estate: Estate, rng: Random) -> Village:
    """The people of an estate, the same from the same state of `rng`."""
    bad = {trouble: rng.betavariate(1.6, 1.6) for trouble in TROUBLES}
    return Village(estate, tuple(_home(estate, flat, rng) for flat in estate.flats), bad)


def _home(estate: Estate, flat: Flat, rng: Random) -> Home:
    lived_in = flat.kind is UnitKind.HOME
    old = lived_in and rng.random() < (0.50 if flat.floor <= 2 else 0.36)
    child = lived_in and rng.random() < (0.12 if old else 0.34)
    return Home(
        flat=flat,
        people=(1 + old + 2 * child + (rng.random() < 0.6)) if lived_in else 0,
        old=old,
        child=child,
        car=rng.random() < (0.62 if child else 0.42),
        bike=rng.random() < 0.55,
        let=lived_in and rng.random() < 0.14,
        built=lived_in and flat.floor == 1 and rng.random() < 0.22,
        height=flat.floor,
        under_the_roof=flat.floor == estate.buildings[flat.building].floors,
    )
