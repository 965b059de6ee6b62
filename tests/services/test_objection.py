"""Objections: written down, answered once, and in the way of the final notice until then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from surveys.core.errors import NotAllowed, NotFound
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import PollState
from surveys.services import life, objection
from tests.conftest import Database
from tests.factories import AFTER, LI, WANG
from tests.services.test_life import FINISHED, brought_to, finalise, now_of


def test_an_objection_is_answered_once(database: Database) -> None:
    with database.transaction() as session:
        poll, at = brought_to(session, PollState.PUBLISHED)
        found = objection.record(session, DISTRICT, poll.id, "3-1-201", "面积不对", by=LI, now=at)
        assert objection.record(session, DISTRICT, poll.id, "3-1-201", "面积不对", by=LI, now=at) == found
        answered = objection.answer(session, DISTRICT, poll.id, found.id, "量过", adopted=True, by=WANG, now=at)
        again = objection.answer(session, DISTRICT, poll.id, found.id, "量过", adopted=True, by=LI, now=at)
        assert again == answered
        with pytest.raises(NotAllowed, match="answered_before"):
            objection.answer(session, DISTRICT, poll.id, found.id, "没量", adopted=True, by=LI, now=at)
        with pytest.raises(NotFound):
            objection.answer(session, Jurisdiction(street=99), poll.id, found.id, "量过", adopted=True, by=LI, now=at)


def test_an_open_objection_and_a_notice_that_is_still_up_keep_a_result_from_being_final(database: Database) -> None:
    with database.transaction() as session:
        poll, at = brought_to(session, PollState.PUBLISHED)
        with pytest.raises(NotAllowed, match="notice_still_up"):
            finalise(session, poll, LI, AFTER + timedelta(days=1))
        found = objection.record(session, DISTRICT, poll.id, "3-1-201", "面积不对", by=LI, now=at)
        with pytest.raises(NotAllowed, match="objections_open"):
            finalise(session, poll, LI)
        objection.answer(session, DISTRICT, poll.id, found.id, "量过了，没错", adopted=False, by=LI, now=at)
        finalise(session, poll, LI)
        last = life.life(session, DISTRICT, poll.id, now=FINISHED).notices[-1]
        assert (last.final, last.reason, now_of(session, poll).state(FINISHED)) == (True, "", PollState.FINAL)
