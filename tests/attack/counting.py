"""What the published counts of households and heads leave open by themselves, exactly.

An owner stands where the latest vote of their units does, so owners who gave one ballot are alike but for their area and
door, and only those who gave several are walked through unit by unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

VOTES = ("yes", "no", "abstain")
BLANK = ""
PART = "part"
ENOUGH = 3
"""A count with so many values left tells nothing: more needn't be found."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit whose ballot is in: `home` counts as a household, and `deed`, every unit but parking, as a head."""

    id: int
    home: bool
    deed: bool
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """One owner's units that answered, the latest ballot last, with the areas that the owner stands for."""

    owner: str
    units: tuple[Unit, ...]
    area: int
    parking: bool
    """Whether heads are published with parking too."""

    @property
    def plain(self) -> bool:
        """Whether it is one home that stands for the owner in every count."""
        return len(self.units) == 1 and self.units[0].home


Votes = Mapping[int, str]
Vector = tuple[int, ...]
"""Yes, no and abstain in households, in heads, and in heads with parking."""
_START: Vector = (0,) * 9


def stand(head: Head, votes: Votes, parking: bool) -> str:
    """Where an owner stands: the latest vote of the units, blank where none voted."""
    return next((votes[u.id] for u in reversed(head.units) if (u.deed or parking) and votes[u.id] != BLANK), BLANK)


def counted(heads: Iterable[Head], votes: Votes) -> Vector:
    """The published counts that votes come to."""
    found = [0] * 9
    for head in heads:
        for unit in head.units:
            if unit.home and votes[unit.id] != BLANK:
                found[VOTES.index(votes[unit.id])] += 1
        for base, parking in ((3, False), (6, head.parking)):
            if (where := stand(head, votes, parking)) != BLANK:
                found[base + VOTES.index(where)] += 1
    return tuple(found)


@dataclass(frozen=True)
class Counts:
    """Everything that fits the published counts when some units' votes are known (they have one option)."""

    heads: tuple[Head, ...]
    target: Vector
    every: tuple[str, ...]
    """All votes that could be cast."""

    @cached_property
    def plain(self) -> tuple[Head, ...]:
        """Owners who gave one ballot, for a home, and may have chosen anything."""
        return tuple(head for head in self.heads if head.plain and head.units[0].options == self.every)

    @cached_property
    def _others(self) -> tuple[Head, ...]:
        return tuple(head for head in self.heads if head not in set(self.plain))

    @cached_property
    def _layers(self) -> list[dict[Vector, list[tuple[Vector, tuple[str, ...]]]]]:
        """For each of the other owners, how each sum is reached: from which sum before, and by which votes."""
        layers: list[dict[Vector, list[tuple[Vector, tuple[str, ...]]]]] = []
        reached: Iterable[Vector] = [_START]
        for head in self._others:
            ways, layer = _ways(head), dict[Vector, list[tuple[Vector, tuple[str, ...]]]]()
            for before in reached:
                for gain, votes in ways.items():
                    after = tuple(map(int.__add__, before, gain))
                    if all(map(int.__le__, after, self.target)):
                        layer.setdefault(after, []).append((before, votes))
            layers.append(layer)
            reached = layer
        return layers

    @cached_property
    def _kept(self) -> list[dict[Vector, list[tuple[Vector, tuple[str, ...]]]]]:
        """The layers with only what leads to the target."""
        last = self._layers[-1] if self._layers else {_START: []}
        wanted = {vector for vector in last if self._rest(vector) is not None}
        kept: list[dict[Vector, list[tuple[Vector, tuple[str, ...]]]]] = []
        for layer in reversed(self._layers):
            kept.insert(0, {vector: layer[vector] for vector in wanted})
            wanted = {before for vector in wanted for before, _ in layer[vector]}
        return kept

    def _rest(self, vector: Vector) -> Vector | None:
        """What the plain owners must come to, where they can."""
        left = tuple(map(int.__sub__, self.target, vector))
        rest = left[:3]
        fits = rest == left[3:6] == left[6:] and min(rest) >= 0
        blanks = len(self.plain) - sum(rest)
        if not fits or blanks < 0 or (blanks and BLANK not in self.every):
            return None
        return (*rest, blanks)

    @cached_property
    def ends(self) -> tuple[Vector, ...]:
        """What the plain owners may come to: yes, no, abstain, blank."""
        last = self._kept[-1] if self._kept else {_START: []}
        return tuple(dict.fromkeys(rest for vector in last if (rest := self._rest(vector)) is not None))

    def options(self, unit: int) -> set[str]:
        """What one unit may have voted."""
        if any(head.units[0].id == unit for head in self.plain):
            return {vote for end in self.ends for vote, number in zip((*VOTES, BLANK), end, strict=True) if number}
        place, at = next(
            (n, [u.id for u in head.units].index(unit))
            for n, head in enumerate(self._others)
            if any(u.id == unit for u in head.units)
        )
        ways = _all_ways(self._others[place])
        layer = self._kept[place]
        gains = {tuple(map(int.__sub__, after, before)) for after, found in layer.items() for before, _ in found}
        return {votes[at] for gain in gains for votes in ways[gain]}

    def sample(self, rng: Random) -> dict[int, str]:
        """Some votes that fit."""
        votes: dict[int, str] = {}
        vector = rng.choice(list(self._kept[-1])) if self._kept else _START
        rest = self._rest(vector)
        for head, layer in zip(reversed(self._others), reversed(self._kept), strict=True):
            before, _ = rng.choice(layer[vector])
            gain = tuple(map(int.__sub__, vector, before))
            found = rng.choice(_all_ways(head)[gain])
            votes |= {unit.id: vote for unit, vote in zip(head.units, found, strict=True)}
            vector = before
        assert rest is not None
        drawn = [vote for vote, number in zip((*VOTES, BLANK), rest, strict=True) for _ in range(number)]
        rng.shuffle(drawn)
        return votes | {head.units[0].id: vote for head, vote in zip(self.plain, drawn, strict=True)}

    def values(self, weigh: Callable[[Head, Votes], int], choice: str) -> int:
        """How many values, three at most, a sum over the owners may have who made a choice; `PART` is any."""
        sums: dict[Vector, set[int]] = {_START: {0}}
        for head in self._others:
            after: dict[Vector, set[int]] = {}
            for gain, many in _all_ways(head).items():
                weights = {weigh(head, dict(zip([u.id for u in head.units], votes, strict=True))) for votes in many}
                for vector, found in sums.items():
                    reached = tuple(map(int.__add__, vector, gain))
                    if all(map(int.__le__, reached, self.target)):
                        after[reached] = _some(after.get(reached, set()) | {a + b for a in found for b in weights})
            sums = after
        plain = self._plain_sums([weigh(head, {head.units[0].id: choice}) for head in self.plain])
        total: set[int] = set()
        for vector, found in sums.items():
            if (rest := self._rest(vector)) is not None:
                number = sum(rest[:3]) if choice == PART else rest[VOTES.index(choice)]
                total = _some(total | {a + b for a in found for b in plain[number]})
        return len(total)

    def _plain_sums(self, weights: Sequence[int]) -> list[set[int]]:
        """The sums of so many of the weights, for every number of them, three at most."""
        sums: list[set[int]] = [{0}, *(set[int]() for _ in weights)]
        for done, weight in enumerate(weights):
            for number in range(done, -1, -1):
                sums[number + 1] = _some(sums[number + 1] | {one + weight for one in sums[number]})
        return sums


def _some(values: set[int]) -> set[int]:
    return values if len(values) <= ENOUGH else set(sorted(values)[:ENOUGH])


@lru_cache(maxsize=4096)
def _all_ways(head: Head) -> dict[Vector, list[tuple[str, ...]]]:
    """Every way in which an owner's units may have voted, by what it adds to the counts."""
    found: dict[Vector, list[tuple[str, ...]]] = {}
    for votes in _products([unit.options for unit in head.units]):
        gain = counted([head], dict(zip([unit.id for unit in head.units], votes, strict=True)))
        found.setdefault(gain, []).append(votes)
    return found


def _ways(head: Head) -> dict[Vector, tuple[str, ...]]:
    return {gain: many[0] for gain, many in _all_ways(head).items()}


def _products(options: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for some in options:
        found = [(*before, one) for before in found for one in some]
    return found
