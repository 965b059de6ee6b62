"""The room of the owners' consent, the only one whose counts the law has published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import islice
from random import Random

from surveys.core.ballot import Answers, Ballot, Capacity
from surveys.core.outcome.rulings import judgement, public_rulings
from surveys.core.outcome.turnout import turnout
from surveys.core.questionnaire import QuestionRole
from surveys.core.roster import UnitKind
from surveys.core.rules import Reach, rule_from_document
from surveys.core.tally import owners_of
from tests.attack.cases import Case, Seat, World, light_outcome
from tests.attack.counting import BLANK, PART, VOTES, Counts, Head, Unit, Votes, counted, stand
from tests.attack.figures import Name, consents, exact
from tests.attack.rooms import Known, Room, Seen, Target

MOST_UNITS = 6
"""Of an owner with more ballots than that, the earlier ones are taken as they are."""
_WHAT = "consent"


class Consent(Room):
    """A household's choice is how it stands on the consent question: one of the votes, or blank."""

    def __init__(self, case: Case) -> None:
        question = case.dossier.edition.with_role(QuestionRole.CONSENT)
        self.key = question.key if question else ""
        self.stands = {option.key: option.counts for option in question.options} if question else {}
        self.words = {counts: key for key, counts in self.stands.items()}
        self.blank_too = bool(question and question.optional)
        self.every = tuple(vote for vote in VOTES if vote in self.words) + ((BLANK,) if self.blank_too else ())
        self.rules = [rule_from_document(rule) for rule in case.dossier.terms.rules]
        super().__init__(case, (self.key,) if self.key else ())
        edition, menu = case.dossier.edition, case.dossier.menu
        kept = replace(edition, questions=(question,) if question else ())
        self._thin = [(replace(dossier, edition=kept), now) for dossier, now in case.notices]
        self._list = light_outcome(replace(case.dossier, menu=replace(menu, items=())), now=case.notices[0][1]).listed

    def holds(self, seat: Seat) -> bool:
        """Owners' ballots, those for parking where a rule counts them."""
        parking = any(rule.parking for rule in self.rules)
        return seat[1] is Capacity.OWNER and (parking or super().holds(seat))

    def look(self, world: World) -> Seen:
        """Who took part, what every rule says, and the five conditions, in each notice."""
        cast, seen = self.cast(world), []
        for dossier, now in self._thin:
            outcome = light_outcome(replace(dossier, ballots=cast), now=now, fixed=self._list)
            rulings, band = public_rulings(outcome)
            shown = turnout(outcome, exact=False, band=band)
            seen.append((shown, rulings, judgement(outcome, rulings, exact=False)))
        counts = dict(consents(shown))
        return Seen(seen, exact(counts, dict(consents(turnout(outcome, exact=True)))))

    def _vote(self, answers: Answers) -> str:
        return self.stands.get(str(answers.get(self.key, "")), BLANK)

    def _answer(self, vote: str) -> Answers:
        return {self.key: self.words[vote]} if vote != BLANK else {}

    @cached_property
    def votes(self) -> Votes:
        """How every unit stands."""
        return {household: self._vote(answers) for (household, _), answers in self.answers.items()}

    def choices(self, seat: Seat, answers: Answers) -> Mapping[str, Hashable]:
        """How the household stands."""
        return {_WHAT: self._vote(answers)} if self.key else {}

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """The owners who answered, their ballots in order of time."""
        owners = owners_of(self.homes.values())
        areas: dict[str, int] = defaultdict(int)
        for home in self.homes.values():
            areas[owners[home.id]] += home.area if home.kind is not UnitKind.PARKING else 0
        published = any(rule.parking and rule.reach is Reach.COMPOUND for rule in self.rules)
        units: dict[str, list[Ballot]] = defaultdict(list)
        for seat in self.answers:
            units[owners[seat[0]]].append(self.case.ballots[seat])
        heads = []
        for owner, cast in units.items():
            cast.sort(key=lambda one: (one.cast_at, one.revision, one.household))
            fixed = {one.household for one in cast[:-MOST_UNITS]}
            made = tuple(
                Unit(
                    one.household,
                    self.homes[one.household].kind is not UnitKind.PARKING,
                    (self.votes[one.household],) if one.household in fixed else self.every,
                )
                for one in cast
            )
            heads.append(Head(owner, made, areas[owner], published))
        return tuple(heads)

    @cached_property
    def _fits(self) -> dict[tuple[Known, Target | None], Counts]:
        return {}

    def fitting(self, known: Known, target: Target | None = None) -> Counts:
        """Everything that fits the published counts and what is known, in which the target chose otherwise."""
        key = (known, target)
        if key not in self._fits:
            heads = tuple(
                replace(head, units=tuple(self._narrowed(unit, known, target) for unit in head.units)) for head in self.heads
            )
            self._fits[key] = Counts(heads, counted(self.heads, self.votes), self.every)
        return self._fits[key]

    def _narrowed(self, unit: Unit, known: Known, target: Target | None) -> Unit:
        own = self.votes[unit.id]
        if unit.id in known:
            return replace(unit, options=(own,))
        if target and target.seat[0] == unit.id:
            return replace(unit, options=tuple(vote for vote in unit.options if vote != own) or (own,))
        return unit

    def group(self, seat: Seat) -> Hashable:
        """Owners who gave one ballot in one stairwell, for homes of one area and nothing else of theirs."""
        home = self.homes[seat[0]]
        if self._owned[self._owner_of[seat[0]]] > 1:
            return seat[0]
        return home.building, home.unit, home.area

    @cached_property
    def _owner_of(self) -> Mapping[int, str]:
        return owners_of(self.homes.values())

    @cached_property
    def _owned(self) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        for owner in self._owner_of.values():
            found[owner] += 1
        return found

    def is_open(self, target: Target, known: Known) -> bool:
        """Whether some votes with the published counts differ here."""
        return bool(self.fitting(known).options(target.seat[0]) - {self.votes[target.seat[0]]})

    def values(self, name: Name, known: Known) -> int:
        """Values of a count over all votes with the published counts."""
        counts = self.fitting(known)
        if not counts.ends:
            raise AssertionError("the votes as they are fit their own counts")
        return counts.values(lambda head, votes: self._weight(head, votes, name), name[-1])

    def world(self, votes: Votes) -> World:
        """The world in which these votes were cast."""
        return {
            (household, Capacity.OWNER): self._answer(vote)
            for household, vote in votes.items()
            if vote != self.votes[household]
        }

    def openings(self, known: Known, rng: Random) -> Iterator[World]:
        """The votes of each building's plain owners in another order, and any that fit the counts."""
        for _ in range(2):
            votes: dict[int, str] = {}
            for some in self._by_building(known).values():
                drawn = [self.votes[one] for one in some]
                rng.shuffle(drawn)
                votes |= dict(zip(some, drawn, strict=True))
            yield self.world(votes)
            yield self.world(self.fitting(known).sample(rng))

    def _by_building(self, known: Known) -> Mapping[Hashable, list[int]]:
        found: dict[Hashable, list[int]] = defaultdict(list)
        for head in self.heads:
            if head.plain and head.units[0].id not in known:
                home = self.homes[head.units[0].id]
                found[home.building].append(home.id)
        return found

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

    def _plain(self, known: Known) -> list[int]:
        return [one for some in self._by_building(known).values() for one in some]

    def _exchanges(self, seat: int, known: Known) -> Iterator[World]:
        """Its vote exchanged with that of another ballot, near ones and ones of like area first."""
        here, votes, target = self.homes[seat], self.votes, counted(self.heads, self.votes)
        others = [unit.id for head in self.heads for unit in head.units]
        others = [one for one in others if one not in known and votes[one] != votes[seat]]
        others.sort(key=lambda one: (self.homes[one].building != here.building, abs(self.homes[one].area - here.area)))
        worlds = ({**votes, seat: votes[other], other: votes[seat]} for other in others)
        yield from (self.world(world) for world in islice((w for w in worlds if counted(self.heads, w) == target), 15))

    @cached_property
    def _area(self) -> Mapping[int, int]:
        """What each plain owner's vote moves."""
        return {head.units[0].id: head.area for head in self.heads if head.plain}

    def leaning(self, votes: Votes, seat: int, known: Known, rng: Random) -> Votes:
        """The same numbers of votes among plain owners, those who agree next to each other in area: the smallest, the
        largest, or any between."""
        plain = sorted((one for one in self._plain(known) if one != seat), key=self._area.__getitem__)
        drawn = sorted((votes[one] for one in plain), key=(*VOTES, BLANK).index)
        agree = drawn.count(VOTES[0])
        first = rng.choice((0, len(plain) - agree, rng.randint(0, len(plain) - agree)))
        rest = drawn[agree:]
        rng.shuffle(rest)
        return {**votes, **dict(zip(plain, [*rest[:first], *drawn[:agree], *rest[first:]], strict=True))}

    def spread(self, name: Name, known: Known, rng: Random) -> Iterator[World]:
        """Any votes that fit the counts, and those pushed into a building or out of it."""
        fitting = self.fitting(known)
        for number in range(100):
            votes = fitting.sample(rng)
            yield self.world(votes)
            yield self.world(self.leaning(votes, -1, known, rng))
            start = self.votes if rng.random() < 0.5 else self._levelled({**self.votes, **votes}, known, rng)
            yield self.world(self._pushed(start, name, known, rng, number % 2 == 0))

    def _pushed(self, votes: Votes, name: Name, known: Known, rng: Random, up: bool) -> Votes:
        """Some votes exchanged between owners who gave as many ballots, and between ballots, as long as the counts stay and
        one count goes the way it should."""
        heads = [head for head in self.heads if not any(unit.id in known for unit in head.units)]
        target, count = counted(self.heads, votes), self._count(votes, name)
        inside = [head for head in heads if any(self.homes[unit.id].building == name[1] for unit in head.units)] or heads
        outside = [head for head in heads if head not in inside] or heads
        aside = rng.choice((VOTES[0], "")) if name[-1] in VOTES[1:] else ""
        several = [head for head in heads if len(head.units) > 1]
        for _ in range(rng.choice((1, 2, 3, 6, 60))):
            if several and rng.random() < 0.3:
                ids = [unit.id for unit in rng.choice(several).units]
                changed = {**votes, **dict(zip(ids, (votes[one] for one in rng.sample(ids, len(ids))), strict=True))}
                if counted(self.heads, changed) == target:
                    votes, count = changed, self._count(changed, name)
                continue
            sides = [
                [head for head in side if not aside or not self._chose(head, votes, aside)] for side in (inside, outside)
            ]
            if rng.random() < 0.8:
                ways = (not up, up)
                sides = [
                    [h for h in side if self._chose(h, votes, name[-1]) is w] for side, w in zip(sides, ways, strict=True)
                ]
            if not all(sides):
                break
            one, other = map(rng.choice, sides)
            pairs = list(zip(one.units, other.units, strict=False))
            pairs = pairs if len(one.units) == len(other.units) else [(rng.choice(one.units), rng.choice(other.units))]
            changed = {**votes, **{a.id: votes[b.id] for a, b in pairs}, **{b.id: votes[a.id] for a, b in pairs}}
            gain = self._count(changed, name) - count
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
            over = [unit for unit in self._plain(known) if shift[self.homes[unit].building] > 0 and votes[unit] == agree]
            under = [unit for unit in self._plain(known) if shift[self.homes[unit].building] < 0 and votes[unit] != agree]
            if not over or not under:
                break
            one, other = rng.choice(over), rng.choice(under)
            votes = {**votes, one: votes[other], other: votes[one]}
        return votes

    def _chose(self, head: Head, votes: Votes, choice: str) -> bool:
        return any(_is(votes[unit.id], choice) for unit in head.units)

    def _count(self, votes: Votes, name: Name) -> int:
        return sum(self._weight(head, votes, name) for head in self.heads)

    def _weight(self, head: Head, votes: Votes, name: Name) -> int:
        """What an owner adds to a count."""
        if name[0] == "area":
            return head.area * _is(stand(head, votes, False), name[-1])
        homes = (unit.id for unit in head.units if unit.home and self.homes[unit.id].building == name[1])
        return sum(_is(votes[home], name[-1]) for home in homes)


def _is(vote: str, choice: str) -> bool:
    return vote != BLANK if choice == PART else vote == choice
