"""Reading a page: of every box whether it is marked, and which of them a person has to look at."""

from __future__ import annotations

from surveys.camera.ink import Ink, ink_of
from surveys.camera.straight import DOTS, Picture
from surveys.core.paper_form import FormBox, FormLayout
from surveys.core.paper_reading import BoxReading, Doubt, PageReading, Seen, Unread

# Set on the even seeds of tests/camera, told of the odd ones in docs/testing.md.
EMPTY, MARKED = 0.05, 0.12
"""Which part of a box's inside may at most be shaded, and has to be at least."""
INKED = 0.06
"""Which part of it has to be dark as well: a fold is only shaded."""
HEAVY = 0.78
FRAME = 0.07
_TAIL = 0.24
_STRAY = 0.06
_ARC = 0.22
_RED = 0.06
_PALE = 0.3
_MOST_LOST = 3


def read_page(page: Picture, layout: FormLayout, number: int) -> PageReading:
    """What is to be seen in the boxes of page `number`."""
    boxes = [box for box in layout.boxes if box.page == number]
    if not boxes:
        return PageReading(unread=None if number <= layout.pages else Unread.OTHER_PAGE)
    readings = tuple(_judged(box, ink) for box, ink in zip(boxes, ink_of(page, boxes), strict=True))
    lost = sum(1 for reading in readings if reading.doubt is Doubt.LOST)
    return PageReading(unread=Unread.CURLED) if lost * _MOST_LOST > len(boxes) else PageReading(readings)


def _judged(box: FormBox, ink: Ink) -> BoxReading:
    seen, doubt = _seen(ink)
    left, top = (100 * dots // DOTS for dots in (ink.left, ink.top))
    return BoxReading(box.question, box.option, seen, doubt, left, top, box.side)


def _seen(ink: Ink) -> tuple[Seen, Doubt | None]:
    if ink.frame < FRAME and ink.shade < HEAVY:
        return Seen.UNSURE, Doubt.LOST
    if _ringed(ink):
        return Seen.UNSURE, Doubt.AROUND
    if ink.shade <= EMPTY:
        return Seen.EMPTY, None
    if _runs_through(ink):
        return Seen.UNSURE, Doubt.THROUGH
    if ink.dark >= HEAVY:
        return Seen.UNSURE, Doubt.HEAVY
    if ink.shade < MARKED or ink.dark < max(INKED, _PALE * ink.shade):
        return Seen.UNSURE, Doubt.FAINT
    return Seen.MARKED, None


def _ringed(ink: Ink) -> bool:
    """Whether two of three sides see a line; words stand at the fourth, and may stand above."""
    wide = ink.wide
    return sum(part >= _ARC for part in (wide.left, wide.above, wide.below)) >= 2


def _runs_through(ink: Ink) -> bool:
    """Whether what is inside comes from outside: a tick may end beyond it above or at the right, nothing else does."""
    close = ink.close
    beside = close.left >= _STRAY or close.below >= _STRAY
    return beside or close.above >= _TAIL or close.right >= _TAIL or ink.red >= _RED
