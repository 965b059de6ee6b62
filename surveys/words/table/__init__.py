"""What spreadsheets are made of: one function of a table returns its columns and rows, and says what each column is."""

from surveys.words.table.columns import Column, Holds, Made, ShareCell, Table
from surveys.words.table.compounds import compounds_table
from surveys.words.table.doors import buildings_table, unanswered_sheets, unanswered_table
from surveys.words.table.ledger import ledger_table
from surveys.words.table.listing import listing_table
from surveys.words.table.objections import objections_table
from surveys.words.table.roster import roster_table
from surveys.words.table.titles import TITLES, TableKind, made_of

__all__ = [
    "TITLES",
    "Column",
    "Holds",
    "Made",
    "ShareCell",
    "Table",
    "TableKind",
    "buildings_table",
    "compounds_table",
    "ledger_table",
    "listing_table",
    "made_of",
    "objections_table",
    "roster_table",
    "unanswered_sheets",
    "unanswered_table",
]
