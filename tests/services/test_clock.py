"""Time never runs back: a clock behind what was done already takes nothing until it is right, or somebody says it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from surveys.core.errors import ClockBehind, PollNotOpen, Rejected
from surveys.core.poll import PollState
from surveys.core.staff import Installation
from surveys.services import life
from surveys.services.clock import accept_clock, clock_state
from surveys.services.watch import tick
from surveys.store import clock, entry
from surveys.store.db import transaction as with_clock
from surveys.store.poll import poll as stored_poll
from tests.acts import last
from tests.conftest import Database
from tests.factories import AFTER, CLOSES, DISTRICT, DURING, LI, WANG, doors, opened, voted

MACHINE = Installation("cli")
BACK = timedelta(days=17)


def test_a_clock_that_is_set_back_takes_no_ballot_and_writes_nothing(database: Database) -> None:
    with database.transaction() as session:
        first, second, *_ = doors(session, opened(session))
        voted(session, first)
    with pytest.raises(ClockBehind) as refused, database.app.app_context(), with_clock(lambda: DURING - BACK) as session:
        voted(session, second, now=DURING - BACK)
    assert (refused.value.at, refused.value.newest) == (DURING - BACK, DURING)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM revisions")).scalar_one() == 1


def test_a_machine_a_little_behind_goes_on_at_the_time_of_the_newest_act(database: Database) -> None:
    little = DURING - clock.TOLERANCE
    with database.transaction() as session:
        first, second, *_ = doors(session, opened(session))
        voted(session, first)
    with database.app.app_context(), with_clock(lambda: little) as session:
        assert voted(session, second, now=little).cast_at == DURING


def test_whoever_waited_past_the_end_is_refused_though_they_asked_before_it(database: Database) -> None:
    with database.transaction() as session:
        door = doors(session, opened(session))[0]
    with pytest.raises(PollNotOpen) as refused, database.app.app_context(), with_clock(lambda: CLOSES) as session:
        voted(session, door, now=CLOSES - timedelta(seconds=1))
    assert refused.value.reason == PollState.CLOSED


@pytest.mark.by_hand
def test_no_transaction_with_a_clock_writes_while_that_is_behind(database: Database) -> None:
    """Also one that asks nobody for the time, and whose acts are of no poll."""
    with database.transaction() as session:
        entry.enter(session, "wave_made", by=LI, now=DURING)
    with pytest.raises(ClockBehind), database.app.app_context(), with_clock(lambda: DURING - BACK) as session:
        entry.enter(session, "wave_made", by=WANG, now=DURING - BACK)
    with database.reading() as session:
        assert session.execute(text("SELECT actor FROM entries")).scalars().all() == ["li"]


def test_what_the_keeper_of_the_time_has_seen_counts_as_an_act(database: Database) -> None:
    with database.transaction() as session:
        opened(session)
        assert tick(session, "one", now=DURING) == 0
    with pytest.raises(ClockBehind), database.app.app_context(), with_clock(lambda: DURING - BACK) as session:
        tick(session, "one", now=DURING - BACK)
    with database.transaction() as session:
        clock.keep(session, DURING - BACK)
        assert clock_state(session, now=DURING).newest == DURING


def test_the_end_is_written_down_by_whoever_first_meets_it(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        life.review(session, DISTRICT, poll.id, by=LI, now=AFTER)
        assert stored_poll(session, DISTRICT, poll.id).closed_at == CLOSES
        assert last(session, "poll_closed")["closed_at_after"] == CLOSES.isoformat()


def test_a_clock_that_was_ahead_is_accepted_by_name_and_reason_and_then_all_goes_on(database: Database) -> None:
    ahead = DURING + timedelta(days=1)
    with database.transaction() as session:
        first, second, *_ = doors(session, opened(session))
        voted(session, first, now=ahead)
        tick(session, "one", now=ahead)
    with database.transaction() as session:
        with pytest.raises(Rejected):
            accept_clock(session, " ", by=MACHINE, now=DURING)
        assert clock_state(session, now=DURING).behind
        accept_clock(session, "the clock was a day ahead", by=MACHINE, now=DURING)
        assert last(session, "clock_accepted") == {"newest": ahead.isoformat(), "reason": "the clock was a day ahead"}
        assert not clock_state(session, now=DURING).behind
    with database.app.app_context(), with_clock(lambda: DURING) as session:
        assert voted(session, second, now=DURING).cast_at == DURING
        tick(session, "one", now=DURING)


def test_a_clock_that_is_right_is_accepted_without_a_trace(database: Database) -> None:
    with database.transaction() as session:
        opened(session)
        accept_clock(session, "why not", by=MACHINE, now=DURING)
        assert session.execute(text("SELECT count(*) FROM entries WHERE act = 'clock_accepted'")).scalar_one() == 0


def test_the_comparison_costs_a_ballot_no_statement(database: Database) -> None:
    with database.transaction() as session:
        first, second, *_ = doors(session, opened(session))
    with database.counted() as plain, database.transaction() as session:
        voted(session, first)
    with database.counted() as compared, with_clock(lambda: DURING) as session:
        voted(session, second)
    assert len(compared) == len(plain)


def test_what_is_known_is_the_last_row_of_each_table_by_its_key(sqlite: Database) -> None:
    query = str(select(clock.NEWEST).compile(compile_kwargs={"literal_binds": True}))
    with sqlite.reading() as session:
        plan = [row[3] for row in session.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    for table in ("entries", "revisions", "co_votes"):
        assert f"SEARCH {table} USING INTEGER PRIMARY KEY (rowid>?)" in plan
