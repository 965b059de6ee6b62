"""Publishing: what was posted stays as it was, and is corrected only by a further notice that says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.notice import Notice
from surveys.core.outcome import outcome_digest
from surveys.core.outcome.telling import public
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll, PollState
from surveys.core.seal import HeadWhy
from surveys.core.staff import Installation
from surveys.core.tally import Basis
from surveys.services.household import answer_page
from surveys.services.life import review
from surveys.services.notice import draft, earliest_end, notice_desk, posted_pdf, publish, published
from surveys.services.outcome import decide, record_finding
from surveys.services.poll import public_list
from surveys.services.seal import seal_poll
from surveys.store import poll as stored
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, DURING, NOW, PAPER, WANG, doors, opened, posted, voted

UNTIL = date(2026, 12, 31)
JIE = Installation("jie")
FOUND = Finding(Gate.COMMITTEE, Checkpoint.C1, FindingStatus.PASS, Decider.STREET, "Li", AFTER, note="on file")


def answered(session: Connection) -> Poll:
    poll = opened(session)
    for place, door in enumerate(doors(session, poll)[:3]):
        voted(session, door, "no" if place == 0 else "yes", "roof")
    return poll


def looked_over(session: Connection) -> Poll:
    return review(session, DISTRICT, answered(session).id, by=WANG, now=AFTER)


def post(session: Connection, poll: Poll, reason: str = "", until: date = UNTIL) -> Notice:
    return posted(session, poll.id, until=until, reason=reason, by=JIE)


def test_a_notice_keeps_what_was_posted_word_for_word(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        notice = post(session, poll)
    with database.reading() as session:
        kept = published(session, poll.id)
        assert kept.notices == (notice,)
        outcome = public(decide(session, DISTRICT, poll.id, now=AFTER))
        assert (kept.notice().outcome, kept.notice().digest) == (outcome, outcome_digest(outcome))
        assert (notice.number, notice.reason, notice.until, notice.published_by) == (1, "", UNTIL, "jie")


def test_a_poll_is_published_from_its_first_notice_on(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        assert stored.poll(session, DISTRICT, poll.id).state(AFTER) is PollState.CLOSED
        post(session, poll)
        found = stored.poll(session, DISTRICT, poll.id)
        assert (found.state(AFTER), found.published_at) == (PollState.PUBLISHED, AFTER)
        assert found.state(AFTER).ended
        assert public_list(session, now=AFTER)[0] == (found,)
        door = doors(session, poll)[0]
        assert answer_page(session, door, now=AFTER).state is PollState.PUBLISHED


def test_publishing_changes_no_figure(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        before = decide(session, DISTRICT, poll.id, now=AFTER)
        post(session, poll)
        after = decide(session, DISTRICT, poll.id, now=AFTER)
    assert after.digest == before.digest
    assert public(after) == public(before)


def test_the_receipts_of_all_counted_ballots_are_posted_in_order(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        owner, other, tenant = doors(session, poll)[:3]
        receipts = [voted(session, door, "yes").receipt for door in (owner, other)]
        replaced = voted(session, other, "no").receipt
        said = voted(session, tenant, "no", who="t").receipt
        outcome = post(session, poll).outcome
    assert outcome
    assert outcome.receipts == {Capacity.OWNER: tuple(sorted([receipts[0], replaced])), Capacity.OCCUPANT: (said,)}
    assert len(outcome.receipts[Capacity.OWNER]) == outcome.turnout.counts[Basis.HOUSEHOLDS].answered


@pytest.mark.parametrize("now", [NOW, DURING])
def test_what_still_runs_is_not_published(database: Database, now: object) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(NotAllowed, match="scheduled" if now is NOW else "open"):
            posted(session, poll.id, until=UNTIL, by=JIE, now=now)  # type: ignore[arg-type]


def test_a_notice_hangs_for_seven_days_at_least(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        early = earliest_end(AFTER) - timedelta(days=1)
        with pytest.raises(Rejected) as refused:
            post(session, poll, until=early)
        assert [problem.code for problem in refused.value.problems] == ["notice_too_short"]
        assert refused.value.problems[0].detail == {"earliest": earliest_end(AFTER).isoformat()}
        assert post(session, poll, until=earliest_end(AFTER)).number == 1


def test_a_notice_does_not_hang_for_more_than_a_year(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(Rejected) as refused:
            post(session, poll, until=date(2028, 1, 1))
        assert [problem.code for problem in refused.value.problems] == ["notice_too_long"]


def test_the_last_day_alone_can_be_corrected(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        first = post(session, poll, until=date(2027, 5, 1))
        with pytest.raises(Rejected):
            post(session, poll)
        second = post(session, poll, "the wrong month")
    assert (second.number, second.until, second.digest) == (2, UNTIL, first.digest)


def test_only_what_was_looked_at_is_posted(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        seen = notice_desk(session, DISTRICT, poll.id, now=AFTER).digest
        record_finding(session, DISTRICT, poll.id, FOUND, by=JIE, now=AFTER)
        with pytest.raises(Rejected) as refused:
            posted(session, poll.id, until=UNTIL, seen=seen, by=JIE)
        assert [problem.code for problem in refused.value.problems] == ["changed_since"]
        now_seen = notice_desk(session, DISTRICT, poll.id, now=AFTER).digest
        assert posted(session, poll.id, until=UNTIL, seen=now_seen, by=JIE).number == 1


def test_a_draft_is_posted_only_while_it_is_still_what_would_be_said(database: Database) -> None:
    with database.transaction() as session:
        poll = looked_over(session)
        made = draft(session, DISTRICT, poll.id, until=UNTIL, by=JIE, now=AFTER)
        record_finding(session, DISTRICT, poll.id, FOUND, by=JIE, now=AFTER)
        with pytest.raises(Rejected) as refused:
            publish(session, DISTRICT, made, PAPER, by=JIE, now=AFTER)
        assert [problem.code for problem in refused.value.problems] == ["changed_since"]


def test_of_two_drafts_made_side_by_side_one_is_posted(database: Database) -> None:
    with database.transaction() as session:
        poll = looked_over(session)
        first, second = (draft(session, DISTRICT, poll.id, until=UNTIL, by=JIE, now=AFTER) for _ in range(2))
        publish(session, DISTRICT, first, PAPER, by=JIE, now=AFTER)
        with pytest.raises(NotAllowed, match="nothing_to_correct"):
            publish(session, DISTRICT, second, PAPER, by=JIE, now=AFTER)


def test_a_notice_is_not_posted_without_its_paper(database: Database) -> None:
    with database.transaction() as session:
        made = draft(session, DISTRICT, looked_over(session).id, until=UNTIL, by=JIE, now=AFTER)
        with pytest.raises(ValueError, match="hung up"):
            publish(session, DISTRICT, made, b"", by=JIE, now=AFTER)


@pytest.mark.parametrize("later", [timedelta(minutes=11), -timedelta(seconds=1)])
def test_a_draft_of_another_time_is_not_posted(database: Database, later: timedelta) -> None:
    with database.transaction() as session:
        made = draft(session, DISTRICT, looked_over(session).id, until=UNTIL, by=JIE, now=AFTER)
        with pytest.raises(Rejected) as refused:
            publish(session, DISTRICT, made, PAPER, by=JIE, now=AFTER + later)
        assert [problem.code for problem in refused.value.problems] == ["changed_since"]


def test_whoever_prints_a_notice_later_gets_the_same_bytes(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        post(session, poll)
        record_finding(session, DISTRICT, poll.id, FOUND, by=JIE, now=AFTER)
        assert posted_pdf(session, DISTRICT, poll.id, 1) == PAPER
        with pytest.raises(NotFound):
            posted_pdf(session, Jurisdiction(compound=poll.compound.id + 1), poll.id, 1)
        with pytest.raises(NotFound):
            posted_pdf(session, DISTRICT, poll.id, 2)


def test_nothing_is_posted_twice(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        post(session, poll)
        assert not notice_desk(session, DISTRICT, poll.id, now=AFTER).differs
        with pytest.raises(NotAllowed, match="nothing_to_correct"):
            post(session, poll, "again")


def test_a_correction_says_why_and_leaves_the_first_notice_as_it_was(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        first = post(session, poll, "a first notice needs no reason")
        record_finding(session, DISTRICT, poll.id, FOUND, by=JIE, now=AFTER)
        assert notice_desk(session, DISTRICT, poll.id, now=AFTER).differs
        for reason, code in (("  ", "correction_without_reason"), ("x" * 201, "reason_too_long")):
            with pytest.raises(Rejected) as refused:
                post(session, poll, reason)
            assert [problem.code for problem in refused.value.problems] == [code]
        second = post(session, poll, " the committee is on file ")
        found = published(session, poll.id)
    assert (first.reason, second.reason, second.number) == ("", "the committee is on file", 2)
    assert found.notices == (first, second)
    assert found.notice() == second
    assert found.notice(1) == first
    for number in (0, 3):
        with pytest.raises(NotFound):
            found.notice(number)


def test_what_was_never_posted_is_not_there(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        published(session, answered(session).id)


def test_nobody_publishes_outside_their_scope(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        with pytest.raises(NotFound):
            posted(session, poll.id, until=UNTIL, within=Jurisdiction(compound=poll.compound.id + 1))


def test_who_published_is_on_record(database: Database) -> None:
    with database.transaction() as session:
        poll = answered(session)
        notice = post(session, poll)
        row = session.execute(text("SELECT actor, detail FROM entries WHERE act = 'published'")).one()
    assert row.actor == "jie"
    assert notice.digest in row.detail


@pytest.mark.parametrize("command", ["UPDATE notices SET reason = 'x'", "DELETE FROM notices"])
def test_a_notice_is_neither_changed_nor_taken_down(database: Database, command: str) -> None:
    with database.transaction() as session:
        post(session, answered(session))
    with pytest.raises(DBAPIError, match="notices keeps what it has"), database.transaction() as session:
        session.execute(text(command))


def test_acts_that_are_sealed_while_the_paper_is_pressed_keep_nobody_from_posting(database: Database) -> None:
    with database.transaction() as session:
        poll = looked_over(session)
    with database.reading() as session:
        made = draft(session, DISTRICT, poll.id, until=UNTIL, by=JIE, now=AFTER)
    with database.transaction() as session:
        seal_poll(session, poll.id, HeadWhy.BATCH, now=AFTER)
        publish(session, DISTRICT, made, PAPER, by=JIE, now=AFTER)
    with database.reading() as session:
        assert published(session, poll.id).notice().opened == made.opened
