"""The room of what was ordered and what is most urgent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import replace
from functools import cached_property
from random import Random

from surveys.core.ballot import Answers, Capacity
from surveys.core.menu import Item
from surveys.core.outcome import Outcome, PublicList, told
from surveys.core.outcome.cells import ends
from surveys.core.outcome.listing import public_list
from surveys.core.priorities.wishes import voted
from surveys.core.questionnaire import QuestionRole
from tests.attack.cases import Case, Seat, World, light_list, light_outcome
from tests.attack.figures import Name, hidden, orders
from tests.attack.rooms import Known, Room, Seen, Target

_OPINIONS = "opinion"


class Orders(Room):
    """A household's choices are whether it ordered each item, and whether it put it among the most urgent."""

    def __init__(self, case: Case) -> None:
        edition, menu = case.dossier.edition, case.dossier.menu
        asked, urgent = edition.with_role(QuestionRole.ORDER), edition.with_role(QuestionRole.TOP3)
        self.order, self.top = asked.key if asked else "", urgent.key if urgent else ""
        self.items, self.most = voted(menu), menu.choose
        super().__init__(case, tuple(key for key in (self.order, f"{self.order}.how", self.top) if key))
        kept = tuple(question for question in edition.questions if question.role in (QuestionRole.ORDER, QuestionRole.TOP3))
        self._thin = replace(case.dossier, edition=replace(edition, questions=kept))
        self._outcome = light_outcome(self._thin, now=case.notices[0][1])

    def look(self, world: World) -> Seen:
        """The list; what offices find doesn't change it."""
        listed, examined = light_list(replace(self._thin, ballots=self.cast(world)))
        outcome = replace(self._outcome, listed=listed, examined=examined)
        shown = public_list(outcome)
        counts = dict(orders(shown.lines))
        return Seen(shown, {name: self._exact(outcome, name) for name in hidden(counts)})

    def _exact(self, outcome: Outcome, name: Name) -> int:
        line = outcome.listed.by_key[name[1]]
        match name[0]:
            case "support":
                return line.support
            case "named":
                return sum(line.tops)
            case "opinion":
                return line.opinion[0]
        return next(way.support for way in line.ways if way.key == name[2])

    @cached_property
    def orderable(self) -> Mapping[str, Mapping[str, Item]]:
        """The voted items by building and key."""
        return {
            building: {item.key: item for item in self.items if item.concerns(building)}
            for building in self.case.dossier.roster.buildings
        }

    def ordered(self, seat: Seat) -> tuple[str, ...]:
        """What a household ordered."""
        return _keys(self.answers[seat], self.order)

    def offered(self, seat: Seat) -> Set[str]:
        """What it could order."""
        return self._on_offer(seat).keys()

    def _on_offer(self, seat: Seat) -> Mapping[str, Item]:
        return self.orderable[self.homes[seat[0]].building]

    def choices(self, seat: Seat, answers: Answers) -> Mapping[str, Hashable]:
        """`+item`: whether it was ordered; `!item`: whether it is among the most urgent."""
        offer, found = self._on_offer(seat), dict[str, Hashable]()
        if self.order:
            ordered = set(_keys(answers, self.order))
            found |= {f"+{key}": key in ordered for key in offer}
        if self.top:
            named = set(_keys(answers, self.top))
            found |= {f"!{key}": key in named for key in offer}
        return found

    def group(self, seat: Seat) -> Hashable:
        """One building's owners, or its occupants."""
        return self.homes[seat[0]].building, seat[1]

    def is_open(self, target: Target, known: Known) -> bool:
        """The counts of households and heads say nothing of orders."""
        return True

    def values(self, name: Name, known: Known) -> int:
        """One more than the unknown households that could order the item."""
        capacity = Capacity.OCCUPANT if name[0] == _OPINIONS else Capacity.OWNER
        if not (self.top if name[0] == "named" else self.order):
            return 1
        return 1 + sum(seat[1] is capacity and name[1] in self._on_offer(seat) for seat in self.unknown(known))

    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """In each group one or two, or where nothing is told everybody, order otherwise what has a hidden support."""
        told_of = {line.item for line in self._shown.lines if line.voted and told(line.support)}
        named = {line.item for line in self._shown.lines if line.voted and told(line.named)}
        for _ in range(2):
            for seats in self.groups(known).values():
                some = rng.sample(seats, min(len(seats), rng.randint(1, 2)))
                yield {seat: self._stirred(seat, told_of, named, rng) for seat in some}
        if not told_of:
            yield {seat: self._stirred(seat, told_of, named, rng) for seat in self.unknown(known)}

    @cached_property
    def _shown(self) -> PublicList:
        return public_list(self._outcome)

    @cached_property
    def _loose(self) -> set[str]:
        """The items whose support is hidden and may be none."""
        return {line.item for line in self._shown.lines if line.voted and not told(line.support) and not line.support.low}

    def _is_free(self, seat: Seat) -> bool:
        """Whether a household can order one more, or another, without a told support changing."""
        ordered = _keys(self.answers[seat], self.order)
        return len(ordered) < self.most or any(key in self._loose for key in ordered)

    def _stirred(self, seat: Seat, told_of: set[str], named: set[str], rng: Random) -> Answers:
        """An answer turned round, as far as it isn't told."""
        offer, answers = self._on_offer(seat), self.answers[seat]
        before, top = _keys(answers, self.order), _keys(answers, self.top)
        kept = [key for key in before if key in told_of]
        turned = [key for key in offer if key not in before and key not in told_of]
        rng.shuffle(turned)
        urgent = [key for key in top if key in named]
        others = [key for key in offer if key not in top and key not in named]
        rng.shuffle(others)
        if self.top:
            answers = {**answers, self.top: tuple([*urgent, *others][:3])}
        return self._with_order(seat, answers, [*kept, *turned][: self.most], rng)

    def proposals(self, target: Target, known: Known, rng: Random) -> Iterator[World]:
        """One of the group chooses otherwise, alone or with what else changes set right by others."""
        key, unknown = target.what[1:], self.unknown(known)
        group = [seat for seat in unknown if self.group(seat) == self.group(target.seat)]
        rng.shuffle(group)
        group.sort(key=self._is_free, reverse=True)
        name = ("named" if target.what[0] == "!" else "support", key)
        for seat in group[:4]:
            yield {seat: self._moved(seat, name, rng)}
        for _ in range(200):
            seat = rng.choice(group)
            world = {seat: self._moved(seat, name, rng)}
            yield self._settled(world, unknown, rng)
            yield self._settled(world, unknown, rng, key)
            other = rng.choice([one for one in unknown if one[1] is seat[1]])
            if self._fits(seat, self.answers[other]) and self._fits(other, self.answers[seat]):
                yield {seat: self.answers[other], other: self.answers[seat]}
            if name[0] == "support":
                yield {seat: self._random(seat, key, rng)}

    def _bounds(self, capacity: Capacity) -> Mapping[tuple[str, str], tuple[int, int]]:
        """By how much how often each item is ordered, or named, may change, as far as it is told."""
        bounds = {}
        for line in (line for line in self._shown.lines if line.voted):
            figures = [(self.order, "opinion", line.opinion[0])]
            if capacity is Capacity.OWNER:
                figures = [(self.order, "support", line.support), (self.top, "named", line.named)]
            for name, kind, figure in figures:
                exact = self.seen.exact.get((kind, line.item), 0)
                low, high = ends(figure)
                bounds[name, line.item] = (0, 0) if told(figure) else (low - exact, high - exact)
        return bounds

    def _settled(self, world: World, unknown: list[Seat], rng: Random, more: str = "") -> World:
        """The world with others' choices changed until every told count, and that of `more`, is what it was, or so often."""
        settled, capacity = dict(world), next(iter(world))[1]
        bounds = self._bounds(capacity)
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
                and key in self._on_offer(seat)
                and (key in _keys(self.answers[seat], name)) is (gain > 0)
            ]
            near = [seat for seat in able if any(self.group(seat) == self.group(one) for one in world)]
            some = near if near and rng.random() < 0.5 else able
            if not able:
                break
            seat = rng.choice([seat for seat in some if gain > 0 or self._is_free(seat)] or some)
            settled[seat] = self._moved(seat, ("named" if name == self.top else "support", key), rng)
        return settled

    def _shift(self, world: World, name: str) -> Iterator[tuple[str, int]]:
        """By how much a world changes how often each item is ordered, or named."""
        shift: Counter[str] = Counter()
        for seat, answers in world.items():
            shift.update(_keys(answers, name))
            shift.subtract(_keys(self.answers[seat], name))
        return ((key, gain) for key, gain in shift.items() if gain)

    def _renamed(self, seat: Seat, key: str, rng: Random) -> Answers:
        named = list(_keys(self.answers[seat], self.top))
        if key in named:
            named.remove(key)
        elif len(named) < 3 and rng.random() < 0.7:
            named.insert(rng.randint(0, len(named)), key)
        else:
            named = [*named[:2], key]
        return {**self.answers[seat], self.top: tuple(named)}

    def _toggled(self, seat: Seat, answers: Answers, key: str, rng: Random) -> Answers:
        ordered = list(_keys(answers, self.order))
        if key in ordered:
            ordered.remove(key)
        else:
            if len(ordered) >= self.most:
                ordered.remove(rng.choice([one for one in ordered if one in self._loose] or ordered))
            ordered.append(key)
        return self._with_order(seat, answers, ordered, rng)

    def _random(self, seat: Seat, key: str, rng: Random) -> Answers:
        offer = [one for one in self._on_offer(seat) if one != key]
        rng.shuffle(offer)
        wants = key not in _keys(self.answers[seat], self.order)
        ordered = offer[: rng.randint(0, self.most - wants)] + ([key] if wants else [])
        return self._with_order(seat, self.answers[seat], ordered, rng)

    def _with_order(self, seat: Seat, answers: Answers, ordered: list[str], rng: Random) -> Answers:
        offer = self._on_offer(seat)
        ways = {key: way for key, way in self._ways(answers).items() if key in ordered}
        for key in ordered:
            if key not in ways and offer[key].alternatives and rng.random() < 0.7:
                ways[key] = rng.choice(offer[key].alternatives).key
        return {**answers, self.order: tuple(ordered), f"{self.order}.how": ways}

    def _fits(self, seat: Seat, answers: Answers) -> bool:
        return all(key in self._on_offer(seat) for name in (self.order, self.top) for key in _keys(answers, name))

    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Some more or some less order the item, name it, or choose the way."""
        capacity = Capacity.OCCUPANT if name[0] == _OPINIONS else Capacity.OWNER
        able = [seat for seat in self.unknown(known) if seat[1] is capacity and name[1] in self._on_offer(seat)]
        if name[0] == "way" and ("support", name[1]) not in self.seen.exact:
            able = [seat for seat in able if name[1] in _keys(self.answers[seat], self.order)]
        sides: list[list[Seat]] = [[], []]
        for seat in able:
            sides[self._counts(seat, name)].append(seat)
        free = [seat for seat in able if self._is_free(seat)]
        ordered = [seat for seat in able if name[0] == "way" and name[1] in _keys(self.answers[seat], self.order)]
        rare = sorted(able, key=self._commonest)[:5]
        for _ in range(250):
            side = rng.choice([one for one in (*sides, able, free, ordered, rare) if one])
            some = rng.sample(side, min(len(side), rng.choice((1, 1, 2, 2, 3))))
            world = {seat: self._moved(seat, name, rng) for seat in some}
            yield world
            yield self._settled(world, self.unknown(known), rng)

    def _commonest(self, seat: Seat) -> int:
        """The support of what most others ordered among what a household did."""
        lines = self._outcome.listed.by_key
        return max((lines[key].support for key in _keys(self.answers[seat], self.order)), default=0)

    def _counts(self, seat: Seat, name: Name) -> bool:
        """Whether a household is in the count now."""
        answers = self.answers[seat]
        match name:
            case ("named", key):
                return key in _keys(answers, self.top)
            case ("way", key, way):
                return self._ways(answers).get(key) == way
        return name[1] in _keys(answers, self.order)

    def _ways(self, answers: Answers) -> Mapping[str, str]:
        how = answers.get(f"{self.order}.how")
        return how if isinstance(how, Mapping) else {}

    def _moved(self, seat: Seat, name: Name, rng: Random) -> Answers:
        answers = self.answers[seat]
        match name:
            case ("named", key):
                return self._renamed(seat, key, rng)
            case ("way", key, way):
                return self._rerouted(seat, key, way, rng)
        return self._toggled(seat, answers, name[1], rng)

    def _rerouted(self, seat: Seat, key: str, way: str, rng: Random) -> Answers:
        answers = self.answers[seat]
        ordered = list(_keys(answers, self.order))
        if key not in ordered:
            answers = self._toggled(seat, answers, key, rng)
        how = self._ways(answers)
        offer = [one.key for one in self._on_offer(seat)[key].alternatives if one.key != how.get(key)]
        ways = {**how, key: rng.choice([*offer, way])}
        if how.get(key) == way and rng.random() < 0.5:
            del ways[key]
        return {**answers, f"{self.order}.how": ways}


def _within(gain: int, bounds: tuple[int, int] | None) -> bool:
    return bounds is None or bounds[0] <= gain <= bounds[1]


def _keys(answers: Answers, name: str) -> tuple[str, ...]:
    found = answers.get(name)
    return tuple(found) if isinstance(found, (tuple, list)) else ()
