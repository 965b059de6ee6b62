"""A whole number between two bounds, both included, however people write it: in figures or words, with what is counted."""

from __future__ import annotations

import re

from surveys.core.kind import (
    Accepted,
    Control,
    Edit,
    Fields,
    Kind,
    Offer,
    Posting,
    one_value,
    refuse,
    written_fields,
    written_lines,
)
from surveys.core.paper_part import PaperPart
from surveys.core.plain_text import compact_text
from surveys.core.questionnaire import Question
from surveys.core.toml_document import TomlTable

LARGEST = 1_000_000

NUMERALS = "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u3007\u58f9\u4e24"
"""Nought to nine in words, then other words for nought, one and two: what each is worth is its place modulo ten."""
_TENS = f"([{NUMERALS[2:10]}]?)\u5341([{NUMERALS[1:10]}]?)"
_COUNTED = "(?:\u4e2a|\u53e3|\u4f4d|\u6237)?(?:\u4eba)?"  # persons, heads, homes
WRITTEN = rf"([+-]?)(?:([0-9]{{1,9}})(?:\.0*)?|{_TENS}|([{NUMERALS}])){_COUNTED}[.\u3002]?"
"""A number as it may be written, for the page's script too: its sign, in figures, or tens and ones in words, or one word."""

_NUMBER = re.compile(WRITTEN)


def _bound(table: TomlTable, key: str) -> int:
    return table.whole(key, -LARGEST, LARGEST)


def _check(table: TomlTable, question: Question) -> None:
    if question.low >= question.high:
        table.report("edition_bounds", "high", question.high, low=question.low)


def _read(offer: Offer, fields: Fields) -> Accepted:
    question = offer.question
    value = one_value(question, fields.get(question.key, ()))
    if not value:
        return {}
    number = whole_number(value)
    if number is None:
        refuse(question, "answer_not_a_number", compact_text(value[:200])[:40])
    if not question.low <= number <= question.high:
        refuse(question, "answer_out_of_bounds", str(number), low=question.low, high=question.high)
    return {question.key: number}


def whole_number(text: str) -> int | None:
    """The whole number that somebody wrote, or None: up to nine figures, or a word up to ninety-nine."""
    found = _NUMBER.fullmatch(compact_text(text[:200]))
    if found is None:
        return None
    sign, figures, tens, ones, one = found.groups()
    worth = int(figures) if figures else _worth(one) if one else 10 * (_worth(tens) or 1) + _worth(ones)
    return -worth if sign == "-" else worth


def _worth(word: str) -> int:
    return NUMERALS.index(word) % 10 if word else 0


def _paper(_offer: Offer) -> PaperPart:
    return PaperPart(lines=1)


KIND = Kind(
    name="number",
    keys={"low": _bound, "high": _bound},
    check=_check,
    read=_read,
    fields=written_fields,
    lines=written_lines,
    counted=True,
    published=Posting.NEVER,  # a number that one home alone gives is that home
    edits={"low": Edit(Control.WHOLE), "high": Edit(Control.WHOLE, 20)},
    paper=_paper,
)
