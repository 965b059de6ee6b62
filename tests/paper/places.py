"""Where every sign of a printed page stands, in millimetres from its top left, and what stands where it mustn't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pypdfium2 import raw

from tests.paper.printed import Print

MM = 72 / 25.4
SLACK = 0.3


@dataclass(frozen=True)
class Sign:
    """One printed sign with its size in points and the box that its ink fills."""

    text: str
    size: float
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Sign) -> bool:
        """Whether ink of both stands in the same place."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > SLACK and down > SLACK


def signs(paper: Print, page: int) -> list[Sign]:
    """All signs of a page that leave ink; what lies across the page, such as a watermark, aside."""
    sheet = paper.document[page]
    text, high = sheet.get_textpage(), sheet.get_height()
    found = []
    for at in range(text.count_chars()):
        sign = text.get_text_range(at, 1)
        if not sign.strip() or abs(raw.FPDFText_GetCharAngle(text, at)) > 0.01:
            continue
        left, bottom, right, top = text.get_charbox(at)
        size = round(raw.FPDFText_GetFontSize(text, at), 2)
        found.append(Sign(sign, size, left / MM, (high - top) / MM, right / MM, (high - bottom) / MM))
    return found


def outside(found: list[Sign], left: float, top: float, right: float, bottom: float) -> list[Sign]:
    """Signs that leave these margins."""
    return [
        sign
        for sign in found
        if sign.left < left - SLACK or sign.top < top - SLACK or sign.right > right + SLACK or sign.bottom > bottom + SLACK
    ]


def overlapping(found: list[Sign]) -> Iterator[tuple[Sign, Sign]]:
    """Pairs of signs of which one is printed over the other."""
    fields: dict[tuple[int, int], list[Sign]] = {}
    for sign in found:
        for x in range(int(sign.left // 20), int(sign.right // 20) + 1):
            for y in range(int(sign.top // 20), int(sign.bottom // 20) + 1):
                fields.setdefault((x, y), []).append(sign)
    for near in fields.values():
        yield from ((one, other) for one, other in combinations(near, 2) if one.meets(other))


def sizes_of(found: list[Sign], words: str) -> set[float]:
    """In which sizes these words are printed on a page, wherever they stand one after the other."""
    text = "".join(sign.text for sign in found)
    made, at = set(), text.find(words)
    while at >= 0:
        made |= {sign.size for sign in found[at : at + len(words)]}
        at = text.find(words, at + 1)
    return made


def frames(paper: Print, page: int) -> list[tuple[float, float]]:
    """The width and height of every path of a page, in whole millimetres."""
    boxes = (found.get_bounds() for found in paper.document[page].get_objects() if found.type == raw.FPDF_PAGEOBJ_PATH)
    return [(round((right - left) / MM), round((top - bottom) / MM)) for left, bottom, right, top in boxes]
