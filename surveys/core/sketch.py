"""An edition or a menu in the making: steps that keep it one that the files' readers accept, and what it has come to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from surveys.core.edition_file import read_edition, write_edition
from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.menu import Menu
from surveys.core.menu_file import read_menu, write_menu
from surveys.core.questionnaire import Edition, Question, QuestionRole


class DocumentSort(StrEnum):
    """What a document that offices write is."""

    EDITION = "edition"
    MENU = "menu"


class Keyed(Protocol):
    """A part of a document, which has a key."""

    @property
    def key(self) -> str:
        """Its name among the parts beside it."""


Paper = Edition | Menu
Part = TypeVar("Part", bound=Keyed)

_NUMBERED = re.compile(r"-[0-9]{1,2}$")
_HEAD = re.compile(r"^\[\[(question|tier|item)\]\]$", re.M)
_LONGEST_KEY = 40


def sort_of(paper: Paper) -> DocumentSort:
    """What the document is."""
    return DocumentSort.EDITION if isinstance(paper, Edition) else DocumentSort.MENU


def file_of(paper: Paper) -> str:
    """The document as its file."""
    return write_edition(paper) if isinstance(paper, Edition) else write_menu(paper)


def read_paper(sort: DocumentSort, text: str) -> Paper:
    """The document that a file holds. Raises `Rejected`."""
    return read_edition(text) if sort is DocumentSort.EDITION else read_menu(text)


def settled(paper: Paper) -> Paper:
    """The document as its file would be read. Raises `Rejected`, each problem's row being the place of its part, from 1, and
    0 for the document itself; `detail` says which option or way it is, as `place`."""
    text = file_of(paper)
    try:
        return read_edition(text) if isinstance(paper, Edition) else read_menu(text)
    except Rejected as refused:
        raise Rejected(replace(p, row=_part(text, p.row), detail=_placed(text, p)) for p in refused.problems) from refused


def problems_of(paper: Paper) -> tuple[Problem, ...]:
    """Everything for which `settled` refuses the document."""
    try:
        settled(paper)
    except Rejected as refused:
        return refused.problems
    return ()


def _part(text: str, line: int) -> int:
    heads = [text.count("\n", 0, found.start()) + 1 for found in _HEAD.finditer(text)]
    return sum(head <= line for head in heads)


def _placed(text: str, problem: Problem) -> Mapping[str, str | int]:
    """A problem's details and, where its line is one row of a list, which."""
    lines = text.split("\n")[: problem.row]
    if not lines or not lines[-1].startswith("  "):
        return problem.detail
    start = next(n for n in range(len(lines) - 1, -1, -1) if not lines[n].startswith("  "))
    return {**problem.detail, "place": len(lines) - 1 - start}


def moved(parts: tuple[Part, ...], key: str, by: int) -> tuple[Part, ...]:
    """The parts with one of them so many places further on; where there are none, at the end. Raises `NotFound`."""
    place = place_of(parts, key)
    rest = [*parts[:place], *parts[place + 1 :]]
    rest.insert(max(0, place + by), parts[place])
    return tuple(rest)


def without(parts: tuple[Part, ...], key: str) -> tuple[Part, ...]:
    """The parts without one of them. Raises `NotFound`."""
    place = place_of(parts, key)
    return (*parts[:place], *parts[place + 1 :])


def put(parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    """The parts with this one in the place of that with its key, or at the end."""
    if all(kept.key != part.key for kept in parts):
        return (*parts, part)
    return tuple(part if kept.key == part.key else kept for kept in parts)


def place_of(parts: Sequence[Keyed], key: str) -> int:
    """Where the part with this key stands. Raises `NotFound`."""
    for place, part in enumerate(parts):
        if part.key == key:
            return place
    raise NotFound("part", key)


def free_key(taken: Collection[str], stem: str) -> str:
    """A key that nothing has, of the stem and a number."""
    return next(key for n in range(1, len(taken) + 2) if (key := f"{stem}{n}") not in taken)


def next_key(key: str, taken: Collection[str]) -> str:
    """The key itself where nothing has it, else with the next number that is free."""
    if key not in taken:
        return key
    stem = _NUMBERED.sub("", key)[: _LONGEST_KEY - 4]
    return next(found for n in range(2, len(taken) + 3) if (found := f"{stem}-{n}") not in taken)


def without_question(edition: Edition, key: str, parent: Edition | None) -> Edition:
    """The edition without one question. Raises `Rejected`: what the count needs stays where the parent has it."""
    question = edition.questions[place_of(edition.questions, key)]
    if is_kept(question, parent):
        raise Rejected([Problem("sketch_role_kept", "role", value=question.role)])
    return replace(edition, questions=without(edition.questions, key))


def is_kept(question: Question, parent: Edition | None) -> bool:
    """Whether the question has to stay, because the parent's count needs it."""
    return bool(question.role) and parent is not None and parent.with_role(question.role) is not None


def with_bank(edition: Edition, bank: Edition, keys: Collection[str]) -> Edition:
    """The edition with these questions of the bank at its end, in the bank's order, and before them what they hang on; who
    answers is asked first. What is there stays as it is."""
    wanted = {key for key in keys if key in bank.by_key}
    ahead = list(wanted)
    while ahead:
        for need in _hangs_on(bank.by_key[ahead.pop()], bank) - wanted:
            wanted.add(need)
            ahead.append(need)
    there, roles = edition.by_key, {q.role for q in edition.questions if q.role}
    new = tuple(q for q in bank.questions if q.key in wanted and q.key not in there and q.role not in roles)
    first = tuple(q for q in new if q.role is QuestionRole.CAPACITY)
    return replace(edition, questions=(*first, *edition.questions, *(q for q in new if q not in first)))


def _hangs_on(question: Question, bank: Edition) -> set[str]:
    needs = {condition.question for condition in question.show_if}
    capacity = bank.with_role(QuestionRole.CAPACITY)
    return needs | ({capacity.key} if question.owner_only and capacity else set())


def moved_item(menu: Menu, key: str, by: int) -> Menu:
    """The menu with an item before or after the next of its own tier."""
    item = menu.items[place_of(menu.items, key)]
    mates = [other.key for other in menu.items if other.tier == item.tier]
    there = mates.index(key) + (1 if by > 0 else -1)
    if not 0 <= there < len(mates):
        return menu
    return replace(menu, items=moved(menu.items, key, place_of(menu.items, mates[there]) - place_of(menu.items, key)))


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing in which a document differs from another: `path` names the parts, from the outside, and then the field; what
    it was and is as documents have it. `code` is changed, added, removed or moved."""

    code: str
    path: tuple[str, ...]
    before: Any = None
    after: Any = None


def alterations(before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[Alteration]:
    """Everything in which two documents differ, in the order of the later one; their own keys are no difference."""
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was == now or (name == "key" and not path):
            continue
        if _are_parts(was) and _are_parts(now):
            yield from _altered_parts(was or [], now or [], (*path, name))
        else:
            yield Alteration("changed", (*path, name), was, now)


def _are_parts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) and "key" in one for one in value))


def _altered_parts(was: list[Any], now: list[Any], path: tuple[str, ...]) -> Iterator[Alteration]:
    old, new = {one["key"]: one for one in was}, {one["key"]: one for one in now}
    yield from (Alteration("removed", (*path, key), before=one) for key, one in old.items() if key not in new)
    for key, one in new.items():
        if key not in old:
            yield Alteration("added", (*path, key), after=one)
        else:
            yield from alterations(old[key], one, (*path, key))
    yield from (Alteration("moved", (*path, key), after=new[key]) for key in _out_of_place(list(old), list(new)))


def _out_of_place(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The keys that stand elsewhere among those that both have, as few of them as make the one order of the other."""
    places = [old.index(key) for key in new if key in old]
    kept = _longest_rising(places)
    return [old[place] for place in places if place not in kept]


def _longest_rising(places: Sequence[int]) -> set[int]:
    runs: list[list[int]] = []
    for place in places:
        runs.append([*_longest(run for run in runs if run[-1] < place), place])
    return set(_longest(runs))


def _longest(runs: Iterable[list[int]]) -> list[int]:
    return max(((len(run), run) for run in runs), default=(0, []))[1]
