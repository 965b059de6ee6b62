"""A day between two days, both included."""

from __future__ import annotations

from datetime import date

from surveys.core.kind import (
    Accepted,
    Fields,
    Kind,
    Offer,
    Posting,
    one_value,
    refuse_unknown,
    written_fields,
    written_lines,
)
from surveys.core.questionnaire import Question
from surveys.core.toml_document import TomlTable


def _day(table: TomlTable, key: str) -> str:
    written = table.text(key, 10)
    if not _is_day(written):
        table.report("toml_type", key, written, expected="text")
    return written


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _check(table: TomlTable, question: Question) -> None:
    if question.more["earliest"] >= question.more["latest"]:
        table.report("edition_bounds", "latest", question.more["latest"], low=question.more["earliest"])


def _read(offer: Offer, fields: Fields) -> Accepted:
    question = offer.question
    value = one_value(question, fields.get(question.key, ())).strip()
    if not value:
        return {}
    first, last = str(question.more["earliest"]), str(question.more["latest"])
    if not _is_day(value) or not first <= value <= last:
        refuse_unknown(question, value)
    return {question.key: value}


KIND = Kind(
    name="date",
    keys={"earliest": _day, "latest": _day},
    check=_check,
    read=_read,
    fields=written_fields,
    lines=written_lines,
    counted=False,
    published=Posting.NEVER,
)
