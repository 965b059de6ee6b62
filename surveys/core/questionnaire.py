"""What is asked: an edition is an immutable document of questions, known by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from surveys.core.canonical import digest


class QuestionRole(StrEnum):
    """What the count needs from a question: who answers, whether they consent, what they order and find most important."""

    NONE = ""
    CAPACITY = "capacity"
    CONSENT = "consent"
    ORDER = "order"
    TOP3 = "top3"


class Consent(StrEnum):
    """How an answer to the consent question counts. An abstention takes part and does not agree."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `counts` carries a `Capacity` or a `Consent` where the question's role asks for it."""

    key: str
    label: str
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only if an earlier question was answered with one of these option keys."""

    question: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a kind that `surveys.core.kinds` knows by this name.

    `most` caps multiple (0: no cap); `low` and `high` bound numbers, both included; `length` bounds text. `from_menu` takes
    the options of a top three from the compound's menu instead of `options`. Kinds that came later keep what they ask for in
    `more`, which stands in the document only where there is something, so that older editions keep their digests.
    """

    key: str
    kind: str
    label: str
    role: QuestionRole = QuestionRole.NONE
    hint: str = ""
    why: str = ""
    optional: bool = False
    owner_only: bool = False
    options: tuple[Option, ...] = ()
    show_if: tuple[Condition, ...] = ()
    most: int = 0
    low: int = 0
    high: int = 0
    length: int = 0
    from_menu: bool = False
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Edition:
    """An immutable questionnaire."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]

    def document(self) -> dict[str, Any]:
        """The edition as a JSON document, in the shape that `edition_from_document` reads."""
        return {
            "key": self.key,
            "title": self.title,
            "intro": self.intro,
            "questions": [_question_document(q) for q in self.questions],
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the edition's canonical document."""
        return digest(self.document())

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """Questions by key."""
        return {question.key: question for question in self.questions}

    def with_role(self, role: QuestionRole) -> Question | None:
        """The one question with this role, if the edition has it."""
        return next((q for q in self.questions if q.role is role), None)


def _question_document(question: Question) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(question, name) for name in Question.__slots__}
    row["options"] = [{"key": o.key, "label": o.label, "counts": o.counts} for o in question.options]
    row["show_if"] = [{"question": c.question, "any_of": list(c.any_of)} for c in question.show_if]
    more = row.pop("more")
    return {**row, "more": dict(more)} if more else row


def edition_from_document(document: Mapping[str, Any]) -> Edition:
    """The edition that `Edition.document` wrote; trusts its shape (an edition from people goes through `read_edition`)."""
    return Edition(
        key=document["key"],
        title=document["title"],
        intro=document["intro"],
        questions=tuple(_question(row) for row in document["questions"]),
    )


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **row,
            "role": QuestionRole(row["role"]),
            "options": tuple(Option(**o) for o in row["options"]),
            "show_if": tuple(Condition(c["question"], tuple(c["any_of"])) for c in row["show_if"]),
        }
    )
