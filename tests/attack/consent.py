"""The room of the owners' consent: looking for other votes with the same published counts that are told the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

from tests.attack.cases import World
from tests.attack.counting import BLANK, VOTES, Counts, Unit, Votes, counted
from tests.attack.figures import Name
from tests.attack.rooms import Known, Target
from tests.attack.standing import Standing, chose


class Consent(Standing):
    """Worlds of other votes, the likeliest to be told the same first."""

    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """The votes of each building's plain owners in another order, and any that fit the counts."""
        for _ in range(2):
            votes: dict[int, str] = {}
            for some in self.by_building(known).values():
                drawn = [self.votes[one] for one in some]
                rng.shuffle(drawn)
                votes |= dict(zip(some, drawn, strict=True))
            yield self.world(votes)
            yield self.world(self.fitting(known).sample(rng))

    def proposals(self, target: Target, known: Known, rng: Random) -> Iterator[World]:
        """Votes exchanged with one owner or with two, those nearest in area first; then any that fit the counts."""
        seat = target.seat[0]
        yield from self._exchanges(seat, known)
        fitting = self.fitting(known, target)
        if not fitting.ends:
            return
        for _ in range(140):
            votes = fitting.sample(rng)
            yield self.world(votes)
            yield self.world(self.leaning(votes, seat, known, rng))
            yield self.world(self._levelled({**self.votes, **votes}, known, rng))

    def _exchanges(self, seat: int, known: Known) -> Iterator[World]:
        """Its vote exchanged with that of another ballot, near ones and ones of like area first."""
        here, votes, target = self.homes[seat], self.votes, counted(self.heads, self.votes)
        others = [unit.id for head in self.heads for unit in head.units]
        others = [one for one in others if one not in known and votes[one] != votes[seat]]
        others.sort(key=lambda one: (self.homes[one].building != here.building, abs(self.homes[one].area - here.area)))
        worlds = ({**votes, seat: votes[other], other: votes[seat]} for other in others)
        yield from (self.world(world) for world in islice((w for w in worlds if counted(self.heads, w) == target), 15))

    def leaning(self, votes: Votes, seat: int, known: Known, rng: Random) -> Votes:
        """The same numbers of votes among plain owners, those who agree next to each other in area: the smallest, the
        largest, or any between."""
        plain = sorted((one for one in self.plain(known) if one != seat), key=self.area.__getitem__)
        drawn = sorted((votes[one] for one in plain), key=(*VOTES, BLANK).index)
        agree = drawn.count(VOTES[0])
        first = rng.choice((0, len(plain) - agree, rng.randint(0, len(plain) - agree)))
        rest = drawn[agree:]
        rng.shuffle(rest)
        return {**votes, **dict(zip(plain, [*rest[:first], *drawn[:agree], *rest[first:]], strict=True))}

    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Any votes that fit the counts, and those pushed into a building or out of it."""
        fitting = self.fitting(known)
        for number in range(200):
            votes = fitting.sample(rng)
            yield self.world(votes)
            yield self.world(self.leaning(votes, -1, known, rng))
            if number % 2 == 0 and (pinned := self._pinned(name, known, rng)).ends:
                yield self.world(pinned.sample(rng))
            start = self.votes if rng.random() < 0.5 else self._levelled({**self.votes, **votes}, known, rng)
            yield self.world(self._pushed(start, name, known, rng, number % 2 == 0))

    def _pinned(self, name: Name, known: Known, rng: Random) -> Counts:
        """Everything that fits the counts when some ballots go into a count and some don't."""
        ids = [u.id for head in self.heads for u in head.units if u.id not in known]
        ids = [one for one in ids if self.homes[one].building == name[1]] or ids
        inside = {one: rng.random() < 0.6 for one in rng.sample(ids, min(len(ids), 4))}

        def pin(unit: Unit) -> Unit:
            kept = tuple(
                vote for vote in unit.options if chose(vote, name[-1]) is inside.get(unit.id, chose(vote, name[-1]))
            )
            return replace(unit, options=kept or unit.options)

        fitting = self.fitting(known)
        heads = tuple(replace(head, units=tuple(map(pin, head.units))) for head in fitting.heads)
        return Counts(heads, fitting.target, self.every)

    def _pushed(self, votes: Votes, name: Name, known: Known, rng: Random, up: bool) -> Votes:
        """Some votes exchanged between owners who gave as many ballots, and between ballots, as long as the counts stay and
        one count goes the way it should."""
        heads = [head for head in self.heads if not any(unit.id in known for unit in head.units)]
        target, count = counted(self.heads, votes), self.count(votes, name)
        inside = [head for head in heads if any(self.homes[unit.id].building == name[1] for unit in head.units)] or heads
        outside = [head for head in heads if head not in inside] or heads
        aside = rng.choice((VOTES[0], "")) if name[-1] in VOTES[1:] else ""
        several = [head for head in heads if len(head.units) > 1]
        for _ in range(rng.choice((1, 2, 3, 6, 60))):
            if several and rng.random() < 0.3:
                ids = [unit.id for unit in rng.choice(several).units]
                changed = {**votes, **dict(zip(ids, (votes[one] for one in rng.sample(ids, len(ids))), strict=True))}
                if counted(self.heads, changed) == target:
                    votes, count = changed, self.count(changed, name)
                continue
            sides = [
                [head for head in side if not aside or not self.has_chosen(head, votes, aside)] for side in (inside, outside)
            ]
            if rng.random() < 0.8:
                ways = (not up, up)
                sides = [
                    [h for h in side if self.has_chosen(h, votes, name[-1]) is w]
                    for side, w in zip(sides, ways, strict=True)
                ]
            if not all(sides):
                break
            one, other = map(rng.choice, sides)
            pairs = list(zip(one.units, other.units, strict=False))
            pairs = pairs if len(one.units) == len(other.units) else [(rng.choice(one.units), rng.choice(other.units))]
            changed = {**votes, **{a.id: votes[b.id] for a, b in pairs}, **{b.id: votes[a.id] for a, b in pairs}}
            gain = self.count(changed, name) - count
            if (gain >= 0) is up and counted(self.heads, changed) == target:
                votes, count = changed, count + gain
        return votes

    def _levelled(self, votes: Votes, known: Known, rng: Random) -> Votes:
        """Votes of plain owners exchanged between buildings until as many agree in each as did."""
        agree = VOTES[0]
        for _ in range(100):
            shift: Counter[str] = Counter()
            for unit, vote in votes.items():
                shift[self.homes[unit].building] += (vote == agree) - (self.votes[unit] == agree)
            over = [unit for unit in self.plain(known) if shift[self.homes[unit].building] > 0 and votes[unit] == agree]
            under = [unit for unit in self.plain(known) if shift[self.homes[unit].building] < 0 and votes[unit] != agree]
            if not over or not under:
                break
            one, other = rng.choice(over), rng.choice(under)
            votes = {**votes, one: votes[other], other: votes[one]}
        return votes
