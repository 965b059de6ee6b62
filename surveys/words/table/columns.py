"""Tables that leave for spreadsheets: columns that say what they hold and mean, and rows under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Holds(StrEnum):
    """What the cells of a column hold: rooms and telephones are texts; `AREA` is in hundredths of a square metre, `MONEY` in
    fen. A text may stand in any of them where there is no figure to tell."""

    TEXT = "text"
    COUNT = "count"
    AREA = "area"
    MONEY = "money"
    SHARE = "share"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class ShareCell:
    """A share; its two parts stand in columns of their own."""

    part: int
    whole: int


TableCell = str | int | date | datetime | ShareCell | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it means. `choices` are words offered below it; a `wide` one is for writing by hand."""

    name: str
    about: str
    holds: Holds = Holds.TEXT
    choices: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook; after each of the rows `breaks`, counted from 1, a printed page ends."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[TableCell]]
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a workbook says of itself: its title, when and by whom it was made, and what else has to be known."""

    title: str
    at: datetime
    by: str
    about: tuple[tuple[str, str], ...] = ()
