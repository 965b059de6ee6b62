"""Printing papers: refused in every wrong state and to the wrong people, frozen, and written down copy by copy."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.core.errors import NotEntitled, NotFound
from surveys.core.paper import PaperFormat, PaperNotNow, Printable, paper_refusal
from surveys.core.place import Jurisdiction
from surveys.core.poll import PollState
from surveys.core.staff import Right, Role
from surveys.paper.papers import PAPERS
from surveys.services.paper import Pressed, copy_again, paper_desk, print_paper
from surveys.services.replay import replay_ledger
from surveys.words.paper import REFUSED_PAPERS
from tests.acts import last
from tests.conftest import Database
from tests.factories import AFTER, DISTRICT, LI, opened
from tests.services.test_life import brought_to
from tests.witness import member

MADE = Pressed(PaperFormat.PDF, "s" * 64, b"%PDF-1.7 one")
ANY = Printable("any", "随便", frozenset(PollState), Right.LOOK, exact=False)


@pytest.mark.parametrize("state", PollState)
def test_a_paper_is_printed_in_the_states_of_its_row_and_refused_in_all_others(database: Database, state: PollState) -> None:
    with database.transaction() as session:
        poll, at = brought_to(session, state)
        for row in PAPERS.values():
            paper = row.printable
            if state in paper.states:
                assert print_paper(session, DISTRICT, poll.id, paper, MADE, by=LI, now=at)[0].number == 1
                continue
            with pytest.raises(PaperNotNow) as refused:
                print_paper(session, DISTRICT, poll.id, paper, MADE, by=LI, now=at)
            assert refused.value.reason in REFUSED_PAPERS
        assert set(paper_desk(session, DISTRICT, poll.id, now=at).last) == {
            key for key, row in PAPERS.items() if state in row.printable.states
        }


@pytest.mark.parametrize("state", PollState)
@pytest.mark.parametrize("only", PollState)
def test_every_refusal_of_every_paper_there_may_be_has_words(state: PollState, only: PollState) -> None:
    why = paper_refusal(replace(ANY, states=frozenset({only})), state)
    assert (why == "") is (state is only)
    assert not why or why in REFUSED_PAPERS


def test_the_same_source_is_the_same_file_and_every_copy_is_written_down(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        first = print_paper(session, DISTRICT, poll.id, ANY, MADE, by=LI, now=AFTER)
        again = print_paper(session, DISTRICT, poll.id, ANY, replace(MADE, content=b"%PDF other"), by=LI, now=AFTER)
        assert first[1] == again[1] == MADE.content
        assert [copy.number for copy, _ in (first, again)] == [1, 2]
        assert first[0].digest == again[0].digest == sha256(MADE.content).hexdigest()
        other = print_paper(session, DISTRICT, poll.id, ANY, replace(MADE, source="t" * 64, content=b"2"), by=LI, now=AFTER)
        assert other[1] == b"2"
        assert last(session, "paper_printed")["copy_after"] == 3
        assert copy_again(session, DISTRICT, poll.id, ANY, 2) == again
        with pytest.raises(NotFound):
            copy_again(session, DISTRICT, poll.id, ANY, 4)


def test_whoever_lacks_its_right_or_reach_prints_nothing(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        letters = replace(ANY, right=Right.LETTERS)
        with pytest.raises(NotEntitled):
            print_paper(session, DISTRICT, poll.id, letters, MADE, by=member(Role.OWNERS), now=AFTER)
        with pytest.raises(NotFound):
            print_paper(session, Jurisdiction(compound=poll.compound.id + 1), poll.id, ANY, MADE, by=LI, now=AFTER)
        assert paper_desk(session, DISTRICT, poll.id, now=AFTER).last == {}


@pytest.mark.parametrize("table", ["paper_files", "paper_copies"])
@pytest.mark.parametrize("change", ["UPDATE {} SET paper = 'x'", "DELETE FROM {}"])
def test_no_copy_is_changed_or_taken_out(database: Database, table: str, change: str) -> None:
    with database.transaction() as session:
        poll = opened(session)
        print_paper(session, DISTRICT, poll.id, ANY, MADE, by=LI, now=AFTER)
    with pytest.raises(DBAPIError, match=f"{table} keeps what it has"), database.transaction() as session:
        session.execute(text(change.format(table)))


def test_a_copy_of_which_the_ledger_knows_nothing_is_found(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        print_paper(session, DISTRICT, poll.id, ANY, MADE, by=LI, now=AFTER)
        assert replay_ledger(session).differences == ()
        session.execute(
            text(
                "INSERT INTO paper_copies (poll_id, paper, number, file_id, at, by) "
                "SELECT poll_id, paper, 2, file_id, at, by FROM paper_copies"
            )
        )
        assert replay_ledger(session).differences != ()
        session.rollback()
