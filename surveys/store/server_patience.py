"""Limits to the waits for a PostgreSQL server: for locks, for answers, and for one that is there and says nothing."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect

from surveys.store.patience import for_answers, for_locks, milliseconds, spent, waiting_for_answers

_MOST_CONNECTIONS = 16
"""More than a process's pool holds."""


def impatient(_dialect: Dialect, _record: Any, arguments: Any, named: Any) -> Any:
    """A connection to PostgreSQL that gives up on a server which is there and says nothing."""
    import psycopg

    class Impatient(psycopg.Connection[Any]):
        def wait(self, generator: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                with waiting_for_answers():
                    return super().wait(generator, interval, for_answers() if timeout is None else timeout)
            except psycopg.errors._WaitTimeout as silent:
                self.pgconn.finish()  # nobody knows what it will say next
                raise psycopg.OperationalError("no answer in time") from silent

    if spent():  # a server that was silent on one line is not asked on another
        raise psycopg.OperationalError("no answer in time")
    return Impatient.connect(*arguments, **named)


def by_hand(dbapi_connection: Any, _record: Any) -> None:
    """Let nobody but `begin` begin a transaction: the driver would take a journey to the server for that alone."""
    dbapi_connection.autocommit = True


def begin(connection: Connection) -> None:
    """Begin a transaction and let the server itself end its waits, in one journey; for this transaction only, as a pooler
    may give the next one to somebody else. A connection that ended while nobody used it is replaced, and so are the others
    that ended with it: nothing was lost with them."""
    import psycopg

    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    for tries_left in range(_MOST_CONNECTIONS, -1, -1):
        dbapi: Any = connection.connection.dbapi_connection
        try:
            with contextlib.closing(dbapi.cursor()) as cursor:
                cursor.execute(_opening(connection), prepare=False)
            return
        except psycopg.Error as error:
            if not (dbapi.closed and tries_left) or spent():
                connection._handle_dbapi_exception(error, None, None, None, None)
            connection.invalidate(error)


def _opening(connection: Connection) -> str:
    """What begins a transaction. Compiling a plan anew takes longer than any page's statement runs."""
    kind = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.get_execution_options().get("reads_only") else ""
    limits = {"lock_timeout": for_locks(), "statement_timeout": for_answers()}
    told = (f"SET LOCAL {name} = {milliseconds(limit)}" for name, limit in limits.items() if limit is not None)
    return "; ".join((f"BEGIN{kind}", "SET LOCAL jit = off", *told))
