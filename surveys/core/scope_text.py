"""A part of a compound as somebody types it: buildings and stairwells, by any of their usual names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from surveys.core.item import Item
from surveys.core.roster import Entrance, Roster
from surveys.core.roster_file import CellRefused, RosterWords, folded, written

Part = tuple[tuple[str, ...], tuple[Entrance, ...]]
"""Buildings, and stairwells of others; both empty for the whole compound."""


@dataclass(frozen=True)
class Whereabouts:
    """The buildings and stairwells of a roster, written and read. `whole` are words for all of it, `separators` what may
    stand between two of them; the first of each is the one we write."""

    roster: Roster
    words: RosterWords
    whole: tuple[str, ...]
    separators: str

    def written(self, item: Item) -> str:
        """The part that an item is for."""
        names = [*map(self.building, item.buildings), *map(self.stairwell, item.stairwells)]
        return self.separators[0].join(names) or self.whole[0]

    def building(self, building: str) -> str:
        """A building's name as we write it."""
        return self.words.numbered(building, self.words.buildings)

    def stairwell(self, entrance: Entrance) -> str:
        """A stairwell's name as we write it, with its building's."""
        return self.building(entrance.building) + self.words.numbered(entrance.unit, self.words.units)

    def read(self, text: str) -> Part:
        """The part that was typed, each place once. Raises `CellRefused`."""
        line = written(text[:1000])
        if not line or folded(line) in map(folded, self.whole):
            return (), ()
        tokens = filter(str.strip, re.split(f"[{re.escape(self.separators)}]+", line))
        found = dict.fromkeys(place for token in tokens for place in self._places(token))
        buildings = tuple(place for place in found if isinstance(place, str))
        stairwells = tuple(place for place in found if not isinstance(place, str))
        return buildings, tuple(entrance for entrance in stairwells if entrance.building not in buildings)

    def _places(self, token: str) -> list[str | Entrance]:
        """One place whose name may have spaces in it, or several with spaces between them."""
        whole = self._place(token)
        found = [whole] if whole else [self._place(part) for part in token.split()]
        if None in found:
            raise CellRefused("menu_place_unknown", place=token.strip()[:40])
        return [place for place in found if place is not None]

    def _place(self, token: str) -> str | Entrance | None:
        return self._known.get(folded(token)) or self._known.get(folded(self.building(token)))

    @cached_property
    def _known(self) -> dict[str, str | Entrance]:
        """Every building and stairwell by each of its names; a building's goes before a stairwell's."""
        known: dict[str, str | Entrance] = {}
        for entrance in dict.fromkeys(household.entrance for household in self.roster.households):
            if entrance.unit:
                known |= dict.fromkeys(self._names(entrance), entrance)
        for building in self.roster.buildings:
            known |= dict.fromkeys(map(folded, (building, self.building(building))), building)
        return known

    def _names(self, entrance: Entrance) -> Iterator[str]:
        """A stairwell by all usual names: that of its building, with any ending, and its own."""
        own = self.words.numbered(entrance.unit, self.words.units)
        bare = own.removesuffix(self.words.units[0])
        units = [entrance.unit, own, *(bare + ending for ending in self.words.units)]
        base = self.building(entrance.building)
        number = base.removesuffix(self.words.buildings[0])
        buildings = [entrance.building, base, *(number + ending for ending in self.words.buildings)]
        for building in buildings:
            if not building.isascii():
                yield from (folded(building + unit) for unit in units if unit != bare)
            yield from (folded(f"{building}{between}{unit}") for between in "/-" for unit in units)
        yield from (folded(f"{number}{between}{bare}") for between in "/-")
