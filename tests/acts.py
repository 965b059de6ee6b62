"""What the ledger says, with the personal values that it commits to."""

from __future__ import annotations

from surveys.core.act import Value
from surveys.core.ledger import Committed, LedgerLine, Search
from surveys.core.place import DISTRICT
from surveys.store.db import Connection
from surveys.store.ledger import found

EVERYTHING = 10_000


def acts(session: Connection) -> list[LedgerLine]:
    """Every line, the first first."""
    return sorted(found(session, DISTRICT, Search(), most=EVERYTHING), key=lambda line: line.id)


def plainly(line: LedgerLine) -> dict[str, Value]:
    """What a line says, personal values as they are kept."""
    return {name: said.value if isinstance(said, Committed) else said for name, said in line.said.items()}


def last(session: Connection, act: str) -> dict[str, Value]:
    """What the last line of this act says."""
    return plainly([line for line in acts(session) if line.act == act][-1])
