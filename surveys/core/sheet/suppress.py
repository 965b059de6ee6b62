"""Hiding small cells, so that a posted table tells of groups and never of a household."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_CELL = 5
SMALLEST_BREAKDOWN = 20
SMALLEST_QUESTION = 10

Cells = tuple[int | None, ...]


def suppressed(rows: Sequence[Sequence[int]], fewest: int = SMALLEST_BREAKDOWN) -> tuple[Cells, ...]:
    """The rows of a table with cells hidden (None), when the sums of all rows and columns are known to everybody.

    A row with less than `fewest` answers is hidden whole, and every cell from 1 to 4. Then more is hidden until nothing can
    be found by subtraction: a row's or column's hidden cells are at least two and come to at least 5 together, or are all.
    """
    hidden = [[sum(row) < fewest or _small(cell) for cell in row] for row in rows]
    rows_of = [[(r, c) for c in range(len(row))] for r, row in enumerate(rows)]
    columns_of = [list(column) for column in zip(*rows_of, strict=True)]
    settled = False
    while not settled:
        settled = True
        for line in (*rows_of, *columns_of):
            settled &= not _hide_another(rows, hidden, line)
    return tuple(
        tuple(None if hide else cell for cell, hide in zip(row, hides, strict=True))
        for row, hides in zip(rows, hidden, strict=True)
    )


def ticks(parts: Sequence[tuple[int, int]]) -> Cells:
    """How many of each building's answers ticked an item, from pairs of (ticked, answered), with counts hidden.

    What every building answered and how often the item was ticked in all are known, so ticked and unticked are a table
    with known sums.
    """
    return tuple(row[0] for row in suppressed([(ticked, answered - ticked) for ticked, answered in parts]))


def alone(counts: Sequence[int], answered: int) -> Cells:
    """Counts that don't add up to a known sum, such as those of several ticks: a count is hidden where it or the number of
    those who didn't tick it is from 1 to 4, and all are where fewer than 10 answered."""
    few = answered < SMALLEST_QUESTION
    return tuple(None if few or _small(count) or _small(answered - count) else count for count in counts)


def _small(cell: int) -> bool:
    return 0 < cell < SMALLEST_CELL


def _hide_another(rows: Sequence[Sequence[int]], hidden: list[list[bool]], line: Sequence[tuple[int, int]]) -> bool:
    inside = [rows[r][c] for r, c in line if hidden[r][c]]
    shown = [(r, c) for r, c in line if not hidden[r][c]]
    missing = SMALLEST_CELL - sum(inside)
    if not inside or not shown or (len(inside) > 1 and missing <= 0):
        return False
    r, c = min(shown, key=lambda place: (rows[place[0]][place[1]] < missing, rows[place[0]][place[1]], place))
    hidden[r][c] = True
    return True
