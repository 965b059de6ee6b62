"""Who answers in a generated compound, and what: at random, all alike, all but one, or by building."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from surveys.core.ballot import Answer, Ballot, Capacity, Channel
from surveys.core.kind import NONE
from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import Household, Roster, UnitKind
from tests.core.small_polls import START

_MOST_OF_ONE = 6


def ballots(rng: Random, roster: Roster, edition: Edition, menu: Menu, *, parking: bool) -> tuple[Ballot, ...]:
    """The ballots of some households: owners', occupants', or both."""
    turnout, tenants = rng.choice((0.0, 0.3, 0.7, 0.9, 1.0, 1.0, 1.0)), rng.choice((0.0, 0.0, 0.1, 0.5, 1.0))
    mind = _Mind(rng, edition, menu)
    cast: list[Ballot] = []
    held: dict[str, int] = {}
    for home in roster.households:
        if home.kind is UnitKind.PARKING and not (parking and rng.random() < 0.7):
            continue
        if rng.random() < turnout and held.setdefault(home.owner, 0) < _MOST_OF_ONE:
            held[home.owner] += 1
            cast.append(_ballot(rng, home, Capacity.OWNER, mind, len(cast)))
        if home.kind is not UnitKind.PARKING and rng.random() < tenants * 0.5:
            cast.append(_ballot(rng, home, Capacity.OCCUPANT, mind, len(cast)))
    return tuple(cast)


def by_building(rng: Random, roster: Roster, edition: Edition, cast: tuple[Ballot, ...]) -> tuple[Ballot, ...]:
    """The same ballots, but each building of a mind of its own about the consent."""
    question = edition.with_role(QuestionRole.CONSENT)
    assert question
    options = [option.key for option in question.options]
    minds = {building: (rng.choice(options), rng.choice((0.6, 0.9, 1.0))) for building in roster.buildings}
    at = {home.id: home.building for home in roster.households}
    found = []
    for ballot in cast:
        option, chance = minds[at[ballot.household]]
        consent = option if rng.random() < chance else rng.choice(options)
        found.append(replace(ballot, answers={**ballot.answers, question.key: consent}))
    return tuple(found)


def _ballot(rng: Random, home: Household, capacity: Capacity, mind: _Mind, number: int) -> Ballot:
    at = START + timedelta(minutes=rng.randint(0, 9000))
    answers = dict(mind.answers(home, capacity))
    return Ballot(
        home.id, capacity, answers, rng.choice(list(Channel)), "e", "m", 1, at, f"R{number:04d}{rng.randrange(1000)}"
    )


class _Mind:
    """How a whole compound is minded: what most choose, and how many do."""

    def __init__(self, rng: Random, edition: Edition, menu: Menu) -> None:
        self.rng, self.edition, self.menu = rng, edition, menu
        self.leaning = {q.key: self._leaning(q) for q in edition.questions}
        self.loved = {item.key: rng.choice((0.0, 0.05, 0.3, 0.5, 0.7, 0.95, 1.0)) for item in menu.items}
        self.seen: set[str] = set()

    def _leaning(self, question: Question) -> tuple[str, float]:
        """The option that most choose, and by what chance; below nothing: all but the first who answers."""
        if not question.options:
            return "", 0.0
        return self.rng.choice(question.options).key, self.rng.choice((-1.0, 0.0, 0.5, 0.7, 0.9, 1.0))

    def answers(self, home: Household, capacity: Capacity) -> Iterator[tuple[str, Answer]]:
        """One household's answers, such as the form would accept."""
        orderable = list(self.menu.orderable(home.entrance))
        for question in self.edition.questions:
            if question.role is QuestionRole.CAPACITY:
                counts = capacity.value
                yield question.key, next(option.key for option in question.options if option.counts == counts)
            elif question.owner_only and capacity is Capacity.OCCUPANT:
                continue
            elif question.kind in ("single", "scale"):
                yield from self._one(question)
            elif question.kind == "multiple" and not question.show_if:
                yield from self._several(question)
            elif question.kind == "order":
                liked = [item for item in orderable if self.rng.random() < self.loved[item.key]]
                self.rng.shuffle(liked)
                ordered = liked[: self.menu.choose]
                yield question.key, tuple(item.key for item in ordered)
                ways = {i.key: self.rng.choice(i.alternatives).key for i in ordered if i.alternatives}
                yield f"{question.key}.how", {key: way for key, way in ways.items() if self.rng.random() < 0.8}
            elif question.kind == "top3":
                liked = [item for item in orderable if self.rng.random() < self.loved[item.key]]
                yield question.key, tuple(item.key for item in self.rng.sample(liked, min(len(liked), 3)))

    def _one(self, question: Question) -> Iterator[tuple[str, Answer]]:
        option, chance = self.leaning[question.key]
        first = question.key not in self.seen
        self.seen.add(question.key)
        if question.optional and self.rng.random() < 0.15:
            return
        leans = not first if chance < 0 else self.rng.random() < chance
        others: Any = [one.key for one in question.options if one.key != option] or [option]
        yield question.key, option if leans else self.rng.choice(others)

    def _several(self, question: Question) -> Iterator[tuple[str, Answer]]:
        option, chance = self.leaning[question.key]
        keys = [one.key for one in question.options]
        some = self.rng.sample(keys, self.rng.randint(0 if question.optional else 1, len(keys)))
        ticks = [option] if self.rng.random() < chance else some
        ticks = [NONE] if NONE in ticks else ticks[: question.most or len(keys)]
        if ticks:
            yield question.key, tuple(ticks)
