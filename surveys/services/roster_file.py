"""Rosters as offices keep them: a spreadsheet in, a template out. The words of both are data, in `editions/roster.toml`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_file import (
    Remark,
    RemarkKind,
    RosterReading,
    RosterRow,
    RosterWords,
    Row,
    is_header,
    read_roster,
    split_header,
    unknown_columns,
)
from surveys.services.edition import roster_document, roster_words
from surveys.services.spreadsheet import read_tables
from surveys.services.worksheet import Worksheet, write_xlsx

_HEAD = 20
_OFTEN_MERGED = {"street", "area", "compound", "building", "unit", "floor", "owner"}
_RUN_DOWN = {"roster_formula", "roster_cell_error", "roster_date"}
_TYPED_AS_TEXT = {"building", "unit", "room", "phone", "owner_number"}


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a roster file says; `ignored` are the headers of columns that were left aside."""

    rows: tuple[RosterRow, ...]
    ignored: tuple[str, ...]


def read_roster_file(data: bytes) -> RosterFile:
    """The units in an .xlsx or text file. Raises `Rejected` with every problem: the file's own, else those of its rows."""
    words = roster_words()
    header, rows = split_header(_roster_sheet(data, words), words)
    try:
        return RosterFile(read_roster(header, rows, words), unknown_columns(header, words))
    except Rejected as refused:
        raise Rejected(_stretches(refused.problems, [number for number, _ in rows])) from None


def roster_reading(data: bytes, _answers: Mapping[str, str]) -> RosterReading:
    """What the file and these answers to its choices come to. Raises `Rejected` where there is no roster in it at all."""
    try:
        file = read_roster_file(data)
    except Rejected as refused:
        return RosterReading((), (), (), refused.problems)
    left = [Remark(RemarkKind.COLUMNS_LEFT, len(file.ignored), names=file.ignored)] if file.ignored else []
    return RosterReading(file.rows, tuple(left), (), ())


def _stretches(problems: Iterable[Problem], numbers: Sequence[int]) -> list[Problem]:
    """The problems in their order, but one for all cells below each other that share it; `last` is then their last row.

    Empty cells below one that is filled are called merged: a merged cell leaves its value in its first row alone.
    """
    places = {number: place for place, number in enumerate(numbers)}
    found: list[Problem] = []
    ends: dict[Hashable, tuple[int, int]] = {}  # by what is shared: where in `found`, and how far down it has come
    for problem in problems:
        place = places.get(problem.row, -1)
        value = "" if problem.code in _RUN_DOWN else problem.value
        shared = (problem.code, problem.field, value, frozenset(problem.detail.items()))
        at, end = ends.get(shared, (0, -2))
        if place == end + 1 > 0:
            found[at] = replace(found[at], detail={**found[at].detail, "last": problem.row})
        else:
            at = len(found)
            empty = problem.code in ("roster_missing", "roster_area_differs") and not problem.value
            merged = empty and place > 0 and problem.field in _OFTEN_MERGED
            found.append(replace(problem, code="roster_merged") if merged else problem)
        ends[shared] = at, place
    return found


def _roster_sheet(data: bytes, words: RosterWords) -> list[Row]:
    """The one sheet that has a roster's header; a workbook with several is refused rather than read in part."""
    rosters: dict[str, tuple[list[Row], Iterator[Row]]] = {}
    anything: list[Row] = []
    for sheet in read_tables(data):
        head = list(islice(sheet.rows, _HEAD))
        anything = anything or head
        if any(is_header(cells, words) for _, cells in head):
            rosters[sheet.name] = head, sheet.rows
    if not anything:
        raise Rejected([Problem("file_empty")])
    if len(rosters) > 1:
        raise Rejected([Problem("file_several_rosters", value=", ".join(rosters)[:200])])
    for head, rest in rosters.values():
        return [*head, *rest]
    return anything


def roster_template() -> bytes:
    """An empty roster as .xlsx: the header alone to be filled in, and beside it a sheet that explains every column."""
    document = roster_document()
    columns, template = document["column"], document["template"]
    keys = [column["key"] for column in columns]
    roster = Worksheet(
        name=template["roster_sheet"],
        header=[column["name"] for column in columns],
        widths=[column["width"] for column in columns],
        texts=frozenset(place for place, key in enumerate(keys) if key in _TYPED_AS_TEXT),
        choices={
            keys.index("kind"): [named[0] for named in document["kinds"].values()],
            keys.index("area_source"): [named[0] for named in document["sources"].values()],
        },
    )
    explained = [[column["name"], column["about"], *column["examples"]] for column in columns]
    notes = Worksheet(
        name=template["notes_sheet"],
        header=template["notes_header"],
        rows=[*explained, *([note] for note in template["notes"])],
        widths=template["notes_widths"],
    )
    return write_xlsx([roster, notes])
