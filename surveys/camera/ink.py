"""Ink in and around the boxes of a straightened page: figures of pictures, which never decide about a vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from surveys.camera.straight import DOTS, Picture
from surveys.core.paper_form import FormBox

_SLACK, _NEAR, _RIM = 3.2, 0.8, 0.8
_MARGIN, _LINE, _CLEAR = 3, 3, 3
"""Of the pattern of a frame, in dots: white around it, its line, white inside."""
_PAPER_DOTS, _PAPER = 4, 10
_DARK, _SHADE = 0.72, 0.86
_BEYOND, _CLOSE, _WIDE = 0.9, 1.9, 3.6
"""Millimetres beyond a frame: a printed form keeps two clear around it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Which part of each side of a frame, 0 to 1, sees ink beyond it."""

    left: float
    above: float
    below: float
    right: float


@dataclass(frozen=True, slots=True)
class Ink:
    """What is to be seen at a box: where its frame was found (dots), how clearly it stands out, which part of its inside is
    dark, and at least shaded; what is `close` around it, what `wide`; and which part of its surroundings is red."""

    left: int
    top: int
    frame: float
    dark: float
    shade: float
    close: Sides
    wide: Sides
    red: float


def ink_of(page: Picture, boxes: Sequence[FormBox]) -> list[Ink]:
    """The ink of each box. A frame is looked for near its place, and again where its neighbours lie: paper that curls moves
    it by millimetres, and not it alone."""
    even, red = _even(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)), _red(page)
    first = [_found(even, box, (0, 0), _SLACK) for box in boxes]
    moved = np.array([(found[0] - _dots(box.x), found[1] - _dots(box.y)) for found, box in zip(first, boxes, strict=True)])
    places = np.array([(box.x, box.y) for box in boxes])
    inks = []
    for box, place in zip(boxes, places, strict=True):
        nearest = np.argsort(((places - place) ** 2).sum(axis=1))[:7]
        like = np.median(moved[nearest], axis=0)
        left, top, _ = _found(even, box, (round(like[0]), round(like[1])), _NEAR)
        inks.append(_measured(even, red, left, top, _dots(box.side)))
    return inks


def _dots(hundredths: int) -> int:
    return round(hundredths * DOTS / 100)


def _even(grey: Any) -> Any:
    """The page as if its white were white everywhere: each dot beside the brightest of its surroundings."""
    small = cv2.resize(grey, None, fx=_PAPER_DOTS / DOTS, fy=_PAPER_DOTS / DOTS, interpolation=cv2.INTER_AREA)
    side = _PAPER * _PAPER_DOTS
    white = cv2.morphologyEx(cv2.GaussianBlur(small, (0, 0), 1.5), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    white = cv2.resize(cv2.GaussianBlur(white, (0, 0), 1), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.2).astype(np.float32)
    return np.minimum(smooth / np.maximum(white, 1), 1)


def _red(page: Picture) -> Any:
    """Where a stamp may be: red well above the other two."""
    blue, green, red = (part.astype(np.int16) for part in cv2.split(cv2.GaussianBlur(page, (0, 0), 2)))
    return (red - np.maximum(blue, green) > 40).astype(np.uint8)


def _pattern(size: int) -> tuple[Any, Any]:
    """A frame as it is printed, and which of it to compare: whatever somebody wrote inside doesn't matter."""
    whole, line, clear = size + 2 * _MARGIN, _MARGIN + _LINE, _MARGIN + _LINE + _CLEAR
    frame, care = np.ones((whole, whole), np.float32), np.ones((whole, whole), np.float32)
    frame[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN] = 0
    frame[line:-line, line:-line] = 1
    care[clear:-clear, clear:-clear] = 0
    return frame, care


def _found(even: Any, box: FormBox, moved: tuple[int, int], slack: float) -> tuple[int, int, float]:
    """Where the frame of a box lies best within `slack` millimetres of its place."""
    size, reach = _dots(box.side), round(slack * DOTS)
    left, top = _dots(box.x) + moved[0] - reach, _dots(box.y) + moved[1] - reach
    near = _cut(even, left - _MARGIN, top - _MARGIN, size + 2 * (_MARGIN + reach))
    frame, care = _pattern(size)
    worst, _, where, _ = cv2.minMaxLoc(cv2.matchTemplate(near, frame, cv2.TM_SQDIFF, mask=care))
    return left + where[0], top + where[1], float(worst)


def _cut(even: Any, left: int, top: int, size: int, high: int = 0) -> Any:
    """A part of the page, white beyond its edges."""
    high = high or size
    part = even[max(0, top) : max(0, top + high), max(0, left) : max(0, left + size)]
    if part.shape == (high, size):
        return part.copy()
    whole = np.full((high, size), even.dtype.type(even.dtype.kind == "f"))
    y, x = max(0, -top), max(0, -left)
    whole[y : y + part.shape[0], x : x + part.shape[1]] = part
    return whole


def _measured(even: Any, red: Any, left: int, top: int, size: int) -> Ink:
    inset = round(_RIM * DOTS)
    inside = _cut(even, left + inset, top + inset, size - 2 * inset)
    around = _cut(red, left - 3 * DOTS, top - 3 * DOTS, size + 6 * DOTS)
    around[2 * DOTS : -2 * DOTS, 2 * DOTS : -2 * DOTS] = 0  # a red pen is no stamp
    dark, shade = float((inside < _DARK).mean()), float((inside < _SHADE).mean())
    close, wide = _sides(even, left, top, size, _CLOSE), _sides(even, left, top, size, _WIDE)
    return Ink(left, top, _clearness(even, left, top, size), dark, shade, close, wide, float(around.mean()))


def _clearness(even: Any, left: int, top: int, size: int) -> float:
    """How much darker a frame's lines are than the paper beside them, inside or outside; of the second faintest."""
    out = 6
    whole = _cut(even, left - out, top - out, size + 2 * out)
    turned = (whole, whole[::-1], whole.T, whole[:, ::-1].T)
    return float(sorted(_contrast(side[:, out:-out], out) for side in turned)[1])


def _contrast(side: Any, out: int) -> float:
    line = np.median(side[out : out + _LINE].min(axis=0))
    beside = side[out - 6 : out - 3], side[out + 6 : out + 9]
    return float(max(np.median(part.max(axis=0)) for part in beside) - line)


def _sides(even: Any, left: int, top: int, size: int, far: float) -> Sides:
    """What is seen up to `far` millimetres beyond a frame; at its right only just beside it, where words don't begin yet."""
    near, out = round(_BEYOND * DOTS), round(far * DOTS)
    tight = round(0.5 * DOTS), round(0.8 * DOTS)
    return Sides(
        _part(_cut(even, left - out, top - out, out - near, size + 2 * out).min(axis=1), size),
        _part(_cut(even, left - out, top - out, size + out, out - near).min(axis=0), size),
        _part(_cut(even, left - out, top + size + near, size + out, out - near).min(axis=0), size),
        _part(_cut(even, left + size + tight[0], top, tight[1] - tight[0], size).min(axis=1), size),
    )


def _part(strip: Any, size: int) -> float:
    return float((strip < _SHADE).sum() / size)
