"""Items ordered from the menu, and how each is to be done: `<key>.how.<item>`. An order of nothing is an empty list."""

from __future__ import annotations

from surveys.core.choosing import several
from surveys.core.kind import (
    NONE,
    Accepted,
    AnswerLine,
    Choices,
    Fields,
    Kind,
    Offer,
    Posting,
    Recorded,
    one_value,
    refuse_unknown,
)
from surveys.core.menu import Menu
from surveys.core.paper_part import PaperPart, TickMark, TickRow
from surveys.core.questionnaire import Question, QuestionRole


def _cap(_question: Question, menu: Menu) -> int:
    return menu.choose


def _read(offer: Offer, fields: Fields) -> Accepted:
    key = offer.question.key
    chosen = several(offer, fields, none=True)
    if not chosen:
        return {}
    if chosen == [NONE]:
        return {key: []}
    ways = {item: way for item in chosen if (way := _way(offer, item, fields))}
    return {key: chosen, f"{key}.how": ways} if ways else {key: chosen}


def _way(offer: Offer, item: str, fields: Fields) -> str:
    question = offer.question
    value = one_value(question, fields.get(f"{question.key}.how.{item}", ()))
    if value and value not in {way.key for way in offer.items[item].alternatives}:
        refuse_unknown(question, value)
    return value


def _fields(key: str, recorded: Recorded) -> Fields:
    ways = recorded.get(f"{key}.how", {})
    return {key: tuple(recorded[key]) or (NONE,)} | {f"{key}.how.{item}": (way,) for item, way in ways.items()}


def _lines(key: str, recorded: Recorded) -> tuple[AnswerLine, ...]:
    ways = recorded.get(f"{key}.how", {})
    return tuple(AnswerLine(chosen=item, way=ways.get(item, "")) for item in recorded[key] or (NONE,))


def _paper(offer: Offer) -> PaperPart:
    key = offer.question.key
    rows = [TickRow(item, (TickMark(key, item),), _ways(offer, item)) for item in offer.items]
    return PaperPart((*rows, TickRow(NONE, (TickMark(key, NONE),))), most=offer.most)


def _ways(offer: Offer, item: str) -> tuple[TickMark, ...]:
    field = f"{offer.question.key}.how.{item}"
    return tuple(TickMark(field, way.key) for way in offer.items[item].alternatives)


KIND = Kind(
    name="order",
    keys={},
    roles=frozenset({QuestionRole.ORDER}),
    choices=Choices.MENU,
    most=_cap,
    read=_read,
    fields=_fields,
    lines=_lines,
    counted=True,
    published=Posting.SEVERAL_EACH,
    edits={},
    paper=_paper,
)
