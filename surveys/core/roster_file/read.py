"""From the sheets of a file to the roster of one or several compounds: read whole, with every problem and open choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_file.asking import UNANSWERED, Remark, RemarkKind, RosterChoice, Spot
from surveys.core.roster_file.draft import UnitDraft
from surveys.core.roster_file.lines import LineReader
from surveys.core.roster_file.notes import Notes
from surveys.core.roster_file.owners import RosterRow, with_owners
from surveys.core.roster_file.sheet import (
    RosterLine,
    RosterSheet,
    Row,
    best_guess,
    first_text,
    header_of,
    lines_of,
    plain_header,
)
from surveys.core.roster_file.storeys import with_storeys
from surveys.core.roster_file.stretch import stretched
from surveys.core.roster_file.table import RosterTable, table_of
from surveys.core.roster_file.words import Cell, RosterWords


@dataclass(frozen=True, slots=True)
class RosterReading:
    """All that a file and the answers given so far come to.

    There are `rows` only where there is no problem; an open choice is a problem too, with the code `UNANSWERED`.
    """

    rows: tuple[RosterRow, ...]
    remarks: tuple[Remark, ...]
    choices: tuple[RosterChoice, ...]
    problems: tuple[Problem, ...]

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """What has to be mended in the file itself."""
        return tuple(problem for problem in self.problems if problem.code != UNANSWERED)

    def strange(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The keys of answers to what nobody asked, or that can't be given."""
        asked = {key: choice for choice in self.choices for key in choice.keys}
        return tuple(key for key, answer in answers.items() if key not in asked or not asked[key].admits(answer))


def read_sheets(sheets: Sequence[RosterSheet], words: RosterWords, answers: Mapping[str, str]) -> RosterReading:
    """The units of all sheets that have a roster's header, with a clerk's answers to what they leave open."""
    notes = Notes(answers)
    tables: list[RosterTable] = []
    other: list[str] = []
    best: tuple[int, tuple[str, ...]] = (0, ())
    for sheet in sheets:
        lines = list(lines_of(sheet.rows, sheet.merged))
        header = header_of(lines, sheet.merged, words)
        if header:
            tables.append(table_of(sheet.name, header, lines[header.below :], sheet.hidden, words))
        elif lines:
            other.append(sheet.name)
            best = max(best, best_guess(lines, words), key=lambda guess: len(guess[1]))
    if not tables:
        known: dict[str, str | int] = {"at": best[0], "found": "/".join(best[1])} if best[1] else {}
        said = "" if known else next((first_text(sheet.rows) for sheet in sheets if sheet.rows), "")
        return RosterReading((), (), (), (Problem("roster_no_header", value=said, detail=known),))
    for name in other:
        notes.remark(RemarkKind.OTHER_SHEETS, name=name)
    reading = _reading(tables, words, notes)
    return replace(reading, problems=tuple(stretched(reading.problems, list(_spots(tables)))))


def _spots(tables: Sequence[RosterTable]) -> Iterator[Spot | None]:
    for table in tables:
        yield None
        yield from (Spot(table.name if len(tables) > 1 else "", line.number) for line in table.lines)


def read_roster(header: Sequence[Cell], rows: Iterable[Row], words: RosterWords) -> tuple[RosterRow, ...]:
    """The units below one header, where nothing may be open. Raises `Rejected` with all problems."""
    lines = [RosterLine(number, cells, frozenset()) for number, cells in rows]
    table = table_of("", plain_header(header, words), lines, frozenset(), words)
    reading = _reading([table], words, Notes({}))
    if reading.problems:
        raise Rejected(reading.problems)
    return reading.rows


def _reading(tables: Sequence[RosterTable], words: RosterWords, notes: Notes) -> RosterReading:
    drafts: list[UnitDraft] = []
    for table in tables:
        found = LineReader(table, words, notes, alone=len(tables) == 1).read()
        _remark_table(table, len(found), notes, alone=len(tables) == 1)
        drafts += found
    rows = list(with_storeys(drafts, words, notes))
    problems = [*notes.problems, *_doubles(rows), *_torn_areas(rows)]
    rows, unclear = with_owners(rows, words)
    problems += [*unclear, *notes.unanswered()]
    if not rows and not problems:
        problems.append(Problem("roster_no_rows"))
    order = {table.name: place for place, table in enumerate(tables)}
    problems.sort(key=lambda problem: (order.get(str(problem.detail.get("sheet", "")), 0), problem.row))
    return RosterReading(() if problems else tuple(rows), notes.remarks, notes.choices, tuple(problems))


def _remark_table(table: RosterTable, units: int, notes: Notes, *, alone: bool) -> None:
    header = table.header
    if not alone or table.building:
        kind = RemarkKind.SHEET_OF_BUILDING if table.building else RemarkKind.SHEET
        became = (table.name, f"{table.building}{table.unit}") if table.building else None
        notes.remark(kind, apart=table.name, name=table.name, example=became, count=units)
    if header.last > header.first:
        for row in range(header.first, header.last + 1):
            notes.remark(RemarkKind.HEADER_JOINED, Spot("" if alone else table.name, row))
    for name in header.unknown:
        notes.remark(RemarkKind.COLUMNS_LEFT, name=name)


def _doubles(rows: Sequence[RosterRow]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], RosterRow] = {}
    twice = [(row, earlier) for row in rows if (earlier := first.setdefault(row.door, row)) is not row]
    lengths = Counter(row.sheet for row in rows)
    pairs = Counter((row.sheet, earlier.sheet) for row, earlier in twice if row.sheet != earlier.sheet)
    copies = {(sheet, other) for (sheet, other), number in pairs.items() if number * 2 > lengths[sheet]}
    for sheet, other in sorted(copies):
        yield Problem("file_several_rosters", value=f"{other}, {sheet}"[:200])
    for row, earlier in twice:
        if (row.sheet, earlier.sheet) not in copies:
            door = " ".join(part for part in (row.building, row.unit, row.room) if part)
            yield Problem("roster_room_twice", "room", row.row, door, _beside(row, earlier))


def _torn_areas(rows: Iterable[RosterRow]) -> Iterator[Problem]:
    first: dict[tuple[str, str], RosterRow] = {}
    for row in rows:
        earlier = first.setdefault(row.place, row)
        if earlier.area != row.area:
            detail = {**_beside(row, earlier), "other": earlier.area, "compound": row.compound}
            yield Problem("roster_area_differs", "area", row.row, row.area, detail)


def _beside(row: RosterRow, earlier: RosterRow) -> dict[str, str | int]:
    where: dict[str, str | int] = {"sheet": row.sheet, "first_sheet": earlier.sheet} if row.sheet else {}
    return {"first": earlier.row, **where}
