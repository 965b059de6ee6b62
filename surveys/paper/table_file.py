"""Each workbook that leaves the desk or the command line, and what is written down when it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import assert_never

from surveys.core.ledger import LedgerLine, Names
from surveys.core.place import Jurisdiction
from surveys.paper.archive import poll_archive
from surveys.paper.table import workbook
from surveys.services.archive import archive_record, take_archive
from surveys.services.compound import CompoundLine
from surveys.services.life import life
from surveys.services.table import listed_outcome, opened_desk, roster_rows, take_list, take_roster
from surveys.store.db import Connection
from surveys.words.table import (
    TITLES,
    TableKind,
    buildings_table,
    compounds_table,
    ledger_table,
    listing_table,
    made_of,
    objections_table,
    roster_table,
    unanswered_table,
)

ACTS: Mapping[TableKind, Callable[..., None]] = {
    TableKind.ROSTER: take_roster,
    TableKind.EXACT_LIST: take_list,
    TableKind.ARCHIVE: take_archive,
}
"""What writes down that a workbook with names or exact figures left; the others carry no more than a page shows."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that leaves, with the name that it is kept under."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in hex."""
        return sha256(self.content).hexdigest()


def compounds_file(lines: Sequence[CompoundLine], *, at: datetime, by: str) -> TableFile:
    """The desk's list of compounds, those that were looked for."""
    made = made_of(TableKind.COMPOUNDS, None, at=at, by=by)
    return TableFile(f"{TITLES[TableKind.COMPOUNDS][0]}.xlsx", workbook([compounds_table(lines)], made))


def ledger_file(lines: Iterable[tuple[LedgerLine, Names]], *, personal: bool, at: datetime, by: str) -> TableFile:
    """The ledger's lines that were looked for; personal values for those who may see them."""
    made = made_of(TableKind.LEDGER, None, at=at, by=by)
    return TableFile(f"{TITLES[TableKind.LEDGER][0]}.xlsx", workbook([ledger_table(lines, personal=personal)], made))


def table_file(
    session: Connection, scope: Jurisdiction, kind: TableKind, place: int, *, at: datetime, by: str, phone: str = ""
) -> TableFile:
    """The file of a poll, or of a compound where it is its roster; the same content at the same time is the same bytes.

    Raises `NotFound` outside `scope`, and `NotAllowed` with the state of a poll of which there is no such file yet.
    """
    match kind:
        case TableKind.UNANSWERED:
            desk = opened_desk(session, scope, place, now=at)
            about, tables = desk.poll, [unanswered_table(desk.doors), buildings_table(desk.doors)]
        case TableKind.LIST | TableKind.EXACT_LIST:
            about, outcome = listed_outcome(session, scope, place, exactly=kind is TableKind.EXACT_LIST, now=at)
            tables = [listing_table(outcome)]
        case TableKind.OBJECTIONS:
            lived = life(session, scope, place, now=at)
            about, tables = lived.poll, [objections_table(lived.objections)]
        case TableKind.ROSTER:
            compound, rows = roster_rows(session, scope, place)
            made = made_of(kind, compound, at=at, by=by)
            return TableFile(f"{made.title}.xlsx", workbook([roster_table(rows)], made))
        case TableKind.ARCHIVE:
            found = archive_record(session, scope, place, now=at)
            made = made_of(kind, found.poll, at=at, by=by)
            return TableFile(f"{made.title}.zip", poll_archive(found, made, phone=phone))
        case TableKind.COMPOUNDS | TableKind.LEDGER:
            raise ValueError("it is of no single poll or compound")
        case _:
            assert_never(kind)
    made = made_of(kind, about, at=at, by=by)
    return TableFile(f"{made.title}.xlsx", workbook(tables, made))
