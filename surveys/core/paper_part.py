"""How a question stands on paper: frames to tick in rows, or lines to write on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class TickMark(NamedTuple):
    """A frame to tick: the field of the form that it fills, and with what; together they are an answer as forms give it."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class TickRow:
    """The frames of one option, and below them one for each way to carry it out."""

    option: str
    marks: tuple[TickMark, ...]
    ways: tuple[TickMark, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A question's rows, every one with as many frames as the others, of which `most` may be ticked; or, without any, so
    many `lines` to write on."""

    rows: tuple[TickRow, ...] = ()
    most: int = 1
    lines: int = 0
