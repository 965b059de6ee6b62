"""A ballot that is acknowledged is counted by the notice, whoever waits for whom and whatever the clocks show."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text

from surveys.core.notice import Notice
from surveys.core.poll import Poll
from surveys.services import casting, life, notice
from surveys.store import notice as stored_notice
from surveys.store.db import Connection
from tests.conftest import Database
from tests.sizes import sized
from tests.torture.late import Ending, fought
from tests.torture.result import Result

pytestmark = pytest.mark.by_hand  # closed and posted apart from the services in the last test


def test_whatever_is_acknowledged_is_counted_and_nothing_else(database: Database) -> None:
    found = Result()
    for number in range(len(Ending) * sized(1, 4, 40)):
        ending = tuple(Ending)[number % len(Ending)]
        found.add(fought(database, number, ending, longest=sized(0.05, 0.1, 0.5)))
    assert found.problems == []
    assert found.counts["acknowledged"] > 0
    assert found.counts["refused"] > 0


def test_the_search_finds_what_comes_of_a_time_that_is_read_before_the_lock(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was: the time is an argument, and neither the announced end nor the notice stands in the poll's row."""
    monkeypatch.setattr(casting, "moment", _as_asked)
    for service in (life, notice):
        monkeypatch.setattr(service, "with_end", _not_written)
    monkeypatch.setattr(notice.stored, "post", _beside_the_poll)
    found = Result()
    for number in range(sized(8, 20, 40)):
        found.add(fought(database, number, Ending.DEADLINE, longest=0.2))
        if found.counts["late"]:
            return
    pytest.fail(f"nothing was late: {found.said()}")


def _as_asked(_session: Connection, now: datetime, **_known: object) -> datetime:
    return now


def _not_written(_session: Connection, poll: Poll, _now: datetime) -> Poll:
    return poll


_posted = stored_notice.post


def _beside_the_poll(session: Connection, new: Notice, sheet_digest: str, pdf: bytes) -> None:
    _posted(session, new, sheet_digest, pdf)
    session.execute(text("UPDATE polls SET published_at = NULL WHERE id = :poll"), {"poll": new.poll_id})
