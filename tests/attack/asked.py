"""The rooms of what is asked beside: one published question, or the occupants' opinions on the consent question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

from surveys.core.ballot import Answers, Ballot, Capacity
from surveys.core.kind import NONE
from surveys.core.outcome.turnout import _opinions as opinions
from surveys.core.outcome.turnout import _question as _told
from surveys.core.questionnaire import Question, QuestionRole
from surveys.core.tally import Count
from surveys.core.tally.count import _question
from tests.attack.cases import Case, Seat, World, light_outcome
from tests.attack.figures import CHOICES, Name, exact, hidden, options
from tests.attack.rooms import Known, Room, Seen, Target

PUBLISHED = ("single", "scale", "multiple")


_TRIES = 1500


class Asked(Room):
    """One question to one capacity. Of a single choice the household's choice is the option; of several each tick is one."""

    def __init__(self, case: Case, question: Question, capacity: Capacity) -> None:
        self.question, self.capacity = question, capacity
        self.several = question.kind == "multiple"
        self.options = [option.key for option in question.options]
        self.most = question.most or len(self.options)
        self._every = [*self.options, *([""] if question.optional else [])]
        consents = question.role is QuestionRole.CONSENT
        self._counts = {option.key: option.counts if consents else option.key for option in question.options}
        super().__init__(case, (question.key,))
        self._tally = light_outcome(case.dossier, now=case.notices[0][1]).tally

    def holds(self, seat: Seat) -> bool:
        """The ballots of this capacity."""
        return seat[1] is self.capacity and super().holds(seat)

    def look(self, world: World) -> Seen:
        """The question's options, or how the occupants stand."""
        cast = self.cast(world)
        if self.question.role is QuestionRole.CONSENT:
            return self._opinions(cast)
        chosen = {capacity: cast if capacity is self.capacity else () for capacity in Capacity}
        count = _question(self.question, self.case.dossier.menu, chosen)
        counted = count.owners if self.capacity is Capacity.OWNER else count.occupants
        shown = _told(count, counted, self.capacity, False)
        names = dict(options(shown))
        return Seen(shown, exact(names, dict(options(_told(count, counted, self.capacity, True)))))

    def _opinions(self, cast: Sequence[Ballot]) -> Seen:
        stands = Counter(self._counts.get(str(ballot.answers.get(self.question.key, "")), "") for ballot in cast)
        count = Count(self._tally.whole.opinions.total, stands["yes"], stands["no"], stands["abstain"], blank=stands[""])
        shown = opinions(replace(self._tally, whole=replace(self._tally.whole, opinions=count)), exact=False)
        names = {("opinions", choice): getattr(shown, choice) for choice in (*CHOICES, "part")}
        return Seen(shown, {name: getattr(count, name[1]) for name in hidden(names)})

    def _asks(self) -> bool:
        return bool(self.options) and not (self.question.owner_only and self.capacity is Capacity.OCCUPANT)

    def choices(self, seat: Seat, answers: Answers) -> Mapping[str, Hashable]:
        """The option by the question's key, or each tick by the option's."""
        if not self._asks():
            return {}
        if not self.several:
            return {"": self._counts.get(str(answers.get(self.question.key, "")), "")}
        ticks = _ticks(answers, self.question.key)
        return {option: option in ticks for option in self.options}

    def group(self, seat: Seat) -> Hashable:
        """All who were asked."""
        return seat[1]

    def is_open(self, target: Target, known: Known) -> bool:
        """Whether the question leaves a choice."""
        return len(self.options) + self.question.optional > 1

    def values(self, name: Name, known: Known) -> int:
        """One more than the unknown, where the question leaves a choice; no blank where it had to be answered."""
        if not self._asks():
            return 1
        able = self.question.optional if name[-1] in ("", "part") else self.is_open(Target((0, self.capacity), ""), known)
        if name[0] == "opinions" and name[1] != "part":
            able = able and any(option.counts == name[1] for option in self.question.options)
        return 1 + able * len(self.unknown(known))

    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """Nothing: a world is recomputed in no time."""
        yield from ()

    def proposals(self, target: Target, known: Known, rng: Random) -> Iterator[World]:
        """One or some choose otherwise."""
        unknown = self.unknown(known)
        yield from self._moves(unknown)
        for _ in range(_TRIES):
            some = rng.sample(unknown, min(len(unknown), rng.choice((1, 1, 1, 2, 2, 3, 4))))
            world = {seat: self._toggled(seat, target.what, rng) if self.several else self._any(rng) for seat in some}
            yield world
            if self.several:
                yield self._settled(world, unknown, rng)

    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Some come to an option or leave it."""
        unknown, into = self.unknown(known), self._into(name)
        yield from self._moves(unknown)
        swaps = [*self._swaps(unknown), {}]
        inside = [seat for seat in unknown if into in (_ticks(self.answers[seat], self.question.key) or self._chosen(seat))]
        sides = [inside, [seat for seat in unknown if seat not in inside], unknown]
        for _ in range(_TRIES):
            side = rng.choice([one for one in sides if one])
            some = rng.sample(side, min(len(side), rng.choice((1, 1, 2, 2, 3, 4))))
            if rng.random() < 0.5:
                some = self._mixed(unknown, rng)
            if self.several:
                ticked = name[-1] or rng.choice(self.options)
                emptied = not name[-1] and rng.random() < 0.5
                world = {seat: {} if emptied else self._toggled(seat, ticked, rng) for seat in some}
                yield world
                yield {seat: self._replaced(seat, ticked, rng) for seat in some}
                yield self._settled(world, unknown, rng)
            else:
                moved = {seat: self._one(into) if rng.random() < 0.5 else self._any(rng) for seat in some}
                yield moved
                yield {**rng.choice(swaps), **moved}

    def _mixed(self, unknown: list[Seat], rng: Random) -> list[Seat]:
        """Some who chose differently, rare choices as likely as others."""
        chosen = list(self._by_choice(unknown).values())
        return [rng.choice(seats) for seats in rng.sample(chosen, rng.randint(1, min(3, len(chosen))))]

    def _moves(self, unknown: list[Seat]) -> Iterator[World]:
        """Of a single choice, one, two or three move from one option to another, or two options change places."""
        for seats in self._by_choice(unknown).values() if not self.several else ():
            yield from ({seat: self._one(to) for seat in seats[:number]} for number in (1, 2, 3) for to in self._every)
        yield from self._swaps(unknown)

    def _swaps(self, unknown: list[Seat]) -> Iterator[World]:
        chosen = self._by_choice(unknown)
        for one, other in combinations(self._every, 2) if not self.several else ():
            places = ((one, other), (other, one))
            yield {seat: self._one(to) for before, to in places for seat in chosen.get(before, ())}

    def _by_choice(self, unknown: list[Seat]) -> Mapping[object, list[Seat]]:
        chosen: dict[object, list[Seat]] = {}
        for seat in unknown:
            chosen.setdefault(self.answers[seat].get(self.question.key, ""), []).append(seat)
        return chosen

    def _settled(self, world: World, unknown: list[Seat], rng: Random) -> World:
        """The world with ticks of others set right, until every told count is what it was, or for so many steps."""
        key, settled = self.question.key, dict(world)
        firm = [option for option in self.options if ("question", key, self.capacity.value, option) not in self.seen.exact]
        for _ in range(8):
            shift: Counter[str] = Counter()
            for seat, answers in settled.items():
                shift.update(_ticks(answers, key))
                shift.subtract(_ticks(self.answers[seat], key))
            wrong = [option for option in firm if shift[option]]
            if not wrong:
                break
            option = rng.choice(wrong)
            others = [seat for seat in unknown if seat not in settled]
            able = [seat for seat in others if (option in _ticks(self.answers[seat], key)) is (shift[option] > 0)]
            free = [seat for seat in able if shift[option] > 0 or len(_ticks(self.answers[seat], key)) < self.most]
            if not able:
                break
            seat = rng.choice(free or able)
            settled[seat] = self._toggled(seat, option, rng)
        return settled

    def _chosen(self, seat: Seat) -> tuple[object]:
        return (self.answers[seat].get(self.question.key, ""),)

    def _into(self, name: Name) -> str:
        if name[0] == "opinions":
            return next((option.key for option in self.question.options if option.counts == name[1]), "")
        return name[-1]

    def _one(self, option: str) -> Answers:
        return {self.question.key: option} if option or not self.question.optional else {}

    def _any(self, rng: Random) -> Answers:
        return self._one(rng.choice(self._every))

    def _replaced(self, seat: Seat, option: str, rng: Random) -> Answers:
        """One tick moved to an option or away from it."""
        ticks = _ticks(self.answers[seat], self.question.key)
        others = [one for one in self.options if one not in ticks]
        if not ticks or not others:
            return self.answers[seat]
        gone, come = (option, rng.choice(others)) if option in ticks else (rng.choice(ticks), option)
        kept = [one for one in ticks if one != gone]
        return {self.question.key: (NONE,) if come == NONE else (*kept, come)}

    def _toggled(self, seat: Seat, option: str, rng: Random) -> Answers:
        ticks = [one for one in _ticks(self.answers[seat], self.question.key) if one != NONE or option == NONE]
        if option in ticks:
            ticks.remove(option)
        elif option == NONE:
            ticks = [NONE]
        else:
            if len(ticks) >= self.most:
                ticks.remove(rng.choice(ticks))
            ticks.append(option)
        if not ticks and not self.question.optional:
            ticks = [rng.choice([one for one in self.options if one != option] or self.options)]
        return {self.question.key: tuple(ticks)} if ticks else {}


def asked_rooms(case: Case) -> Iterator[Asked]:
    """A room for each published question and capacity, and one for the occupants' opinions, where anybody answered."""
    cast = {capacity for _, capacity in case.ballots}
    for question in case.dossier.edition.questions:
        published = question.kind in PUBLISHED and not question.show_if and question.role is QuestionRole.NONE
        if published:
            yield from (Asked(case, question, capacity) for capacity in Capacity if capacity in cast)
        elif question.role is QuestionRole.CONSENT and Capacity.OCCUPANT in cast:
            yield Asked(case, question, Capacity.OCCUPANT)


def _ticks(answers: Answers, key: str) -> tuple[str, ...]:
    found = answers.get(key)
    return tuple(found) if isinstance(found, (tuple, list)) else ()
