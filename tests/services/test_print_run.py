"""Print runs: who gets a letter, what is written down, and that their number of queries doesn't grow with the compound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from surveys.core.errors import NotAllowed, NotEntitled, NotFound, Rejected
from surveys.core.place import Jurisdiction
from surveys.core.poll import Poll
from surveys.core.print_run import PrintReason
from surveys.core.staff import Actor, Role, Staff
from surveys.services.letter import Letters, LettersWanted, print_letters, printed_before
from surveys.services.print_run import print_desk
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import AFTER, BASE_URL, DISTRICT, DURING, KEYS, LI, doors, letters_of, opened, opened_with, rows, voted

ALL = LettersWanted()
AGAIN = LettersWanted(again=True, reason=PrintReason.SPOILT)


def run(session: Connection, poll: Poll, wanted: LettersWanted = ALL, by: Actor = LI) -> Letters:
    return print_letters(session, DISTRICT, poll.id, wanted, keys=KEYS, base_url=BASE_URL, by=by, now=DURING)


def test_who_answered_as_owner_gets_no_letter_and_where_a_tenant_did_the_owner_still_does(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        every, there = letters_of(session, poll), doors(session, poll)
        voted(session, there[0], "yes", "roof")
        voted(session, there[1], "yes", "roof", who="t")
        made = run(session, poll)
        assert made.letters == every[1:]
        assert made.run
        assert (made.run.number, made.run.letters, made.run.left_out) == (1, 3, 1)


def test_a_run_covers_one_building_or_stairwell_and_the_next_what_is_left(database: Database) -> None:
    with database.transaction() as session:
        poll = opened_with(session, rows("101", "102") + rows("101", building="10"))
        assert [letter.address.building for letter in run(session, poll, LettersWanted(building="10")).letters] == ["10"]
        assert len(run(session, poll).letters) == 2
        with pytest.raises(Rejected, match="print_nothing"):
            run(session, poll)
        with pytest.raises(NotFound):
            run(session, poll, LettersWanted(building="99"))
        assert len(run(session, poll, AGAIN).letters) == 3
        desk = print_desk(session, DISTRICT, poll.id, now=DURING)
        assert [(done.number, done.letters) for done in desk.runs] == [(1, 1), (2, 2), (3, 3)]
        assert {step.run for step in desk.doorsteps} == {3}


@pytest.mark.parametrize("reason", [None, PrintReason.FIRST, PrintReason.LOST, PrintReason.SEEN, PrintReason.OTHER])
def test_the_same_letters_are_not_printed_again_without_a_reason_that_fits(
    database: Database, reason: PrintReason | None
) -> None:
    with database.transaction() as session:
        poll = opened(session)
        run(session, poll)
        with pytest.raises(Rejected):
            run(session, poll, replace(AGAIN, reason=reason))
        assert len(print_desk(session, DISTRICT, poll.id, now=DURING).runs) == 1


def test_letters_are_printed_in_ones_own_place_while_a_poll_runs_by_whoever_has_the_right(database: Database) -> None:
    more = {"keys": KEYS, "base_url": BASE_URL}
    with database.transaction() as session:
        poll = opened(session)
        with pytest.raises(NotFound):
            print_letters(session, Jurisdiction(street=99), poll.id, ALL, by=LI, now=DURING, **more)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed, match="closed"):
            print_letters(session, DISTRICT, poll.id, ALL, by=LI, now=AFTER, **more)  # type: ignore[arg-type]
        for role in (Role.HELPER, Role.OWNERS):
            with pytest.raises(NotEntitled):
                run(session, poll, by=Staff(9, "wang", "王", role, DISTRICT))


def test_only_whoever_made_a_run_gets_it_once_more(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        made = run(session, poll)
        more = {"keys": KEYS, "base_url": BASE_URL, "now": DURING}
        assert printed_before(session, DISTRICT, poll.id, 1, by=LI, **more).letters == made.letters  # type: ignore[arg-type]
        other = Staff(9, "zhou", "周", Role.DISTRICT, DISTRICT)
        with pytest.raises(NotFound):
            printed_before(session, DISTRICT, poll.id, 1, by=other, **more)  # type: ignore[arg-type]


def test_no_run_is_changed_or_taken_out(database: Database) -> None:
    with database.transaction() as session:
        run(session, opened(session))
    for act in ("DELETE FROM printed_letters", "UPDATE print_runs SET letters = 0", "UPDATE printed_letters SET epoch = 9"):
        with pytest.raises(Exception, match="keeps what it has"), database.transaction() as session:
            session.execute(text(act))


def test_the_queries_don_t_grow_with_the_compound(database: Database) -> None:
    with database.transaction() as session:
        few = opened(session)
        many = opened_with(session, rows(*(f"{n}0{d}" for n in range(1, 100) for d in (1, 2)), compound="B"), wave="V")
    numbers = [queries(database, poll) for poll in (few, many)]
    assert numbers[0] == numbers[1]
    assert max(numbers[0]) <= 14


def queries(database: Database, poll: Poll) -> tuple[int, int]:
    """Of a run, and of the page afterwards."""
    with database.counted() as statements:
        with database.transaction() as session:
            run(session, poll)
        printing = len(statements)
        with database.reading() as session:
            print_desk(session, DISTRICT, poll.id, now=DURING)
    return printing, len(statements) - printing
