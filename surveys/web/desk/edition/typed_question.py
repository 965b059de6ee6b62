"""The form of a question: what somebody typed into it, kept as it was typed until it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from werkzeug.datastructures import MultiDict

from surveys.core.errors import Problem
from surveys.core.kind import Control
from surveys.core.kinds import KINDS
from surveys.core.kinds.number import whole_number
from surveys.core.questionnaire import Condition, Edition, Option, Question, QuestionRole
from surveys.core.sketch import free_key
from surveys.words.edition import KIND_NAMES

_ROW = re.compile(r"o-([0-9]{1,3})-label")
_NEW = re.compile("o?[0-9]{1,3}")
"""The keys of options that aren't saved yet: rows of this form, and steps of a scale."""
_MOVE = re.compile(r"(up|down|out)-([0-9]{1,3})")
MORE_ROWS = 3
_TYPED = (Control.WHOLE, Control.TEXT)
_NO_NOUGHT = {"most", "length"}
"""Numbers of which none is said rather than nought."""


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """A question as it was typed; `texts` is what stands where a number or a text of its kind is asked for, `blank` how many
    empty rows its options have besides."""

    question: Question
    texts: Mapping[str, str] = field(default_factory=dict)
    blank: int = MORE_ROWS

    def problems(self) -> Iterator[Problem]:
        """The numbers that are none."""
        edits = KINDS[self.question.kind].edits or {}
        for key, text in self.texts.items():
            if text and edits[key].control is Control.WHOLE and whole_number(text) is None:
                yield Problem("sketch_whole", key, value=text[:40])


def blank_question(kind: str, key: str) -> TypedQuestion:
    """The form of a new question of this kind."""
    edits = KINDS[kind].edits or {}
    first = {name: edit.first for name, edit in edits.items() if edit.control in _TYPED}
    steps = next((edit.first for edit in edits.values() if edit.control is Control.OPTIONS), 0)
    options = tuple(Option(str(step), "") for step in range(int(steps), 0, -1))
    return typed_of(_with_own(replace(Question(key, kind, ""), options=options), first))


def typed_of(question: Question) -> TypedQuestion:
    """The form of a question that is there."""
    typed = (key for key, edit in (KINDS[question.kind].edits or {}).items() if edit.control in _TYPED)
    told = {key: _own(question, key) for key in typed}
    return TypedQuestion(question, {key: "" if value is None else str(value) for key, value in told.items()})


def _own(question: Question, key: str) -> Any:
    """What a question says under a key of its kind; None for no cap and no length."""
    value = getattr(question, key, question.more.get(key))
    return None if value == 0 and key in _NO_NOUGHT else value


def _with_own(question: Question, own: Mapping[str, Any]) -> Question:
    fields = {key: value for key, value in own.items() if key in Question.__slots__}
    more = {key: value for key, value in own.items() if key not in fields}
    return replace(question, **fields, more={**question.more, **more})


def read_typed(form: MultiDict[str, str], base: Question, edition: Edition) -> TypedQuestion:
    """What came, over the question that it was typed into; what can't be typed there stays."""
    edits = KINDS[base.kind].edits or {}
    own = {key: _read(edit.control, key, form, base) for key, edit in edits.items()}
    question = replace(
        _with_own(base, own),
        label=form.get("label", ""),
        hint=form.get("hint", ""),
        why=form.get("why", ""),
        optional="optional" in form,
        owner_only="owner_only" in form,
        show_if=tuple(_conditions(form, base, edition)),
    )
    texts = {key: form.get(key, "").strip() for key, edit in edits.items() if edit.control in _TYPED}
    return TypedQuestion(question, texts)


def _read(control: Control, key: str, form: MultiDict[str, str], base: Question) -> Any:
    match control:
        case Control.OPTIONS:
            return tuple(_options(form, base))
        case Control.WHOLE:
            return whole_number(form.get(key, "").strip()) or 0
        case Control.TEXT:
            return form.get(key, "").strip()
        case Control.FLAG:
            return key in form
    assert_never(control)


def _options(form: MultiDict[str, str], base: Question) -> Iterator[Option]:
    """The rows with something in them, in the order in which they stand; what an option counts as stays what it was."""
    known = {option.key: option for option in base.options}
    taken = {*known, *(form.get(f"o-{n}-key", "") for n in _rows(form))}
    for n in _rows(form):
        key, label = form.get(f"o-{n}-key", ""), form.get(f"o-{n}-label", "")
        if key in known:
            yield replace(known[key], label=label)
        elif label.strip():
            key = key if _NEW.fullmatch(key) else free_key(taken, "o")
            taken.add(key)
            yield Option(key, label, form.get(f"o-{n}-counts", ""))


def _rows(form: MultiDict[str, str]) -> list[int]:
    return sorted(int(found[1]) for name in form if (found := _ROW.fullmatch(name)))


def _conditions(form: MultiDict[str, str], base: Question, edition: Edition) -> Iterator[Condition]:
    for earlier in earlier_questions(edition, base.key):
        ticked = form.getlist(f"if-{earlier.key}")
        if chosen := tuple(option.key for option in earlier.options if option.key in ticked):
            yield Condition(earlier.key, chosen)


def earlier_questions(edition: Edition, key: str) -> tuple[Question, ...]:
    """The questions before this one whose options a condition may name."""
    keys = [question.key for question in edition.questions]
    before = edition.questions[: keys.index(key)] if key in keys else edition.questions
    return tuple(question for question in before if question.options)


def moved_option(typed: TypedQuestion, how: str) -> TypedQuestion:
    """The form with an option moved or taken out, or with more empty rows; nothing is saved yet."""
    found = _MOVE.fullmatch(how)
    options = list(typed.question.options)
    if not found or int(found[2]) >= len(options):
        return replace(typed, blank=2 * MORE_ROWS)
    place = int(found[2])
    option = options.pop(place)
    if found[1] != "out":
        options.insert(max(0, place + (-1 if found[1] == "up" else 1)), option)
    return replace(typed, question=replace(typed.question, options=tuple(options)))


def _is_new(kind: str) -> bool:
    """Whether a question of this kind may be written anew; one that only the count asks for comes from the bank."""
    return QuestionRole.ORDER not in KINDS[kind].roles


def new_kinds() -> Mapping[str, str]:
    """The kinds of which a new question may be written, in words."""
    return {kind: name for kind, name in KIND_NAMES.items() if _is_new(kind)}
