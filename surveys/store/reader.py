"""Connections that only ever read, in a pool of their own beside that of the writers.

SQLite forgets every statement that a connection has prepared when that turns from writing to reading or back, and preparing
one of a household's walk takes ten times as long as running it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, Pool, event
from sqlalchemy.engine.base import OptionEngine


class Reader(OptionEngine):
    """An engine with its own connections, for which all that listens to the engine beside it listens as well."""

    pool: Pool = None  # type: ignore[assignment] # its own, where that class lends the other engine's

    def __init__(self, beside: Engine, options: Mapping[str, Any]) -> None:
        super().__init__(beside, options)
        self.pool = beside.pool.recreate()


def keep_reader(engine: Engine, options: Mapping[str, Any]) -> None:
    """Keep a pool of readers beside `engine`, until that lets go of its connections."""
    reader = Reader(engine, options)
    engine.update_execution_options(reader=reader)

    def let_go(_engine: Engine) -> None:
        reader.pool.dispose()
        reader.pool = reader.pool.recreate()

    event.listen(engine, "engine_disposed", let_go)


def reader_of(engine: Engine) -> Engine:
    """Whose connections only read, where there are any; else the engine itself."""
    found = engine.get_execution_options().get("reader")
    return found if isinstance(found, Reader) else engine
