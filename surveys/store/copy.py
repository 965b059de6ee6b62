"""All rows of a database as they travel into a file or into another database: as plain values that JSON knows, table by
table, in an order that doesn't depend on the database. Read in one consistent look, whatever the schema is."""

from __future__ import annotations

import json
import warnings
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, SAWarning

from surveys.core.errors import NotAllowed
from surveys.store.db import Connection

OURS = "alembic_version"
_AT_ONCE, _WITH_BYTES = 500, 20
Plain = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class TableRows:
    """Some rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def lines(self) -> bytes:
        """One line of JSON for each row: what digests are made of."""
        return b"".join(_line(row) for row in self.rows)


def schema_of(session: Connection) -> MetaData:
    """The tables as they are in this database now."""
    schema = MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # of indexes by expressions, which aren't read
        schema.reflect(session)
    return schema


def schema_version(session: Connection) -> str:
    """The number of the schema."""
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def row_counts(session: Connection, schema: MetaData) -> dict[str, int]:
    """How many rows each table has, in an order in which they can be put in: who is pointed to comes first."""
    return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in _tables(schema)}


def all_rows(session: Connection, schema: MetaData) -> Iterator[TableRows]:
    """Every row of every table, those first that others point to."""
    for table in _tables(schema):
        at_once = _WITH_BYTES if any(isinstance(column.type, LargeBinary) for column in table.columns) else _AT_ONCE
        columns = tuple(column.name for column in table.columns)
        plain = tuple(_KINDS[_kind(column)][0] for column in table.columns)
        query = select(table).order_by(*_order(table, session.dialect.name)).execution_options(yield_per=at_once)
        for part in session.execute(query).partitions():
            yield TableRows(table.name, columns, tuple(tuple(_plain(row, plain)) for row in part))


def put_in(session: Connection, schema: MetaData, rows: TableRows) -> None:
    """Put rows into an empty table. Raises `NotAllowed` where this database can't hold one of them."""
    table = schema.tables[rows.table]
    columns = [table.columns[name] for name in rows.columns]
    if session.dialect.name == "postgresql":
        _look_for_nul(rows)
    meant = tuple(_KINDS[_kind(column)][1] for column in columns)
    values = [dict(zip(rows.columns, _plain(row, meant), strict=True)) for row in rows.rows]
    try:
        session.execute(insert(table), values)
    except DBAPIError as error:
        raise NotAllowed("does_not_fit", table=rows.table, why=str(error.orig).splitlines()[0]) from None


def numbers_given(session: Connection, schema: MetaData) -> dict[str, int]:
    """The highest number that each table has ever given, where the database remembers it; none is given twice."""
    if session.dialect.name == "sqlite":
        known = session.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")).first()
        rows = session.execute(text("SELECT name, seq FROM sqlite_sequence")).all() if known else ()
        return {row.name: row.seq for row in rows if row.name in schema.tables}
    found = {}
    for table, sequence in _sequences(session, schema):
        last, given = session.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608
        if given:
            found[table] = last
    return found


def go_on_from(session: Connection, schema: MetaData, numbers: Mapping[str, int]) -> None:
    """Let each table give numbers above those it has given, here or where its rows come from."""
    if session.dialect.name == "sqlite":
        given = numbers_given(session, schema)
        for table in given.keys() & numbers.keys():
            session.execute(
                text("UPDATE sqlite_sequence SET seq = max(seq, :given) WHERE name = :table"),
                {"given": numbers[table], "table": table},
            )
        for table in _autoincrementing(session) & (numbers.keys() - given.keys()):
            session.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :given)"),
                {"given": numbers[table], "table": table},
            )
        return
    for table, sequence in _sequences(session, schema):
        highest = session.execute(select(func.max(schema.tables[table].columns["id"]))).scalar_one() or 0
        if last := max(highest, numbers.get(table, 0)):
            session.execute(text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last})


def drop_everything(session: Connection) -> None:
    """Take out all tables, whatever they hold, and the functions that guard them."""
    if session.dialect.name != "postgresql":
        raise AssertionError("a SQLite database is replaced as a file")
    for table in schema_of(session).tables:
        session.execute(text(f'DROP TABLE "{table}" CASCADE'))
    ours = "pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype"
    for name in session.scalars(text(f"SELECT oid::regprocedure FROM pg_proc WHERE {ours}")).all():  # noqa: S608
        session.execute(text(f"DROP FUNCTION {name} CASCADE"))


def others_connected(session: Connection) -> int:
    """How many others are connected to this PostgreSQL database."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return int(session.execute(text(f"{query} AND backend_type = 'client backend'")).scalar_one())


def read_line(line: bytes) -> tuple[Any, ...]:
    """A row as it was written."""
    return tuple(json.loads(line))


def _line(row: tuple[Any, ...]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _tables(schema: MetaData) -> list[Table]:
    return [table for table in schema.sorted_tables if table.name != OURS]


def _order(table: Table, dialect: str) -> list[Any]:
    columns = list(table.primary_key.columns) or list(table.columns)
    binary = dialect == "postgresql"  # texts are compared byte by byte, as SQLite does, whatever the language is
    return [column.collate("C") if binary and isinstance(column.type, String) else column for column in columns]


def _kind(column: Column[Any]) -> type[Any]:
    for kind in _KINDS:
        if isinstance(column.type, kind):
            return kind
    raise TypeError(f"{column.table.name}.{column.name}: {column.type}")


def _moment(value: datetime) -> str:
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _as_it_is(value: Any) -> Any:
    return value


_KINDS: Mapping[type[Any], tuple[Plain, Plain]] = {
    Boolean: (_as_it_is, _as_it_is),
    Integer: (_as_it_is, _as_it_is),
    String: (_as_it_is, _as_it_is),
    DateTime: (_moment, datetime.fromisoformat),
    Date: (date.isoformat, date.fromisoformat),
    LargeBinary: (lambda value: b64encode(value).decode(), b64decode),
}
"""How a value of each kind of column is written, and how it is read."""


def _plain(row: Any, how: tuple[Plain, ...]) -> Iterator[Any]:
    return (None if value is None else plain(value) for value, plain in zip(row, how, strict=True))


def _look_for_nul(rows: TableRows) -> None:
    for row in rows.rows:
        for column, value in zip(rows.columns, row, strict=True):
            if isinstance(value, str) and "\0" in value:
                raise NotAllowed("nul_in_text", table=rows.table, column=column, row=str(row[0]))


def _sequences(session: Connection, schema: MetaData) -> Iterator[tuple[str, str]]:
    for table in _tables(schema):
        if "id" in table.columns:
            asked = {"table": f'"{table.name}"'}
            found = session.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), asked).scalar_one()
            if found:
                yield table.name, found


def _autoincrementing(session: Connection) -> set[str]:
    query = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    return set(session.scalars(query))
