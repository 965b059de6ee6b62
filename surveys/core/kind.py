"""What a kind of question states about itself; the kinds there are stand in `surveys.core.kinds`, one file each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from surveys.core.errors import Problem, Rejected
from surveys.core.menu import Item, Menu
from surveys.core.paper_part import PaperPart
from surveys.core.plain_text import visible_text
from surveys.core.questionnaire import Question, QuestionRole
from surveys.core.toml_document import TomlTable

NONE = "none"

Fields = Mapping[str, Sequence[str]]
Accepted = dict[str, Any]
Recorded = Mapping[str, Any]


class Choices(StrEnum):
    """What an answer is chosen from: nothing; options, in whose place `from_menu` puts the menu's items; or the menu."""

    NONE = ""
    OPTIONS = "options"
    MENU = "menu"


class Posting(StrEnum):
    """How a question's counts are published: not at all, as one option a ballot, or as several.

    One option a ballot means that the counts add up to the answers, so that a hidden one could be found by subtraction.
    """

    NEVER = ""
    ONE_EACH = "one"
    SEVERAL_EACH = "several"


class Control(StrEnum):
    """With what a key of a kind is edited: rows of options, a whole number, a line of text, a tick."""

    OPTIONS = "options"
    WHOLE = "whole"
    TEXT = "text"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Edit:
    """How a key of a kind is edited, and what a new question begins with: a number, a text, or so many numbered options."""

    control: Control
    first: int | str = 0


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of an answer read back: a text as it stands, or what was chosen, at which place and done in which way."""

    text: str = ""
    chosen: str = ""
    place: int = 0
    way: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A question as one building sees it: what may be chosen (key → place), how much of it, and which items it means."""

    question: Question
    places: Mapping[str, int]
    most: int
    items: Mapping[str, Item]


def nothing_more(_table: TomlTable, _question: Question) -> None:
    """The check of a kind whose keys are checked as they are read."""


def stated_cap(question: Question, _menu: Menu) -> int:
    """The cap that the question itself states."""
    return question.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of question. Its widget and its sentences stand in the template `kinds/<name>.html`.

    `keys` reads the kind's own keys of an edition's file and `check` reports what is wrong between them. `read` gives what
    is recorded of a form, by question key and parts of it, and nothing where nothing was answered; it raises `Rejected`.
    `fields` is the form that says a recorded answer, `lines` reads it back. `roles` are those that such a question may have,
    `most` is how many may be chosen (0: no cap), `own_words` says that people write as they like. A kind that doesn't say
    whether it is counted and published is neither, and no app starts with it; nor with one that leaves a key out of `edits`,
    because nobody could write such a question at the desk.
    """

    name: str
    keys: Mapping[str, Callable[[TomlTable, str], Any]]
    read: Callable[[Offer, Fields], Accepted]
    fields: Callable[[str, Recorded], Fields]
    lines: Callable[[str, Recorded], tuple[AnswerLine, ...]]
    check: Callable[[TomlTable, Question], None] = nothing_more
    roles: frozenset[QuestionRole] = frozenset()
    choices: Choices = Choices.NONE
    most: Callable[[Question, Menu], int] = stated_cap
    own_words: bool = False
    counted: bool | None = None
    published: Posting | None = None
    edits: Mapping[str, Edit] | None = None
    paper: Callable[[Offer], PaperPart] | None = None

    def takes_menu(self, question: Question) -> bool:
        """Whether `question` is answered with items of the menu."""
        return question.from_menu or self.choices is Choices.MENU

    def lacking(self) -> tuple[str, ...]:
        """The parts that this kind still has to state."""
        unsaid = tuple(part for part in ("counted", "published") if getattr(self, part) is None)
        return unsaid or (("counted",) if self.published and not self.counted else ())

    def unwritable(self) -> tuple[str, ...]:
        """What this kind still has to say before anybody can write such a question at the desk."""
        return tuple(sorted({*self.keys} ^ {*self.edits})) if self.edits is not None else ("edits",)


def refuse(question: Question, code: str, value: str = "", **detail: str | int) -> NoReturn:
    """Raise `Rejected` for an answer to this question."""
    raise Rejected([Problem(code, question.key, value=value, detail=detail)])


def refuse_unknown(question: Question, value: str) -> NoReturn:
    """Refuse what can't be chosen, repeating it short and harmless."""
    refuse(question, "answer_unknown", visible_text(value[:200])[:40])


def one_value(question: Question, values: Sequence[str]) -> str:
    """The one value that was sent, or nothing; raises `Rejected` for several."""
    given = {value for value in values if value.strip()}
    if len(given) > 1:
        refuse(question, "answer_several", count=len(given))
    return given.pop() if given else ""


def written_fields(key: str, recorded: Recorded) -> Fields:
    """The form of an answer in one field."""
    return {key: (str(recorded[key]),)}


def written_lines(key: str, recorded: Recorded) -> tuple[AnswerLine, ...]:
    """An answer read back as it stands."""
    return (AnswerLine(text=str(recorded[key])),)
