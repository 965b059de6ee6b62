"""A sheet as rows of cells, whatever it was read from. What reads one takes megabytes, and is imported where one is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.core.roster_file import Cell, Merged

MOST_ROWS = 20_000
MOST_COLUMNS = 40

Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A sheet's name and its rows that hold anything, read as they are asked for; row numbers as the sheet shows them.

    `hidden` are rows that nobody sees, hidden or filtered, `hidden_columns` columns counted from 0; `beside` are the
    names of the file's hidden sheets.
    """

    name: str
    rows: Iterator[Row]
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Merged, ...] = ()
    beside: tuple[str, ...] = ()
