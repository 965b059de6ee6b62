"""What kinds of questions share that let people choose: reading the options, and reading what was chosen."""

from __future__ import annotations

from dataclasses import replace

from surveys.core.kind import NONE, Accepted, AnswerLine, Fields, Offer, Recorded, one_value, refuse, refuse_unknown
from surveys.core.paper_part import PaperPart, TickMark, TickRow
from surveys.core.questionnaire import Option, Question
from surveys.core.toml_document import TomlTable, report_repeated

MOST_OPTIONS = 60


def read_options(table: TomlTable, key: str) -> tuple[Option, ...]:
    """The options of a question in an edition's file."""
    rows = table.tables(key)
    options = tuple(_option(row) for row in rows)
    report_repeated(rows, (option.key for option in options))
    return options


def _option(table: TomlTable) -> Option:
    option = Option(table.name(), table.text("label", 60), table.text("counts", 20, required=False))
    table.close()
    return option


def check_options(table: TomlTable, question: Question) -> None:
    """Report a question with too few or too many options."""
    number = len(question.options)
    if not 2 <= number <= MOST_OPTIONS:
        table.report("edition_options", "options", number, low=2, high=MOST_OPTIONS)


def one(offer: Offer, fields: Fields) -> Accepted:
    """The one option that was chosen."""
    question = offer.question
    value = one_value(question, fields.get(question.key, ()))
    if value and value not in offer.places:
        refuse_unknown(question, value)
    return {question.key: value} if value else {}


def several(offer: Offer, fields: Fields, *, none: bool) -> list[str]:
    """What was chosen, in the declared order; where `none` may be chosen ("none of these"), it stands alone."""
    question, places = offer.question, offer.places
    values = fields.get(question.key, ())
    chosen = {value for value in values if value}
    if none and NONE in chosen:
        if len(chosen) > 1:
            refuse(question, "answer_none_and_others")
        return [NONE]
    for value in values:
        if value and value not in places:
            refuse_unknown(question, value)
    if len(chosen) > offer.most:
        refuse(question, "answer_too_many", most=offer.most, count=len(chosen))
    return sorted(chosen, key=places.__getitem__)


def one_line(key: str, recorded: Recorded) -> tuple[AnswerLine, ...]:
    """The chosen option read back."""
    return (AnswerLine(chosen=recorded[key]),)


def ticked_once(offer: Offer) -> PaperPart:
    """On paper: a frame before each option, one of which is ticked."""
    key = offer.question.key
    return PaperPart(tuple(TickRow(option, (TickMark(key, option),)) for option in offer.places))


def ticked(offer: Offer) -> PaperPart:
    """On paper: a frame before each option, as many of them ticked as may be chosen."""
    return replace(ticked_once(offer), most=offer.most)
