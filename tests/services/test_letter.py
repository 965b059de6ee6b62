"""Letters: derived, never stored."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import inspect, text

from surveys.core.code import Keys
from surveys.core.errors import NotAllowed, NotFound
from surveys.core.place import Jurisdiction
from surveys.services.letter import letters
from surveys.services.poll import add_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from tests.conftest import Database
from tests.factories import (
    BASE_URL,
    CLOSES,
    DISTRICT,
    EDITION,
    KEYS,
    LI,
    MENU,
    NOW,
    OPENS,
    letters_of,
    opened,
    opened_with,
    rows,
)


def test_every_household_has_a_letter_of_its_own_in_door_order(database: Database) -> None:
    with database.transaction() as session:
        found = letters_of(session, opened(session, "201", "101", "1001"))
    assert [letter.address.room for letter in found] == ["101", "201", "1001"]
    assert all(re.fullmatch(rf"{BASE_URL}/q/[0-9A-Z]{{26}}", letter.url) for letter in found)
    assert all(re.fullmatch(r"\d{4} \d{4} \d{4}", letter.code) for letter in found)
    assert len({letter.url for letter in found}) == len({letter.code for letter in found}) == 3


def test_letters_printed_again_are_the_same(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        assert letters_of(session, poll) == letters_of(session, poll)


def test_the_letters_of_one_building(database: Database) -> None:
    with database.transaction() as session:
        poll = opened_with(session, rows("101", "102") + rows("101", building="10") + rows("101", building="2"))
        found = letters(session, DISTRICT, poll.id, building="10", keys=KEYS, base_url=f"{BASE_URL}/")
        assert found.buildings == ("1", "2", "10")
        assert [letter.address.building for letter in found.letters] == ["10"]
        assert found.letters[0].url.startswith(f"{BASE_URL}/q/")
        with pytest.raises(NotFound, match="building 3"):
            letters(session, DISTRICT, poll.id, building="3", keys=KEYS, base_url=BASE_URL)


def test_a_draft_has_no_letters(database: Database) -> None:
    with database.transaction() as session:
        compound = import_roster(session, rows("101"), by=LI, now=NOW).compounds[0].compound
        wave = make_wave(session, "W", EDITION, OPENS, CLOSES, by=LI, now=NOW)
        draft = add_poll(session, wave.id, compound.id, MENU, [], budget=None, by=LI, now=NOW)
        with pytest.raises(NotAllowed, match="draft"):
            letters_of(session, draft)


def test_staff_print_no_letters_of_other_places(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        with pytest.raises(NotFound):
            letters(session, Jurisdiction(street=2), poll.id, keys=KEYS, base_url=BASE_URL)


def test_the_database_alone_gives_nobody_a_letter(database: Database) -> None:
    """Neither link nor code stands in any table, and without the keys other letters come out."""
    with database.transaction() as session:
        poll = opened(session)
        found = letters_of(session, poll)
        kept = " ".join(
            str(row)
            for table in inspect(session).get_table_names()
            for row in session.execute(text(f"SELECT * FROM {table}"))
        )
        for letter in found:
            assert letter.url.rsplit("/", 1)[1] not in kept
            assert letter.code.replace(" ", "") not in kept
        others = letters(session, DISTRICT, poll.id, keys=Keys.from_secret(b"guessed"), base_url=BASE_URL).letters
        assert {letter.code for letter in others}.isdisjoint(letter.code for letter in found)
