"""Paper questionnaires: their numbers, what becomes of them, and where their boxes stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from surveys.core.canonical import digest
from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import compact_text

_DIGITS = 10
_PAGES = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PAYLOAD = re.compile(rf"D([0-9]{{12}})P([{_PAGES}])")
MOST_PAGES = len(_PAGES)


def form_number(random: bytes) -> str:
    """The number that a form is known by: ten digits of at least 8 random bytes and two to check them by (ISO 7064, MOD
    97-10). It votes for nobody and opens no answer: whoever printed it knows it."""
    drawn = int.from_bytes(random, "big") % 10**_DIGITS
    return f"{drawn:0{_DIGITS}d}{98 - drawn * 100 % 97:02d}"


def read_form_number(typed: str) -> str:
    """The number that somebody typed, or that stands in the QR of one of its pages. Raises `Rejected`: form_number."""
    text = compact_text(typed).upper()
    if scanned := read_payload(text):
        return scanned[0]
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) != _DIGITS + 2 or int(digits) % 97 != 1:
        raise Rejected([Problem("form_number", "form", value=digits[:20])])
    return digits


def payload(number: str, page: int) -> str:
    """What the QR of a page says: fifteen characters, few enough to be read off a bad photograph. Pages up to
    `MOST_PAGES`, those after 9 by a letter."""
    return f"D{number}P{_PAGES[page - 1]}"


def read_payload(text: str) -> tuple[str, int] | None:
    """The form's number and the page that a QR names; None where it is something else's."""
    found = _PAYLOAD.fullmatch(text.strip())
    return (found[1], _PAGES.index(found[2]) + 1) if found and int(found[1]) % 97 == 1 else None


class FormState(StrEnum):
    """How far a form has come; each has left all those before it, and a spoiled one counts for nothing."""

    PRINTED = "printed"
    ISSUED = "issued"
    RETURNED = "returned"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    SPOILED = "spoiled"


@dataclass(frozen=True, slots=True)
class FormBatch:
    """Forms that were printed together; `number` counts a poll's from 1, `building` and `unit` are empty where it covered
    all of them or was blank. `layout` is the digest of where their boxes stand."""

    number: int
    at: datetime
    by: str
    who: str
    building: str
    unit: str
    big: bool
    blank: bool
    forms: int
    layout: str


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One form. `serial` counts a poll's from 1. `household` is the home that it was printed for, or tied to when it was
    typed in; None for a blank one before that."""

    id: int
    poll: int
    batch: int
    serial: int
    number: str
    household: int | None
    issued_at: datetime | None = None
    issued_by: str = ""
    issued_to: str = ""
    returned_at: datetime | None = None
    returned_by: str = ""
    spoiled_at: datetime | None = None
    spoiled_by: str = ""
    spoiled_why: str = ""
    entered_at: datetime | None = None
    entered_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def state(self) -> FormState:
        """How far it has come, of what is written down about it."""
        steps = (
            (FormState.SPOILED, self.spoiled_at),
            (FormState.CONFIRMED, self.confirmed_at),
            (FormState.ENTERED, self.entered_at),
            (FormState.RETURNED, self.returned_at),
            (FormState.ISSUED, self.issued_at),
        )
        return next((state for state, at in steps if at), FormState.PRINTED)


@dataclass(frozen=True, slots=True)
class FormBox:
    """A frame to tick for an option: its page, its upper left corner from the page's, and how long its sides are, in
    hundredths of a millimetre."""

    question: str
    option: str
    page: int
    x: int
    y: int
    side: int


@dataclass(frozen=True, slots=True)
class FormLayout:
    """Where the boxes of a form stand, for the edition and menu with these digests; kept under its own."""

    edition: str
    menu: str
    big: bool
    pages: int
    boxes: tuple[FormBox, ...]

    def document(self) -> dict[str, Any]:
        """As a document."""
        boxes = [[box.question, box.option, box.page, box.x, box.y, box.side] for box in self.boxes]
        return {"edition": self.edition, "menu": self.menu, "big": self.big, "pages": self.pages, "boxes": boxes}

    @property
    def digest(self) -> str:
        """SHA-256 of the document, in hex."""
        return digest(self.document())


def layout_from_document(document: Mapping[str, Any]) -> FormLayout:
    """The layout that `FormLayout.document` wrote down."""
    boxes = tuple(FormBox(*box) for box in document["boxes"])
    return FormLayout(document["edition"], document["menu"], document["big"], document["pages"], boxes)
