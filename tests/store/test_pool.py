"""The databases that the tests are lent: each finds its own as if it had just been made."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
from sqlalchemy import text

from surveys.store import entry
from tests.conftest import connected
from tests.factories import LI
from tests.postgres import Pool

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def entered(url: str) -> list[int]:
    """Enter an act; returns the numbers of all that are there."""
    with connected(url) as database:
        with database.transaction() as session:
            entry.enter(session, "wave_made", by=LI, now=NOW)
        with database.reading() as session:
            return list(session.execute(text("SELECT id FROM entries")).scalars())


def test_a_database_is_lent_again_empty_and_numbered_from_one(postgres_pool: Pool) -> None:
    with postgres_pool.lent() as url:
        assert entered(url) == [1]
    with postgres_pool.lent() as again:
        assert again == url
        assert entered(again) == [1]


def test_whoever_is_still_connected_is_sent_away(postgres_pool: Pool) -> None:
    with postgres_pool.lent() as url:
        left = psycopg.connect(url.replace("+psycopg", ""))
        left.execute("SELECT * FROM entries")  # a transaction that nobody ends, and its lock
    with postgres_pool.lent() as again:
        assert again == url
    left.close()


def test_a_database_with_other_tables_is_not_lent_again(postgres_pool: Pool) -> None:
    changes = (
        "CREATE TABLE counter (n INTEGER)",
        "ALTER TABLE waves ADD COLUMN more INTEGER",
        "ALTER TABLE entries DISABLE TRIGGER ALL",
        "ALTER TABLE waves ALTER COLUMN title DROP NOT NULL",
    )
    for change in changes:
        with postgres_pool.lent() as url, psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(change)
        with postgres_pool.lent() as other:
            assert other != url, change
