"""Whole or not at all, one after the other: with the product's settings, and what happens without them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from surveys.core.errors import NotFound, SignInRefused
from surveys.store.attempt import failed_under, record
from surveys.store.db import db
from tests.conftest import Database
from tests.factories import NOW, doors, opened, rooms
from tests.sizes import sized
from tests.store.races import Way, close_while_voting, count_up, slow_to_insert, unprepared

ROUNDS, VOTERS = sized(24, 40, 2000), 8


def test_no_update_is_lost(database: Database) -> None:
    assert count_up(database.transaction) == 100


def test_without_our_settings_updates_are_lost_and_nobody_is_told(database: Database) -> None:
    with unprepared(database) as (_, way):
        assert count_up(way) < 100


def late_ballots(database: Database, *, prepared: bool) -> int:
    """In how many of the rounds a ballot stands that the count at closing didn't see."""
    late = 0
    with database.transaction() as session:
        polls = [opened(session, *rooms(VOTERS), compound=f"C{n}", wave=f"W{n}") for n in range(ROUNDS)]
        households = [doors(session, poll) for poll in polls]
    with unprepared(database) as (bare, bare_way), database.app.app_context():
        way, engine = (database.transaction, db.engine) if prepared else (bare_way, bare)
        with slow_to_insert(engine):
            for n, (poll, at) in enumerate(zip(polls, households, strict=True)):
                counted, standing, acknowledged = close_while_voting(way, poll, at, delay=n % 8 / 1000)
                assert standing == acknowledged
                late += counted != standing
    return late


def test_no_ballot_slips_in_after_the_count_at_closing(database: Database) -> None:
    assert late_ballots(database, prepared=True) == 0


def test_without_our_settings_ballots_slip_in_after_the_count(database: Database) -> None:
    assert late_ballots(database, prepared=False) > ROUNDS // 4


def make_a_table_and_fail(way: Way) -> None:
    with way() as session:
        session.execute(text("CREATE TABLE half_done (n INTEGER)"))
        raise NotFound("anything")


def fail_and_be_counted(way: Way) -> None:
    with way() as session:
        record(session, "password", "x", NOW)
        raise SignInRefused("wrong")


def test_a_table_made_in_an_errand_that_fails_was_never_made(database: Database) -> None:
    with pytest.raises(NotFound):
        make_a_table_and_fail(database.transaction)
    with database.reading() as session:
        assert "half_done" not in inspect(session).get_table_names()


def test_without_our_settings_a_table_made_in_an_errand_that_fails_stays(sqlite: Database) -> None:
    with unprepared(sqlite) as (engine, way):
        with pytest.raises(NotFound):
            make_a_table_and_fail(way)
        assert "half_done" in inspect(engine).get_table_names()


def test_a_write_inside_a_look_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read.?only"), database.reading() as session:
        session.execute(text("DELETE FROM attempts"))
    with database.transaction() as session:
        session.execute(text("DELETE FROM attempts"))


def test_what_a_look_was_refused_stays_undone_although_looks_end_with_commit(database: Database) -> None:
    with database.transaction() as session:
        record(session, "password", "x", NOW)
    with database.reading() as session, suppress(DBAPIError):
        session.execute(text("DELETE FROM attempts"))
    with database.reading() as session:
        assert failed_under(session, "password", "x") == ("x",)


def test_postgresql_plans_a_look_once_and_not_at_every_look(postgresql: Database) -> None:
    for _ in range(8):  # the driver prepares at the fifth time
        with postgresql.reading() as session:
            failed_under(session, "password", "x")
    with postgresql.reading() as session:
        prepared = session.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
    assert any("attempts" in statement for statement in prepared)


def test_postgresql_is_asked_twice_beside_what_a_look_asks(postgresql: Database, tmp_path: Path) -> None:
    wire = tmp_path / "wire"
    with wire.open("wb") as file:
        with postgresql.reading() as session:
            driver: Any = session.connection.dbapi_connection
            driver.pgconn.trace(file.fileno())
        for _ in range(2):
            with postgresql.reading() as session:
                failed_under(session, "password", "x")
        driver.pgconn.untrace()
    asked = [line for line in wire.read_text("utf-8", "replace").splitlines() if re.search(r"\tF\t\d+\t(Query|Sync)", line)]
    assert len(asked) == 1 + 2 * 3, asked  # a look begins with its limits, asks, and ends; the first one was begun before


def test_connections_that_ended_while_nobody_used_them_are_replaced(postgresql: Database) -> None:
    with postgresql.reading(), postgresql.reading(), postgresql.reading() as session:
        failed_under(session, "password", "x")
    with psycopg.connect(postgresql.url.replace("+psycopg", ""), autocommit=True) as other:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        ended = other.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {mine}").fetchall()
    assert len(ended) >= 3
    with postgresql.transaction() as session:
        record(session, "password", "x", NOW)
    with postgresql.reading(), postgresql.reading(), postgresql.reading() as session:
        assert failed_under(session, "password", "x") == ("x",)


def test_a_look_sees_one_moment(database: Database) -> None:
    with database.reading() as session:
        assert failed_under(session, "password", "x") == ()
        with database.transaction() as writing:
            record(writing, "password", "x", NOW)
        assert failed_under(session, "password", "x") == ()


def test_what_a_counted_refusal_wrote_is_kept(database: Database) -> None:
    with pytest.raises(SignInRefused):
        fail_and_be_counted(database.transaction)
    with database.reading() as session:
        assert failed_under(session, "password", "x") == ("x",)


def test_a_write_transaction_inside_another_is_refused_instead_of_waiting_for_itself(sqlite: Database) -> None:
    with sqlite.transaction(), pytest.raises(RuntimeError, match="inside"), sqlite.transaction():
        pass
    with sqlite.transaction() as session:
        record(session, "password", "x", NOW)


def test_sqlite_keeps_what_it_acknowledged(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        settings = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
        assert settings == {"journal_mode": "wal", "synchronous": 2}
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
