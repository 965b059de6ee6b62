"""Rosters as offices keep them: a spreadsheet in, a template out. The words of both are data, in `editions/roster.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from surveys.core.errors import Problem, Rejected
from surveys.core.roster_file import (
    HEADER_WITHIN,
    Remark,
    RemarkKind,
    RosterReading,
    RosterSheet,
    begins_roster,
    read_sheets,
)
from surveys.services.edition import roster_document, roster_words
from surveys.services.sheet_rows import MOST_ROWS
from surveys.services.spreadsheet import read_tables
from surveys.services.worksheet import Worksheet, write_xlsx

_TYPED_AS_TEXT = {"building", "unit", "room", "phone", "owner_number"}


def roster_reading(data: bytes, answers: Mapping[str, str]) -> RosterReading:
    """What an .xlsx, .xls or text file and a clerk's answers to its choices come to. Raises `Rejected` where it can't be
    opened."""
    sheets, beside = _sheets(data)
    reading = read_sheets(sheets, roster_words(), answers)
    aside = (Remark(RemarkKind.HIDDEN_SHEETS, len(beside), names=beside),) if beside else ()
    return replace(reading, remarks=(*reading.remarks, *aside))


def _sheets(data: bytes) -> tuple[list[RosterSheet], tuple[str, ...]]:
    """The sheets with what they hold, whole only where it may be a roster, and the names of those that are hidden."""
    words, beside, left = roster_words(), tuple[str, ...](), MOST_ROWS
    found: list[RosterSheet] = []
    for sheet in read_tables(data):
        beside = sheet.beside
        rows = list(islice(sheet.rows, HEADER_WITHIN))
        if begins_roster(rows, sheet.merged, words):
            rows += sheet.rows
            left -= len(rows)
        if left < 0:
            raise Rejected([Problem("file_rows", detail={"most": MOST_ROWS})])
        found.append(RosterSheet(sheet.name, rows, sheet.hidden, sheet.merged, sheet.hidden_columns))
    if not any(sheet.rows for sheet in found):
        raise Rejected([Problem("file_empty")])
    return found, beside


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
