"""Up to three of the options, or of the menu's items, in order. The three fields are `<key>.1` to `<key>.3`."""

from __future__ import annotations

from surveys.core.choosing import check_options, read_options
from surveys.core.kind import (
    NONE,
    Accepted,
    AnswerLine,
    Choices,
    Control,
    Edit,
    Fields,
    Kind,
    Offer,
    Posting,
    Recorded,
    one_value,
    refuse,
    refuse_unknown,
)
from surveys.core.paper_part import PaperPart, TickMark, TickRow
from surveys.core.questionnaire import Question, QuestionRole
from surveys.core.toml_document import TomlTable

PLACES = ("1", "2", "3")


def _check(table: TomlTable, question: Question) -> None:
    if not question.from_menu:
        check_options(table, question)
    elif question.options:
        table.report("edition_options_twice", "options")
    if NONE in {option.key for option in question.options}:
        table.report("toml_reserved", "options", NONE)


def _read(offer: Offer, fields: Fields) -> Accepted:
    question, top = offer.question, list[str]()
    for place in PLACES:
        value = one_value(question, fields.get(f"{question.key}.{place}", ()))
        if value in top:
            refuse(question, "answer_twice", value)
        if value and value not in offer.places:
            refuse_unknown(question, value)
        if value:
            top.append(value)
    return {question.key: top} if top else {}


def _fields(key: str, recorded: Recorded) -> Fields:
    return {f"{key}.{place}": (chosen,) for place, chosen in enumerate(recorded[key], start=1)}


def _lines(key: str, recorded: Recorded) -> tuple[AnswerLine, ...]:
    return tuple(AnswerLine(chosen=chosen, place=place) for place, chosen in enumerate(recorded[key], start=1))


def _paper(offer: Offer) -> PaperPart:
    fields = [f"{offer.question.key}.{place}" for place in PLACES]
    rows = (TickRow(one, tuple(TickMark(field, one) for field in fields)) for one in offer.places)
    return PaperPart(tuple(rows), most=len(PLACES))


KIND = Kind(
    name="top3",
    keys={"options": read_options, "from_menu": TomlTable.flag},
    check=_check,
    roles=frozenset({QuestionRole.TOP3}),
    choices=Choices.OPTIONS,
    read=_read,
    fields=_fields,
    lines=_lines,
    counted=True,
    published=Posting.SEVERAL_EACH,
    edits={"options": Edit(Control.OPTIONS), "from_menu": Edit(Control.FLAG)},
    paper=_paper,
)
