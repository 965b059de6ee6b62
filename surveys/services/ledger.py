"""Reading the ledger: who did what, as far as whoever reads may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveys.core.code import names_door
from surveys.core.ledger import LedgerLine, Names, Search
from surveys.core.place import Jurisdiction
from surveys.store import ledger as stored
from surveys.store import place as stored_place
from surveys.store.db import Connection

ON_A_PAGE, AT_ONCE = 50, 500


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some lines, the newest first, with what those are called whom they name; `older` says that there are more."""

    lines: tuple[LedgerLine, ...]
    names: Names
    older: bool


def ledger_page(session: Connection, scope: Jurisdiction, search: Search, *, size: int = ON_A_PAGE) -> LedgerPage:
    """The lines within `scope` that fit, from where `search` goes on."""
    found = stored.found(session, scope, search, most=size + 1)
    return LedgerPage(found[:size], stored.names(session, found[:size]), len(found) > size)


def ledger_lines(
    session: Connection, scope: Jurisdiction, search: Search | None = None
) -> Iterator[tuple[LedgerLine, Names]]:
    """Every line within `scope` that fits, the newest first, in memory that doesn't grow with their number."""
    search = search or Search()
    while True:
        page = ledger_page(session, scope, search, size=AT_ONCE)
        yield from ((line, page.names) for line in page.lines)
        if not page.older:
            return
        search = replace(search, after=(page.lines[-1].at, page.lines[-1].id))


def going_on(session: Connection, search: Search, number: int) -> Search:
    """The same search from behind the line of this number; from the start where there is none."""
    at = stored.moment_of(session, number)
    return replace(search, after=None if at is None else (at, number))


def by_somebody(session: Connection, search: Search, typed: str) -> Search:
    """The same search for what people did who are called so; whoever acts without an account has a user name as well."""
    return replace(search, actors=(typed, *stored.people_called(session, typed)))


def at_a_door(session: Connection, scope: Jurisdiction, search: Search, typed: str) -> Search | None:
    """The same search for the homes of its compound that somebody typed; None where no door there is called so.

    Raises `NotFound` where the compound lies outside `scope`.
    """
    if search.compound is None:
        return None
    stored_place.compound(session, scope, search.compound)
    homes = stored.homes_of(session, search.compound)
    chosen = tuple(number for number, door in homes.items() if names_door(typed, *door))
    return replace(search, households=chosen) if chosen else None
