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

    @property
    def is_household(self) -> bool:
        """Whether somebody lives or trades in it, so that it is counted as a household and orders."""
        return self is not UnitKind.UNSOLD and not self.is_annex

    @property
    def is_annex(self) -> bool:
        """Whether it goes with a home or a shop and counts only where a rule counts parking."""
        return self in (UnitKind.PARKING, UnitKind.STORAGE)


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
