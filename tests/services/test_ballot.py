"""A household at its door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed, PollNotOpen, Rejected
from surveys.core.poll import PollState
from surveys.core.submission import Origin
from surveys.services import ballot as service
from surveys.services.household import answer_page
from surveys.services.life import close as close_early
from surveys.store.ballot import ballots_t, revisions_t
from tests.conftest import Database
from tests.factories import AFTER, DISTRICT, DURING, KEYS, LI, NOW, RANDOM, WANG, answers, doors, opened
from tests.services.doorstep import a_door, cast, revisions, standing


def test_a_ballot_stands_after_it_was_cast(database: Database) -> None:
    _, door = a_door(database)
    ballot = cast(database, door, "yes", "roof", "lift")
    assert standing(database, door) == {Capacity.OWNER: ballot}
    assert ballot.answers == {"who": "o", "agree": "yes", "order": ("roof", "lift")}


def test_a_second_ballot_replaces_the_first_and_erases_nothing(database: Database) -> None:
    _, door = a_door(database)
    first, second = cast(database, door, "yes"), cast(database, door, "no")
    assert (first.revision, second.revision) == (1, 2)
    assert first.receipt != second.receipt
    assert standing(database, door) == {Capacity.OWNER: second}
    assert [(number, '"agree":"yes"' in answers) for number, answers in revisions(database)] == [(1, True), (2, False)]


def test_an_owners_ballot_and_an_occupants_opinion_stand_apart(database: Database) -> None:
    _, door = a_door(database)
    owner = cast(database, door, "yes")
    occupant = cast(database, door, "no", who="t")
    assert standing(database, door) == {Capacity.OWNER: owner, Capacity.OCCUPANT: occupant}
    assert (owner.revision, occupant.revision) == (1, 1)


def test_a_household_has_one_binding_ballot_even_for_somebody_who_writes_past_us(database: Database) -> None:
    poll, door = a_door(database)
    cast(database, door, "yes")
    again = {"poll_id": poll.id, "household_id": door.household_id, "capacity": "owner", "revision_id": 1}
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(insert(ballots_t).values(again))


@pytest.mark.parametrize("command", ["UPDATE revisions SET answers = '{}'", "DELETE FROM revisions"])
def test_a_revision_is_neither_changed_nor_erased(database: Database, command: str) -> None:
    _, door = a_door(database)
    ballot = cast(database, door, "yes")
    with pytest.raises(Exception, match="revisions keeps what it has"), database.transaction() as session:
        session.execute(text(command))
    assert standing(database, door) == {Capacity.OWNER: ballot}


def test_the_same_content_sent_twice_gives_its_first_receipt_again(database: Database) -> None:
    _, door = a_door(database)
    first = cast(database, door, "yes", submission="the-same-submission")
    assert cast(database, door, "yes", submission="the-same-submission", random=b"other" * 8) == first
    assert len(revisions(database)) == 1


def test_a_submission_sent_again_after_a_later_one_doesnt_bring_the_old_answers_back(database: Database) -> None:
    _, door = a_door(database)
    first = cast(database, door, "yes", submission="the-first-one")
    second = cast(database, door, "no")
    assert cast(database, door, "yes", submission="the-first-one") == first
    assert standing(database, door) == {Capacity.OWNER: second}


def test_a_submission_sent_again_after_closing_still_gets_its_receipt(database: Database) -> None:
    _, door = a_door(database)
    first = cast(database, door, "yes")
    assert cast(database, door, "yes", now=AFTER) == first


def test_another_households_submission_shows_nothing_of_it(database: Database) -> None:
    with database.transaction() as session:
        mine, others = doors(session, opened(session))[:2]
    theirs = cast(database, others, "no", submission="one-submission")
    ours = cast(database, mine, "yes", submission="one-submission")
    assert ours.household == mine.household_id
    assert ours.receipt != theirs.receipt


def test_fifty_phones_that_send_the_same_get_the_same_receipt(database: Database) -> None:
    _, door = a_door(database)
    with ThreadPoolExecutor(50) as pool:
        ballots = list(pool.map(lambda _: cast(database, door, "yes", submission="tapped-often"), range(50)))
    assert len({ballot.receipt for ballot in ballots}) == 1
    assert len(revisions(database)) == 1


def test_of_many_phones_of_one_household_one_is_first_and_the_others_are_told(database: Database) -> None:
    _, door = a_door(database)

    def one(n: int) -> str:
        try:
            origin = Origin(f"phone-number-{n}")
            with database.transaction() as session:
                service.cast(session, door, answers("yes"), origin=origin, keys=KEYS, random=RANDOM, now=DURING)
        except NotAllowed as refused:
            return refused.reason
        return "cast"

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(one, range(24)))
    assert told == ["cast", *["cast_elsewhere"] * 23]
    assert standing(database, door)[Capacity.OWNER].revision == 1


@pytest.mark.parametrize("submission", ["", "short", "x" * 65, "with spaces", "\x00" * 12])
def test_a_submission_without_a_proper_name_is_refused(database: Database, submission: str) -> None:
    _, door = a_door(database)
    with pytest.raises(Rejected, match="submission_unreadable"):
        cast(database, door, submission=submission)


def test_every_problem_of_the_answers_is_told_and_nothing_is_kept(database: Database) -> None:
    _, door = a_door(database)
    with pytest.raises(Rejected) as refused:
        cast(database, door, "perhaps", "moat")
    assert [problem.field for problem in refused.value.problems] == ["agree", "order"]
    assert revisions(database) == []


@pytest.mark.parametrize(("now", "state"), [(NOW, PollState.SCHEDULED), (AFTER, PollState.CLOSED)])
def test_before_opening_and_after_closing_nothing_is_accepted(database: Database, now: object, state: PollState) -> None:
    _, door = a_door(database)
    with pytest.raises(PollNotOpen) as refused:
        cast(database, door, now=now)
    assert refused.value.reason == state
    with database.reading() as session:
        assert answer_page(session, door, now=now).state is state  # type: ignore[arg-type]


def test_after_somebody_closed_the_poll_nothing_is_accepted(database: Database) -> None:
    poll, door = a_door(database)
    with database.transaction() as session:
        close_early(session, DISTRICT, poll.id, reason="all answered", by=LI, now=DURING)
    with pytest.raises(PollNotOpen):
        cast(database, door)


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.DOOR, Channel.CALL])
def test_staff_never_replace_what_a_household_said_itself(database: Database, channel: Channel) -> None:
    _, door = a_door(database)
    own = cast(database, door, "no")
    with pytest.raises(NotAllowed, match="own_ballot"):
        cast(database, door, "yes", channel=channel, by=WANG)
    assert standing(database, door) == {Capacity.OWNER: own}


def test_a_household_replaces_what_staff_entered_for_it(database: Database) -> None:
    _, door = a_door(database)
    entered = cast(database, door, "yes", channel=Channel.PAPER, by=WANG)
    corrected = cast(database, door, "abstain", channel=Channel.PAPER, by=WANG)
    own = cast(database, door, "no")
    assert [entered.revision, corrected.revision, own.revision] == [1, 2, 3]
    assert standing(database, door) == {Capacity.OWNER: own}


def test_an_occupants_own_answer_doesnt_keep_staff_from_entering_the_owners_paper(database: Database) -> None:
    _, door = a_door(database)
    cast(database, door, "no", who="t")
    assert cast(database, door, "yes", channel=Channel.PAPER, by=WANG).capacity is Capacity.OWNER


def test_the_pages_of_a_household_take_a_fixed_few_queries(database: Database) -> None:
    _, door = a_door(database)
    cast(database, door)
    standing(database, door)
    with database.counted() as page:
        standing(database, door)
    assert len(page) == 1
    with database.counted() as casting:
        cast(database, door, "no")
    assert len(casting) <= 5
    with database.counted() as repeating:
        cast(database, door, "no")
    assert len(repeating) <= 3


def test_looking_changes_nothing(database: Database) -> None:
    _, door = a_door(database)
    with database.reading() as session:
        answer_page(session, door, now=DURING)
        answer_page(session, door, now=DURING)
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(revisions_t)).scalar_one() == 0
