"""Lines of print: how wide words are, where they break, and the largest size in which they fit. Widths and heights are in
hundredths of a millimetre, sizes in points, so that the press and the print page set the same words alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_EM = 1000
_NARROW = (
    (330, " |ijl',.:;I"),
    (400, "!-f(){}[]/\\"),
    (440, "tr"),
    (530, "csz*?"),
    (600, '#$+0123456789<=>^~_"aegvxyFJLY'),
    (650, "bdhknopqu`AESTVXZ"),
    (690, "BCKPR"),
    (770, "&DGHNOQU"),
    (870, "Mw"),
    (916, "W"),
    (970, "%m"),
    (1010, "@"),
)
_EMS = {sign: ems for ems, signs in _NARROW for sign in signs} | {"\u2e3a": 1710, "\u2e3b": 2500}
"""The bold face's widths in thousandths of its size, rounded up; every sign that isn't here is as wide as a line is high."""
_POINT = (2540, 72)


@dataclass(frozen=True, slots=True)
class Lines:
    """Words in the lines that they are set in, and their size in points."""

    lines: tuple[str, ...]
    size: int


def high(size: int, lines: int = 1) -> int:
    """How high that many lines are, set without anything between them; a sign is as wide as a line is high."""
    return -(-size * lines * _POINT[0] // _POINT[1])


def wide(words: str, size: int) -> int:
    """How wide words are at most, whichever of the shipped faces they are set in."""
    ems = sum(_EMS.get(sign, _EM) for sign in words)
    return -(-ems * size * _POINT[0] // (_EM * _POINT[1]))


def broken(parts: Iterable[str], size: int, most: int) -> tuple[str, ...]:
    """Parts set beside each other in lines no wider than `most`; one that is wider alone breaks between its signs."""
    lines: list[str] = []
    for part in parts:
        if lines and wide(beside := f"{lines[-1]} {part}", size) <= most:
            lines[-1] = beside
        else:
            lines += cut(part, size, most)
    return tuple(lines)


def cut(words: str, size: int, most: int) -> tuple[str, ...]:
    """Words broken wherever a line is full."""
    pieces = [""]
    for sign in words:
        if pieces[-1] and wide(pieces[-1] + sign, size) > most:
            pieces.append("")
        pieces[-1] += sign
    return tuple(pieces)


def largest(words: str, sizes: Sequence[int], most: int) -> int:
    """The first of these sizes in which words stay on one line, else the last."""
    return next((size for size in sizes if wide(words, size) <= most), sizes[-1])


def fitted(words: str, sizes: Sequence[int], most: int) -> Lines:
    """Words in the first of these sizes in which they stay on one line, else in the last on as many as they take."""
    size = largest(words, sizes, most)
    return Lines(cut(words, size, most) if words else (), size)
