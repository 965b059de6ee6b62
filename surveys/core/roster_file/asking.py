"""What is said about a roster file beside its units: what was understood, and what only the clerk can say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from surveys.core.roster_file.words import HIGHEST, LOWEST

_LEVEL = re.compile(r"-?[1-9]\d{0,2}")

UNANSWERED = "roster_unanswered"
"""The code of a problem that is an open choice: its `value` is the choice's key."""


class Spot(NamedTuple):
    """A row as the spreadsheet shows it; the sheet's name is empty where the file has only one roster."""

    sheet: str
    row: int


class RemarkKind(StrEnum):
    """What was understood without asking."""

    SHEET = "sheet"
    SHEET_OF_BUILDING = "sheet_of_building"
    OTHER_SHEETS = "other_sheets"
    HIDDEN_SHEETS = "hidden_sheets"
    HEADER_JOINED = "header_joined"
    COLUMNS_LEFT = "columns_left"
    FILLED_DOWN = "filled_down"
    ONE_UNIT = "one_unit"
    TOTALS_LEFT = "totals_left"
    SIGNATURES_LEFT = "signatures_left"
    HIDDEN_LEFT = "hidden_left"
    HIDDEN_IN = "hidden_in"
    HIDDEN_COLUMNS = "hidden_columns"
    FLOORS_FROM_ROOMS = "floors_from_rooms"
    NO_STAIRWELL = "no_stairwell"
    ADDRESS_SPLIT = "address_split"
    OWNERS_PARTED = "owners_parted"
    OWNER_UNKNOWN = "owner_unknown"
    PHONE_LOST = "phone_lost"
    PHONE_NONE = "phone_none"
    PHONE_SEVERAL = "phone_several"
    PHONE_LEFT = "phone_left"
    PUBLIC_HOMES = "public_homes"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was understood: how often, where, by which names, and examples of what stood there and what it became.

    `names` are sheets, columns or a building, as the kind has it.
    """

    kind: RemarkKind
    count: int = 0
    spots: tuple[Spot, ...] = ()
    names: tuple[str, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()


class ChoiceKind(StrEnum):
    """What a file can't answer by itself."""

    COMPOUND = "compound"
    STREET = "street"
    HIDDEN = "hidden"
    ADDRESS = "address"
    FLOOR = "floor"
    FLOOR_UNSAID = "floor_unsaid"
    OWNERS_SPACED = "owners_spaced"
    OWNERS_RELATED = "owners_related"
    OWNERS_COUNTED = "owners_counted"
    PHONES = "phones"


class RosterAnswer(StrEnum):
    """What a clerk may answer where the answer is no name and no number."""

    IN = "in"
    OUT = "out"
    SPLIT = "split"
    SEVERAL = "several"
    FIRST = "first"
    ONE = "one"
    EMPTY = "empty"
    MEND = "mend"


_FREE = (ChoiceKind.COMPOUND, ChoiceKind.STREET, ChoiceKind.FLOOR, ChoiceKind.FLOOR_UNSAID)


@dataclass(frozen=True, slots=True)
class AskedCell:
    """One cell of a choice, which may be answered by itself under its own key; else the choice's answer holds."""

    key: str
    spot: Spot
    text: str


@dataclass(frozen=True, slots=True)
class RosterChoice:
    """A question to the clerk. `options` are what may be answered; where it is `free`, they are only proposals: a storey's
    number, or `street/compound`, or a street. Without a `default` it is open until it is answered, by its key.

    `text` is what the cells have in common (a word for a storey, a way of naming several owners); `examples` are what stands
    in the file and what it would become.
    """

    key: str
    kind: ChoiceKind
    options: tuple[str, ...] = ()
    default: str = ""
    text: str = ""
    cells: tuple[AskedCell, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def free(self) -> bool:
        """Whether its options are only proposals."""
        return self.kind in _FREE

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which it may be answered."""
        return self.key, self.kind.value, *(cell.key for cell in self.cells)

    def admits(self, answer: str) -> bool:
        """Whether this may be answered."""
        if self.kind is ChoiceKind.COMPOUND:
            street, slash, compound = answer.partition("/")
            return bool(slash and street.strip() and compound.strip())
        if self.kind in (ChoiceKind.FLOOR, ChoiceKind.FLOOR_UNSAID):
            return bool(_LEVEL.fullmatch(answer)) and LOWEST <= int(answer) <= HIGHEST
        return bool(answer.strip()) if self.kind is ChoiceKind.STREET else answer in self.options

    def answer(self, cell: AskedCell, answers: Mapping[str, str]) -> str:
        """What holds for a cell: its own answer, the choice's, that for all choices of the kind, else the default."""
        given = (answers.get(key, "") for key in (cell.key, self.key, self.kind.value))
        return next((answer for answer in given if answer and self.admits(answer)), self.default)

    def is_open(self, answers: Mapping[str, str]) -> bool:
        """Whether any of its cells is without an answer."""
        return any(not self.answer(cell, answers) for cell in self.cells)
