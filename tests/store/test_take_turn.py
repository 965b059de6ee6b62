"""Two clerks at once: what one reads and then writes, the other reads afterwards, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from time import sleep

from surveys.store.db import take_turn
from surveys.store.sent_form import SentForm, keep_sent, left_by
from tests.conftest import Database


def test_whoever_has_the_turn_reads_and_writes_before_the_other_reads(database: Database) -> None:
    start = Barrier(2)

    def clerk(name: str) -> str | None:
        start.wait()
        with database.transaction() as session:
            take_turn(session)
            seen = left_by(session, "page")
            sleep(0.1)
            keep_sent(session, SentForm(name, "page", datetime.now(UTC), "/", "", name))
        return seen

    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(clerk, ("a", "b")))
    assert seen in ([None, "a"], ["b", None])
