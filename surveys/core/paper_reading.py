"""What a camera saw on a page of a paper questionnaire: it fills in beforehand, and a person confirms every form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Seen(StrEnum):
    """What was seen in a box."""

    MARKED = "marked"
    EMPTY = "empty"
    UNSURE = "unsure"


class Doubt(StrEnum):
    """Why a person has to look at a box."""

    FAINT = "faint"
    AROUND = "around"
    THROUGH = "through"
    HEAVY = "heavy"
    LOST = "lost"
    MANY = "many"


class Unread(StrEnum):
    """Why nothing was read off a picture."""

    NO_PAGE = "no_page"
    NO_CODE = "no_code"
    OTHER_POLL = "other_poll"
    OTHER_PAGE = "other_page"
    CURLED = "curled"


@dataclass(frozen=True, slots=True)
class BoxReading:
    """One box; `doubt` is there where it is unsure. `left` and `top` are where its frame was found on the page, in
    hundredths of a millimetre, as is `side`."""

    question: str
    option: str
    seen: Seen
    doubt: Doubt | None = None
    left: int = 0
    top: int = 0
    side: int = 500


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was seen on a page; without boxes where `unread` says why."""

    boxes: tuple[BoxReading, ...] = ()
    unread: Unread | None = None

    def document(self, *, leads: bool = True) -> dict[str, Any]:
        """As a document; its `fields` are filled in beforehand, unless another photograph of the page leads."""
        boxes = [
            [box.question, box.option, box.seen.value, box.doubt and box.doubt.value, box.left, box.top, box.side]
            for box in self.boxes
        ]
        fields: dict[str, list[str]] = {}
        for box in self.boxes if leads else ():
            if box.seen is Seen.MARKED:
                fields.setdefault(box.question, []).append(box.option)
        return {"fields": fields, "boxes": boxes, "unread": self.unread and self.unread.value}

    @property
    def unsure(self) -> int:
        """How many boxes a person has to look at."""
        return sum(1 for box in self.boxes if box.seen is Seen.UNSURE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a photograph shows; `number` and `page` are what the page's QR says, None and 0 where it wasn't read."""

    number: str | None
    page: int
    reading: PageReading


def reading_from_document(document: Mapping[str, Any]) -> PageReading:
    """The reading that `PageReading.document` wrote down."""
    boxes = tuple(
        BoxReading(question, option, Seen(seen), Doubt(doubt) if doubt else None, left, top, side)
        for question, option, seen, doubt, left, top, side in document["boxes"]
    )
    return PageReading(boxes, Unread(document["unread"]) if document["unread"] else None)


def within_limits(reading: PageReading, most: Mapping[str, int]) -> PageReading:
    """The reading, with every mark of a question unsure that has more of them than it takes; `most` is by question, one for
    those without."""
    marks = Counter(box.question for box in reading.boxes if box.seen is not Seen.EMPTY)
    sure = {box.question for box in reading.boxes if box.seen is Seen.MARKED}
    many = {question for question in sure if marks[question] > most.get(question, 1)}
    boxes = tuple(
        replace(box, seen=Seen.UNSURE, doubt=Doubt.MANY) if box.question in many and box.seen is Seen.MARKED else box
        for box in reading.boxes
    )
    return replace(reading, boxes=boxes)
