"""The attacker: whoever reads everything public and knows who answered, and what some households chose.

Safety is shown by worlds: other answers of the households that the attacker doesn't know, which give the same public bytes.
What no world was found for in so many tries counts as a leak.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from random import Random
from typing import Any

from surveys.core.ballot import Answers
from tests.attack.asked import asked_rooms
from tests.attack.cases import Case, Seat, World
from tests.attack.consent import Consent
from tests.attack.counting import ENOUGH
from tests.attack.decisions import Decisions
from tests.attack.figures import Name
from tests.attack.orders import Orders
from tests.attack.rooms import Known, Room, Target

CHECKED = 0.1
"""Of so many compounds the bytes are compared with all checks beside the list."""
TRIES = 3000
"""Worlds tried for one choice or count before it counts as told; a room may propose fewer."""


@dataclass(frozen=True)
class Leak:
    """What an attacker who knows these households finds: somebody's choice, or fewer than three values of a hidden count."""

    case: str
    known: tuple[int, ...]
    what: str

    def __str__(self) -> str:
        return f"{self.case}, knowing {list(self.known)}: {self.what}"


@dataclass(frozen=True)
class Shown:
    """A world with the same public bytes: whose answers differ, in what, and what the hidden counts are there."""

    world: World
    moved: frozenset[int]
    changed: Mapping[tuple[Hashable, str], frozenset[Seat]]
    figures: Mapping[Name, int]


@dataclass
class Siege:
    """One room under attack."""

    room: Room
    rng: Random
    tried: int = 0
    shown: list[Shown] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown.append(Shown({}, frozenset(), {}, self.room.seen.exact))

    @cached_property
    def choices(self) -> Mapping[Seat, Mapping[str, Hashable]]:
        """What every household chose."""
        return {seat: self.room.choices(seat, answers) for seat, answers in self.room.answers.items()}

    def attempt(self, world: World) -> Shown | None:
        """Recompute everything public of a world; kept where its bytes are the same."""
        world = {seat: answers for seat, answers in world.items() if answers != self.room.answers[seat]}
        if not world:
            return None
        self.tried += 1
        seen = self.room.look(world)
        if seen.told != self.room.seen.told or self.room.case.rows(self._whole(world)) != self.rows:
            return None
        changed: dict[tuple[Hashable, str], set[Seat]] = {}
        for seat, answers in world.items():
            for what, value in self.room.choices(seat, answers).items():
                if value != self.choices[seat][what]:
                    changed.setdefault((self.room.group(seat), what), set()).add(seat)
        moved = frozenset(household for household, _ in world)
        found = Shown(world, moved, {at: frozenset(seats) for at, seats in changed.items()}, seen.exact)
        self.shown.append(found)
        return found

    @cached_property
    def rows(self) -> list[Any]:
        """What a stranger reads in the rows of the real world."""
        return self.room.case.rows({})

    def _whole(self, world: World) -> World:
        """The world with everybody's answers in other rooms as they are."""
        ballots = self.room.case.ballots
        return {seat: {**without(ballots[seat].answers, self.room.keys), **answers} for seat, answers in world.items()}

    def leaks(self, known: Known) -> Iterator[str]:
        """What follows for those who know these households."""
        for world in self.room.openings(known, self.rng):
            self.attempt(world)
        fitting = [one for one in self.shown if not one.moved & known]
        for target in self._unanimous(known):
            at = (self.room.group(target.seat), target.what)
            if any(at in one.changed for one in fitting) or not self.room.is_open(target, known):
                continue
            if not self._hunt(self.room.proposals(target, known, self.rng), lambda one, at=at: at in one.changed):
                value = self.choices[target.seat][target.what]
                yield f"household {target.seat[0]} as {target.seat[1]}: {target.what} is {value!r}"
            fitting = [one for one in self.shown if not one.moved & known]
        for name in sorted(self.room.seen.exact):
            yield from self._narrow(name, known)

    def _unanimous(self, known: Known) -> Iterator[Target]:
        """Of each group of unknown households that all chose the same, one; in the others any two may be exchanged."""
        values: dict[tuple[Hashable, str], dict[Hashable, Seat]] = {}
        for seat in self.room.unknown(known):
            for what, value in self.choices[seat].items():
                values.setdefault((self.room.group(seat), what), {}).setdefault(value, seat)
        for (_, what), seats in values.items():
            if len(seats) == 1:
                yield Target(next(iter(seats.values())), what)

    def _hunt(self, worlds: Iterable[World], fits: Callable[[Shown], bool]) -> bool:
        return any((one := self.attempt(world)) and fits(one) for world in islice(worlds, TRIES))

    def _narrow(self, name: Name, known: Known) -> Iterator[str]:
        values = {one.figures[name] for one in self.shown if not one.moved & known}
        if len(values) >= ENOUGH:
            return
        wanted = min(ENOUGH, self.room.values(name, known))

        def more(one: Shown) -> bool:
            values.add(one.figures[name])
            return len(values) >= wanted

        if len(values) < wanted and not self._hunt(self.room.spread(name, known, self.rng), more):
            yield f"hidden count {'/'.join(name)}: only {sorted(values)} of {wanted} values"


def rooms(case: Case) -> Iterator[Room]:
    """Everything of a case that hangs on answers."""
    yield Consent(case)
    yield Orders(case)
    if case.dossier.terms.matters:
        yield Decisions(case)
    yield from asked_rooms(case)


@dataclass(frozen=True)
class Report:
    """What came of one case: how many worlds were shown of how many tried, and what leaks."""

    case: str
    shown: int
    tried: int
    leaks: tuple[Leak, ...]


def attack(case: Case, *, only: Known | None = None) -> Report:
    """Everything that anybody can find out in a case, or those alone who know these households."""
    rng = Random(case.name)
    sieges = [Siege(room, rng) for room in rooms(case)]
    found: dict[str, Leak] = {}
    for known in coalitions(case, sieges, rng) if only is None else [only]:
        for siege in sieges:
            for what in siege.leaks(known):
                found.setdefault(what, Leak(case.name, tuple(sorted(known)), what))
    found |= {leak.what: leak for leak in _broken_lemmas(case, sieges, rng)}
    return Report(
        case.name, sum(len(one.shown) - 1 for one in sieges), sum(one.tried for one in sieges), tuple(found.values())
    )


def coalitions(case: Case, sieges: list[Siege], rng: Random) -> list[Known]:
    """Whom the attacker may be: nobody, some at random, the owner of most, and three who chose alike."""
    answered = list(case.households)
    found: list[Known] = [frozenset()]
    found += [frozenset(rng.sample(answered, min(len(answered), size))) for size in (1, 3)]
    owners: dict[str, list[int]] = {}
    for home in case.dossier.roster.households:
        if home.id in set(answered):
            owners.setdefault(home.owner, []).append(home.id)
    found.append(frozenset(max(owners.values(), key=len, default=[])[:3]))
    for siege in sieges[:2]:
        alike: dict[tuple[str, Hashable], list[int]] = {}
        for seat, choices in siege.choices.items():
            for what, value in choices.items():
                alike.setdefault((what, value), []).append(seat[0])
        some = [households for households in alike.values() if len(households) >= 3]
        some.sort(key=len)
        found += [frozenset(rng.sample(households, 3)) for households in (*some[:1], *rng.sample(some, min(1, len(some))))]
    return list(dict.fromkeys(found))


def _broken_lemmas(case: Case, sieges: list[Siege], rng: Random) -> Iterator[Leak]:
    """What the search takes for granted, tried out on the real bytes: that answers may be exchanged within a group, and that
    worlds of different rooms go together."""
    checks = rng.random() < CHECKED
    before = case.told({}, checks=checks)
    exchanged = [dict(_exchanged(siege.room, rng)) for siege in sieges]
    shown = [dict(rng.choice(siege.shown).world) for siege in sieges]
    for worlds, said in ((exchanged, "exchanges within groups"), (shown, "worlds of different rooms together")):
        together: dict[Seat, Answers] = {}
        for siege, world in zip(sieges, worlds, strict=True):
            for seat, answers in world.items():
                base = together.get(seat, case.ballots[seat].answers)
                together[seat] = {**without(base, siege.room.keys), **answers}
        if case.told(together, checks=checks) != before:
            yield Leak(case.name, (), f"{said} don't give the same bytes")


def without(answers: Answers, keys: Collection[str]) -> Answers:
    """Answers without those of these keys."""
    return {key: answer for key, answer in answers.items() if key not in keys}


def _exchanged(room: Room, rng: Random) -> Iterator[tuple[Seat, Answers]]:
    for seats in room.groups(frozenset()).values():
        drawn = rng.sample(seats, len(seats))
        yield from ((seat, room.answers[other]) for seat, other in zip(seats, drawn, strict=True) if seat != other)
