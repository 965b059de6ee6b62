"""A sheet with a roster in it: where its header stands, what its columns are, and the lines with merged cells filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from surveys.core.roster_file.words import Cell, CellRefused, RosterWords, folded, written

Row = tuple[int, Sequence[Cell]]

HEADER_WITHIN = 60
HEADER_WORDS = 3
_DEEPEST = 3
_DIGIT = re.compile(r"\d")
_ONLY_IF_DATA = 5


class Merged(NamedTuple):
    """A range of cells that are one; rows as the sheet shows them, columns counted from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class RosterLine(NamedTuple):
    """A row below the header; `filled` are the columns whose value stands in the merged cell above."""

    number: int
    cells: Sequence[Cell]
    filled: frozenset[int]


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A sheet as its file has it: the rows that hold anything, what of it is hidden, and which cells are merged."""

    name: str
    rows: Sequence[Row]
    hidden: frozenset[int] = frozenset()
    merged: Sequence[Merged] = ()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns are called: `columns` by their key, `twice` the keys of two, `unknown` what there is no use for.

    `first` and `last` are its rows in the sheet, `below` the place of the first row after it.
    """

    columns: Mapping[str, int]
    twice: tuple[str, ...]
    unknown: tuple[str, ...]
    first: int
    last: int
    below: int


def lines_of(rows: Iterable[Row], merged: Iterable[Merged]) -> Iterator[RosterLine]:
    """The rows with what stands in a merged cell's first row in all rows of it."""
    starting: dict[int, list[Merged]] = {}
    for one in merged:
        if one.last_row > one.first_row:
            starting.setdefault(one.first_row, []).append(one)
    active: dict[int, tuple[int, Cell]] = {}
    for number, given in rows:
        active = {column: run for column, run in active.items() if run[0] >= number}
        filled = [column for column in active if column >= len(given) or given[column] is None]
        cells = given
        if filled:
            cells = [*given, *[None] * (max(filled) + 1 - len(given))]
            for column in filled:
                cells[column] = active[column][1]
        for one in starting.get(number, ()):
            if one.first_column < len(given) and given[one.first_column] is not None:
                active[one.first_column] = one.last_row, given[one.first_column]
        yield RosterLine(number, cells, frozenset(filled))


def header_of(lines: Sequence[RosterLine], merged: Iterable[Merged], words: RosterWords) -> Header | None:
    """The header, which may stand below a title and over several rows; None where no row is one."""
    spans = [one for one in merged if one.last_column > one.first_column]
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        names = [_text(cell) for cell in line.cells]
        over = lines[at + 1 : at + 2]
        known = _known(names, words)
        if known < HEADER_WORDS and not (known and over and _is_begun(names, line, over[0], spans, words)):
            continue
        last = at
        while last + 1 < len(lines) and last - at + 1 < _DEEPEST:
            joined = _joined(names, lines[last], lines[last + 1], spans, words)
            if not _goes_on(names, joined, lines[last + 1], words):
                break
            names, last = joined, last + 1
        above = _spread(lines[at - 1], spans) if at and last == at else _spread(line, spans) if last > at else []
        return _header(names, above, lines[at : last + 1], lines[last + 1 :], words, below=last + 1)
    return None


def begins_roster(rows: Iterable[Row], merged: Iterable[Merged], words: RosterWords) -> bool:
    """Whether a roster's header stands in these rows, the first of a sheet."""
    return header_of(list(lines_of(rows, merged)), merged, words) is not None


def plain_header(cells: Sequence[Cell], words: RosterWords) -> Header:
    """These cells as a header, whatever they name."""
    return _header([_text(cell) for cell in cells], (), [RosterLine(0, cells, frozenset())], (), words, below=0)


def best_guess(lines: Sequence[RosterLine], words: RosterWords) -> tuple[int, tuple[str, ...]]:
    """The row that looks most like a header, and what it is known by: for a file in which none is."""
    found = [(line.number, [text for cell in line.cells if words.column(text := _text(cell))]) for line in lines]
    number, known = max(found[:HEADER_WITHIN], key=lambda one: len(one[1]), default=(0, []))
    return number, tuple(known)


def first_text(rows: Iterable[Row]) -> str:
    """What stands in the first row that holds anything."""
    return next((" ".join(text for cell in cells if (text := _text(cell)))[:40] for _, cells in rows), "")


def _text(cell: Cell) -> str:
    try:
        return written(cell)
    except CellRefused:
        return ""


def _known(names: Iterable[str], words: RosterWords) -> int:
    return len({key for name in names if (key := words.column(name))})


def _spread(line: RosterLine, spans: Iterable[Merged]) -> list[str]:
    """A row's texts with what stands in a cell merged to the right in all columns of it."""
    texts = [_text(cell) for cell in line.cells]
    for one in spans:
        if one.first_row <= line.number <= one.last_row and one.first_column < len(texts) and texts[one.first_column]:
            texts += [""] * (one.last_column + 1 - len(texts))
            for column in range(one.first_column + 1, one.last_column + 1):
                texts[column] = texts[column] or texts[one.first_column]
    return texts


def _joined(
    names: Sequence[str], upper: RosterLine, lower: RosterLine, spans: Iterable[Merged], words: RosterWords
) -> list[str]:
    """The names with the row below: a name above may need the one below it, or stand over several."""
    groups = _spread(upper, spans)
    found = []
    for column in range(max(len(names), len(lower.cells))):
        above = names[column] if column < len(names) else ""
        group = above or (groups[column] if column < len(groups) else "")
        below = _text(lower.cells[column]) if column < len(lower.cells) else ""
        found.append(above if not below or column in lower.filled else _name(group, below, words))
    return found


def _name(group: str, below: str, words: RosterWords) -> str:
    if words.column(group + below):
        return group + below
    if words.column(below):
        return below
    return group if words.column(group) and _is_measure(below, words) else group + below


def _is_measure(text: str, words: RosterWords) -> bool:
    return folded(text).strip("()") in words.areas


def _is_begun(
    names: Sequence[str], line: RosterLine, lower: RosterLine, spans: Iterable[Merged], words: RosterWords
) -> bool:
    """Whether a row of few names is the first of a header that goes on below, and no line of a title."""
    joined = _joined(names, line, lower, spans, words)
    known = _known(joined, words)
    return known >= HEADER_WORDS and known > _known(map(_text, lower.cells), words) and _goes_on(names, joined, lower, words)


def _goes_on(names: Sequence[str], joined: Sequence[str], lower: RosterLine, words: RosterWords) -> bool:
    """Whether the row below belongs to the header: it names more, and has no figure in it."""
    texts = [text for column, cell in enumerate(lower.cells) if column not in lower.filled and (text := _text(cell))]
    if any(_DIGIT.search(text) and not (_is_measure(text, words) or words.column(text)) for text in texts):
        return False
    known = _known(joined, words)
    if known > _known(names, words) or not texts:
        return True
    return known == _known(names, words) and (bool(lower.filled) or all(_is_measure(text, words) for text in texts))


def _header(
    names: Sequence[str],
    above: Sequence[str],
    rows: Sequence[RosterLine],
    rest: Sequence[RosterLine],
    words: RosterWords,
    *,
    below: int,
) -> Header:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if (key := words.column(name)) and (len(rows) == 1 or _has_data(place, rest)):
            places.setdefault(key, []).append(place)
    columns, twice = {}, []
    for key, found in places.items():
        owners = [place for place in found if place < len(above) and _is_owners(above[place], words)]
        one = owners if len(found) > 1 and len(owners) == 1 else found
        columns[key] = one[0]
        twice += [key] if len(one) > 1 else []
    used = {place for found in places.values() for place in found if len(found) == 1} | set(columns.values())
    unknown = tuple(
        (name if not words.column(name) or place >= len(above) else above[place] + name)[:40]
        for place, name in enumerate(names)
        if name and place not in used and (not words.column(name) or words.column(name) not in twice)
    )
    return Header(columns, tuple(twice), unknown, rows[0].number, rows[-1].number, below)


def _has_data(place: int, lines: Sequence[RosterLine]) -> bool:
    return not lines or any(place < len(line.cells) and _text(line.cells[place]) for line in lines[:_ONLY_IF_DATA])


def _is_owners(group: str, words: RosterWords) -> bool:
    """Whether a heading over several columns is the owner's."""
    return any(key == "owner" and folded(group).startswith(word) for word, key in words.columns.items())
