"""What eyes see on a printed page that a reader of its text doesn't: where words stand, and what they are set in."""

from __future__ import annotations

from ctypes import create_string_buffer
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

A_LITTLE = 1.2
"""Points: as far as strokes of one line may reach into the square of another."""


class Words(NamedTuple):
    """A run of words on a page, in points from its lower left."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def words_of(page: pypdfium2.PdfPage) -> list[Words]:
    """The runs of words of a page, the first set first."""
    text = page.get_textpage()
    rects = [text.get_rect(n) for n in range(text.count_rects())]
    found = [Words(*rect, text.get_text_bounded(*rect).strip()) for rect in rects]
    return [one for one in found if one.text and one.right > one.left and one.top > one.bottom]


def outside(there: list[Words], size: tuple[float, float], margin: float) -> list[Words]:
    """Words that a printer might not reach."""
    width, height = size
    return [
        one
        for one in there
        if one.left < margin or one.bottom < margin or one.right > width - margin or one.top > height - margin
    ]


def overlapping(there: list[Words]) -> list[tuple[Words, Words]]:
    """Pairs of words that stand on each other."""
    found, sideways = [], sorted(there)
    for place, one in enumerate(sideways):
        for other in sideways[place + 1 :]:
            if other.left >= one.right - A_LITTLE:
                break
            if min(one.top, other.top) - max(one.bottom, other.bottom) > A_LITTLE and other.right - one.left > A_LITTLE:
                found.append((one, other))
    return found


def lines_of(there: list[Words]) -> list[str]:
    """The lines of a page from the top, each with all that stands on it."""
    lines: list[tuple[float, list[Words]]] = []
    for one in sorted(there, key=lambda one: -(one.top + one.bottom)):
        middle = (one.top + one.bottom) / 2
        if lines and abs(lines[-1][0] - middle) < (one.top - one.bottom) / 2:
            lines[-1][1].append(one)
        else:
            lines.append((middle, [one]))
    return ["\t".join(one.text for one in sorted(found)) for _, found in lines]


def unembedded(page: pypdfium2.PdfPage) -> list[str]:
    """The faces of a page that don't come with the file."""
    fonts = (raw.FPDFTextObj_GetFont(found.raw) for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)))
    return sorted({_name(font) for font in fonts if not raw.FPDFFont_GetIsEmbedded(font)})


def _name(font: object) -> str:
    kept = create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, kept, 200)
    return kept.value.decode()
