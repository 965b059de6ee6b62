"""From the rows of a file to the roster of one or several compounds: read whole, or refused with every problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from surveys.core.errors import Problem, Rejected
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file.owners import RosterRow, with_owners
from surveys.core.roster_file.words import Cell, CellRefused, RosterWords, folded, phone, readable, tight, written

Row = tuple[int, Sequence[Cell]]
Value = TypeVar("Value")

LONGEST = {
    "street": 30,
    "area": 30,
    "compound": 30,
    "building": 20,
    "unit": 20,
    "room": 20,
    "owner": 100,
    "owner_number": 40,
}

_HEADER_WORDS = 3
_HEADER_WITHIN = 20
_WITHOUT_STAIRWELL = {UnitKind.SHOP, UnitKind.PARKING}


def is_header(cells: Sequence[Cell], words: RosterWords) -> bool:
    """Whether these cells name at least three columns of a roster."""
    return len(_columns_of(cells, words)) >= _HEADER_WORDS


def split_header(rows: Sequence[Row], words: RosterWords) -> tuple[Sequence[Cell], Sequence[Row]]:
    """The header, which may stand below a title, and the rows under it. Raises `Rejected` where there is none."""
    for place, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        if is_header(cells, words):
            return cells, rows[place + 1 :]
    raise Rejected([Problem("roster_no_header")])


def unknown_columns(header: Sequence[Cell], words: RosterWords) -> tuple[str, ...]:
    """The headers that a roster has no use for; their columns are left aside."""
    return tuple(str(cell)[:40] for cell in header if cell is not None and str(cell).strip() and not _column(cell, words))


def read_roster(header: Sequence[Cell], rows: Iterable[Row], words: RosterWords) -> tuple[RosterRow, ...]:
    """The units of every compound in the file. Raises `Rejected` with all problems; `field` is a column key, `row` as in the
    sheet."""
    reader = _Reader(header, words)
    found = [row for number, cells in rows if (row := reader.read(number, cells))]
    problems = [*reader.problems, *_doubles(found), *_torn_areas(found)]
    found, unclear = with_owners(found, words)
    problems += unclear
    if not found and not problems:
        problems.append(Problem("roster_no_rows"))
    if problems:
        raise Rejected(sorted(problems, key=lambda problem: problem.row))
    return tuple(found)


def _column(cell: Cell, words: RosterWords) -> str:
    try:
        return words.column(cell)
    except CellRefused:
        return ""


def _columns_of(cells: Sequence[Cell], words: RosterWords) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if key := _column(cell, words):
            columns.setdefault(key, place)
    return columns


class _Reader:
    """Reads row after row and collects what is wrong."""

    def __init__(self, header: Sequence[Cell], words: RosterWords) -> None:
        self.words = words
        self.columns = _columns_of(header, words)
        named = [key for cell in header if (key := _column(cell, words))]
        self.problems = [Problem("roster_column_missing", key) for key in words.required if key not in self.columns]
        self.problems += [Problem("roster_column_twice", key) for key in self.columns if named.count(key) > 1]
        self.number = 0
        self.texts: Mapping[str, str] = {}
        self.refused: set[str] = set()

    def read(self, number: int, cells: Sequence[Cell]) -> RosterRow | None:
        """The unit on this row; None where there is none or where it can't be read."""
        before = len(self.problems)
        self.number, self.refused = number, set()
        self.texts = {key: self._written(key, cells[place]) for key, place in self.columns.items() if place < len(cells)}
        filled = {key: text for key, text in self.texts.items() if text}
        if not filled and not self.refused:
            return None
        if code := self._is_no_unit(filled):
            self.problems[before:] = [Problem(code, "", number, next(iter(filled.values()), "")[:40])]
            return None
        row = self._row()
        return row if len(self.problems) == before else None

    def _report(self, code: str, key: str, value: str = "", **detail: str | int) -> None:
        self.problems.append(Problem(code, key, self.number, value[:40], detail))

    def _written(self, key: str, cell: Cell) -> str:
        try:
            return readable(written(cell))
        except CellRefused as refused:
            self.refused.add(key)
            self._report(
                refused.code, key, ascii(cell)[1:-1] if refused.code == "roster_control" else str(cell), **refused.detail
            )
            return ""

    def _is_no_unit(self, filled: Mapping[str, str]) -> str:
        """Why this is no unit but a header once more, a total or a remark; nothing is left out in silence."""
        if sum(self.words.columns.get(folded(text)) == key for key, text in filled.items()) >= _HEADER_WORDS:
            return "roster_header_again"
        if any(folded(text) in self.words.totals for text in filled.values()):
            return "roster_total_row"
        return "roster_stray_row" if len(filled.keys() | self.refused) < _HEADER_WORDS else ""

    def _row(self) -> RosterRow:
        words = self.words
        kind = self._choice("kind", words.kinds, UnitKind.HOME)
        return RosterRow(
            row=self.number,
            street=self._text("street", tight),
            area=self._text("area", tight, required=False),
            compound=self._text("compound", tight),
            building=self._text("building", lambda text: words.numbered(text, words.buildings)),
            unit=self._text("unit", lambda text: words.numbered(text, words.units), required=kind not in _WITHOUT_STAIRWELL),
            floor=self._value("floor", words.floor, 0),
            room=self._text("room", words.room),
            floor_area=self._value("floor_area", words.floor_area, 0),
            owner=self._text("owner", self._owner, required=kind is not UnitKind.UNSOLD),
            phone=self._value("phone", phone, "", required=False),
            kind=kind,
            area_source=self._choice("area_source", words.sources, AreaSource.REGISTER),
            owner_number=self._text("owner_number", lambda text: text.upper(), required=False),
        )

    def _owner(self, text: str) -> str:
        return self.words.owner_separators[0].join(self.words.owners(text))

    def _value(self, key: str, read: Callable[[str], Value], default: Value, *, required: bool = True) -> Value:
        text = self.texts.get(key, "")
        if not text:
            if required and key in self.columns and key not in self.refused:
                self._report("roster_missing", key)
            return default
        try:
            return read(text)
        except CellRefused as refused:
            self._report(refused.code, key, text, **refused.detail)
            return default

    def _text(self, key: str, read: Callable[[str], str], *, required: bool = True) -> str:
        text = self._value(key, read, "", required=required)
        if len(text) > LONGEST[key]:
            self._report("roster_text_long", key, text, most=LONGEST[key], length=len(text))
        return text

    def _choice(self, key: str, words: Mapping[str, Value], default: Value) -> Value:
        text = folded(self.texts.get(key, ""))
        if text and text not in words:
            allowed: dict[Value, str] = {}
            for word, value in words.items():
                allowed.setdefault(value, word)
            self._report("roster_choice", key, text, allowed=" ".join(allowed.values()))
        return words.get(text, default)


def _doubles(rows: Iterable[RosterRow]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], RosterRow] = {}
    for row in rows:
        earlier = first.setdefault((*row.place, row.building, row.unit, row.room), row)
        if earlier is not row:
            door = " ".join(part for part in (row.building, row.unit, row.room) if part)
            yield Problem("roster_room_twice", "room", row.row, door, {"first": earlier.row})


def _torn_areas(rows: Iterable[RosterRow]) -> Iterator[Problem]:
    first: dict[tuple[str, str], RosterRow] = {}
    for row in rows:
        earlier = first.setdefault(row.place, row)
        if earlier.area != row.area:
            detail = {"first": str(earlier.row), "other": earlier.area, "compound": row.compound}
            yield Problem("roster_area_differs", "area", row.row, row.area, detail)
