"""Where words lie on a printed page: their boxes in millimetres from its top left, and which of them lie over each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pypdfium2 import raw

from tests.paper.printed import Print

_POINT = 25.4 / 72
_HIGH, _LOW = (0xD800, 0xDC00), (0xDC00, 0xE000)
_HYPHEN = 2
_BLANK = "\0 \u3000\u200b\r\n"


class Sign(NamedTuple):
    """One sign and the box of its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def signs(paper: Print, page: int) -> list[Sign]:
    """The signs of a page that leave ink."""
    sheet = paper.document[page]
    words, height = sheet.get_textpage(), sheet.get_height()
    # A hyphen that ends a line comes back as a sign of its own.
    codes = [raw.FPDFText_GetUnicode(words.raw, n) for n in range(words.count_chars())]
    codes = [ord("-") if code == _HYPHEN else code for code in codes]
    found = []
    for n, code in enumerate(codes):
        left, bottom, right, top = words.get_charbox(n)
        if _LOW[0] <= code < _LOW[1] or chr(code) in _BLANK or right <= left or top <= bottom:
            continue
        pair = code.to_bytes(2, "little") + (codes[n + 1].to_bytes(2, "little") if _HIGH[0] <= code < _HIGH[1] else b"")
        found.append(
            Sign(pair.decode("utf-16-le"), *(side * _POINT for side in (left, height - top, right, height - bottom)))
        )
    return found


def outside(found: Sequence[Sign], left: float, top: float, right: float, bottom: float) -> list[Sign]:
    """The signs that don't lie within these bounds, a tenth of a millimetre aside."""
    slack = 0.1
    return [
        one
        for one in found
        if one.left < left - slack or one.top < top - slack or one.right > right + slack or one.bottom > bottom + slack
    ]


def within(found: Sequence[Sign], left: float, top: float, right: float, bottom: float) -> list[Sign]:
    """The signs whose middle lies within these bounds."""
    return [
        one for one in found if left <= (one.left + one.right) / 2 <= right and top <= (one.top + one.bottom) / 2 <= bottom
    ]


def overlapping(found: Sequence[Sign], most: float = 0.25) -> list[tuple[Sign, Sign]]:
    """Pairs of signs whose ink lies over each other by more than `most` millimetres both ways."""
    if not found:
        return []
    sides = np.array([one[1:] for one in found])
    wide = np.minimum(sides[:, None, 2], sides[None, :, 2]) - np.maximum(sides[:, None, 0], sides[None, :, 0])
    high = np.minimum(sides[:, None, 3], sides[None, :, 3]) - np.maximum(sides[:, None, 1], sides[None, :, 1])
    pairs = np.argwhere(np.triu((wide > most) & (high > most), 1))
    return [(found[a], found[b]) for a, b in pairs]


def read(found: Sequence[Sign]) -> str:
    """Signs as words."""
    return "".join(one.text for one in found)
