"""A questionnaire as one entrance's households see it: what the templates need to know of each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from surveys.core.answers import asked_in
from surveys.core.ballot import Answers, Capacity
from surveys.core.kind import Choices, Fields
from surveys.core.kinds import KINDS
from surveys.core.matter import MANDATED
from surveys.core.menu import Item, Menu, Tier
from surveys.core.poll import Terms
from surveys.core.questionnaire import Edition, Option, Question, QuestionRole
from surveys.core.roster import Entrance
from surveys.words.ballot import condition_words
from surveys.words.menu import asking_words, cost_words, ranking_words, way_cost_words


@dataclass(frozen=True)
class Form:
    """What is asked at one entrance. `homes` is how many households the whole poll asks, `homes_in` how many an item of a
    part of the compound is for, by its key; `terms` are those of the poll; `shut` are the capacities in which nobody may
    fill in for the household; `matters` is what is said beside each matter, by its question's key; `helped`: whether staff
    fill it in, who alone enter what somebody votes for an owner."""

    edition: Edition
    menu: Menu
    entrance: Entrance
    homes: int
    terms: Terms | None = None
    homes_in: Mapping[str, int] = field(default_factory=dict)
    shut: frozenset[Capacity] = frozenset()
    matters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    helped: bool = False

    @cached_property
    def tiers(self) -> tuple[tuple[Tier, tuple[Dish, ...]], ...]:
        """What may be ordered here, by tier."""
        dishes = [self._dish(item) for item in self.menu.orderable(self.entrance)]
        tiers = ((tier, tuple(dish for dish in dishes if dish.item.tier == tier.key)) for tier in self.menu.tiers)
        return tuple((tier, inside) for tier, inside in tiers if inside)

    def _dish(self, item: Item) -> Dish:
        homes = self.homes_in.get(item.key, 0) if item.is_local else self.homes
        basic_first = self.terms is not None and self.terms.basic_first
        asking = asking_words(item, self.menu, homes, basic_first=basic_first)
        return Dish(item, cost_words(item, homes), tuple(asking))

    @cached_property
    def given(self) -> tuple[Item, ...]:
        """What is done here in any case."""
        return tuple(item for item in self.menu.items if item.must and item.concerns(self.entrance))


@dataclass(frozen=True, slots=True)
class Dish:
    """An item of the menu as a card: the item, what it is thought to cost, and what whoever orders it has to know."""

    item: Item
    cost: str
    asks: tuple[str, ...]

    def way_cost(self, way: str) -> str:
        """What one alternative is thought to cost, where they differ."""
        return way_cost_words(self.item, way)


@dataclass(frozen=True)
class Asked:
    """One question, what may be chosen here, what was filled in, and what is wrong with that, if anything."""

    question: Question
    number: int
    form: Form
    fields: Fields
    problem: str = ""

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options, which may be those of the menu."""
        if not self.question.from_menu:
            mine = (option for option in self.question.options if option.counts not in self.form.shut)
            return tuple(option for option in mine if option.key != MANDATED or self.form.helped)
        return tuple(Option(item.key, item.name) for item in self.form.menu.orderable(self.form.entrance))

    @property
    def most(self) -> int:
        """How many may be chosen; 0 where there is no cap."""
        return KINDS[self.question.kind].most(self.question, self.form.menu)

    @cached_property
    def when(self) -> str:
        """When the question is to be answered, in words."""
        return condition_words(self.question, self.form.edition, self.form.menu)

    @property
    def matter(self) -> tuple[str, ...]:
        """What is said of the matter that the question asks for, if it asks for one."""
        return self.form.matters.get(self.question.key, ())

    @property
    def chosen(self) -> tuple[str, ...]:
        """Everything that was filled in under the question's own name."""
        return tuple(self.fields.get(self.question.key, ()))

    def value(self, part: str = "") -> str:
        """What was filled in for the question, or for a part of it: `.1`, `.how.parking`."""
        return next(iter(self.fields.get(f"{self.question.key}{part}", ())), "")

    @property
    def hint(self) -> str:
        """How to answer. Where things are ordered nothing that an edition says can hold for every poll's terms."""
        return "" if self.question.role is QuestionRole.ORDER else self.question.hint

    @property
    def ranked(self) -> str:
        """How the answers put the list in order, in place of what the edition says they are for; empty where they don't."""
        return ranking_words(self.question.role, self.form.menu, self.form.terms)

    @property
    def conditions(self) -> str:
        """The question's conditions for the script: `question:option option;question:option`."""
        return ";".join(f"{c.question}:{' '.join(c.any_of)}" for c in self.question.show_if)

    @property
    def unless(self) -> str:
        """The question that nothing may have been ordered at, or this one isn't asked."""
        order = self.form.edition.with_role(QuestionRole.ORDER)
        return order.key if self.question.from_menu and order else ""

    @property
    def symbols(self) -> set[str]:
        """The icons of what may be ordered."""
        ordered = KINDS[self.question.kind].choices is Choices.MENU
        return {dish.item.icon for _, dishes in self.form.tiers for dish in dishes} if ordered else set()

    @property
    def notes(self) -> str:
        """The ids of the lines that explain the question, for `aria-describedby`."""
        key = self.question.key
        lines = {
            f"m-{key}": self.matter,
            f"h-{key}": self.hint,
            f"n-{key}": self.question.length,
            f"e-{key}": self.problem,
        }
        return " ".join(line for line, there in lines.items() if there)


def asked(form: Form, fields: Fields, problems: Mapping[str, str]) -> tuple[Asked, ...]:
    """Every question for one entrance, filled with `fields`, and with the sentence for each problem by question."""
    questions = enumerate(asked_in(form.edition, form.menu, form.entrance), start=1)
    return tuple(Asked(question, n, form, fields, problems.get(question.key, "")) for n, question in questions)


def fields_of(edition: Edition, answers: Answers) -> Fields:
    """The form that says `answers`: what `read_answers` would read them from."""
    fields: dict[str, Sequence[str]] = {}
    for question in edition.questions:
        if question.key in answers:
            fields |= KINDS[question.kind].fields(question.key, answers)
    return fields
