"""A whole number between two bounds, both included."""

from __future__ import annotations

import re
from unicodedata import normalize

from surveys.core.kind import Accepted, Fields, Kind, Offer, Posting, one_value, refuse, written_fields, written_lines
from surveys.core.plain_text import visible_text
from surveys.core.questionnaire import Question
from surveys.core.toml_document import TomlTable

LARGEST = 1_000_000

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_SPACES = re.compile(r"\s+")


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
    written = _SPACES.sub("", normalize("NFKC", visible_text(value[:200])))
    if not _NUMBER.fullmatch(written):
        refuse(question, "answer_not_a_number", written[:40])
    if not question.low <= int(written) <= question.high:
        refuse(question, "answer_out_of_bounds", written, low=question.low, high=question.high)
    return {question.key: int(written)}


KIND = Kind(
    name="number",
    keys={"low": _bound, "high": _bound},
    check=_check,
    read=_read,
    fields=written_fields,
    lines=written_lines,
    counted=True,
    published=Posting.NEVER,  # a number that one home alone gives is that home
)
