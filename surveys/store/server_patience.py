"""Limits to the waits for a PostgreSQL server: for locks, for answers, and for one that is there and says nothing."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect

from surveys.store.patience import for_answers, for_locks, milliseconds, spent, waiting_for_answers


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


def limit_waits(connection: Connection) -> None:
    """Let the server itself end a wait: for this transaction only, as a pooler may give the next one to somebody else."""
    answers, dbapi = for_answers(), connection.connection.dbapi_connection
    assert dbapi is not None
    limits = f"SET LOCAL lock_timeout = {milliseconds(for_locks())}"
    with contextlib.closing(dbapi.cursor()) as cursor:
        cursor.execute(limits if answers is None else f"{limits}; SET LOCAL statement_timeout = {milliseconds(answers)}")
