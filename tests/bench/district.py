"""python -m tests.bench.district --times 100 --database URL: a district as large as you like, beside the one that is there.

Everything that belongs to a place or an act is copied in SQL; nothing of the copies opens, for their links and codes are
nobody's. An empty database is filled with the demo district first, whose codes come of DIANDAN_SECRET; 285 times as large it
holds a million ballots.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import Column, Connection, Index, Table, create_engine, func, select
from sqlalchemy.schema import ColumnCollectionConstraint

import surveys.store
from surveys.store.db import db, engine_options
from tests.bench.inside import filled

APART = 1_000_000
"""How far the keys of one copy of the database lie from those of the next."""
LARGEST = 1_000
_AT_ONCE = 25
"""How many copies one statement makes: it takes them through a file of its own."""
_BESIDE: Mapping[str, frozenset[str]] = {
    "leaves": frozenset({"tree", "row_id"}),
    "tree_heads": frozenset({"tree"}),
    "attempts": frozenset({"who"}),
    "sent_forms": frozenset({"key", "page"}),
}
"""Tables that no foreign key ties to a place and that grow all the same; with the columns that tell copies apart."""
_SQLITE = ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-300000", "temp_store=MEMORY")
for _module in iter_modules(surveys.store.__path__):
    import_module(f"surveys.store.{_module.name}")  # so that every table is known, whoever asks


def reaching(*roots: str) -> frozenset[str]:
    """These tables, and all whose rows belong to one of theirs, however many tables lie between."""
    found = set(roots)
    while True:
        keys = ((table.name, key.column.table.name) for table in db.metadata.tables.values() for key in table.foreign_keys)
        more = found | {name for name, of in keys if of in found}
        if more == found:
            return frozenset(found)
        found = more


def copied_tables() -> frozenset[str]:
    """The tables of which a district twice as large has twice as many rows."""
    return reaching("streets", "areas", "waves", "entries") | _BESIDE.keys()


def multiply(session: Connection, times: int, *, done: Callable[[int], None] = lambda _: None) -> None:
    """Put `times - 1` copies of every place, and of all that belongs to one, beside what the database holds."""
    wanted = copied_tables()
    tables = [table for table in db.metadata.sorted_tables if table.name in wanted]
    held = [table for table in tables if session.execute(select(1).select_from(table).limit(1)).first()]
    for first in range(1, times, _AT_ONCE):
        last = min(first + _AT_ONCE, times) - 1
        for table in held:
            session.exec_driver_sql(_copying(table, first, last, wanted))
        done(last + 1)
    if session.dialect.name == "postgresql":
        _count_on(session, held)
        session.exec_driver_sql("ANALYZE")


def _copying(table: Table, first: int, last: int, wanted: frozenset[str]) -> str:
    rules = [one for one in (*table.constraints, *table.indexes) if isinstance(one, ColumnCollectionConstraint | Index)]
    unique = {column for one in rules if len(one.columns) == 1 for column in one.columns}
    values = ", ".join(_copied(column, wanted, unique=column in unique) for column in table.columns)
    into = f"{table.name} ({', '.join(_name(column) for column in table.columns)})"
    copies = f"copies(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM copies WHERE n < {last})"
    return (
        f"WITH RECURSIVE {copies} INSERT INTO {into} SELECT {values} FROM copies CROSS JOIN {table.name} "
        f"WHERE {_of_first(table, wanted)}"
    )


def _of_first(table: Table, wanted: frozenset[str]) -> str:
    """What tells the rows that were there from their copies: a key below `APART`, or no mark of a copy at its end."""
    number = next((c for c in (*table.primary_key.columns, *table.columns) if _moves(c, wanted)), None)
    if number is not None:
        return f"{_name(number)} < {APART}"
    text = _name(next(iter(table.primary_key.columns)))
    return f"replace({text}, '~', '') = {text}"


def _name(column: Column[Any]) -> str:
    return f'"{column.name}"'


def _moves(column: Column[Any], wanted: frozenset[str]) -> bool:
    """Whether this is a number that names a row of a place."""
    if column.type.python_type is not int:
        return False
    if column.foreign_keys:
        return any(key.column.table.name in wanted for key in column.foreign_keys)
    beside = _BESIDE.get(column.table.name)
    if beside is not None and column.name in beside:
        return True
    return column.name.endswith("_id") or (column.primary_key and len(column.table.primary_key.columns) == 1)


def _copied(column: Column[Any], wanted: frozenset[str], *, unique: bool) -> str:
    if _moves(column, wanted):
        return f"{_name(column)} + {APART} * n"
    told_apart = unique or column.name in _BESIDE.get(column.table.name, ())
    if told_apart and column.type.python_type is str and not column.foreign_keys:
        return f"{_name(column)} || '~' || n"
    return _name(column)


def _count_on(session: Connection, tables: list[Table]) -> None:
    """Let PostgreSQL number new rows after those that were copied, as SQLite does by itself."""
    for table in tables:
        key = next(iter(table.primary_key.columns))
        counter = session.execute(select(func.pg_get_serial_sequence(table.name, key.name))).scalar_one()
        if counter is not None:
            session.execute(select(func.setval(counter, select(func.max(key)).scalar_subquery())))


@contextmanager
def unguarded(url: str) -> Iterator[Connection]:
    """A transaction on the database at `url` that looks nothing up: the copies of what is whole are whole."""
    engine = create_engine(url, **engine_options(url))
    try:
        with engine.connect() as session:
            if engine.dialect.name == "sqlite":
                for pragma in _SQLITE:
                    session.exec_driver_sql(f"PRAGMA {pragma}")
                session.commit()
            else:
                session.exec_driver_sql("SET session_replication_role = replica")  # wants a superuser
            yield session
            session.commit()
    finally:
        engine.dispose()


def _holds_polls(url: str) -> bool:
    engine = create_engine(url, **engine_options(url))
    try:
        with engine.connect() as session:
            there = engine.dialect.has_table(session, "polls")
            return there and session.execute(select(1).select_from(db.metadata.tables["polls"]).limit(1)).first() is not None
    finally:
        engine.dispose()


def main(arguments: list[str]) -> int:
    """Fill the database if it is empty, and make it as many times as large."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.district", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help=f"how many times as large, at most {LARGEST}")
    parser.add_argument("--database", required=True, help="its URL, such as sqlite:////tmp/large.sqlite")
    options = parser.parse_args(arguments)
    times = min(options.times, LARGEST)
    if not _holds_polls(options.database):
        secret = os.environ.get("DIANDAN_SECRET", "")
        if len(secret) < 32:
            parser.error("the database is empty: DIANDAN_SECRET, of which the demo district's codes come, has to be set")
        print("filling the demo district ...", flush=True)
        with tempfile.TemporaryDirectory(prefix="district-") as folder:
            filled(Path(folder), secret, options.database, "http://127.0.0.1:8000")
    began = time.perf_counter()
    with unguarded(options.database) as session:
        multiply(session, times, done=lambda copy: print(f"\r{copy} of {times}", end="", flush=True))
        ballots = session.execute(select(func.count()).select_from(db.metadata.tables["ballots"])).scalar_one()
    print(f"\r{times} times as large in {time.perf_counter() - began:.0f} s: {ballots} ballots")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
