"""Typing in: what staff read off a paper, or heard at a door or by telephone, as one screen takes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import Problem, Rejected
from surveys.core.kind import Fields
from surveys.core.matter import OTHER, VOTER
from surveys.core.questionnaire import Edition, QuestionRole

MOST_SECONDS = 86_400


class PaperMark(StrEnum):
    """What whoever types a paper in sees on it beside the answers."""

    SIGNED = "signed"
    WITNESSED = "witnessed"
    DATED = "dated"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was typed in from one form, or heard: `blank` are the questions that the paper leaves open, `form` is its number,
    empty at a door and by telephone, `seconds` how long the typing took, `photo_read` whether a picture was read first."""

    fields: Fields
    channel: Channel
    form: str = ""
    blank: frozenset[str] = frozenset()
    marks: frozenset[PaperMark] = frozenset()
    seconds: int = 0
    photo_read: bool = False


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One typing in as it is listed, without what it says; `revision` is the ballot that it became, None where it was kept
    beside another owner's vote; it is `locked` in a lot once that is to be looked over."""

    id: int
    form: int | None
    household: int
    capacity: Capacity
    channel: Channel
    by: str
    at: datetime
    revision: int | None
    marks: frozenset[PaperMark] = frozenset()
    undone_at: datetime | None = None
    locked: bool = False


def left_open(edition: Edition, blank: Collection[str]) -> Edition:
    """The edition as it is read where the paper leaves questions open. Whose answers they are and whether they agree nobody
    makes up. Raises `Rejected`: answer_missing."""
    if not blank:
        return edition
    needed = (QuestionRole.CAPACITY, QuestionRole.CONSENT)
    if problems := [
        Problem("answer_missing", question.key)
        for question in edition.questions
        if question.key in blank and question.role in needed and not question.optional
    ]:
        raise Rejected(problems)
    return replace(edition, questions=tuple(replace(q, optional=q.optional or q.key in blank) for q in edition.questions))


def transcript_problems(said: Transcript) -> tuple[Problem, ...]:
    """What is missing of a typing in beside the answers: a paper has a number, and votes on matters are signed."""
    if said.channel is not Channel.PAPER:
        return ()
    found = [] if said.form.strip() else [Problem("form_missing", "form")]
    votes = [value for value in said.fields.get(VOTER, ()) if value and value != OTHER]
    if votes and PaperMark.SIGNED not in said.marks:
        found.append(Problem("unsigned", "marks"))
    return tuple(found)
