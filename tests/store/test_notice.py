"""A notice comes back as it was posted, with the bytes that hang; what is for the committee alone is never in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.errors import NotFound
from surveys.core.notice import Notice
from surveys.core.outcome.telling import exact
from surveys.core.place import CHINA, DISTRICT
from surveys.core.poll import Poll
from surveys.store import notice as stored
from surveys.store import poll as stored_poll
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import opened
from tests.words.small_outcomes import compound, decided, posted

OUTCOME = decided(*compound(2))
PRINTED = b"%PDF-1.7 as it hangs"


def notice_of(poll: Poll) -> Notice:
    return replace(posted(OUTCOME), poll_id=poll.id)


def kept(session: Connection) -> Notice:
    """A notice of a new poll, posted."""
    notice = notice_of(opened(session))
    stored.post(session, notice, OUTCOME.digest, PRINTED)
    return notice


def test_a_poll_is_told_from_the_moment_of_its_notice_whatever_zone_that_is_said_in(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        notice = notice_of(poll)
        there = replace(notice, published_at=notice.published_at.astimezone(CHINA), final=True)
        stored.post(session, there, OUTCOME.digest, PRINTED)
    with database.reading() as session:
        told = stored_poll.poll(session, DISTRICT, poll.id)
        assert (told.published_at, told.final_at) == (notice.published_at, notice.published_at)


def test_a_notice_comes_back_as_it_was_posted(database: Database) -> None:
    with database.transaction() as session:
        notice = kept(session)
    with database.reading() as session:
        assert stored.notices(session, notice.poll_id) == (notice,)
        assert stored.printed(session, notice.poll_id, 1) == PRINTED
        with pytest.raises(NotFound):
            stored.printed(session, notice.poll_id, 2)


def test_a_document_is_read_once(database: Database) -> None:
    with database.transaction() as session:
        poll = kept(session).poll_id
        (first,), (second,) = stored.notices(session, poll), stored.notices(session, poll)
    assert first.outcome is second.outcome


def test_nothing_exact_is_posted_and_nothing_that_is_not_hung_up(database: Database) -> None:
    with database.transaction() as session:
        notice = notice_of(opened(session))
        for wrong, pdf in ((replace(notice, outcome=exact(OUTCOME)), PRINTED), (replace(notice, outcome=None), PRINTED)):
            with pytest.raises(ValueError, match="may be told"):
                stored.post(session, wrong, "x", pdf)
        with pytest.raises(ValueError, match="hung up"):
            stored.post(session, notice, "x", b"")
