"""Who answers and what, in a search for a false sentence: nobody, all alike, a few, each building of its own mind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from surveys.core.ballot import Answer, Ballot, Capacity, Channel
from surveys.core.menu import Menu
from surveys.core.poll import Terms
from surveys.core.questionnaire import Edition, Question, QuestionRole
from surveys.core.roster import Household, Roster, UnitKind
from tests.core.small_polls import START

_CHANNELS = tuple(Channel)


def ballots(rng: Random, roster: Roster, edition: Edition, menu: Menu, terms: Terms) -> tuple[Ballot, ...]:
    """The ballots that stand; the latest of each household in each capacity."""
    turnout, tenants = rng.choice((0.0, 0.3, 0.6, 0.85, 1.0, 1.0)), rng.choice((0.0, 0.0, 0.2, 0.6))
    parking = any(rule["parking"] for rule in terms.rules)
    quiet = rng.choice(roster.buildings) if rng.random() < 0.3 else None
    mind, cast = _Mind(rng, edition, menu), list[Ballot]()
    for home in roster.households:
        goes = turnout * (0.15 if home.building == quiet else 1)
        parks = home.kind is UnitKind.PARKING
        if (not parks or parking) and rng.random() < goes:
            cast.append(_ballot(mind, home, Capacity.OWNER, len(cast)))
        if not parks and rng.random() < tenants:
            cast.append(_ballot(mind, home, Capacity.OCCUPANT, len(cast)))
    return tuple(cast)


def _ballot(mind: _Mind, home: Household, who: Capacity, number: int) -> Ballot:
    rng = mind.rng
    at = START + timedelta(minutes=rng.choice((rng.randint(0, 9000), 60)))
    receipt = f"R{rng.randrange(10**6):06}-{number:03}"
    digests = (mind.edition.digest, mind.menu.digest)
    return Ballot(
        home.id, who, dict(mind.answers(home, who)), rng.choice(_CHANNELS), *digests, rng.choice((1, 1, 2)), at, receipt
    )


class _Mind:
    """What most of a compound, or of each building, choose."""

    def __init__(self, rng: Random, edition: Edition, menu: Menu) -> None:
        self.rng, self.edition = rng, edition
        self.menu, self.known = menu, dict[object, list[str]]()
        self.apart = rng.random() < 0.2
        self.sure = rng.choice((0.5, 0.7, 0.9, 1.0))
        self.loved = {item.key: rng.choice((0.0, 0.1, 0.3, 0.5, 0.5, 0.8, 1.0)) for item in menu.items}

    def answers(self, home: Household, who: Capacity) -> Iterator[tuple[str, Answer]]:
        """One household's answers, such as the form would accept; one that took everything back has none."""
        rng = self.rng
        if rng.random() < 0.02:
            return
        liked = [key for key in self._orderable(home) if rng.random() < self.loved[key]]
        rng.shuffle(liked)
        ordered = liked[: self.menu.choose]
        for question in self.edition.questions:
            match question.role:
                case QuestionRole.CAPACITY:
                    yield question.key, "o" if who is Capacity.OWNER else "t"
                case QuestionRole.CONSENT:
                    yield from self._consent(question, home)
                case QuestionRole.ORDER:
                    yield question.key, tuple(ordered)
                    if ways := {key: way for key in ordered if (way := self._way(key))}:
                        yield f"{question.key}.how", ways
                case QuestionRole.TOP3:
                    if top := rng.sample(ordered, rng.randint(0, min(3, len(ordered)))):
                        yield question.key, tuple(top)
                case _:
                    if rng.random() < 0.7:
                        yield question.key, rng.choice(question.options).key

    def _orderable(self, home: Household) -> list[str]:
        if home.entrance not in self.known:
            self.known[home.entrance] = [item.key for item in self.menu.orderable(home.entrance)]
        return self.known[home.entrance]

    def _consent(self, question: Question, home: Household) -> Iterator[tuple[str, Answer]]:
        if question.optional and self.rng.random() < 0.1:
            return
        options = question.options
        leaning = options[int(home.building) % 2 if self.apart and home.building.isdigit() else 0]
        yield question.key, (leaning if self.rng.random() < self.sure else self.rng.choice(options)).key

    def _way(self, key: str) -> str:
        ways = self.menu.by_key[key].alternatives
        return self.rng.choice(ways).key if ways and self.rng.random() < 0.8 else ""
