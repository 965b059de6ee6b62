"""Keeping the time: what is due is done by one process, whatever else runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from surveys.cli import watch as command
from surveys.core.ballot import Capacity
from surveys.services.contact import leave_contact
from surveys.services.watch import CLOCK
from surveys.store import watch
from surveys.store.db import reading, transaction
from tests.cli.conftest import Installation
from tests.factories import AFTER, DURING, at_home, doors, opened, voted

LATER = AFTER + timedelta(days=400)


def test_whoever_keeps_the_time_deletes_what_is_overdue(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "now", lambda: LATER)
    with empty.app.app_context(), transaction() as session:
        door = doors(session, opened(session))[0]
        voted(session, door)
        door = at_home(session, door, "")[0]
        leave_contact(session, door, Capacity.OWNER, "139 0000 0001", agreed=True, now=DURING)
    assert "记下了1个征询的截止" in empty.done("keep-time", "--once")
    with empty.app.app_context(), reading() as session:
        assert session.execute(text("SELECT count(*) FROM contacts")).scalar_one() == 0
        assert session.execute(text("SELECT count(*) FROM polls WHERE closed_at = closes_at")).scalar_one() == 1


def test_a_second_process_leaves_it_to_the_first(empty: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "now", lambda: LATER)
    with empty.app.app_context(), transaction() as session:
        opened(session)
        assert watch.take(session, CLOCK, "the first", now=LATER, silent=(LATER, LATER))
    assert "另一个进程在做" in empty.done("keep-time", "--once")
    with empty.app.app_context(), reading() as session:
        assert session.execute(text("SELECT count(*) FROM polls WHERE closed_at IS NOT NULL")).scalar_one() == 0
