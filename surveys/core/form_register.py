"""The register of paper forms: which forms somebody names, what may be done with each, and how a row of them is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.core.errors import Problem, Rejected
from surveys.core.paper_form import FormState, PaperForm, read_form_number
from surveys.core.plain_text import compact_text

MOST_AT_ONCE = 1000
LONGEST_WHY, LONGEST_NAME = 60, 40
_PARTS = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
_ROW = re.compile(r"([0-9]{1,6})(?:(?:-|~|\u2014|\u2013|\u5230|\u81f3)([0-9]{1,6}))?")  # 12, 12-40, with the words for "to"


class FormStep(StrEnum):
    """What is written down about forms: given out, come back, made void, or the last of these taken back."""

    ISSUE = "issue"
    RETURN = "return"
    SPOIL = "spoil"
    UNDO = "undo"


FROM: Mapping[FormStep, frozenset[FormState]] = {
    FormStep.ISSUE: frozenset({FormState.PRINTED}),
    # Whatever came back was given out, whether or not anybody wrote that down.
    FormStep.RETURN: frozenset({FormState.PRINTED, FormState.ISSUED}),
    FormStep.SPOIL: frozenset({FormState.PRINTED, FormState.ISSUED, FormState.RETURNED}),
    FormStep.UNDO: frozenset({FormState.ISSUED, FormState.RETURNED, FormState.SPOILED}),
}
"""In which states each step may be taken; what was typed in is taken back where it was typed in."""


@dataclass(frozen=True, slots=True)
class FormsNamed:
    """The forms that somebody names: rows of serials, both ends included, and numbers of single forms."""

    rows: tuple[tuple[int, int], ...] = ()
    numbers: tuple[str, ...] = ()


def read_forms(typed: str) -> FormsNamed:
    """What was typed or scanned: serials, rows of them (12-40), numbers of forms, apart by commas or spaces.

    Raises `Rejected`: forms_none, forms_unreadable, forms_too_many, form_number.
    """
    rows: list[tuple[int, int]] = []
    numbers: list[str] = []
    # A number is printed in groups of four, so that spaces inside of one don't part it.
    for part in filter(None, _PARTS.split(re.sub(r"(?<!\d)(\d{4}) (\d{4}) (\d{4})(?!\d)", r"\1\2\3", typed.strip()))):
        if found := _ROW.fullmatch(compact_text(part)):
            first, last = int(found[1]), int(found[2] or found[1])
            rows.append((min(first, last), max(first, last)))
        elif sum(sign.isdigit() for sign in part) < 10:
            raise Rejected([Problem("forms_unreadable", "forms", value=part[:20])])
        else:
            numbers.append(read_form_number(part))
    if not rows and not numbers:
        raise Rejected([Problem("forms_none", "forms")])
    count = sum(last - first + 1 for first, last in rows) + len(numbers)
    if count > MOST_AT_ONCE:
        raise Rejected([Problem("forms_too_many", "forms", value=str(count), detail={"most": MOST_AT_ONCE})])
    return FormsNamed(tuple(rows), tuple(numbers))


def missing_forms(named: FormsNamed, found: Iterable[PaperForm]) -> tuple[str, ...]:
    """What was named and isn't there: serials in rows, then numbers."""
    forms = list(found)
    serials, numbers = {form.serial for form in forms}, {form.number for form in forms}
    lacking = {n for first, last in named.rows for n in range(first, last + 1)} - serials
    return (*rows_of(sorted(lacking)), *(number for number in named.numbers if number not in numbers))


def step_problems(step: FormStep, forms: Iterable[PaperForm]) -> tuple[Problem, ...]:
    """Why a step can't be taken with these forms: one problem for each state that some of them are in."""
    wrong: dict[FormState, list[int]] = {}
    for form in forms:
        if form.state not in FROM[step]:
            wrong.setdefault(form.state, []).append(form.serial)
    return tuple(
        Problem(f"form_{state}", "forms", value="\u3001".join(rows_of(serials)), detail={"step": step.value})
        for state, serials in wrong.items()
    )


def rows_of(serials: Sequence[int]) -> tuple[str, ...]:
    """Ascending serials as rows: 3, 7-12."""
    rows: list[list[int]] = []
    for serial in serials:
        if rows and serial == rows[-1][1] + 1:
            rows[-1][1] = serial
        else:
            rows.append([serial, serial])
    return tuple(str(first) if first == last else f"{first}-{last}" for first, last in rows)
