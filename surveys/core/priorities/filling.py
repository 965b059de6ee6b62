"""What the compound might have ordered if everybody had answered: each silent home filled up from homes like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from surveys.core.menu import Item
from surveys.core.priorities.wishes import FIELD, FIELD_MASK, PLACES, Pile, Wishes
from surveys.core.roster import Entrance

FEWEST = 5
"""Where fewer homes than this answered of those that may order an item, and not all, nothing is said of its place."""
KIN = 4
"""What the item's other homes weigh beside those of the building, in answers."""
ENOUGH, COINS = 20, 5
"""With fewer answers one coin is too few, and so many are tossed: with one, only 88 to 92 % of the rank intervals held in
simulations where 95 % should."""


def is_sayable(item: Item, owners: Wishes) -> bool:
    """Whether enough of the homes that may order the item answered to say anything of those that didn't, or all did."""
    answered = owners.answered(item)
    return answered >= FEWEST or answered == owners.households(item)


@dataclass(frozen=True, slots=True)
class Shelf:
    """How many homes order each item and how many put it first, second and third, packed one behind the other."""

    items: int
    layers: int

    def counts(self, packed: Sequence[int], place: int) -> list[tuple[int, ...]]:
        """An item's count on each layer, its supporters and where they are kept the tops, in several packed answers."""
        shifts = [FIELD * (place + self.items * layer) for layer in range(self.layers)]
        return list(zip(*([one >> shift & FIELD_MASK for one in packed] for shift in shifts), strict=True))

    def pack(self, order: int, tops: Sequence[int]) -> int:
        """One home's answer."""
        if self.layers == 1:
            return order
        return order + sum(top << FIELD * self.items * layer for layer, top in enumerate(tops, 1))

    def mask(self, places: Sequence[int]) -> int:
        """These items on every layer."""
        fields = sum(FIELD_MASK << FIELD * place for place in places)
        return sum(fields << FIELD * self.items * layer for layer in range(self.layers))


def filled(owners: Wishes, random: Random, draws: int, shelf: Shelf) -> Iterator[int]:
    """The packed answer of all households, `draws` times with those filled up that are missing.

    Nothing is filled up for an item of which nothing can be said.
    """
    groups = [_Group(owners, places, shelf) for places in _scopes(owners)]
    answers = [shelf.pack(*answer) for pile in owners.piles.values() for answer in zip(pile.orders, pile.tops, strict=True)]
    answered = sum(answers)
    for _ in range(draws):
        yield answered + sum([group.drawn(random) for group in groups])


def _scopes(owners: Wishes) -> list[list[int]]:
    """The places of the items of which something can be said, those together that concern the same homes."""
    found: dict[tuple[frozenset[str], frozenset[Entrance]], list[int]] = {}
    for place, item in enumerate(owners.items):
        if is_sayable(item, owners):
            found.setdefault((frozenset(item.buildings), frozenset(item.stairwells)), []).append(place)
    return list(found.values())


class _Group:
    """The items that the same homes may order, and the answers of those homes, building by building.

    A Pólya urn for each building: a missing home answers like one drawn from its building's homes, answered or filled up
    before it. Among these lie `KIN` places for the other buildings, or fewer where fewer answered; they are an urn
    themselves, in which lies one answer by the toss of a coin, or `COINS` where few answered: what all of few answers agree
    in isn't sure, and they differ by chance where the homes don't.
    """

    def __init__(self, owners: Wishes, places: Sequence[int], shelf: Shelf) -> None:
        item = owners.items[places[0]]
        mask = shelf.mask(places)
        self._places, self._shelf = places, shelf
        self._answers: list[int] = []
        self._urns: list[tuple[int, int, int]] = []
        for building, pile in owners.piles.items():
            concerned = {unit for unit in pile.doors if item.concerns(Entrance(building, unit))}
            start = len(self._answers)
            self._answers += [
                shelf.pack(order, tops) & mask
                for unit, order, tops in zip(pile.units, pile.orders, pile.tops, strict=True)
                if unit in concerned
            ]
            size = len(self._answers) - start
            if missing := _homes(pile, concerned) - size:
                self._urns.append((start, size, missing))
        self._coins = COINS if len(self._answers) < ENOUGH else 1

    def drawn(self, random: Random) -> int:
        """The packed answers of those who are missing."""
        pool = self._answers.copy()
        return sum([self._fill(pool, start, size, missing, random) for start, size, missing in self._urns])

    def _fill(self, pool: list[int], start: int, size: int, missing: int, random: Random) -> int:
        balls, bits = pool[start : start + size], random.getrandbits
        kin = min(KIN, len(self._answers) - size + self._coins)
        for count in range(size, size + missing):
            place = bits(32) * (count + kin) >> 32
            balls.append(balls[place] if place < count else self._kin(pool, start, size, random))
        return sum(balls[size:])

    def _kin(self, pool: list[int], start: int, size: int, random: Random) -> int:
        """One drawn from the other buildings' urn, which keeps it."""
        others = len(pool) - size
        place = random.getrandbits(32) * (others + self._coins) >> 32
        drawn = pool[place if place < start else place + size] if place < others else self._tossed(random)
        pool.append(drawn)
        return drawn

    def _tossed(self, random: Random) -> int:
        """An answer that orders each item or not by the toss of a coin, and puts any three of them first."""
        flips = random.getrandbits(len(self._places))
        ordered = [1 << FIELD * place for n, place in enumerate(self._places) if flips >> n & 1]
        tops = random.sample(ordered, min(PLACES, len(ordered))) if self._shelf.layers > 1 else ()
        return self._shelf.pack(sum(ordered), tops)


def _homes(pile: Pile, units: set[str]) -> int:
    return sum(homes for unit, homes in pile.doors.items() if unit in units)
