"""The room of what was ordered and what is most urgent: looking for other orders that are told the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random

from surveys.core.ballot import Capacity
from surveys.core.outcome import told
from surveys.core.outcome.cells import ends, middling
from tests.attack.cases import Seat, World
from tests.attack.figures import Name
from tests.attack.ordering import OPINIONS, Ordering, keys
from tests.attack.rooms import Known, Target


class Orders(Ordering):
    """Worlds of other orders, the likeliest to be told the same first."""

    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """In each group one or two, or where nothing is told everybody, order otherwise what has a hidden support."""
        told_of = {line.item for line in self.shown.lines if line.voted and told(line.support)}
        named = {line.item for line in self.shown.lines if line.voted and told(line.named)}
        for _ in range(2):
            for seats in self.groups(known).values():
                some = rng.sample(seats, min(len(seats), rng.randint(1, 2)))
                yield {seat: self.stirred(seat, told_of, named, rng) for seat in some}
        if not told_of:
            yield {seat: self.stirred(seat, told_of, named, rng) for seat in self.unknown(known)}

    def proposals(self, target: Target, known: Known, rng: Random) -> Iterator[World]:
        """One of the group chooses otherwise, alone or with what else changes set right by others."""
        key, unknown = target.what[1:], self.unknown(known)
        group = [seat for seat in unknown if self.group(seat) == self.group(target.seat)]
        rng.shuffle(group)
        group.sort(key=self.is_free, reverse=True)
        name = ("named" if target.what[0] == "!" else "support", key)
        for seat in group[:4]:
            yield {seat: self.moved(seat, name, rng)}
        for _ in range(200):
            seat = rng.choice(group)
            world = {seat: self.moved(seat, name, rng)}
            yield self._settled(world, unknown, rng)
            yield self._settled(world, unknown, rng, key)
            other = rng.choice([one for one in unknown if one[1] is seat[1]])
            if self.fits(seat, self.answers[other]) and self.fits(other, self.answers[seat]):
                yield {seat: self.answers[other], other: self.answers[seat]}
            if name[0] == "support":
                yield {seat: self.random(seat, key, rng)}

    def _bounds(self, capacity: Capacity, *, strict: bool) -> Mapping[tuple[str, str], tuple[int, int]]:
        """By how much how often each item is ordered, or named, may change, as far as it is told; `strict`: or would be."""
        bounds = {}
        for line in (line for line in self.shown.lines if line.voted):
            figures = [(self.order, "opinion", line.opinion[0])]
            if capacity is Capacity.OWNER:
                figures = [(self.order, "support", line.support), (self.top, "named", line.named)]
            for name, kind, figure in figures:
                exact = self.seen.exact.get((kind, line.item), 0)
                low, high = ends(figure)
                firm = told(figure) or (strict and middling(exact, line.answered))
                bounds[name, line.item] = (0, 0) if firm else (low - exact, high - exact)
        return bounds

    def _settled(self, world: World, unknown: list[Seat], rng: Random, more: str = "") -> World:
        """The world with others' choices changed until every told count, and that of `more`, is what it was, or so often."""
        settled, capacity = dict(world), next(iter(world))[1]
        bounds = self._bounds(capacity, strict=rng.random() < 0.3)
        for _ in range(10):
            wrong = [
                (name, key, gain)
                for name in dict.fromkeys((self.order, self.top))
                for key, gain in self._shift(settled, name)
                if key == more or not _within(gain, bounds.get((name, key)))
            ]
            if not wrong:
                break
            name, key, gain = rng.choice(wrong)
            able = [
                seat
                for seat in unknown
                if seat[1] is capacity
                and seat not in settled
                and key in self.on_offer(seat)
                and (key in keys(self.answers[seat], name)) is (gain > 0)
            ]
            near = [seat for seat in able if any(self.group(seat) == self.group(one) for one in world)]
            some = near if near and rng.random() < 0.5 else able
            if not able:
                break
            seat = rng.choice([seat for seat in some if gain > 0 or self.is_free(seat)] or some)
            settled[seat] = self.moved(seat, ("named" if name == self.top else "support", key), rng)
        return settled

    def _shift(self, world: World, name: str) -> Iterator[tuple[str, int]]:
        """By how much a world changes how often each item is ordered, or named."""
        shift: Counter[str] = Counter()
        for seat, answers in world.items():
            shift.update(keys(answers, name))
            shift.subtract(keys(self.answers[seat], name))
        return ((key, gain) for key, gain in shift.items() if gain)

    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Some more or some less order the item, name it, or choose the way."""
        capacity = Capacity.OCCUPANT if name[0] == OPINIONS else Capacity.OWNER
        able = [seat for seat in self.unknown(known) if seat[1] is capacity and name[1] in self.on_offer(seat)]
        if name[0] == "way" and ("support", name[1]) not in self.seen.exact:
            able = [seat for seat in able if name[1] in keys(self.answers[seat], self.order)]
        sides: list[list[Seat]] = [[], []]
        for seat in able:
            sides[self.counts(seat, name)].append(seat)
        free = [seat for seat in able if self.is_free(seat)]
        ordered = [seat for seat in able if name[0] == "way" and name[1] in keys(self.answers[seat], self.order)]
        rare = sorted(able, key=self.commonest)[:5]
        for _ in range(250):
            side = rng.choice([one for one in (*sides, able, free, ordered, rare) if one])
            some = rng.sample(side, min(len(side), rng.choice((1, 1, 2, 2, 3))))
            world = {seat: self.moved(seat, name, rng) for seat in some}
            yield world
            yield self._settled(world, self.unknown(known), rng)


def _within(gain: int, bounds: tuple[int, int] | None) -> bool:
    return bounds is None or bounds[0] <= gain <= bounds[1]
