"""The migrations make exactly the rows that the code knows, and guard what is append-only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from surveys.store import entry
from surveys.store.db import Record, db
from surveys.store.readiness import known_schemas
from tests.conftest import Database
from tests.factories import LI

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_line_of_migrations_is_read_as_the_library_reads_it() -> None:
    folder = str(Path(__file__).resolve().parents[2] / "migrations")
    assert list(known_schemas(folder)) == [script.revision for script in ScriptDirectory(folder).walk_revisions()]


def test_the_migrations_make_what_the_records_say(database: Database) -> None:
    with database.app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Record.metadata) == []


def test_the_migrations_go_down_again_and_leave_nothing(database: Database) -> None:
    with database.app.app_context():
        downgrade(revision="base")
        with db.engine.connect() as connection:
            assert inspect(connection).get_table_names() == ["alembic_version"]
            functions = "SELECT count(*) FROM pg_proc WHERE proname = 'refuse_change'"
            assert database.kind == "sqlite" or connection.execute(text(functions)).scalar_one() == 0


@pytest.mark.parametrize("command", ["UPDATE entries SET actor = 'somebody else'", "DELETE FROM entries"])
def test_an_act_is_neither_changed_nor_deleted(database: Database, command: str) -> None:
    with database.transaction() as session:
        entry.enter(session, "wave_made", by=LI, now=NOW)
    with pytest.raises(DBAPIError, match="entries keeps what it has"), database.transaction() as session:
        session.execute(text(command))
    with database.reading() as session:
        assert session.execute(text("SELECT actor FROM entries")).scalars().all() == ["li"]
