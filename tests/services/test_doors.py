"""Links and codes: what opens a household's door, and what shuts it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.ballot import Ballot
from surveys.core.errors import CodeRefused
from surveys.core.poll import Poll
from surveys.services.code import Door, door_by_link
from surveys.services.household import answer_page
from surveys.services.letter import reissue
from tests.conftest import Database
from tests.factories import BASE_URL, DISTRICT, DURING, KEYS, LI, doors, letters_of, opened, voted
from tests.services.wrong_codes import typed_in


def a_door(database: Database) -> tuple[Poll, Door]:
    with database.transaction() as session:
        poll = opened(session)
        return poll, doors(session, poll)[0]


def cast(database: Database, door: Door, agree: str = "yes", *order: str, **more: object) -> Ballot:
    with database.transaction() as session:
        return voted(session, door, agree, *order, **more)


def refusal(database: Database, typed: str, **told: object) -> str:
    with pytest.raises(CodeRefused) as refused:
        typed_in(database, typed, **told)  # type: ignore[arg-type]
    return refused.value.reason


def test_the_link_and_the_code_of_a_letter_open_the_same_door(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[1]
        door = door_by_link(session, letter.url.rsplit("/", 1)[1])
        assert answer_page(session, door, now=DURING).household.room == letter.address.room
    assert typed_in(database, f" {letter.code}\u3000") == door


def test_a_link_that_nobody_got_opens_nothing(database: Database) -> None:
    with pytest.raises(CodeRefused, match="unknown"), database.reading() as session:
        door_by_link(session, "0" * 26)


def test_a_letter_issued_anew_shuts_the_old_door(database: Database) -> None:
    poll, door = a_door(database)
    with database.transaction() as session:
        old = letters_of(session, poll)[0]
        new = reissue(session, DISTRICT, poll.id, door.household_id, keys=KEYS, base_url=BASE_URL, by=LI, now=DURING)
    assert {old.url, old.code}.isdisjoint({new.url, new.code})
    with pytest.raises(CodeRefused, match="void"):
        cast(database, door)
    with pytest.raises(CodeRefused, match="void"), database.reading() as session:
        answer_page(session, door, now=DURING)
    with pytest.raises(CodeRefused, match="void"), database.reading() as session:
        door_by_link(session, old.url.rsplit("/", 1)[1])
    assert refusal(database, old.code) == "void"
    with database.reading() as session:
        assert letters_of(session, poll)[0] == new
        assert door_by_link(session, new.url.rsplit("/", 1)[1]) == replace(door, epoch=2)


def test_a_door_of_another_poll_or_of_nobody_opens_nothing(database: Database) -> None:
    _, door = a_door(database)
    for wrong in (replace(door, poll_id=door.poll_id + 1), replace(door, household_id=9999)):
        with pytest.raises(CodeRefused, match="unknown"), database.reading() as session:
            answer_page(session, wrong, now=DURING)
