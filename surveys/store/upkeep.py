"""What keeps the files of a database clean of what was deleted from it."""

from __future__ import annotations

from sqlalchemy import text

from surveys.store.db import database_file, db
from surveys.store.fault import as_faults, sqlite_module


def empty_log() -> None:
    """Carry SQLite's write-ahead log over into the database and empty it: what was deleted stood in it still.

    Not inside a transaction; where somebody reads for long it stays until the next time. PostgreSQL keeps its own house.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with as_faults(database_file()):
        _empty_log()


def _empty_log() -> None:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=0")
        connection.info["query_only"] = False
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()


def rewrite() -> bool:
    """Write the whole database anew, so that no page of it holds what was deleted; False where somebody writes too long.

    On PostgreSQL the space of deleted rows is given back, to be written over; what its own log and copies keep is theirs.
    """
    with db.engine.connect() as connection:
        dbapi = connection.connection.dbapi_connection
        assert dbapi is not None
        if db.engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM"))
            return True
        cursor = dbapi.cursor()
        try:
            cursor.execute("PRAGMA query_only=0")
            cursor.execute("VACUUM")
        except sqlite_module().OperationalError:
            return False
        finally:
            connection.connection._connection_record.info["query_only"] = False
            cursor.close()
    return True
