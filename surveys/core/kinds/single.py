"""One of several options."""

from __future__ import annotations

from surveys.core.choosing import check_options, one, one_line, read_options, ticked_once
from surveys.core.kind import Choices, Control, Edit, Kind, Posting, written_fields
from surveys.core.questionnaire import QuestionRole

KIND = Kind(
    name="single",
    keys={"options": read_options},
    check=check_options,
    roles=frozenset({QuestionRole.CAPACITY, QuestionRole.CONSENT}),
    choices=Choices.OPTIONS,
    read=one,
    fields=written_fields,
    lines=one_line,
    counted=True,
    published=Posting.ONE_EACH,
    edits={"options": Edit(Control.OPTIONS)},
    paper=ticked_once,
)
