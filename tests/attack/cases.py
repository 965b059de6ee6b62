"""A compound under attack: what is on record at each of its notices, and the same with other answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from surveys.core.ballot import Answers, Ballot, Capacity
from surveys.core.canonical import canonical
from surveys.core.open_row import Unit, is_opened, says, units
from surveys.core.outcome import PublicOutcome, document
from surveys.core.outcome.outcome import Outcome
from surveys.core.outcome.telling import public
from surveys.core.priorities import Examination, PriorityList, arrange, wishes
from surveys.core.priorities.checks import ItemCheck, ListChecks, LocalSupport
from surveys.services.outcome import Dossier, assembled, outcome_of

Seat = tuple[int, Capacity]
"""A household in one capacity."""
World = Mapping[Seat, Answers]
"""Other answers of some who answered, by seat; everybody else's are as they were."""


@dataclass(frozen=True)
class Case:
    """One compound: a dossier for each notice and correction, which differ in what offices found and in what is on record
    about silence, and when each was posted."""

    name: str
    notices: tuple[tuple[Dossier, datetime], ...]

    @property
    def dossier(self) -> Dossier:
        """What is on record at the first notice."""
        return self.notices[0][0]

    @cached_property
    def ballots(self) -> Mapping[Seat, Ballot]:
        """The ballots by seat."""
        return {(ballot.household, ballot.capacity): ballot for ballot in self.dossier.ballots}

    @property
    def households(self) -> tuple[int, ...]:
        """Those that answered in either capacity."""
        return tuple(dict.fromkeys(household for household, _ in self.ballots))

    def in_world(self, world: World) -> tuple[tuple[Dossier, datetime], ...]:
        """The same notices over other answers."""
        cast = tuple(
            replace(ballot, answers=world[seat]) if seat in world else ballot for seat, ballot in self.ballots.items()
        )
        return tuple((replace(dossier, ballots=cast), now) for dossier, now in self.notices)

    def told(self, world: World, *, checks: bool = True) -> bytes:
        """Every byte that is public in one world: the documents of its notices in turn. Without the checks beside the list,
        of which nothing is public but the support by building, it takes a third of the time."""
        made = outcome_of if checks else light_outcome
        found = [(dossier, public(made(dossier, now=now))) for dossier, now in self.in_world(world)]
        rows = [rows_read(dossier, units_of(outcome, dossier)) for dossier, outcome in found]
        return b"\n".join(canonical(one) for one in (*(document(outcome) for _, outcome in found), *rows))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What is counted by itself at the first notice, as far as it is told."""
        outcome = public(light_outcome(self.dossier, now=self.notices[0][1]))
        return units_of(outcome, self.dossier)

    def rows(self, world: World) -> list[Any]:
        """What a stranger reads in the rows of one world in which the same is told."""
        return rows_read(self.in_world(world)[0][0], self.units)


def units_of(outcome: PublicOutcome, dossier: Dossier) -> tuple[Unit, ...]:
    """What is counted by itself, as far as a notice tells it."""
    return units(outcome, dossier.edition, dossier.menu, dossier.terms)


def rows_read(dossier: Dossier, found: Iterable[Unit]) -> list[Any]:
    """What a stranger reads in the rows: names and commitments hang on keys alone that nobody else has, so of an opened unit
    how many rows say what, and of any other how many there are."""
    homes = {home.id: home.entrance for home in dossier.roster.households if home.kind.is_household}
    counted = [ballot for ballot in dossier.ballots if ballot.household in homes]
    read: list[Any] = []
    for unit in found:
        said = says(unit, homes, counted)
        opened = sorted(str(answer) for _, answer in said) if is_opened(unit, said) else len(said)
        read.append([*unit.name, opened])
    return read


def light_list(dossier: Dossier) -> tuple[PriorityList, Examination]:
    """The list, and of the checks beside it the support by building alone."""
    d = dossier
    owners = wishes(d.menu, d.edition, d.roster, d.ballots)
    listed = arrange(d.menu, d.terms, owners, wishes(d.menu, d.edition, d.roster, d.ballots, Capacity.OCCUPANT))
    sums = {name: (len(pile.orders), owners.unpack(pile.packed)) for name, pile in owners.piles.items()}
    items = {}
    for place, item in enumerate(owners.items):
        parts = tuple(
            LocalSupport(name, found[place], owners.answered_in(item, name))
            for name, (_, found) in sums.items()
            if item.touches(name)
        )
        items[item.key] = ItemCheck(None, None, None, parts)
    return listed, Examination(listed, ListChecks(items, None, None, (), ()), {})


def light_outcome(dossier: Dossier, *, now: datetime, fixed: PriorityList | None = None) -> Outcome:
    """What `outcome_of` gives, as far as it is public; over a list that is `fixed`, where given."""
    listed, examined = (fixed, None) if fixed else light_list(dossier)
    return assembled(dossier, listed, examined, now)
