"""A compound's roster as a file has it: its words are data, its rows are read whole or refused with every problem."""

from surveys.core.roster_file.owners import RosterRow, kept_key, numbered, person_key, with_developers, with_owners
from surveys.core.roster_file.read import Row, is_header, read_roster, split_header, unknown_columns
from surveys.core.roster_file.reading import (
    UNANSWERED,
    AskedCell,
    ChoiceKind,
    Remark,
    RemarkKind,
    RosterAnswer,
    RosterChoice,
    RosterReading,
    Spot,
)
from surveys.core.roster_file.words import Cell, CellRefused, RosterWords, folded, phone, readable, tight, written

__all__ = [
    "UNANSWERED",
    "AskedCell",
    "Cell",
    "CellRefused",
    "ChoiceKind",
    "Remark",
    "RemarkKind",
    "RosterAnswer",
    "RosterChoice",
    "RosterReading",
    "RosterRow",
    "RosterWords",
    "Row",
    "Spot",
    "folded",
    "is_header",
    "kept_key",
    "numbered",
    "person_key",
    "phone",
    "read_roster",
    "readable",
    "split_header",
    "tight",
    "unknown_columns",
    "with_developers",
    "with_owners",
    "written",
]
