"""Several of the options, or "none of these" where that is one of them."""

from __future__ import annotations

from surveys.core.choosing import MOST_OPTIONS, check_options, read_options, several, ticked
from surveys.core.kind import NONE, Accepted, AnswerLine, Choices, Control, Edit, Fields, Kind, Offer, Posting, Recorded
from surveys.core.questionnaire import Question
from surveys.core.toml_document import TomlTable


def _most(table: TomlTable, key: str) -> int:
    return table.whole(key, 1, MOST_OPTIONS)


def _check(table: TomlTable, question: Question) -> None:
    check_options(table, question)
    if question.most > len(question.options):
        table.report("edition_most", "most", question.most, options=len(question.options))


def _read(offer: Offer, fields: Fields) -> Accepted:
    chosen = several(offer, fields, none=NONE in offer.places)
    return {offer.question.key: chosen} if chosen else {}


def _fields(key: str, recorded: Recorded) -> Fields:
    return {key: tuple(recorded[key])}


def _lines(key: str, recorded: Recorded) -> tuple[AnswerLine, ...]:
    return tuple(AnswerLine(chosen=option) for option in recorded[key])


KIND = Kind(
    name="multiple",
    keys={"options": read_options, "most": _most},
    check=_check,
    choices=Choices.OPTIONS,
    read=_read,
    fields=_fields,
    lines=_lines,
    counted=True,
    published=Posting.SEVERAL_EACH,
    edits={"options": Edit(Control.OPTIONS), "most": Edit(Control.WHOLE)},
    paper=ticked,
)
