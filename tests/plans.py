"""What the database does for a page, by plan and by steps; and how to make it ten times larger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import Column, Table, event

from surveys.store.db import Connection, db, reading, transaction

APART = 1_000_000
"""How far the keys of one copy of the database lie from those of the next."""
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


def reaching(*roots: str) -> frozenset[str]:
    """These tables, and all whose rows belong to one of theirs, however many tables lie between."""
    found = set(roots)
    while True:
        keys = ((table.name, key.column.table.name) for table in db.metadata.tables.values() for key in table.foreign_keys)
        more = found | {name for name, of in keys if of in found}
        if more == found:
            return frozenset(found)
        found = more


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
    copied = reaching("streets", "areas", "waves", "entries")
    with app.app_context(), transaction() as session:
        for copy in range(1, times):
            for table in db.metadata.sorted_tables:
                if table.name in copied:
                    _copy(session, table, copy, copied)


def _copy(session: Connection, table: Table, copy: int, copied: frozenset[str]) -> None:
    unique = {column for one in (*table.constraints, *table.indexes) if len(one.columns) == 1 for column in one.columns}
    values = ", ".join(_copied(column, copy, copied, unique=column in unique) for column in table.columns)
    key = next(c for c in (*table.primary_key.columns, *table.columns) if c.type.python_type is int)
    into = f"{table.name} ({', '.join(table.columns.keys())})"
    session.exec_driver_sql(f"INSERT INTO {into} SELECT {values} FROM {table.name} WHERE {key.name} < {APART}")


def _copied(column: Column[Any], copy: int, copied: frozenset[str], *, unique: bool) -> str:
    of = {key.column.table.name for key in column.foreign_keys}
    named = not of and column.type.python_type is int and (column.primary_key or column.name.endswith("_id"))
    if of & copied or named:
        return f"{column.name} + {APART * copy}"
    text = unique and column.type.python_type is str and not of
    return f"{column.name} || '-{copy}'" if text else column.name
