"""What changed in living rosters while somebody looked at a preview: who did it, when, and which cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.core.ledger import Search
from surveys.core.place import Jurisdiction
from surveys.services.compound import compounds_within
from surveys.services.ledger import ledger_page
from surveys.services.takeover import Takeover, living_of, turned_since
from surveys.store.db import Connection
from surveys.web.desk.roster.preview import FIRST, Line, turn_lines
from surveys.web.desk.roster.snapshot import Snapshot
from surveys.words.ledger import line_words


@dataclass(frozen=True, slots=True)
class Since:
    """What became of one compound meanwhile: who did what, and the first of the households that changed."""

    name: str
    acts: tuple[str, ...]
    lines: tuple[Line, ...]
    total: int


def changed_since(
    session: Connection, scope: Jurisdiction, snapshot: Snapshot | None, stands: Takeover
) -> tuple[Since, ...]:
    """What changed in the compounds of a file since its preview was made; nothing where that isn't known."""
    return tuple(_since(session, scope, snapshot, stands)) if snapshot else ()


def _since(session: Connection, scope: Jurisdiction, snapshot: Snapshot, stands: Takeover) -> Iterator[Since]:
    numbers = {(one.street.name, one.name): one.id for one in compounds_within(session, scope)}
    for place, turn in turned_since(snapshot.living, living_of(session, scope, stands.rows)):
        lines = [line for line in turn_lines(turn) if line.fate != "kept"]
        found = ledger_page(session, scope, Search(compound=numbers.get(place, 0), since=snapshot.at), size=FIRST)
        acts = tuple(line_words(one, found.names, personal=False).sentence for one in found.lines)
        yield Since(place[1], acts, tuple(lines[:FIRST]), len(lines))
