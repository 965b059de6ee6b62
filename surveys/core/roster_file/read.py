"""From the rows of a file to the roster of one or several compounds: read whole, or refused with every problem."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from surveys.core.canonical import digest
from surveys.core.errors import Problem, Rejected
from surveys.core.plain_text import compact_text
from surveys.core.roster import AreaSource, UnitKind
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


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One unit as the file has it.

    `area` names the compounds renovated together; `floor_area` is in hundredths of a square metre. `owner` is the name as
    written, `owner_key` the same text for all units of one owner, and the same at the next reading.
    """

    row: int
    street: str
    area: str
    compound: str
    building: str
    unit: str
    floor: int
    room: str
    floor_area: int
    owner: str
    phone: str
    kind: UnitKind
    area_source: AreaSource
    owner_number: str
    owner_key: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The compound: its street and its name."""
        return self.street, self.compound


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
    found, unclear = _with_owners(found, words)
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


def _with_owners(rows: Sequence[RosterRow], words: RosterWords) -> tuple[list[RosterRow], list[Problem]]:
    """The rows with their owners told apart.

    A number from the office decides. Without one the same names are one owner, unless different telephone numbers say that
    they are namesakes; a namesake's unit that has no telephone number can't be attributed. Unsold units are their
    developer's.
    """
    namesakes: dict[tuple[str, ...], list[int]] = {}
    for at, row in enumerate(rows):
        if row.kind is not UnitKind.UNSOLD:
            namesakes.setdefault((*row.place, *sorted(words.owners(row.owner))), []).append(at)
    found = [replace(row, owner_key=_key(*row.place, row.kind)) for row in rows]
    problems = list(_numbers_of_two(rows, words))
    for name, places in namesakes.items():
        same = [rows[at] for at in places]
        phones = {row.phone for row in same if row.phone and not row.owner_number}
        numbered = any(row.owner_number for row in same)
        for at, row in zip(places, same, strict=True):
            if row.owner_number:
                key = _key(*row.place, "number", row.owner_number)
            else:
                key = _key(*name, "phone", row.phone if len(phones) > 1 else "")
                if numbered or (len(phones) > 1 and not row.phone):
                    problems.append(Problem("roster_owner_unclear", "owner", row.row, row.owner, {"units": len(same)}))
            found[at] = replace(row, owner_key=key)
    for place in {row.place for row in rows}:
        _with_developers([at for at, row in enumerate(rows) if row.place == place], found, words)
    return found, problems


def _with_developers(places: Sequence[int], found: list[RosterRow], words: RosterWords) -> None:
    """Gives the unsold units of one compound to their developers: whoever is named there, with all that they keep. Without a
    name it is the developer named before it, or else first (`tally.owners_of` says why)."""
    keys: dict[tuple[str, ...], set[str]] = {}
    for row in (found[at] for at in places if found[at].kind is not UnitKind.UNSOLD):
        keys.setdefault(_names(row, words), set()).add(row.owner_key)
    unsold = [at for at in places if found[at].kind is UnitKind.UNSOLD]
    named = {at: _developer(found[at], keys.get(_names(found[at], words), set()), words) for at in unsold if found[at].owner}
    key = next(iter(named.values()), "")
    for at in unsold:
        key = named.get(at, key)
        found[at] = replace(found[at], owner_key=key or found[at].owner_key)


def _developer(row: RosterRow, keys: Collection[str], words: RosterWords) -> str:
    numbered = _key(*row.place, "number", row.owner_number) if row.owner_number else ""
    if len(keys) == 1 and numbered not in keys:
        return next(iter(keys))
    return numbered or _key(*row.place, *_names(row, words), row.kind)


def _names(row: RosterRow, words: RosterWords) -> tuple[str, ...]:
    return tuple(sorted(map(compact_text, words.owners(row.owner))))


def _key(*parts: str) -> str:
    return digest(list(parts))[:24]


def _numbers_of_two(rows: Iterable[RosterRow], words: RosterWords) -> Iterator[Problem]:
    first: dict[tuple[str, ...], RosterRow] = {}
    for row in rows:
        if row.owner_number and row.kind is not UnitKind.UNSOLD:
            earlier = first.setdefault((*row.place, row.owner_number), row)
            if set(words.owners(earlier.owner)) != set(words.owners(row.owner)):
                detail = {"first": str(earlier.row), "other": earlier.owner}
                yield Problem("roster_owner_number", "owner_number", row.row, row.owner_number, detail)
