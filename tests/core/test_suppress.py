"""Hidden cells can't be found again, and nothing small is shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.sheet import alone, suppressed
from tests.sizes import examples

TABLES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(0, 8)), min_size=1, max_size=8)
Place = tuple[int, int]


def hidden_places(table: list[tuple[int, ...]]) -> list[Place]:
    cells = suppressed(table)
    return [(r, c) for r, row in enumerate(cells) for c, cell in enumerate(row) if cell is None]


def certain(unknown: list[Place], asked: set[Place]) -> bool:
    """Whether the sum of the asked cells follows from the sums of all rows and columns: it lies in the span of these."""
    lines = [[int(r == n) for r, _ in unknown] for n in {r for r, _ in unknown}]
    lines += [[int(c == n) for _, c in unknown] for n in {c for _, c in unknown}]
    target = [int(place in asked) for place in unknown]
    return rank([*lines, target]) == rank(lines)


def rank(rows: list[list[int]]) -> int:
    left = [[Fraction(cell) for cell in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for n in range(found + 1, len(left)):
            factor = left[n][column] / pivot[column]
            left[n] = [a - factor * b for a, b in zip(left[n], pivot, strict=True)]
        found += 1
    return found


def test_a_table_of_large_cells_is_shown_whole() -> None:
    assert suppressed([(20, 6, 5), (20, 0, 0)]) == ((20, 6, 5), (20, 0, 0))


def test_a_building_with_fewer_than_twenty_ballots_is_hidden_and_another_with_it() -> None:
    assert suppressed([(7, 6, 6), (20, 6, 5), (30, 7, 9)]) == ((None, None, None), (None, None, None), (30, 7, 9))


def test_a_small_cell_takes_a_second_one_along_in_its_row_and_in_its_column() -> None:
    shown = suppressed([(20, 3, 8), (30, 9, 9), (25, 8, 7)])
    assert shown == ((20, None, None), (30, 9, 9), (25, None, None))


def test_two_small_cells_that_come_to_five_hide_no_third() -> None:
    assert suppressed([(20, 1, 4)]) == ((20, None, None),)
    assert suppressed([(20, 1, 3)]) == ((None, None, None),)


@pytest.mark.parametrize(
    "table",
    [
        [(37, 5, 0), (1, 0, 0), (23, 0, 0)],
        [(27, 5, 0), (23, 8, 0), (3, 1, 0)],
        [(28, 6, 5), (4, 0, 0), (1, 0, 0)],
    ],
)
def test_what_only_one_number_fits_stays_hidden(table: list[tuple[int, ...]]) -> None:
    """Counts are never below zero: from the sums of these a single household's vote followed."""
    shown = suppressed(table)
    assert told(table, shown) == []


def told(table: list[tuple[int, ...]], shown: tuple[tuple[int | None, ...], ...]) -> list[Place]:
    """The hidden cells that must stay hidden and have one value only in every table with these sums and shown cells.

    A column that comes to nothing tells its cells by itself.
    """
    unknown = [(r, c) for r, row in enumerate(shown) for c, cell in enumerate(row) if cell is None]
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    seen: dict[Place, set[int]] = {place: set() for place in unknown}
    for guess in completions(unknown, shown, rows, columns):
        for place, value in zip(unknown, guess, strict=True):
            seen[place].add(value)
    return [
        place
        for place, values in seen.items()
        if len(values) == 1 and columns[place[1]] and (0 < table[place[0]][place[1]] < 5 or 0 < rows[place[0]] < 20)
    ]


def completions(
    unknown: list[Place], shown: tuple[tuple[int | None, ...], ...], rows: list[int], columns: list[int]
) -> Iterator[tuple[int, ...]]:
    """Every way to fill the hidden cells in, cell by cell, no count below zero."""
    row_left = [total - sum(cell or 0 for cell in row) for total, row in zip(rows, shown, strict=True)]
    column_left = [total - sum(row[c] or 0 for row in shown) for c, total in enumerate(columns)]

    def fill(at: int) -> Iterator[tuple[int, ...]]:
        if at == len(unknown):
            if not any(row_left) and not any(column_left):
                yield ()
            return
        r, c = unknown[at]
        last_of_row = all(place[0] != r for place in unknown[at + 1 :])
        most = min(row_left[r], column_left[c])
        least = row_left[r] if last_of_row else 0
        for value in range(least, most + 1):
            row_left[r] -= value
            column_left[c] -= value
            for rest in fill(at + 1):
                yield (value, *rest)
            row_left[r] += value
            column_left[c] += value

    yield from fill(0)


SMALL_TABLES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7), st.integers(0, 4)), min_size=2, max_size=3)


@given(SMALL_TABLES, st.integers(6, 12))
@settings(max_examples=examples(150), deadline=None)
def test_no_hidden_cell_can_be_worked_out_but_from_the_sums_alone(table: list[tuple[int, int, int]], fewest: int) -> None:
    """Checked against every table with the same sums; what is told though all is hidden follows from the sums alone."""
    shown = suppressed(table, fewest)
    unhelped = told(table, tuple((None,) * 3 for _ in table))
    certain_now = [(r, c) for r, c in told(table, shown) if 0 < table[r][c] < 5 or 0 < sum(table[r]) < fewest]
    assert set(certain_now) <= set(unhelped)


def test_an_empty_table_stays_empty() -> None:
    assert suppressed([]) == ()


@pytest.mark.parametrize(
    ("counts", "answered", "shown"),
    [
        ((5, 30, 0), 40, (5, 30, 0)),
        ((4, 36, 37), 40, (None, None, None)),
        ((5, 40), 40, (5, 40)),
        ((5, 9), 9, (None, None)),
        ((5, 10), 10, (5, 10)),
    ],
)
def test_ticks_are_hidden_each_by_itself(counts: tuple[int, ...], answered: int, shown: tuple[int | None, ...]) -> None:
    assert alone(counts, answered) == shown


@settings(max_examples=examples(300), deadline=None)
@given(TABLES)
def test_no_cell_from_one_to_four_is_shown_nor_any_of_a_small_building(table: list[tuple[int, ...]]) -> None:
    for row, shown in zip(table, suppressed(table), strict=True):
        assert all(cell is None or cell == 0 or cell >= 5 for cell in shown)
        assert sum(row) >= 20 or set(shown) == {None}
        assert all(cell in (None, true) for cell, true in zip(shown, row, strict=True))


@settings(max_examples=examples(100), deadline=None)
@given(TABLES)
def test_no_hidden_cell_follows_from_the_sums(table: list[tuple[int, ...]]) -> None:
    places = hidden_places(table)
    for place in places if len(table) > 1 else ():
        assert not certain(places, {place})


@settings(max_examples=examples(300), deadline=None)
@given(TABLES)
def test_what_follows_from_the_sums_within_a_line_is_not_small(table: list[tuple[int, ...]]) -> None:
    places = hidden_places(table)
    for r in range(len(table)):
        hidden = [c for row, c in places if row == r]
        assert not hidden or len(hidden) == 3 or sum(table[r][c] for c in hidden) >= 5
    for c in range(3):
        hidden = [r for r, column in places if column == c]
        assert not hidden or len(hidden) == len(table) or sum(table[r][c] for r in hidden) >= 5


def test_every_small_table_of_two_buildings_keeps_its_secrets() -> None:
    sizes = (0, 4, 20)
    for cells in product(sizes, repeat=6):
        table = [cells[:3], cells[3:]]
        places = hidden_places(table)
        assert not any(certain(places, {place}) for place in places)
