"""What ruled papers are made of: lists with columns as wide as a pen needs, ready to be set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Where the words of a column stand."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class RuledColumn:
    """A column; `width` in tenths of a millimetre, 0 where it takes what is left."""

    name: str
    width: int
    side: Side = Side.LEFT


@dataclass(frozen=True, slots=True)
class FloorGrid:
    """A building at a glance: a row for each floor, the highest first, under the stairwells in `head`."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RuledPart:
    """Rows under a heading; `total` stands above them, where it is never alone, `after` below."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    grids: tuple[FloorGrid, ...] = ()
    total: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuledPaper:
    """A ruled paper from top to bottom. `height` is the least of a row in tenths of a millimetre, `size` that of its words
    in tenths of a point; with `apart` each part begins a page. `sides` stand left and right under the title, `signed` are
    lines to sign on, `foot` and `demo` at the foot of every page."""

    title: str
    running: str
    sides: tuple[str, str]
    notes: tuple[str, ...]
    columns: tuple[RuledColumn, ...]
    parts: tuple[RuledPart, ...]
    foot: tuple[str, ...]
    height: int
    size: int = 120
    apart: bool = False
    signed: tuple[str, ...] = ()
    demo: str = ""
    page: tuple[str, str, str] = ("第", "页，共", "页")
