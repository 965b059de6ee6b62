"""Words of one's own, of a bounded length."""

from __future__ import annotations

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
from surveys.core.plain_text import plain_lines, visible_text
from surveys.core.questionnaire import Question
from surveys.core.toml_document import TomlTable

LONGEST = 2000
_SIGNS, _MOST_LINES = 20, 5  # as many as somebody writes on a line by hand, and lines before another sheet is due


def _length(table: TomlTable, key: str) -> int:
    return table.whole(key, 1, LONGEST)


def _check(table: TomlTable, question: Question) -> None:
    if not question.length:
        table.report("toml_missing", "length")


def _read(offer: Offer, fields: Fields) -> Accepted:
    question = offer.question
    text = visible_text(one_value(question, fields.get(question.key, ())))
    if len(text) <= 4 * question.length:  # composing characters shortens a text; in a much longer one it can take seconds
        text = plain_lines(text)
    if len(text) > question.length:
        refuse(question, "answer_too_long", most=question.length, count=len(text))
    return {question.key: text} if text else {}


def _paper(offer: Offer) -> PaperPart:
    return PaperPart(lines=max(1, min(_MOST_LINES, -(-offer.question.length // _SIGNS))))


KIND = Kind(
    name="text",
    keys={"length": _length},
    check=_check,
    read=_read,
    fields=written_fields,
    lines=written_lines,
    own_words=True,
    counted=False,
    published=Posting.NEVER,
    edits={"length": Edit(Control.WHOLE, 500)},
    paper=_paper,
)
