"""The life of a poll: every step for every role in every state, and what residents, clerks and clocks may make of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.core.ballot import Channel
from surveys.core.errors import NotAllowed, NotEntitled, NotFound, PollNotOpen, Rejected
from surveys.core.life import LONGEST_POLL, STEPS, Step
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll, PollState
from surveys.core.staff import RIGHTS, Installation, Role
from surveys.services import life, objection
from surveys.services.household import answer_page
from surveys.services.notice import draft, publish
from surveys.services.outcome import decide, decide_all
from surveys.services.poll import open_poll
from surveys.services.watch import SILENT, tick
from surveys.store.db import Connection
from surveys.store.poll import poll as stored_poll
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DURING, KEYS, LI, NOW, PAPER, RANDOM, WANG, doors, opened, posted, voted
from tests.services.test_poll import drafted, made
from tests.witness import member

UNTIL = date(2026, 12, 31)
FINISHED = AFTER + timedelta(days=40)
WHY = "雨太大，家家都要再看一看"


class _Undo(Exception):
    """Ends a transaction without a trace."""


@contextmanager
def undone(database: Database) -> Iterator[Connection]:
    """A transaction of which nothing is kept."""
    try:
        with database.transaction() as session:
            yield session
            raise _Undo
    except _Undo:
        return


def now_of(session: Connection, poll: Poll) -> Poll:
    return stored_poll(session, DISTRICT, poll.id)


def brought_to(session: Connection, state: PollState) -> tuple[Poll, datetime]:
    """A poll in this state, and a time at which it is."""
    if state is PollState.DRAFT:
        return drafted(session, "101"), NOW
    poll = opened(session)
    match state:
        case PollState.SCHEDULED:
            return poll, NOW
        case PollState.OPEN:
            return poll, DURING
        case PollState.PAUSED:
            return life.pause(session, DISTRICT, poll.id, reason=WHY, by=LI, now=DURING), DURING
        case PollState.CANCELLED:
            return life.cancel(session, DISTRICT, poll.id, reason=WHY, by=LI, now=DURING), AFTER
        case PollState.CLOSED:
            life.review(session, DISTRICT, poll.id, by=LI, now=AFTER)
            return now_of(session, poll), AFTER
        case PollState.PUBLISHED | PollState.FINAL:
            posted(session, poll.id, until=UNTIL)
    if state is PollState.FINAL:
        finalise(session, poll, LI)
    return now_of(session, poll), FINISHED


def finalise(session: Connection, poll: Poll, by: object, now: datetime = FINISHED) -> None:
    until = (now + timedelta(days=8)).date()
    made = draft(session, DISTRICT, poll.id, until=until, final=True, by=by, now=now)  # type: ignore[arg-type]
    publish(session, DISTRICT, made, PAPER, by=by, now=now)  # type: ignore[arg-type]


def corrected(session: Connection, poll: Poll, by: object, now: datetime) -> None:
    until = (now + timedelta(days=9)).date()
    made = draft(session, DISTRICT, poll.id, until=until, reason=WHY, by=by, now=now)  # type: ignore[arg-type]
    publish(session, DISTRICT, made, PAPER, by=by, now=now)  # type: ignore[arg-type]


def taken(session: Connection, poll: Poll, step: Step, by: object, now: datetime) -> None:
    """Take a step as the desk does."""
    who = {"by": by, "now": now}
    here = (session, DISTRICT, poll.id)
    steps: dict[Step, Callable[[], object]] = {
        Step.OPEN: lambda: open_poll(*here, keys=KEYS, random=RANDOM, **who),  # type: ignore[arg-type]
        Step.DROP: lambda: life.drop(*here, **who),  # type: ignore[arg-type]
        Step.EXTEND: lambda: life.extend(*here, CLOSES + timedelta(days=3), reason=WHY, **who),  # type: ignore[arg-type]
        Step.PAUSE: lambda: life.pause(*here, reason=WHY, **who),  # type: ignore[arg-type]
        Step.RESUME: lambda: life.resume(*here, reason=WHY, **who),  # type: ignore[arg-type]
        Step.CLOSE: lambda: life.close(*here, reason=WHY, **who),  # type: ignore[arg-type]
        Step.CANCEL: lambda: life.cancel(*here, reason=WHY, **who),  # type: ignore[arg-type]
        Step.REVIEW: lambda: life.review(*here, **who),  # type: ignore[arg-type]
        Step.PUBLISH: lambda: corrected(session, poll, by, now),
        Step.OBJECT: lambda: objection.record(*here, "3-1-201", "面积不对", **who),  # type: ignore[arg-type]
        Step.ANSWER: lambda: objection.answer(*here, _asked(session, poll), "量过了", adopted=False, **who),  # type: ignore[arg-type]
        Step.FINALISE: lambda: finalise(session, poll, by, now),
    }
    steps[step]()


def _asked(session: Connection, poll: Poll) -> int:
    found = objection.stored.objections(session, poll.id)
    return found[-1].id if found else 999


REPEATABLE = {Step.CLOSE: {PollState.CLOSED, PollState.PUBLISHED, PollState.FINAL}}
"""Steps that, taken again, change nothing and refuse nobody: a double click isn't an error."""


@pytest.mark.parametrize("state", PollState)
def test_a_step_is_taken_in_its_states_by_its_roles_and_otherwise_refused(database: Database, state: PollState) -> None:
    for step, allowed in STEPS.items():
        for role in Role:
            with undone(database) as session:
                poll, at = brought_to(session, state)
                if step is Step.ANSWER and state is PollState.PUBLISHED:
                    objection.record(session, DISTRICT, poll.id, "3-1-201", "面积不对", by=WANG, now=at)
                before = now_of(session, poll)
                if allowed.right not in RIGHTS[role]:
                    with pytest.raises(NotEntitled):
                        taken(session, poll, step, member(role), at)
                    assert now_of(session, poll) == before
                elif state in allowed.states:
                    taken(session, poll, step, member(role), at)
                elif state in REPEATABLE.get(step, ()):
                    taken(session, poll, step, member(role), at)
                    assert now_of(session, poll) == before
                else:
                    with pytest.raises((NotAllowed, NotFound)):
                        taken(session, poll, step, member(role), at)
                    assert now_of(session, poll) == before


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_nothing_is_changed_without_a_reason_that_can_be_printed(database: Database, reason: str) -> None:
    with database.transaction() as session:
        poll = opened(session)
        for act in (life.pause, life.close, life.cancel):
            with pytest.raises(Rejected) as refused:
                act(session, DISTRICT, poll.id, reason=reason, by=LI, now=DURING)
            assert [problem.field for problem in refused.value.problems] == ["reason"]
        assert now_of(session, poll) == poll


def test_an_extended_poll_takes_answers_until_later_and_keeps_what_its_letters_said(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        later = CLOSES + timedelta(days=7)
        life.extend(session, DISTRICT, poll.id, later, reason=WHY, by=LI, now=DURING)
        voted(session, doors(session, poll)[0], now=CLOSES + timedelta(days=6))
        found = now_of(session, poll)
        assert (found.state(CLOSES), found.closes_at, found.ended_at) == (PollState.OPEN, later, later)
        assert found.terms == poll.terms
        with pytest.raises(PollNotOpen):
            voted(session, doors(session, poll)[1], now=later)
        told = life.life(session, DISTRICT, poll.id, now=DURING).changes
        assert [(change.step, change.until, change.reason, change.by) for change in told] == [
            (Step.EXTEND, later, WHY, "li")
        ]


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        (CLOSES, ["not_later"]),
        (DURING, ["not_later"]),
        (CLOSES + LONGEST_POLL, ["open_too_long"]),
        (datetime(9999, 12, 31, tzinfo=CLOSES.tzinfo), ["open_too_long"]),
    ],
)
def test_a_date_that_looks_like_a_slip_is_asked_about(database: Database, until: datetime, codes: list[str]) -> None:
    with database.transaction() as session:
        poll = opened(session)
        with pytest.raises(Rejected) as refused:
            life.extend(session, DISTRICT, poll.id, until, reason=WHY, by=LI, now=DURING)
        assert [problem.code for problem in refused.value.problems] == codes
        if codes == ["open_too_long"]:
            meant = life.extend(session, DISTRICT, poll.id, until, reason=WHY, long=True, by=LI, now=DURING)
            assert meant.closes_at == until


def test_a_paused_poll_takes_no_answer_and_keeps_those_it_has(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first, second = doors(session, poll)[:2]
        ballot = voted(session, first)
        life.pause(session, DISTRICT, poll.id, reason=WHY, by=LI, now=DURING)
        for door in (first, second):
            with pytest.raises(PollNotOpen):
                voted(session, door, "no")
        life.resume(session, DISTRICT, poll.id, reason=WHY, by=LI, now=DURING)
        voted(session, second, "no")
        kept = answer_page(session, first, now=DURING).ballots
        assert [found.answers for found in kept.values()] == [ballot.answers]


def test_a_paused_poll_ends_at_its_time_and_was_not_extended_by_the_pause(database: Database) -> None:
    with database.transaction() as session:
        poll = life.pause(session, DISTRICT, opened(session).id, reason=WHY, by=LI, now=DURING)
        assert poll.state(CLOSES) is PollState.CLOSED


def test_whoever_wrote_answers_down_for_others_does_not_review_them(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        voted(session, doors(session, poll)[0], by=member(Role.COMMITTEE), channel=Channel.PAPER)
        with pytest.raises(NotAllowed, match="entered_for_others"):
            life.review(session, DISTRICT, poll.id, by=member(Role.COMMITTEE), now=AFTER)
        with pytest.raises(NotAllowed, match="not_reviewed"):
            draft(session, DISTRICT, poll.id, until=UNTIL, by=LI, now=AFTER)
        assert life.review(session, DISTRICT, poll.id, by=WANG, now=AFTER).reviewed_at == AFTER
        assert draft(session, DISTRICT, poll.id, until=UNTIL, by=LI, now=AFTER).number == 1


def test_a_compound_is_not_asked_twice_at_once_unless_that_is_meant(database: Database) -> None:
    with database.transaction() as session:
        first = opened(session, "101")
        second = drafted(session, "101", wave=made(session, "V"))
        how = {"keys": KEYS, "random": RANDOM, "by": LI, "now": NOW}
        with pytest.raises(Rejected) as refused:
            open_poll(session, DISTRICT, second.id, **how)  # type: ignore[arg-type]
        assert [problem.code for problem in refused.value.problems] == ["asked_twice"]
        life.cancel(session, DISTRICT, first.id, reason=WHY, by=LI, now=NOW)
        assert open_poll(session, DISTRICT, second.id, **how).opened_at == NOW  # type: ignore[arg-type]


def test_what_was_written_of_a_poll_is_neither_changed_nor_undone_by_hand(database: Database) -> None:
    with database.transaction() as session:
        poll = life.close(session, DISTRICT, opened(session).id, reason=WHY, by=LI, now=DURING)
    for statement in (
        "UPDATE polls SET closed_at = NULL",
        "UPDATE polls SET closes_at = '2027-01-01'",
        "UPDATE poll_changes SET reason = 'x'",
        "DELETE FROM poll_changes",
    ):
        with pytest.raises(DBAPIError, match="keeps what it has"), database.transaction() as session:
            session.execute(text(statement))
    with database.transaction() as session:
        assert now_of(session, poll).closed_at == DURING


@pytest.mark.parametrize("seed", range(12))
def test_a_clock_that_is_set_back_reopens_nothing(database: Database, seed: int) -> None:
    with database.transaction() as session:
        poll, over = opened(session), False
        for days in random.Random(seed).choices(range(-20, 40), k=6):
            at = NOW + timedelta(days=days)
            tick(session, "me", now=at)
            over = over or at >= CLOSES
            assert now_of(session, poll).state(at).ended is over
            assert now_of(session, poll).ended_at == CLOSES


def test_one_of_several_processes_keeps_the_time_and_another_takes_over(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        assert tick(session, "one", now=DURING) == 0
        assert tick(session, "two", now=DURING + SILENT) is None
        assert tick(session, "two", now=CLOSES) == 1
        assert tick(session, "one", now=CLOSES) is None
        assert tick(session, "one", now=DURING) == 0  # the clock was set back: nobody waits until it has caught up
        acts = session.execute(text("SELECT actor, act, poll_id FROM entries ORDER BY id DESC LIMIT 1")).one()
        assert tuple(acts) == ("clock", "poll_closed", poll.id)


def test_a_draft_that_was_dropped_is_gone_and_an_open_poll_is_not(database: Database) -> None:
    with database.transaction() as session:
        draft_ = drafted(session, "101")
        life.drop(session, DISTRICT, draft_.id, by=Installation("qu"), now=NOW)
        with pytest.raises(NotFound):
            now_of(session, draft_)


def test_what_was_called_off_is_never_counted(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        voted(session, doors(session, poll)[0])
        life.cancel(session, DISTRICT, poll.id, reason=WHY, by=LI, now=DURING)
        for at in (DURING, AFTER):
            with pytest.raises(NotAllowed, match="cancelled"):
                decide(session, DISTRICT, poll.id, now=at)
        assert list(decide_all(session, DISTRICT, now=AFTER)) == []
