"""What a household ordered and found most urgent, and how that can be otherwise."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set
from dataclasses import replace
from functools import cached_property
from random import Random

from surveys.core.ballot import Answers, Capacity
from surveys.core.menu import Item
from surveys.core.outcome import PublicList, told
from surveys.core.outcome.listing import public_list
from surveys.core.outcome.outcome import Outcome
from surveys.core.priorities.wishes import voted
from surveys.core.questionnaire import QuestionRole
from surveys.core.roster import Entrance
from tests.attack.cases import Case, Seat, World, light_list, light_outcome
from tests.attack.figures import Name, hidden, orders
from tests.attack.rooms import Known, Room, Seen, Target

OPINIONS = "opinion"


class Ordering(Room):
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
    def orderable(self) -> Mapping[Entrance, Mapping[str, Item]]:
        """The voted items by entrance and key."""
        return {
            home.entrance: {item.key: item for item in self.items if item.concerns(home.entrance)}
            for home in self.case.dossier.roster.households
        }

    def ordered(self, seat: Seat) -> tuple[str, ...]:
        """What a household ordered."""
        return keys(self.answers[seat], self.order)

    def offered(self, seat: Seat) -> Set[str]:
        """What it could order."""
        return self.on_offer(seat).keys()

    def on_offer(self, seat: Seat) -> Mapping[str, Item]:
        """The voted items that a household may order, by key."""
        return self.orderable[self.homes[seat[0]].entrance]

    def choices(self, seat: Seat, answers: Answers) -> Mapping[str, Hashable]:
        """`+item`: whether it was ordered; `!item`: whether it is among the most urgent."""
        offer, found = self.on_offer(seat), dict[str, Hashable]()
        if self.order:
            ordered = set(keys(answers, self.order))
            found |= {f"+{key}": key in ordered for key in offer}
        if self.top:
            named = set(keys(answers, self.top))
            found |= {f"!{key}": key in named for key in offer}
        return found

    def group(self, seat: Seat) -> Hashable:
        """The owners of one building who may order the same, or its occupants."""
        return self.homes[seat[0]].building, frozenset(self.offered(seat)), seat[1]

    def is_open(self, target: Target, known: Known) -> bool:
        """The counts of households and heads say nothing of orders."""
        return True

    def values(self, name: Name, known: Known) -> int:
        """One more than the unknown households that could order the item."""
        capacity = Capacity.OCCUPANT if name[0] == OPINIONS else Capacity.OWNER
        if not (self.top if name[0] == "named" else self.order):
            return 1
        return 1 + sum(seat[1] is capacity and name[1] in self.on_offer(seat) for seat in self.unknown(known))

    @cached_property
    def shown(self) -> PublicList:
        """The list as it is told."""
        return public_list(self._outcome)

    @cached_property
    def loose(self) -> set[str]:
        """The items whose support is hidden and may be none."""
        return {line.item for line in self.shown.lines if line.voted and not told(line.support) and not line.support.low}

    def is_free(self, seat: Seat) -> bool:
        """Whether a household can order one more, or another, without a told support changing."""
        ordered = keys(self.answers[seat], self.order)
        return len(ordered) < self.most or any(key in self.loose for key in ordered)

    def stirred(self, seat: Seat, told_of: set[str], named: set[str], rng: Random) -> Answers:
        """An answer turned round, as far as it isn't told."""
        offer, answers = self.on_offer(seat), self.answers[seat]
        before, top = keys(answers, self.order), keys(answers, self.top)
        kept = [key for key in before if key in told_of]
        turned = [key for key in offer if key not in before and key not in told_of]
        rng.shuffle(turned)
        urgent = [key for key in top if key in named]
        others = [key for key in offer if key not in top and key not in named]
        rng.shuffle(others)
        if self.top:
            answers = {**answers, self.top: tuple([*urgent, *others][:3])}
        return self.with_order(seat, answers, [*kept, *turned][: self.most], rng)

    def renamed(self, seat: Seat, key: str, rng: Random) -> Answers:
        """An answer with an item among the most urgent, or no longer."""
        named = list(keys(self.answers[seat], self.top))
        if key in named:
            named.remove(key)
        elif len(named) < 3 and rng.random() < 0.7:
            named.insert(rng.randint(0, len(named)), key)
        else:
            named = [*named[:2], key]
        return {**self.answers[seat], self.top: tuple(named)}

    def toggled(self, seat: Seat, answers: Answers, key: str, rng: Random) -> Answers:
        """An answer with an item ordered, or no longer."""
        ordered = list(keys(answers, self.order))
        if key in ordered:
            ordered.remove(key)
        else:
            if len(ordered) >= self.most:
                rare = min(ordered, key=lambda one: self._outcome.listed.by_key[one].support)
                ordered.remove(
                    rare if rng.random() < 0.3 else rng.choice([o for o in ordered if o in self.loose] or ordered)
                )
            ordered.append(key)
        return self.with_order(seat, answers, ordered, rng)

    def random(self, seat: Seat, key: str, rng: Random) -> Answers:
        """An answer that orders at random, save that one item is turned round."""
        offer = [one for one in self.on_offer(seat) if one != key]
        rng.shuffle(offer)
        wants = key not in keys(self.answers[seat], self.order)
        ordered = offer[: rng.randint(0, self.most - wants)] + ([key] if wants else [])
        return self.with_order(seat, self.answers[seat], ordered, rng)

    def with_order(self, seat: Seat, answers: Answers, ordered: list[str], rng: Random) -> Answers:
        """An answer with these items ordered, alternatives chosen where there are any."""
        offer = self.on_offer(seat)
        ways = {key: way for key, way in self.ways(answers).items() if key in ordered}
        for key in ordered:
            if key not in ways and offer[key].alternatives and rng.random() < 0.7:
                ways[key] = rng.choice(offer[key].alternatives).key
        return {**answers, self.order: tuple(ordered), f"{self.order}.how": ways}

    def fits(self, seat: Seat, answers: Answers) -> bool:
        """Whether a household could have given an answer."""
        return all(key in self.on_offer(seat) for name in (self.order, self.top) for key in keys(answers, name))

    def commonest(self, seat: Seat) -> int:
        """The support of what most others ordered among what a household did."""
        lines = self._outcome.listed.by_key
        return max((lines[key].support for key in keys(self.answers[seat], self.order)), default=0)

    def counts(self, seat: Seat, name: Name) -> bool:
        """Whether a household is in the count now."""
        answers = self.answers[seat]
        match name:
            case ("named", key):
                return key in keys(answers, self.top)
            case ("way", key, way):
                return self.ways(answers).get(key) == way
        return name[1] in keys(answers, self.order)

    def ways(self, answers: Answers) -> Mapping[str, str]:
        """The alternatives that an answer chose."""
        how = answers.get(f"{self.order}.how")
        return how if isinstance(how, Mapping) else {}

    def moved(self, seat: Seat, name: Name, rng: Random) -> Answers:
        """An answer that goes into a count, or out of it."""
        answers = self.answers[seat]
        match name:
            case ("named", key):
                return self.renamed(seat, key, rng)
            case ("way", key, way):
                return self.rerouted(seat, key, way, rng)
        return self.toggled(seat, answers, name[1], rng)

    def rerouted(self, seat: Seat, key: str, way: str, rng: Random) -> Answers:
        """An answer that orders an item, in another way than before."""
        answers = self.answers[seat]
        ordered = list(keys(answers, self.order))
        if key not in ordered:
            answers = self.toggled(seat, answers, key, rng)
        how = self.ways(answers)
        offer = [one.key for one in self.on_offer(seat)[key].alternatives if one.key != how.get(key)]
        ways = {**how, key: rng.choice([*offer, way])}
        if how.get(key) == way and rng.random() < 0.5:
            del ways[key]
        return {**answers, f"{self.order}.how": ways}


def keys(answers: Answers, name: str) -> tuple[str, ...]:
    """The items that an answer names, in order."""
    found = answers.get(name)
    return tuple(found) if isinstance(found, (tuple, list)) else ()
