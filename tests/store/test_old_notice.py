"""Notices that a release before 0.3 posted stay as they were and are shown no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.core.errors import NotFound
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll, PollState
from surveys.services.poll import public_list, public_poll
from surveys.store import notice as stored
from surveys.store import poll as stored_poll
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, opened

LEAKING = json.dumps({"format": "sheet-v1", "digest": "ab" * 32, "list": {"lines": [{"support": None, "rank": 3}]}})


def posted_before(session: Connection, poll: Poll) -> None:
    """Post a notice as release 0.2 did."""
    row = {"poll": poll.id, "at": AFTER.replace(tzinfo=None).isoformat(" "), "document": LEAKING}
    command = (
        "INSERT INTO notices (poll_id, number, published_at, published_by, until, reason, document, sheet_digest)"
        " VALUES (:poll, 1, :at, 'jie', '2026-12-31', '', :document, 'x')"
    )
    session.execute(text(command), row)


@contextmanager
def as_of_release_02(database: Database) -> Iterator[None]:
    """The tables as they were, brought up to date in the end."""
    with database.app.app_context():
        downgrade(revision="0003")
    yield
    with database.app.app_context():
        upgrade()


@pytest.fixture
def poll(database: Database) -> Poll:
    """A poll of which release 0.2 posted a notice; the tables are of today."""
    with database.transaction() as session:
        made = opened(session)
    with as_of_release_02(database), database.transaction() as session:
        posted_before(session, made)
    return made


def test_an_old_notice_is_kept_and_not_shown(database: Database, poll: Poll) -> None:
    with database.reading() as session:
        (notice,) = stored.notices(session, poll.id)
        assert (notice.number, notice.digest, notice.outcome) == (1, "ab" * 32, None)
        assert session.execute(text("SELECT document FROM notices")).scalar_one() == LEAKING
        with pytest.raises(NotFound):
            stored.printed(session, poll.id, 1)


def test_its_poll_counts_as_closed_until_it_is_published_anew(database: Database, poll: Poll) -> None:
    with database.reading() as session:
        found = stored_poll.poll(session, DISTRICT, poll.id)
        assert (found.published_at, found.state(AFTER)) == (None, PollState.CLOSED)
        assert public_poll(session, poll.id, now=AFTER).stopped
        assert public_list(session, now=AFTER)[0] == ()


@pytest.mark.parametrize("command", ["UPDATE notices SET reason = 'x'", "DELETE FROM notices"])
def test_it_can_still_not_be_changed(database: Database, poll: Poll, command: str) -> None:
    with pytest.raises(DBAPIError, match="notices keeps what it has"), database.transaction() as session:
        session.execute(text(command))


def test_a_poll_of_which_nothing_was_posted_has_nothing_stopped(database: Database) -> None:
    with database.transaction() as session:
        made = opened(session)
        assert not public_poll(session, made.id, now=AFTER).stopped
