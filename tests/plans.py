"""What the database does for a page, by plan and by steps; and how to make it ten times larger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event

from surveys.store.db import Connection, db, reading, transaction
from tests.bench.district import multiply as copies_of
from tests.bench.district import reaching

GRAIN = 10


@dataclass
class Watched:
    """The statements that were run, with what was put into them; `steps` are those of SQLite's virtual machine, the same at
    every run, which no clock is."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    steps: int = 0

    def count(self) -> int:
        self.steps += GRAIN
        return 0


def growing() -> frozenset[str]:
    """The tables that grow with residents: homes, owners and all that hangs on one of them, and the ledger."""
    return reaching("households", "owners", "poll_households", "entries")


@contextmanager
def watched(app: Flask) -> Iterator[Watched]:
    """What runs on the app's database meanwhile."""
    seen = Watched()

    def note(connection: Connection, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        seen.statements.append((statement, parameters))
        connection.connection.driver_connection.set_progress_handler(seen.count, GRAIN)  # type: ignore[union-attr]

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scans(app: Flask, seen: Watched, tables: frozenset[str]) -> Iterator[str]:
    """Each step of the plans that goes through a whole one of `tables`, in SQLite's words."""
    with app.app_context(), reading() as session:
        for statement, parameters in seen.statements:
            if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
                for step in session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                    told = step.detail.split()
                    if told[0] == "SCAN" and told[1] in tables:
                        yield f"{step.detail} | {' '.join(statement.split())}"


def multiply(app: Flask, times: int) -> None:
    """Put `times - 1` copies of every place, and of all that belongs to one, beside what the database holds."""
    with app.app_context(), transaction() as session:
        copies_of(session, times)
