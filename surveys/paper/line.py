"""Lines of print: how wide words are, where they break, and the largest size in which they fit. Widths and heights are in
hundredths of a millimetre, sizes in points, so that the press and the print page set the same words alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_EM = 1000
_LONG_DASHES = {0x2E3A: 2 * _EM, 0x2E3B: 3 * _EM}
_BROAD = frozenset("MWmw@%&")
_POINT = (2540, 72)


def high(size: int, lines: int = 1) -> int:
    """How high that many lines are, set without anything between them; a sign is as wide as a line is high."""
    return -(-size * lines * _POINT[0] // _POINT[1])


def wide(words: str, size: int) -> int:
    """How wide words are at most, whichever of the shipped faces they are set in."""
    return -(-sum(map(_ems, words)) * size * _POINT[0] // (_EM * _POINT[1]))


def _ems(sign: str) -> int:
    """The bold face's, rounded up; what isn't in it is drawn as wide as a sign is high."""
    if not sign.isascii():
        return _LONG_DASHES.get(ord(sign), _EM)
    if sign in _BROAD:
        return _EM
    return 760 if sign.isupper() else 670


def broken(parts: Iterable[str], size: int, most: int) -> tuple[str, ...]:
    """Parts set beside each other in lines no wider than `most`; one that is wider alone breaks between its signs."""
    lines: list[str] = []
    for part in parts:
        if lines and wide(beside := f"{lines[-1]} {part}", size) <= most:
            lines[-1] = beside
        else:
            lines += _cut(part, size, most)
    return tuple(lines)


def _cut(part: str, size: int, most: int) -> list[str]:
    pieces = [""]
    for sign in part:
        if pieces[-1] and wide(pieces[-1] + sign, size) > most:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def largest(words: str, sizes: Sequence[int], most: int) -> int:
    """The first of these sizes in which words stay on one line, else the last."""
    return next((size for size in sizes if wide(words, size) <= most), sizes[-1])
