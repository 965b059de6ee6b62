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
    Last, no cell that has to stay hidden may be the only value that fits the sums, as counts are never below zero; only what
    the sums alone tell cannot be helped.
    """
    hidden = [[sum(row) < fewest or small(cell) for cell in row] for row in rows]
    rows_of = [[(r, c) for c in range(len(row))] for r, row in enumerate(rows)]
    columns_of = [list(column) for column in zip(*rows_of, strict=True)]
    settled = False
    while not settled:
        settled = True
        for line in (*rows_of, *columns_of):
            settled &= not _hide_another(rows, hidden, line)
        settled = settled and not _hide_for_the_certain(rows, hidden, fewest)
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
    return tuple(None if few or small(count) or small(answered - count) else count for count in counts)


def _hide_for_the_certain(rows: Sequence[Sequence[int]], hidden: list[list[bool]], fewest: int) -> bool:
    """Hide one cell more if a cell that must stay hidden has only one value that fits; whether one was hidden."""
    columns = [column for column, cells in enumerate(zip(*rows, strict=True)) if any(cells)]
    if len(rows) < 2 or len(columns) < 2:  # one row alone has no known sums of columns; one column is told by its row
        return False
    for r, row in enumerate(rows):
        few = 0 < sum(row) < fewest
        for c in columns:
            if hidden[r][c] and (few or small(row[c])) and _certain(rows, hidden, r, c):
                shown = [(n, d) for n, one in enumerate(rows) for d in columns if not hidden[n][d] and any(one)]
                if shown:
                    # In the same row or column it helps most; the smaller the cell, the less is lost.
                    n, d = min(shown, key=lambda place: (place[0] != r and place[1] != c, rows[place[0]][place[1]], place))
                    hidden[n][d] = True
                    return True
    return False


def _certain(rows: Sequence[Sequence[int]], hidden: list[list[bool]], row: int, column: int) -> bool:
    """Whether a hidden cell can be neither one more nor one less: no ring of hidden cells lets it, one up and the next down.

    `steps` tells from which column one gets to which: through another row whose cell here may rise while that there falls.
    """
    columns = range(len(rows[row]))
    steps: dict[int, set[int]] = {c: set() for c in columns}
    for n, cells in enumerate(rows):
        if n != row:
            for here in columns:
                if hidden[n][here]:
                    steps[here].update(there for there in columns if there != here and hidden[n][there] and cells[there])
    others = [c for c in columns if c != column and hidden[row][c]]
    rises = any(rows[row][other] and column in _reached(steps, other) for other in others)
    falls = rows[row][column] > 0 and any(other in _reached(steps, column) for other in others)
    return not rises and not falls


def _reached(steps: dict[int, set[int]], start: int) -> set[int]:
    found, todo = set[int](), [start]
    while todo:
        fresh = steps[todo.pop()] - found
        found |= fresh
        todo += fresh
    return found


def small(cell: int) -> bool:
    """Whether a count tells of so few that it is hidden: 1 to 4."""
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
