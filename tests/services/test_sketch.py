"""Writing questionnaires and menus: every step kept, one step back, saved once and for good."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.core.errors import NotAllowed, NotEntitled, NotFound, Rejected
from surveys.core.questionnaire import Edition
from surveys.core.sketch import DocumentSort, moved, put
from surveys.core.staff import Role
from surveys.services.document import document_with, editions, known_documents, menus
from surveys.services.edition import edition_named, menu_named
from surveys.services.sketch import begin, begin_from_bank, parent_of, save, sketch_of, sketches_of, step, throw_away, undo
from surveys.services.wave import make_wave
from surveys.store.db import Connection
from tests.conftest import Database
from tests.factories import CLOSES, LI, NOW, OPENS, WANG, opened
from tests.witness import member

W1, MENU = edition_named("w1-2026"), menu_named("xuecheng-2021")


def renamed(session: Connection, title: str = "另一份") -> int:
    """A sketch made from the first wave's edition, under another title."""
    number = begin(session, W1, W1.digest, by=LI, now=NOW)
    step(session, number, replace(W1, title=title), by=LI, now=NOW)
    return number


def test_a_sketch_keeps_every_step_and_goes_one_back_and_forth(database: Database) -> None:
    with database.transaction() as session:
        number = renamed(session)
        kept = sketch_of(session, number, "li")
        assert (kept.paper.title, kept.version, parent_of(session, kept)) == ("另一份", 2, W1)
        undo(session, number, by=LI, now=NOW)
        assert sketch_of(session, number, "li").paper == W1
        undo(session, number, by=LI, now=NOW)
        assert sketch_of(session, number, "li").paper.title == "另一份"


def test_a_step_that_no_file_may_hold_is_refused_and_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        number = renamed(session)
        before = sketch_of(session, number, "li")
        for wrong in (
            replace(W1, title=""),
            replace(W1, questions=()),
            replace(W1, questions=moved(W1.questions, "who", 1)),
        ):
            with pytest.raises(Rejected):
                step(session, number, wrong, by=LI, now=NOW)
        step(session, number, before.paper, by=LI, now=NOW)
        assert sketch_of(session, number, "li") == before, "what changes nothing is no step"


def test_without_a_step_there_is_nothing_to_take_back(database: Database) -> None:
    with database.transaction() as session:
        number = begin(session, MENU, MENU.digest, by=LI, now=NOW)
        with pytest.raises(NotAllowed, match="sketch_no_step"):
            undo(session, number, by=LI, now=NOW)


def test_a_sketch_is_its_makers_alone(database: Database) -> None:
    with database.transaction() as session:
        number = renamed(session)
        for act in (
            lambda: sketch_of(session, number, "wang"),
            lambda: step(session, number, W1, by=WANG, now=NOW),
            lambda: undo(session, number, by=WANG, now=NOW),
            lambda: save(session, number, by=WANG, now=NOW),
        ):
            with pytest.raises(NotFound):
                act()
        throw_away(session, number, by=WANG)
        assert [kept.id for kept in sketches_of(session, "li")] == [number]
        assert sketches_of(session, "wang") == ()


def test_what_is_saved_is_there_for_waves_and_its_sketch_is_gone(database: Database) -> None:
    with database.transaction() as session:
        saved = save(session, renamed(session), by=LI, now=NOW)
        assert (saved.key, sketches_of(session, "li")) == ("w1-2026-2", ())
        assert document_with(session, DocumentSort.EDITION, saved.digest) == saved
        assert list(editions(session)) == ["w1-2026-2", "w1-2026"]
        [first, second] = known_documents(session, DocumentSort.EDITION)
        assert first.saved
        assert (first.paper, first.saved.by, first.saved.parent, second.saved) == (saved, "li", W1.digest, None)
        assert isinstance(saved, Edition)
        wave = make_wave(session, "W", saved, OPENS, CLOSES, by=LI, now=NOW)
        assert known_documents(session, DocumentSort.EDITION)[0].waves == ((wave.id, "W"),)


def test_a_menu_is_saved_the_same_way_and_found_by_the_waves_that_offer_it(database: Database) -> None:
    with database.transaction() as session:
        number = begin(session, MENU, MENU.digest, by=LI, now=NOW)
        step(session, number, replace(MENU, items=put(MENU.items, replace(MENU.items[0], about="改"))), by=LI, now=NOW)
        saved = save(session, number, by=LI, now=NOW)
        assert list(menus(session)) == [saved.key, MENU.key]
        poll = opened(session, menu=replace(menus(session)[saved.key], choose=3))
        assert known_documents(session, DocumentSort.MENU)[0].waves == ((poll.wave.id, "W"),)


def test_saving_what_is_there_already_is_refused(database: Database) -> None:
    with database.transaction() as session:
        with pytest.raises(NotAllowed, match="sketch_same"):
            save(session, begin(session, W1, W1.digest, by=LI, now=NOW), by=LI, now=NOW)
        save(session, renamed(session), by=LI, now=NOW)
        with pytest.raises(NotAllowed, match="sketch_same"):
            save(session, renamed(session), by=LI, now=NOW)
        assert save(session, renamed(session, "第三份"), by=LI, now=NOW).key == "w1-2026-3"


def test_a_questionnaire_from_the_bank_holds_what_was_chosen_and_what_that_hangs_on(database: Database) -> None:
    with database.transaction() as session:
        number = begin_from_bank(session, "满意度", "w3", ["where", "fee"], by=LI, now=NOW)
        paper = sketch_of(session, number, "li").paper
        assert isinstance(paper, Edition)
        assert [question.key for question in paper.questions] == ["who", "defects", "where", "fee"]
        assert paper.key == "w3-2026"
        for title, chosen in (("", ["who"]), ("满意度", [])):
            with pytest.raises(Rejected):
                begin_from_bank(session, title, "w3", chosen, by=LI, now=NOW)


def test_the_street_writes_too_and_a_committee_does_not(database: Database) -> None:
    with database.transaction() as session:
        street, committee = member(Role.STREET), member(Role.COMMITTEE)
        assert begin(session, W1, W1.digest, by=street, now=NOW)
        with pytest.raises(NotEntitled):
            begin(session, W1, W1.digest, by=committee, now=NOW)


@pytest.mark.parametrize("command", ["UPDATE saved_documents SET title = 'x'", "DELETE FROM saved_documents"])
def test_what_is_saved_is_neither_changed_nor_deleted(database: Database, command: str) -> None:
    with database.transaction() as session:
        save(session, renamed(session), by=LI, now=NOW)
    with pytest.raises(DBAPIError, match="saved_documents keeps what it has"), database.transaction() as session:
        session.execute(text(command))
