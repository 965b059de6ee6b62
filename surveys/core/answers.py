"""A submitted form becomes answers: checked on the server, exactly, against one edition, menu and building."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from unicodedata import normalize

from surveys.core.ballot import Answers, Capacity
from surveys.core.canonical import digest
from surveys.core.errors import Problem, Rejected
from surveys.core.menu import Item, Menu
from surveys.core.plain_text import plain_lines, visible_text
from surveys.core.questionnaire import Condition, Edition, Kind, Question, Role

NONE = "none"

Fields = Mapping[str, Sequence[str]]
Accepted = dict[str, Any]

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_SPACES = re.compile(r"\s+")
_KEPT_FORMS = 512


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as one building sees it: what may be chosen (key → place), how much of it, and how items may be done."""

    question: Question
    places: Mapping[str, int]
    most: int
    ways: Mapping[str, frozenset[str]]


_forms: dict[str, tuple[_Asked, ...]] = {}


def page_key(edition: Edition, menu: Menu, building: str) -> str:
    """The name of the page that this building's households see; buildings that may order the same things share it."""
    return digest([edition.digest, menu.digest, [item.key for item in menu.orderable(building)]])


def visible(edition: Edition, capacity: Capacity, answers: Answers | Accepted) -> tuple[Question, ...]:
    """The questions that this household is asked, given what it has answered so far."""
    return tuple(question for question in edition.questions if _is_asked(question, capacity, answers))


def read_answers(edition: Edition, menu: Menu, building: str, fields: Fields) -> tuple[Capacity, Accepted]:
    """What a household of `building` said, in canonical form: equal answers make equal documents.

    Fields: the question's key; `key.1 key.2 key.3` for a top three; `key.how.<item>` for the alternative of an ordered
    item. In the order and in multiple choice the key `none` stands for "none of these" and excludes the rest; an order
    of none is an empty list. Answers to questions that aren't asked are dropped. Raises `Rejected`, its problems' `field`
    being question keys.
    """
    capacity = Capacity.OCCUPANT if edition.with_role(Role.CAPACITY) else Capacity.OWNER
    answers: Accepted = {}
    problems: list[Problem] = []
    for asked in _form(edition, menu, building):
        question = asked.question
        if not _is_asked(question, capacity, answers):
            continue
        answer = _read(asked, fields)
        if isinstance(answer, Problem):
            problems.append(answer)
        elif answer is not None:
            answers[question.key] = answer
            if asked.ways:
                answers.update(_ways(asked, answer, fields, problems))
            if question.role is Role.CAPACITY:
                capacity = Capacity(question.options[asked.places[answer]].counts)
    if problems:
        raise Rejected(problems)
    return capacity, answers


def _form(edition: Edition, menu: Menu, building: str) -> tuple[_Asked, ...]:
    key = page_key(edition, menu, building)
    form = _forms.get(key)
    if form is None:
        items = menu.orderable(building)
        form = tuple(_asked(question, menu, items) for question in edition.questions)
        form = tuple(asked for asked in form if asked.places or not _chooses(asked.question))
        if len(_forms) >= _KEPT_FORMS:
            _forms.clear()
        _forms[key] = form
    return form


def _asked(question: Question, menu: Menu, items: Sequence[Item]) -> _Asked:
    ordered = question.kind is Kind.ORDER
    keys = [item.key for item in items] if ordered or question.from_menu else [option.key for option in question.options]
    ways = {item.key: frozenset(a.key for a in item.alternatives) for item in items if item.alternatives}
    return _Asked(
        question=question,
        places={key: place for place, key in enumerate(keys)},
        most=menu.choose if ordered else question.most or len(keys),
        ways=ways if ordered else {},
    )


def _chooses(question: Question) -> bool:
    return question.kind not in (Kind.NUMBER, Kind.TEXT)


def _is_asked(question: Question, capacity: Capacity, answers: Answers | Accepted) -> bool:
    if question.owner_only and capacity is not Capacity.OWNER:
        return False
    return all(_holds(condition, answers.get(condition.question)) for condition in question.show_if)


def _holds(condition: Condition, answer: object) -> bool:
    if isinstance(answer, (list, tuple)):
        return any(key in condition.any_of for key in answer)
    return answer in condition.any_of


def _read(asked: _Asked, fields: Fields) -> Any:
    """The answer, a `Problem`, or None where an optional question was left empty."""
    question = asked.question
    answer: str | int | list[str] | Problem | None
    match question.kind:
        case Kind.SINGLE | Kind.SCALE:
            answer = _one(asked, fields.get(question.key, ()))
        case Kind.MULTIPLE | Kind.ORDER:
            answer = _several(asked, fields.get(question.key, ()))
        case Kind.TOP3:
            answer = _top_three(asked, fields)
        case Kind.NUMBER:
            answer = _number(question, fields.get(question.key, ()))
        case Kind.TEXT:
            answer = _text(question, fields.get(question.key, ()))
        case _:
            assert_never(question.kind)
    if answer is None and not question.optional:
        return Problem("answer_missing", question.key)
    return answer


def _single_value(question: Question, values: Sequence[str]) -> str | Problem:
    given = {value for value in values if value.strip()}
    if len(given) > 1:
        return Problem("answer_several", question.key, detail={"count": len(given)})
    return given.pop() if given else ""


def _unknown(question: Question, value: str) -> Problem:
    return Problem("answer_unknown", question.key, value=visible_text(value[:200])[:40])


def _one(asked: _Asked, values: Sequence[str]) -> str | Problem | None:
    value = _single_value(asked.question, values)
    if isinstance(value, Problem) or not value:
        return value or None
    return value if value in asked.places else _unknown(asked.question, value)


def _several(asked: _Asked, values: Sequence[str]) -> list[str] | Problem | None:
    question, places = asked.question, asked.places
    chosen = {value for value in values if value}
    ordered = question.kind is Kind.ORDER
    if NONE in chosen and (ordered or NONE in places):
        if len(chosen) > 1:
            return Problem("answer_none_and_others", question.key)
        return [] if ordered else [NONE]
    for value in values:
        if value and value not in places:
            return _unknown(question, value)
    if len(chosen) > asked.most:
        return Problem("answer_too_many", question.key, detail={"most": asked.most, "count": len(chosen)})
    return sorted(chosen, key=places.__getitem__) or None


def _top_three(asked: _Asked, fields: Fields) -> list[str] | Problem | None:
    question, top = asked.question, list[str]()
    for rank in ("1", "2", "3"):
        value = _single_value(question, fields.get(f"{question.key}.{rank}", ()))
        if isinstance(value, Problem):
            return value
        if value in top:
            return Problem("answer_twice", question.key, value=value)
        if value and value not in asked.places:
            return _unknown(question, value)
        if value:
            top.append(value)
    return top or None


def _number(question: Question, values: Sequence[str]) -> int | Problem | None:
    value = _single_value(question, values)
    if isinstance(value, Problem) or not value:
        return value or None
    written = _SPACES.sub("", normalize("NFKC", visible_text(value[:200])))
    if not _NUMBER.fullmatch(written):
        return Problem("answer_not_a_number", question.key, value=written[:40])
    if not question.low <= int(written) <= question.high:
        return Problem(
            "answer_out_of_bounds", question.key, value=written, detail={"low": question.low, "high": question.high}
        )
    return int(written)


def _text(question: Question, values: Sequence[str]) -> str | Problem | None:
    value = _single_value(question, values)
    if isinstance(value, Problem):
        return value
    text = visible_text(value)
    if len(text) <= 4 * question.length:  # composing characters shortens a text; in a much longer one it can take seconds
        text = plain_lines(text)
    if len(text) > question.length:
        return Problem("answer_too_long", question.key, detail={"most": question.length, "count": len(text)})
    return text or None


def _ways(asked: _Asked, ordered: Sequence[str], fields: Fields, problems: list[Problem]) -> Accepted:
    question, chosen = asked.question, {}
    for key in ordered:
        value = _single_value(question, fields.get(f"{question.key}.how.{key}", ()))
        if isinstance(value, Problem):
            problems.append(value)
        elif value in asked.ways.get(key, ()):
            chosen[key] = value
        elif value:
            problems.append(_unknown(question, value))
    return {f"{question.key}.how": chosen} if chosen else {}
