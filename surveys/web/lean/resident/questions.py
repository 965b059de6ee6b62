"""A questionnaire as one building's households see it: what the templates need to know of each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.core.ballot import Answers
from surveys.core.menu import Item, Menu, Tier
from surveys.core.questionnaire import Edition, Kind, Option, Question
from surveys.words.ballot import condition_words
from surveys.words.menu import cost_words

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked in one building; `homes` is how many households the whole poll asks."""

    edition: Edition
    menu: Menu
    building: str
    homes: int


@dataclass(frozen=True, slots=True)
class Dish:
    """An item of the menu as a card: the item and what it is thought to cost."""

    item: Item
    cost: str


@dataclass(frozen=True)
class Asked:
    """One question, what may be chosen here, what was chosen, and what is wrong with that, if anything."""

    question: Question
    number: int
    options: tuple[Option, ...] = ()
    tiers: tuple[tuple[Tier, tuple[Dish, ...]], ...] = ()
    given: tuple[Item, ...] = ()
    most: int = 0
    when: str = ""
    chosen: tuple[str, ...] = ()
    text: str = ""
    how: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def conditions(self) -> str:
        """The question's conditions for the script: `question:option option;question:option`."""
        return ";".join(f"{c.question}:{' '.join(c.any_of)}" for c in self.question.show_if)

    @property
    def symbols(self) -> set[str]:
        """The icons of what may be ordered."""
        return {dish.item.icon for _, dishes in self.tiers for dish in dishes}

    @property
    def notes(self) -> str:
        """The ids of the lines that explain the question, for `aria-describedby`."""
        key = self.question.key
        return " ".join(id for id, there in ((f"h-{key}", self.question.hint), (f"e-{key}", self.problem)) if there)


def asked(form: Form, fields: Fields, problems: Mapping[str, str]) -> tuple[Asked, ...]:
    """Every question for one building, filled with `fields`, and with the sentence for each problem by question."""
    edition, menu, building = form.edition, form.menu, form.building
    items = menu.orderable(building)
    shown = [q for q in edition.questions if items or not (q.kind is Kind.ORDER or q.from_menu)]
    return tuple(
        Asked(
            question=question,
            number=number,
            options=_options(question, items),
            tiers=_by_tier(form, items) if question.kind is Kind.ORDER else (),
            given=_given(menu, building) if question.kind is Kind.ORDER else (),
            most=menu.choose if question.kind is Kind.ORDER else question.most,
            when=condition_words(question, edition, menu),
            chosen=_chosen(question, fields),
            text="\n".join(fields.get(question.key, ())[:1]),
            how=_ways(question, fields),
            problem=problems.get(question.key, ""),
        )
        for number, question in enumerate(shown, start=1)
    )


def fields_of(edition: Edition, answers: Answers) -> dict[str, Sequence[str]]:
    """The form that says `answers`: what `read_answers` would read them from."""
    fields: dict[str, Sequence[str]] = {}
    for key, answer in answers.items():
        question = edition.by_key.get(key)
        if isinstance(answer, Mapping):
            fields.update({f"{key}.{item}": (way,) for item, way in answer.items()})
        elif isinstance(answer, (str, int)):
            fields[key] = (str(answer),)
        elif question is not None and question.kind is Kind.TOP3:
            fields.update({f"{key}.{rank}": (chosen,) for rank, chosen in enumerate(answer, start=1)})
        else:
            fields[key] = tuple(answer) or ("none",)
    return fields


def _options(question: Question, items: Sequence[Item]) -> tuple[Option, ...]:
    return tuple(Option(item.key, item.name) for item in items) if question.from_menu else question.options


def _by_tier(form: Form, items: Sequence[Item]) -> tuple[tuple[Tier, tuple[Dish, ...]], ...]:
    dishes = [Dish(item, cost_words(item, form.homes)) for item in items]
    tiers = ((tier, tuple(dish for dish in dishes if dish.item.tier == tier.key)) for tier in form.menu.tiers)
    return tuple((tier, inside) for tier, inside in tiers if inside)


def _given(menu: Menu, building: str) -> tuple[Item, ...]:
    return tuple(item for item in menu.items if item.must and item.concerns(building))


def _chosen(question: Question, fields: Fields) -> tuple[str, ...]:
    if question.kind is Kind.TOP3:
        return tuple("".join(fields.get(f"{question.key}.{rank}", ())[:1]) for rank in (1, 2, 3))
    return tuple(fields.get(question.key, ()))


def _ways(question: Question, fields: Fields) -> dict[str, str]:
    start = f"{question.key}.how."
    return {name[len(start) :]: values[0] for name, values in fields.items() if name.startswith(start) and values}
