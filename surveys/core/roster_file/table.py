"""One roster as its sheet has it, and what is read from all of its rows before any one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.core.roster_file.address import DoorAddress, split_address
from surveys.core.roster_file.sheet import Header, RosterLine
from surveys.core.roster_file.words import CellRefused, RosterWords, folded, written

DISPENSABLE = frozenset({"street", "compound", "unit", "floor"})
"""Columns that a clerk answers for, or that need not be."""

_NUMBER_ALONE = re.compile(r"\d{1,3}[A-Z]?")


@dataclass(frozen=True, slots=True)
class RosterTable:
    """A header and the lines below it.

    `name` is the sheet's where the file has several rosters. `building` and `unit` are what the sheet's name says where
    there is no such column, `place` the sheet's name where it may be a compound's. `source` is the column whose texts are
    split into building, stairwell and room, empty where none is.
    """

    name: str
    header: Header
    lines: Sequence[RosterLine]
    hidden: frozenset[int]
    building: str = ""
    unit: str = ""
    place: str = ""
    source: str = ""

    @property
    def building_known(self) -> bool:
        """Whether the building stands in its own column or in the sheet's name."""
        return bool(self.building) or ("building" in self.header.columns and self.source != "building")


def table_of(
    title: str, header: Header, lines: Sequence[RosterLine], hidden: frozenset[int], words: RosterWords
) -> RosterTable:
    """A roster whose sheet is called `title`."""
    building, unit = building_of_sheet(title, words)
    columns = _used(header.columns, lines)
    header = replace(header, columns=columns)
    found = RosterTable(
        name=title,
        header=header,
        lines=lines,
        hidden=hidden,
        building="" if "building" in columns or "address" in columns else building,
        unit="" if "unit" in columns else unit,
        place="" if building or any(word in folded(title) for word in words.common_sheets) else title,
    )
    return replace(found, source=_source(found, words))


def _used(columns: Mapping[str, int], lines: Sequence[RosterLine]) -> Mapping[str, int]:
    """The columns without those that a roster may lack and nobody filled in anywhere."""
    empty = {key for key in DISPENSABLE & columns.keys() if not any(_is_filled(line, columns[key]) for line in lines)}
    alone = len(lines) < 2  # what one line leaves empty was forgotten
    return columns if alone else {key: place for key, place in columns.items() if key not in empty}


def _is_filled(line: RosterLine, place: int) -> bool:
    return place < len(line.cells) and bool(str(line.cells[place] if line.cells[place] is not None else "").strip())


def building_of_sheet(title: str, words: RosterWords) -> tuple[str, str]:
    """The building and the stairwell that a sheet's name says, empty where it says none."""
    try:
        name = folded(written(title)).upper()
    except CellRefused:
        return "", ""
    ends = "|".join(re.escape(word.upper()) for word in words.buildings if word not in words.weak_endings)
    number = rf"(?:\d{{1,4}}[A-Z]?|[{words.numerals}]{{1,3}})"
    units = "|".join(re.escape(word.upper()) for word in words.units)
    found = re.search(rf"({number}(?:-\d{{1,2}})?)(?:{ends}).*?(?:({number})(?:{units}))?$", name)
    if found:
        unit = words.numbered(found[2], words.units) if found[2] else ""
        return words.numbered(found[1], words.buildings), unit
    if _NUMBER_ALONE.fullmatch(name) or words.whole(name):
        return words.numbered(name, words.buildings), ""
    proper = name.endswith(words.proper_endings) and len(name) <= 10
    return (words.numbered(name, words.buildings), "") if proper else ("", "")


def _source(table: RosterTable, words: RosterWords) -> str:
    columns = table.header.columns
    if "address" in columns and not {"building", "room"} <= columns.keys():
        return "address"
    if "room" not in columns and "building" in columns and _is_mostly("building", replace(table, source="building"), words):
        return "building"
    if table.building_known and ("unit" in columns or table.unit):
        return ""
    for key in ("room", "address"):
        if key in columns and _is_mostly(key, table, words):
            return key
    return ""


def _is_mostly(key: str, table: RosterTable, words: RosterWords) -> bool:
    """Whether most cells of a column name more than a room."""
    split = list(_split(key, table, words))
    told = sum(bool(one and (one.unit if table.building_known else one.building)) for one in split)
    return told > 0 and told * 2 >= len(split)


def _split(key: str, table: RosterTable, words: RosterWords) -> Iterator[DoorAddress | None]:
    place = table.header.columns[key]
    for line in table.lines:
        try:
            text = written(line.cells[place]) if place < len(line.cells) else ""
        except CellRefused:
            continue
        if text:
            yield split_address(text, words, building_known=table.building_known)
