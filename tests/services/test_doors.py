"""Links and codes: what opens a household's door, and what shuts it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from surveys.core.ballot import Ballot
from surveys.core.code import household_code
from surveys.core.errors import CodeRefused
from surveys.core.poll import Poll
from surveys.services import code as service
from surveys.services.code import Door, door_by_code, door_by_link
from surveys.services.household import answer_page
from surveys.services.letter import reissue
from surveys.store.attempt import record
from tests.conftest import Database
from tests.factories import BASE_URL, DISTRICT, DURING, KEYS, LI, doors, letters_of, opened, rooms, voted


def a_door(database: Database) -> tuple[Poll, Door]:
    with database.transaction() as session:
        poll = opened(session)
        return poll, doors(session, poll)[0]


def cast(database: Database, door: Door, agree: str = "yes", *order: str, **more: object) -> Ballot:
    with database.transaction() as session:
        return voted(session, door, agree, *order, **more)


def refusal(database: Database, typed: str, who: str = "192.0.2.1", now: object = DURING, room: str = "") -> str:
    with pytest.raises(CodeRefused) as refused, database.transaction() as session:
        door_by_code(session, typed, keys=KEYS, who=who, now=now, room=room)  # type: ignore[arg-type]
    return refused.value.reason


def test_the_link_and_the_code_of_a_letter_open_the_same_door(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[1]
        door = door_by_link(session, letter.url.rsplit("/", 1)[1])
        assert door_by_code(session, f" {letter.code}\u3000", keys=KEYS, who="192.0.2.1", now=DURING) == door
        assert answer_page(session, door, now=DURING).household.room == letter.address.room


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


def wrong_code() -> str:
    return household_code(KEYS, 999, 1, 1)


def test_wrong_codes_are_counted_for_an_address_and_slow_down_nobody_else(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    reasons = [refusal(database, wrong_code()) for _ in range(service.MOST_FAILURES + 1)]
    assert reasons == ["unknown"] * service.MOST_FAILURES + ["room"]
    assert refusal(database, wrong_code(), who="192.0.2.2") == "unknown"
    assert refusal(database, wrong_code(), now=DURING + timedelta(hours=2)) == "unknown"
    with database.transaction() as session:
        assert door_by_code(session, letter.code, keys=KEYS, who="192.0.2.2", now=DURING)


def failed(database: Database, who: str = "192.0.2.1", times: int = service.MOST_FAILURES) -> None:
    with database.transaction() as session:
        for _ in range(times):
            record(session, "code", who, DURING)


def failures(database: Database) -> int:
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM attempts")).scalar_one()  # type: ignore[no-any-return]


def test_after_too_many_tries_a_code_opens_only_with_its_room(database: Database) -> None:
    with database.transaction() as session:
        first, second, *_ = letters_of(session, opened(session))
    failed(database)
    assert refusal(database, first.code) == "room"
    assert refusal(database, first.code, room="  ") == "room"
    with database.transaction() as session:
        home = f"{first.address.building}-{first.address.room}"
        assert door_by_code(session, first.code, keys=KEYS, who="192.0.2.1", now=DURING, room=home)
    assert failures(database) == service.MOST_FAILURES
    assert refusal(database, first.code, room=second.address.room) == "unknown"
    assert refusal(database, wrong_code(), room=first.address.room) == "unknown"
    assert failures(database) == service.MOST_FAILURES + 2


def test_a_right_and_a_wrong_code_cost_the_same_work_where_the_room_is_wrong(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    failed(database)
    done = []
    for typed in (letter.code, wrong_code()):
        with database.counted() as statements:
            refusal(database, typed, room="9999")
        done.append(statements)
    assert done[0] == done[1]


def test_nobody_is_locked_out_however_many_fail_together(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    failed(sqlite, "198.51.100.7", service.MOST_FAILURES_OF_ALL)
    assert refusal(sqlite, letter.code, who="192.0.2.9") == "room"
    with sqlite.transaction() as session:
        assert door_by_link(session, letter.url.rsplit("/", 1)[1])
        assert door_by_code(session, letter.code, keys=KEYS, who="192.0.2.9", now=DURING, room=letter.address.room)


def test_failures_in_several_processes_count_together(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    command = [sys.executable, "-m", "tests.store.writer", "fail", database.url, str(service.MOST_FAILURES // 2)]
    processes = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert refusal(database, letter.code) == "room"


def test_a_slip_of_the_finger_costs_nothing(database: Database) -> None:
    assert [refusal(database, typed) for typed in ("", "12", "111111111111")] == ["empty", "length", "typo"]
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM attempts")).scalar_one() == 0


def test_three_hundred_right_codes_from_one_address_all_open(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        poll = opened(session, *rooms(300))
        opened_doors = {
            door_by_code(session, letter.code, keys=KEYS, who="192.0.2.1", now=DURING)
            for letter in letters_of(session, poll)
        }
    assert len(opened_doors) == 300


def test_wrong_codes_on_one_compounds_page_slow_down_that_page_alone(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        letter = letters_of(session, poll)[0]
        for number in range(service.MOST_FAILURES_OF_POLL):
            record(session, f"code {poll.id}", f"198.51.100.{number}", DURING)
    with pytest.raises(CodeRefused, match="room"), database.transaction() as session:
        door_by_code(session, letter.code, keys=KEYS, who="192.0.2.9", now=DURING, poll_id=poll.id)
    with database.transaction() as session:
        assert door_by_code(session, letter.code, keys=KEYS, who="192.0.2.9", now=DURING, poll_id=poll.id + 1)
        room = letter.address.room
        assert door_by_code(session, letter.code, keys=KEYS, who="192.0.2.9", now=DURING, poll_id=poll.id, room=room)
    with pytest.raises(CodeRefused, match="unknown"), database.transaction() as session:
        door_by_code(session, wrong_code(), keys=KEYS, who="192.0.2.9", now=DURING, poll_id=poll.id + 1)
    assert failures(database) == service.MOST_FAILURES_OF_POLL + 2
