"""A compound's roster as a file has it: its words are data, its rows are read whole or refused with every problem."""

from surveys.core.roster_file.asking import (
    UNANSWERED,
    AskedCell,
    ChoiceKind,
    Remark,
    RemarkKind,
    RosterAnswer,
    RosterChoice,
    Spot,
)
from surveys.core.roster_file.owners import RosterRow, kept_key, numbered, person_key, with_developers, with_owners
from surveys.core.roster_file.read import RosterReading, read_roster, read_sheets
from surveys.core.roster_file.sheet import HEADER_WITHIN, Merged, RosterSheet, Row, begins_roster
from surveys.core.roster_file.words import (
    Cell,
    CellRefused,
    RosterWords,
    folded,
    is_no_value,
    phone,
    readable,
    tight,
    written,
)

__all__ = [
    "HEADER_WITHIN",
    "UNANSWERED",
    "AskedCell",
    "Cell",
    "CellRefused",
    "ChoiceKind",
    "Merged",
    "Remark",
    "RemarkKind",
    "RosterAnswer",
    "RosterChoice",
    "RosterReading",
    "RosterRow",
    "RosterSheet",
    "RosterWords",
    "Row",
    "Spot",
    "begins_roster",
    "folded",
    "is_no_value",
    "kept_key",
    "numbered",
    "person_key",
    "phone",
    "read_roster",
    "read_sheets",
    "readable",
    "tight",
    "with_developers",
    "with_owners",
    "written",
]
