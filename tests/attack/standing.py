"""Where the owners stand on the consent, of which alone the law has published counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cached_property

from surveys.core.ballot import Answers, Ballot, Capacity
from surveys.core.outcome.gates import judgement
from surveys.core.outcome.rulings import public_rulings
from surveys.core.outcome.turnout import turnout
from surveys.core.questionnaire import QuestionRole
from surveys.core.roster import UnitKind
from surveys.core.rules import Reach, rule_from_document
from surveys.core.tally import owners_of
from tests.attack.cases import Case, Seat, World, light_outcome
from tests.attack.counting import BLANK, PART, VOTES, Counts, Head, Unit, Votes, counted, stand
from tests.attack.deciding import without_matters
from tests.attack.figures import Name, consents, exact
from tests.attack.rooms import Known, Room, Seen, Target

MOST_UNITS = 6
"""Of an owner with more ballots than that, the earlier ones are taken as they are."""
_WHAT = "consent"


class Standing(Room):
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
        self._thin = [(replace(without_matters(dossier), edition=kept), now) for dossier, now in case.notices]
        self._list = light_outcome(replace(case.dossier, menu=replace(menu, items=())), now=case.notices[0][1]).listed

    def holds(self, seat: Seat) -> bool:
        """Owners' ballots, those for parking where a rule counts them."""
        parking = any(rule.parking for rule in self.rules)
        return seat[1] is Capacity.OWNER and (parking or self.homes[seat[0]].kind is not UnitKind.PARKING)

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
                    self.homes[one.household].kind.is_household,
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
        if self._owned[self._owner_of[seat[0]]] > 1 or not home.kind.is_household:
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
        return counts.values(lambda head, votes: self.weight(head, votes, name), name[-1])

    def world(self, votes: Votes) -> World:
        """The world in which these votes were cast."""
        return {
            (household, Capacity.OWNER): self._answer(vote)
            for household, vote in votes.items()
            if vote != self.votes[household]
        }

    def by_building(self, known: Known) -> Mapping[Hashable, list[int]]:
        """The unknown homes whose ballot is all that their owner gave, by building."""
        found: dict[Hashable, list[int]] = defaultdict(list)
        for head in self.heads:
            if head.plain and head.units[0].id not in known:
                home = self.homes[head.units[0].id]
                found[home.building].append(home.id)
        return found

    def plain(self, known: Known) -> list[int]:
        """All of those."""
        return [one for some in self.by_building(known).values() for one in some]

    @cached_property
    def area(self) -> Mapping[int, int]:
        """What each plain owner's vote moves."""
        return {head.units[0].id: head.area for head in self.heads if head.plain}

    def has_chosen(self, head: Head, votes: Votes, choice: str) -> bool:
        """Whether any of an owner's ballots makes a choice."""
        return any(chose(votes[unit.id], choice) for unit in head.units)

    def count(self, votes: Votes, name: Name) -> int:
        """An area or a building's count."""
        return sum(self.weight(head, votes, name) for head in self.heads)

    def weight(self, head: Head, votes: Votes, name: Name) -> int:
        """What an owner adds to a count."""
        if name[0] == "area":
            return head.area * chose(stand(head, votes, False), name[-1])
        homes = (unit.id for unit in head.units if unit.home and self.homes[unit.id].building == name[1])
        return sum(chose(votes[home], name[-1]) for home in homes)


def chose(vote: str, choice: str) -> bool:
    """Whether a vote makes a choice."""
    return vote != BLANK if choice == PART else vote == choice
