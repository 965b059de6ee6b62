"""Who may answer: the households and owners of a compound, the denominators of every share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from surveys.core.canonical import digest


class UnitKind(StrEnum):
    """What a unit is. Parking and storage count only where a rule says so; what a developer hasn't sold makes one head."""

    HOME = "home"
    SHOP = "shop"
    UNSOLD = "unsold"
    PARKING = "parking"
    STORAGE = "storage"

    is_annex: bool
    """Whether it goes with a home or a shop and counts only where a rule counts parking."""
    is_household: bool
    """Whether somebody lives or trades in it, so that it is counted as a household and orders."""

    def __init__(self, value: str) -> None:
        self.is_annex = value in ("parking", "storage")
        self.is_household = not self.is_annex and value != "unsold"


class AreaSource(StrEnum):
    """Where a floor area comes from, in the court's order of preference (interpretation on ownership disputes, art. 8)."""

    REGISTER = "register"
    SURVEY = "survey"
    CONTRACT = "contract"
    ESTIMATE = "estimate"


class Entrance(NamedTuple):
    """One stairwell of one building: what is asked and offered is the same for all its households."""

    building: str
    unit: str


@dataclass(frozen=True, slots=True)
class Household:
    """One exclusive unit in a poll's frozen roster. `area` is in hundredths of a square metre; `owner` is the same text for
    all units of one owner and says nothing about who that is; `owners` is how many people that text named."""

    id: int
    building: str
    unit: str
    floor: int
    room: str
    area: int
    owner: str
    kind: UnitKind = UnitKind.HOME
    area_source: AreaSource = AreaSource.REGISTER
    owners: int = 1

    @property
    def entrance(self) -> Entrance:
        """The stairwell that the household lies in."""
        return Entrance(self.building, self.unit)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds homes of one compound today. `key` stays the same between imports; `homes` is how many they hold."""

    id: int
    key: str
    name: str
    phone: str
    homes: int = 1


@dataclass(frozen=True, slots=True)
class LivingHome:
    """One exclusive unit of the living roster with who owns it; `area` is in hundredths of a square metre."""

    id: int
    building: str
    unit: str
    floor: int
    room: str
    area: int
    kind: UnitKind
    area_source: AreaSource
    owner: Owner

    @property
    def door(self) -> tuple[str, str, str]:
        """Where it is: building, stairwell, room."""
        return self.building, self.unit, self.room


class RosterColumn(StrEnum):
    """By what a list of homes may be sorted."""

    DOOR = "door"
    FLOOR = "floor"
    AREA = "area"
    KIND = "kind"
    OWNER = "owner"
    PHONE = "phone"


BOUND = "|"
"""What stands around each part of a door as it is sought, so that building 3 isn't found in building 13."""


@dataclass(frozen=True, slots=True)
class RosterSearch:
    """Which homes of a list somebody looks for: every one of `words` has to be in the door or in the owner's name, in one of
    its spellings; one that is a whole part of the door has `BOUND` on both sides."""

    words: tuple[tuple[str, ...], ...] = ()
    sort: RosterColumn = RosterColumn.DOOR
    down: bool = False


@dataclass(frozen=True, slots=True)
class RosterFigures:
    """A roster in numbers, parking aside as on the page before opening; `area` in hundredths of a square metre."""

    buildings: int
    homes: int
    owners: int
    area: int


@dataclass(frozen=True, slots=True)
class Roster:
    """The households of one compound, in door order."""

    households: tuple[Household, ...]

    @property
    def digest(self) -> str:
        """A digest over places, areas, kinds and who shares an owner; the owners' names have no part in it."""
        first: dict[str, int] = {}
        rows = [
            [h.building, h.unit, h.floor, h.room, h.area, first.setdefault(h.owner, n), h.kind, h.area_source]
            + ([h.owners] if h.owners > 1 else [])
            for n, h in enumerate(self.households)
        ]
        return digest(rows)

    @property
    def buildings(self) -> tuple[str, ...]:
        """The buildings in door order, each once."""
        return tuple(dict.fromkeys(h.building for h in self.households))
