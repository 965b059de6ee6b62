"""Whoever only reads has connections of their own, so that what SQLite has prepared for a connection stays prepared."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from surveys.store.clock import newest
from surveys.store.db import db
from tests.conftest import Database
from tests.store.races import Way


def test_no_connection_turns_from_reading_to_writing_or_back(sqlite: Database) -> None:
    said: list[str] = []

    def work(way: Way) -> object:
        with way() as session:
            newest(session)
            driver = session.connection.driver_connection
        driver.set_trace_callback(said.append)  # type: ignore[union-attr]
        return driver

    writers, readers = zip(*((work(sqlite.transaction), work(sqlite.reading)) for _ in range(4)), strict=True)
    assert len({*writers}) == len({*readers}) == 1
    assert writers[0] is not readers[0]
    assert any("co_votes" in one for one in said)
    assert not any("query_only" in one for one in said)


def test_a_reader_sees_what_was_just_written_and_writes_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        session.execute(text("INSERT INTO clock (id, at) VALUES (1, '2026-11-23 08:00:00.000000')"))
    with sqlite.reading() as session:
        assert session.execute(text("SELECT count(*) FROM clock")).scalar_one() == 1
        with pytest.raises(OperationalError, match="readonly"):
            session.execute(text("DELETE FROM clock"))


def test_whoever_lets_go_of_the_database_lets_go_of_its_readers(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.transaction() as session:
        session.execute(text("INSERT INTO clock (id, at) VALUES (1, '2026-11-23 08:00:00.000000')"))
    with sqlite.reading() as session:
        assert newest(session) is not None
    with sqlite.app.app_context():
        assert list(tmp_path.glob("*-wal"))
        db.engine.dispose()
        assert not list(tmp_path.glob("*-wal"))


def test_what_listens_to_the_engine_hears_readers_too(sqlite: Database) -> None:
    heard: list[str] = []
    with sqlite.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: heard.append(statement))
    with sqlite.reading() as session:
        session.execute(text("SELECT 1"))
    assert "SELECT 1" in heard


def test_the_newest_act_is_asked_for_without_a_number_that_would_be_prepared_anew(database: Database) -> None:
    heard: list[str] = []
    with database.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: heard.append(statement))
    with database.reading() as session:
        newest(session)
    asked = next(one for one in heard if "co_votes" in one)
    assert asked.count("LIMIT 1") == asked.count("LIMIT") == 3
