"""A letter is bound to the state of its poll, through whichever door it would leave, and says how the poll stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from surveys.core.errors import NotAllowed
from surveys.core.poll import Poll, PollState
from surveys.core.print_run import ANEW, HANDED_OUT, PRINTABLE, PrintReason
from surveys.paper.letter import letters_page
from surveys.services.letter import Letters, LettersWanted, print_letters, printed_before, reissue
from surveys.services.life import extend, pause
from surveys.services.print_run import write_down
from surveys.store import household
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import BASE_URL, DISTRICT, DURING, KEYS, LI, opened
from tests.services.test_life import brought_to


def printed(session: Connection, poll: Poll, at: datetime) -> Letters:
    return print_letters(session, DISTRICT, poll.id, LettersWanted(), keys=KEYS, base_url=BASE_URL, by=LI, now=at)


def once_more(session: Connection, poll: Poll, number: int, at: datetime) -> Letters:
    return printed_before(session, DISTRICT, poll.id, number, keys=KEYS, base_url=BASE_URL, by=LI, now=at)


def test_every_reason_for_printing_says_in_which_states_it_holds() -> None:
    assert set(PRINTABLE) == set(PrintReason)
    assert frozenset({PollState.SCHEDULED, PollState.OPEN}) == HANDED_OUT
    assert all(PRINTABLE[reason] - HANDED_OUT == {PollState.PAUSED} for reason in ANEW)


@pytest.mark.parametrize("state", list(PollState))
def test_letters_leave_while_somebody_can_answer_or_soon_can(database: Database, state: PollState) -> None:
    with database.transaction() as session:
        poll, at = brought_to(session, state)
        if state in HANDED_OUT:
            made = printed(session, poll, at)
            assert (made.state, bool(made.letters)) == (state, True)
        else:
            with pytest.raises(NotAllowed, match=state.value):
                printed(session, poll, at)


@pytest.mark.parametrize("state", [state for state in PollState if state is not PollState.DRAFT])
@pytest.mark.parametrize("reason", list(PrintReason))
def test_a_run_is_given_once_more_only_while_it_could_be_made(
    database: Database, state: PollState, reason: PrintReason
) -> None:
    with database.transaction() as session:
        poll, at = brought_to(session, state)
        epochs = {row.household.id: row.epoch for row in household.frozen(session, poll.id)}
        run = write_down(session, poll, epochs, reason=reason, remark="字", by=LI, now=at)
        if state in PRINTABLE[reason]:
            assert once_more(session, poll, run.number, at).state is state
        else:
            with pytest.raises(NotAllowed, match=state.value):
                once_more(session, poll, run.number, at)


@pytest.mark.parametrize("state", list(PollState))
def test_a_letter_is_issued_anew_in_a_pause_too_so_that_the_old_one_opens_nothing(
    database: Database, state: PollState
) -> None:
    with database.transaction() as session:
        poll, at = brought_to(session, state)
        home = next((row.household.id for row in household.frozen(session, poll.id)), 0)

        def anew() -> int:
            more = {"keys": KEYS, "base_url": BASE_URL, "by": LI, "now": at}
            return reissue(session, DISTRICT, poll.id, home, **more).epoch  # type: ignore[arg-type]

        if state in PRINTABLE[PrintReason.LOST]:
            assert anew() == 2
        else:
            with pytest.raises(NotAllowed, match=state.value):
                anew()


def test_a_letter_says_how_the_poll_stands_when_it_is_printed(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first = letters_page(printed(session, poll, DURING)).shared.words
        assert "截止前随时可以改" in first.about
        assert first.notes == ()
        extend(session, DISTRICT, poll.id, poll.closes_at + timedelta(days=3), reason="雨", by=LI, now=DURING)
        longer = letters_page(once_more(session, poll, 1, DURING)).shared.words
        assert longer.last_day != first.last_day
        assert longer.notes == (f"原定{first.last_day}，延长了",)
        pause(session, DISTRICT, poll.id, reason="查", by=LI, now=DURING)
        home = household.frozen(session, poll.id)[0].household.id
        again = reissue(session, DISTRICT, poll.id, home, keys=KEYS, base_url=BASE_URL, by=LI, now=DURING)
        page = letters_page(once_more(session, poll, again.run, DURING))
        assert "随时可以改" not in page.shared.words.about
        assert "现在暂停收回答" in page.shared.words.notes
        assert page.letters[0].anew == "补发 第2封，以前的作废"
