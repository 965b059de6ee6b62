"""What the database does for a page, by plan and by steps; and how to make it a hundred times larger."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event

from surveys.store.db import Connection, db, reading, transaction
from tests.bench.district import multiply as copies_of
from tests.bench.district import reaching

GRAIN = 10
FEW = 2000
"""A table of fewer rows is read through by PostgreSQL whatever there is: nothing can be told of it."""
_EXPLAINED = ("SELECT", "WITH", "UPDATE", "DELETE")


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
    """The tables that grow with residents: homes, owners and all that hangs on one of them, the ledger and its seal."""
    return reaching("households", "owners", "poll_households", "entries") | {"leaves"}


@contextmanager
def watched(app: Flask) -> Iterator[Watched]:
    """What runs on the app's database meanwhile."""
    seen = Watched()

    def note(connection: Connection, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        seen.statements.append((statement, parameters))
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.set_progress_handler(seen.count, GRAIN)  # type: ignore[union-attr]

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scans(app: Flask, seen: Watched, tables: frozenset[str], *, sizes: Mapping[str, int] | None = None) -> Iterator[str]:
    """Each step of the plans that goes through a whole one of `tables`, in the database's words. PostgreSQL is asked of
    tables that have many rows only: `sizes` says how many each has."""
    with app.app_context(), reading() as session:
        for statement, parameters in dict(seen.statements).items():
            if statement.startswith(_EXPLAINED):
                if session.dialect.name == "sqlite":
                    found = _sqlite_scans(session, statement, parameters, tables)
                else:
                    many = frozenset(name for name in tables if (sizes or {}).get(name, 0) >= FEW)
                    found = _postgres_scans(session, statement, parameters, many)
                yield from (f"{step} | {' '.join(statement.split())}" for step in found)


def _sqlite_scans(session: Connection, statement: str, parameters: Any, tables: frozenset[str]) -> Iterator[str]:
    """A SCAN, be it of an index, and an index that is made for this once. Who takes the first rows in the order of an index
    reads no more than it takes."""
    steps = [row.detail for row in session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    named = {called: table for table, called in re.findall(r"(\w+) AS (\w+)", statement)}
    ends_early = "LIMIT" in statement and not any("TEMP B-TREE" in step for step in steps)
    for step in steps:
        verb, of, *how = (*step.split(), "")  # "MULTI-INDEX OR" says no more
        whole = verb == "SCAN" and not ("INDEX" in how and ends_early)
        if named.get(of, of) in tables and (whole or "AUTOMATIC" in how):
            yield step


def _postgres_scans(session: Connection, statement: str, parameters: Any, tables: frozenset[str]) -> Iterator[str]:
    """A Seq Scan, and an index gone through without a condition, or for a few of its rows; not beneath a LIMIT that takes
    the first in the index's order."""
    told = session.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    (plan,) = json.loads(told) if isinstance(told, str) else told
    yield from _node_scans(plan["Plan"], tables, ends_early=False)


_PASSED_ON = {"Limit", "LockRows", "Subquery Scan", "Nested Loop", "Append", "Merge Append", "Result", "ModifyTable"}
"""What hands on each row as it comes, so that whoever takes a few lets the rest unread."""


def _node_scans(node: Mapping[str, Any], tables: frozenset[str], *, ends_early: bool) -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if kind.endswith("Seq Scan") and table in tables:
        yield f"{kind} on {table}: {node.get('Filter', '')}"
    if kind in ("Index Scan", "Index Only Scan") and table in tables and not node.get("Index Cond") and not ends_early:
        yield f"{kind} without a condition on {table} by {node.get('Index Name')}"
    if kind == "Bitmap Heap Scan" and table in tables and not _conditions(node):
        yield f"{kind} without a condition on {table}"
    early = kind == "Limit" or (ends_early and kind in _PASSED_ON)
    for below in node.get("Plans", ()):
        yield from _node_scans(below, tables, ends_early=early)


def _conditions(node: Mapping[str, Any]) -> bool:
    below = node.get("Plans", ())
    return bool(node.get("Index Cond")) or any(_conditions(one) for one in below)


def sizes(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context(), reading() as session:
        return {name: session.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in db.metadata.tables}


def multiply(app: Flask, times: int) -> None:
    """Put `times - 1` copies of every place, and of all that belongs to one, beside what the database holds."""
    with app.app_context(), transaction() as session:
        copies_of(session, times)
