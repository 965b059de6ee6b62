"""What is public hangs on kinds of answers that never mix: a room holds one kind, and tells what is public of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from surveys.core.ballot import Answers, Ballot
from surveys.core.roster import Household
from tests.attack.cases import Case, Seat, World
from tests.attack.figures import Name

Known = frozenset[int]
"""Households whose ballots the attacker has, being one of them or their landlord."""


@dataclass(frozen=True)
class Target:
    """One choice of one household, which has to be open to the attacker."""

    seat: Seat
    what: str


@dataclass(frozen=True)
class Seen:
    """What is public of a room in one world, and the exact values of the counts that it hides."""

    told: object
    exact: Mapping[Name, int]


class Room(ABC):
    """The answers of one kind, `keys`, of those who answered: everything public of them is recomputed without the rest."""

    def __init__(self, case: Case, keys: tuple[str, ...]) -> None:
        self.case, self.keys = case, keys
        self.homes: Mapping[int, Household] = {home.id: home for home in case.dossier.roster.households}
        self.answers = {seat: self._only(ballot) for seat, ballot in case.ballots.items() if self.holds(seat)}

    def holds(self, seat: Seat) -> bool:
        """Whether anything public hangs on these answers of a household; unsold and parking units are no households."""
        return self.homes[seat[0]].kind.is_household

    @abstractmethod
    def look(self, world: World) -> Seen:
        """What is public in a world of this room, and what is hidden."""

    @abstractmethod
    def choices(self, seat: Seat, answers: Answers) -> Mapping[str, Hashable]:
        """What a household chose in this room, by what was asked; empty where it wasn't asked."""

    @abstractmethod
    def group(self, seat: Seat) -> Hashable:
        """Households of one group may exchange their answers in this room and nothing public changes."""

    @abstractmethod
    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """Worlds in which many chose otherwise at once, to try first."""

    @abstractmethod
    def proposals(self, target: Target, known: Known, rng: Random) -> Iterator[World]:
        """Worlds in which somebody of the target's group chose otherwise, the likeliest to fit first."""

    @abstractmethod
    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Worlds in which a hidden count is another."""

    @abstractmethod
    def is_open(self, target: Target, known: Known) -> bool:
        """Whether the published counts of households and heads, and what is known, leave another choice at all."""

    @abstractmethod
    def values(self, name: Name, known: Known) -> int:
        """How many values of a count, three at most, those published counts and what is known leave."""

    def _only(self, ballot: Ballot) -> Answers:
        return {key: ballot.answers[key] for key in self.keys if key in ballot.answers}

    def cast(self, world: World) -> tuple[Ballot, ...]:
        """The ballots of this room in a world, with nothing else in them."""
        return tuple(
            replace(self.case.ballots[seat], answers=world.get(seat, answers)) for seat, answers in self.answers.items()
        )

    @cached_property
    def seen(self) -> Seen:
        """The room as it is."""
        return self.look({})

    def unknown(self, known: Known) -> list[Seat]:
        """The seats that the attacker doesn't know."""
        return [seat for seat in self.answers if seat[0] not in known]

    def groups(self, known: Known) -> Mapping[Hashable, list[Seat]]:
        """The unknown seats by group."""
        found: dict[Hashable, list[Seat]] = {}
        for seat in self.unknown(known):
            found.setdefault(self.group(seat), []).append(seat)
        return found
