"""The lines of one roster: which of them are units, which are left out and why, and which belong to the unit above."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from surveys.core.roster_file.asking import ChoiceKind, RemarkKind, RosterAnswer, RosterChoice, Spot
from surveys.core.roster_file.draft import Drafting, UnitDraft
from surveys.core.roster_file.notes import Notes
from surveys.core.roster_file.sheet import HEADER_WORDS, RosterLine
from surveys.core.roster_file.table import DISPENSABLE, RosterTable
from surveys.core.roster_file.words import Cell, CellRefused, RosterWords, folded, readable, written

_BREAK = re.compile("[\r\n]+")
_FIGURES = re.compile(r"[\d\W_]")


class LineReader:
    """Reads row after row and notes what is found."""

    def __init__(self, table: RosterTable, words: RosterWords, notes: Notes, *, alone: bool) -> None:
        self.table, self.words, self.notes = table, words, notes
        self.sheet = "" if alone else table.name
        self.columns = table.header.columns
        self.drafting = Drafting(table, words, notes)
        self.drafts: list[UnitDraft] = []
        self.last: UnitDraft | None = None
        self.room = table.source or "room"
        self.spot = Spot(self.sheet, 0)
        self.missing = self._missing()

    def read(self) -> list[UnitDraft]:
        """The units, and beside them what is missing or twice in the header."""
        top = Spot(self.sheet, 0)
        for key in self.missing:
            self.notes.report("roster_column_missing", key, top)
        for key in self.table.header.twice:
            self.notes.report("roster_column_twice", key, top)
        for line in self.table.lines:
            self.spot = Spot(self.sheet, line.number)
            self._line(line)
        # Without their doors, units would be called one another's doubles.
        return [] if {"building", "room"} & set(self.missing) else self.drafts

    def _missing(self) -> list[str]:
        there = set(self.columns) | ({"building"} if self.table.building else set())
        there |= {"building", "room"} if self.table.source else set()
        return [key for key in self.words.required if key not in there | DISPENSABLE]

    def _line(self, line: RosterLine) -> None:
        texts, refused = self._texts(line)
        filled = {key: text for key, text in texts.items() if text}
        own = [key for key in (*filled, *refused) if self.columns[key] not in line.filled]
        if not own:
            self._beside(line)
            return
        if self._is_no_unit(line, filled, refused) or (line.number in self.table.hidden and self._is_hidden()):
            return
        before = len(self.notes.problems)
        for key, (cell, why) in refused.items():
            shown = ascii(cell)[1:-1] if why.code == "roster_control" else str(cell)
            self.notes.report(why.code, key, self.spot, shown, **why.detail)
        if self._goes_on(line, filled):
            return
        if self._is_merged_area(line):
            self.notes.report("roster_area_merged", "floor_area", self.spot)
            texts["floor_area"] = ""
        for key in filled:
            if self.columns[key] in line.filled:
                self.notes.remark(RemarkKind.FILLED_DOWN, name=key)
        blind = set(refused) | ({"floor_area"} if self._is_merged_area(line) else set())
        draft = self.drafting.draft(self.spot, texts, blind)
        self.last = draft if len(self.notes.problems) == before else None
        if self.last:
            self.drafts.append(self.last)

    def _beside(self, line: RosterLine) -> None:
        """Notes a total or a signature that stands in none of a roster's columns."""
        if self._is_total(line, {}):
            self.notes.remark(RemarkKind.TOTALS_LEFT, self.spot)
        elif self._is_signature(line, {}):
            self.notes.remark(RemarkKind.SIGNATURES_LEFT, self.spot)

    def _texts(self, line: RosterLine) -> tuple[dict[str, str], dict[str, tuple[Cell, CellRefused]]]:
        """What stands in the columns of a roster, and what can't stand there."""
        texts: dict[str, str] = {}
        refused: dict[str, tuple[Cell, CellRefused]] = {}
        for key, place in self.columns.items():
            cell = line.cells[place] if place < len(line.cells) else None
            if key == "owner" and isinstance(cell, str):
                cell = _BREAK.sub(self.words.owner_separators[0], cell.strip())
            try:
                texts[key] = readable(written(cell))
            except CellRefused as why:
                texts[key], refused[key] = "", (cell, why)
        return texts, refused

    def _is_no_unit(self, line: RosterLine, filled: Mapping[str, str], refused: Collection[str]) -> bool:
        """Whether this is a header once more, a total, a signature or a remark; nothing is left out in silence."""
        first = next(iter(filled.values()), "")
        if sum(self.words.columns.get(folded(text)) == key for key, text in filled.items()) >= HEADER_WORDS:
            self.notes.report("roster_header_again", "", self.spot, first)
        elif self._is_total(line, filled):
            self.notes.remark(RemarkKind.TOTALS_LEFT, self.spot)
        elif self._is_signature(line, filled):
            self.notes.remark(RemarkKind.SIGNATURES_LEFT, self.spot)
        elif len(filled.keys() | set(refused)) < HEADER_WORDS - len(self.missing):
            self.notes.report("roster_stray_row", "", self.spot, first)
        else:
            return False
        self.last = None
        return True

    def _is_total(self, line: RosterLine, filled: Mapping[str, str]) -> bool:
        if any(folded(text) in self.words.totals for text in filled.values()):
            return True
        if {self.room, "owner"} <= filled.keys():
            return False
        return any(_is_about(text, self.words.totals) for text in self._said(line))

    def _is_signature(self, line: RosterLine, filled: Mapping[str, str]) -> bool:
        try:
            self.words.floor_area(filled.get("floor_area", ""))
        except CellRefused:
            return any(_is_signed(text, self.words) for text in self._said(line))
        return False

    def _said(self, line: RosterLine) -> Iterator[str]:
        """The texts of a row in whatever column."""
        for place, cell in enumerate(line.cells):
            if isinstance(cell, str) and place not in line.filled:
                with suppress(CellRefused):
                    yield folded(written(cell))

    def _is_hidden(self) -> bool:
        """Whether a hidden row is left out."""
        choice = RosterChoice("hidden", ChoiceKind.HIDDEN, (RosterAnswer.IN, RosterAnswer.OUT), RosterAnswer.IN)
        out = self.notes.ask(choice, self.spot, "") == RosterAnswer.OUT
        self.notes.remark(RemarkKind.HIDDEN_LEFT if out else RemarkKind.HIDDEN_IN, self.spot)
        self.last = None if out else self.last
        return out

    def _goes_on(self, line: RosterLine, filled: Mapping[str, str]) -> bool:
        """Whether the room is one with the row above: then it is the same unit, and its owners are joined."""
        area = self.columns.get("floor_area", -1)
        if self.columns.get(self.room, -1) not in line.filled or (area not in line.filled and filled.get("floor_area")):
            return False
        self.notes.remark(RemarkKind.ONE_UNIT, self.spot)
        if self.last and "owner" in filled and self.columns["owner"] not in line.filled:
            self.last = self.drafts[-1] = self.drafting.joined(self.last, self.spot, filled)
        return True

    def _is_merged_area(self, line: RosterLine) -> bool:
        """Whether several rooms share one cell of areas, which is none of theirs."""
        return self.columns.get("floor_area", -1) in line.filled and self.columns.get(self.room, -1) not in line.filled


def _is_about(text: str, totals: Iterable[str]) -> bool:
    return any(text.startswith(word) or text.rstrip(":").endswith(word) for word in totals)


def _is_signed(text: str, words: RosterWords) -> bool:
    """Whether a text is a signature's, a day's or a page's."""
    if text.partition(":")[0] in words.signatures or any(text.startswith(w) for w in words.signatures if len(w) > 2):
        return True
    if any(word in text for word in words.stamps):
        return True
    return any(sign.isdecimal() for sign in text) and _FIGURES.sub("", text) in words.signed_days
