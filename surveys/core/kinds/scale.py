"""One step of a scale, or an answer beside it."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.core.choosing import check_options, one, one_line, read_options, ticked_once
from surveys.core.kind import Choices, Control, Edit, Kind, Posting, written_fields
from surveys.core.questionnaire import Question
from surveys.core.toml_document import TomlTable


def _check(table: TomlTable, question: Question) -> None:
    check_options(table, question)
    if not _is_scale([option.key for option in question.options]):
        table.report("edition_scale", "options")


def _is_scale(keys: Sequence[str]) -> bool:
    """Whether the numbered keys run evenly up or down by one; keys beside the scale ("unsure") aren't numbers."""
    steps = [int(key) for key in keys if key.isdecimal() and len(key) < 10]
    rising = list(range(steps[0], steps[0] + len(steps))) if steps else []
    falling = list(range(steps[0], steps[0] - len(steps), -1)) if steps else []
    return len(steps) >= 3 and steps in (rising, falling)


KIND = Kind(
    name="scale",
    keys={"options": read_options},
    check=_check,
    choices=Choices.OPTIONS,
    read=one,
    fields=written_fields,
    lines=one_line,
    counted=True,
    published=Posting.ONE_EACH,
    edits={"options": Edit(Control.OPTIONS, 5)},
    paper=ticked_once,
)
