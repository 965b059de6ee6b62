"""Wrong codes: what they cost, what they close and what they never do."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from surveys.core.errors import CodeRefused
from surveys.services import code as service
from surveys.services.code import door_by_link, read_guess
from surveys.services.letter import Letter, reissue
from surveys.store import turnstile
from surveys.store.turnstile import one_guess
from tests.conftest import Database
from tests.factories import BASE_URL, DISTRICT, DURING, KEYS, LI, doors, letters_of, opened, rooms
from tests.services.wrong_codes import a_wrong_code, counts, failed, typed_in

OVER = {"what": "from 192.0.2.1", "times": service.MOST_FAILURES}


def refusal(database: Database, typed: str, **told: object) -> CodeRefused:
    with pytest.raises(CodeRefused) as refused:
        typed_in(database, typed, **told)  # type: ignore[arg-type]
    return refused.value


def whole(letter: Letter) -> str:
    return f"{letter.address.building} {letter.address.unit} {letter.address.room}"


def test_wrong_codes_are_counted_for_an_address_and_slow_down_nobody_else(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    reasons = [refusal(database, a_wrong_code()).reason for _ in range(service.MOST_FAILURES + 1)]
    assert reasons == ["unknown"] * service.MOST_FAILURES + ["room"]
    assert refusal(database, a_wrong_code(), who="192.0.2.2").reason == "unknown"
    assert refusal(database, a_wrong_code(), now=DURING + timedelta(hours=2)).reason == "unknown"
    assert typed_in(database, letter.code, who="192.0.2.2")


def test_after_too_many_tries_a_code_opens_only_with_its_whole_door(database: Database) -> None:
    with database.transaction() as session:
        first, second, *_ = letters_of(session, opened(session))
    failed(database, **OVER)
    before = counts(database)
    for door in ("", "  "):
        assert refusal(database, first.code, door=door).reason == "room"
    assert typed_in(database, first.code, door=whole(first))
    assert counts(database) == before, "a right code leaves no trace"
    for door in (first.address.room, f"9-{first.address.room}", whole(second)):
        assert refusal(database, first.code, door=door).reason == "unknown"
    assert refusal(database, a_wrong_code(), door=first.address.room).reason == "unknown"
    assert sum(counts(database).values()) == sum(before.values()) + 4


def test_three_wrong_tries_close_typing_for_that_door_for_the_hour_and_nothing_else(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        mine, next_door, *_ = letters_of(session, poll)
        cast = doors(session, poll)[0]
    homes = [whole(one) for one in (mine, next_door)]
    for number in range(service.MOST_FAILURES_OF_DOOR):
        assert refusal(database, a_wrong_code(number), door=homes[0]).reason == "unknown"
    for typed in (mine.code, a_wrong_code(9)):
        closed = refusal(database, typed, door=homes[0], who="2001:db8::9")
        assert closed.reason == "closed"
        assert closed.until is not None
        assert timedelta() < closed.until - DURING <= timedelta(hours=1)
        assert (closed.until.minute, closed.until.second) == (0, 0)
    written = ("{0}号楼{1}单元{2}室", "{0} 栋 {1}门0{2}", "　{0}－{1}－{2}", "Building {0}, Unit {1}, {2}")
    for as_written in written:
        typed = as_written.format(mine.address.building, mine.address.unit, mine.address.room)
        assert refusal(database, mine.code, door=typed).reason == "closed", typed
    assert typed_in(database, next_door.code, door=homes[1])
    assert typed_in(database, mine.code), "without a door, before the cap"
    assert typed_in(database, mine.code, door=homes[0], now=closed.until)
    with database.reading() as session:
        assert door_by_link(session, mine.url.rsplit("/", 1)[1]).household_id == cast.household_id


def test_a_closed_door_never_shuts_out_the_browser_that_cast(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        old = letters_of(session, poll)[0]
        reissue(session, DISTRICT, poll.id, old.household, keys=KEYS, base_url=BASE_URL, by=LI, now=DURING)
    home = whole(old)
    failed(database, **OVER)
    for number in range(service.MOST_FAILURES_OF_DOOR):
        refusal(database, a_wrong_code(number), door=home)
    for door in ("", home):
        assert typed_in(database, old.code, door=door, cast_for=[old.household]).household_id == old.household
        assert refusal(database, old.code, door=door).reason == ("closed" if door else "room")


def test_a_void_code_says_so_only_at_its_own_door(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        old = letters_of(session, poll)[0]
        reissue(session, DISTRICT, poll.id, old.household, keys=KEYS, base_url=BASE_URL, by=LI, now=DURING)
    failed(database, **OVER)
    assert refusal(database, old.code, door="9-9-9").reason == "unknown"
    assert refusal(database, old.code, door=whole(old)).reason == "void"


def test_found_not_found_void_and_closed_cost_the_same_work(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        letter, old = letters_of(session, poll)[:2]
        reissue(session, DISTRICT, poll.id, old.household, keys=KEYS, base_url=BASE_URL, by=LI, now=DURING)
    done: dict[str, list[list[str]]] = {"": [], "9-9-9": []}
    for door, seen in done.items():
        failed(database, **OVER)
        for typed in (letter.code, old.code, a_wrong_code()):
            with database.counted() as statements:
                refusal(database, typed, door=door)
            seen.append(list(statements))
    for seen in done.values():
        assert seen[0] == seen[1] == seen[2]
    closed = []
    for typed in (letter.code, old.code, a_wrong_code()):
        with database.counted() as statements:
            assert refusal(database, typed, door="9-9-9").reason == "closed"
        closed.append(list(statements))
    assert closed[0] == closed[1] == closed[2]
    assert not any(line.startswith(("INSERT", "UPDATE", "DELETE")) for line in closed[0])


def test_nobody_is_locked_out_however_many_fail_together(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    failed(sqlite, "all", service.MOST_FAILURES_OF_ALL)
    assert refusal(sqlite, letter.code, who="192.0.2.9").reason == "room"
    with sqlite.transaction() as session:
        assert door_by_link(session, letter.url.rsplit("/", 1)[1])
    assert typed_in(sqlite, letter.code, who="192.0.2.9", door=whole(letter))


def test_failures_in_several_processes_count_together(database: Database) -> None:
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[0]
    command = [sys.executable, "-m", "tests.store.writer", "fail", database.url, str(service.MOST_FAILURES // 2)]
    processes = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert refusal(database, letter.code).reason == "room"


def test_a_slip_of_the_finger_costs_nothing(database: Database) -> None:
    assert [refusal(database, typed).reason for typed in ("", "12", "111111111111")] == ["empty", "length", "typo"]
    assert counts(database) == {}


def test_three_hundred_right_codes_from_one_address_all_open(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        letters = letters_of(session, opened(session, *rooms(300)))
    assert len({typed_in(sqlite, letter.code) for letter in letters}) == 300
    assert counts(sqlite) == {}


def test_wrong_codes_on_one_compounds_page_slow_down_that_page_alone(database: Database) -> None:
    with database.transaction() as session:
        poll = opened(session)
        letter = letters_of(session, poll)[0]
    failed(database, f"poll {poll.id}", service.MOST_FAILURES_OF_POLL)
    assert refusal(database, letter.code, who="192.0.2.9", poll_id=poll.id).reason == "room"
    assert typed_in(database, letter.code, who="192.0.2.9", poll_id=poll.id + 1)
    home = whole(letter)
    assert typed_in(database, letter.code, who="192.0.2.9", poll_id=poll.id, door=home)
    assert refusal(database, letter.code, poll_id=poll.id + 1, door=home).reason == "unknown", "a door of another page"
    assert refusal(database, a_wrong_code(), who="192.0.2.9", poll_id=poll.id + 1).reason == "unknown"


def test_what_cannot_be_counted_is_counted_before_anybody_looks_again(sqlite: Database) -> None:
    """Else whoever fills the disk may guess as often as they like."""
    guess = read_guess(a_wrong_code(), keys=KEYS, who="192.0.2.1")
    done: list[tuple[str, ...]] = []

    def full(_counted: tuple[str, ...]) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    with sqlite.app.app_context():
        with pytest.raises(OperationalError), one_guess(guess.stripe, full):
            raise CodeRefused("unknown", counted=("all",))
        for _ in range(3):
            with pytest.raises(OperationalError), one_guess(guess.stripe, full):
                raise AssertionError("looked at")
        with one_guess(guess.stripe, done.append):
            assert done == [("all",)]
        with one_guess(guess.stripe, done.append):
            assert done == [("all",)]


def test_whoever_waits_too_long_for_their_turn_is_asked_to_come_again(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "LONGEST_WAIT", 0.05)
    with sqlite.app.app_context(), one_guess(7, print):
        with pytest.raises(CodeRefused, match="busy"), one_guess(7, print):
            raise AssertionError("two at once")
        with one_guess(8, print):
            pass


def test_rows_are_as_many_as_marks_and_those_of_former_hours_go(database: Database) -> None:
    numbers = count()
    for hour in range(3):
        for _ in range(30):
            refusal(database, a_wrong_code(), door=f"1-1-{next(numbers)}", now=DURING + timedelta(hours=hour))
    with database.reading() as session:
        hours = {hour for (hour,) in session.exec_driver_sql("SELECT DISTINCT hour FROM wrong_codes")}
    assert hours == {service.hour_of(DURING) + 1, service.hour_of(DURING) + 2}
    marks = {next(iter(read_guess(a_wrong_code(), keys=KEYS, who="", door=f"1-{n}").most)) for n in range(1000)}
    assert all(0 <= int(mark.removeprefix("door ")) < service.DOOR_MARKS for mark in marks)


MILLION = 1_000_000
FILL = {
    "sqlite": "INSERT INTO wrong_codes WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :rows - 1) "
    "SELECT :hour - i / 65536, 'door ' || (i % 65536), 3 FROM n",
    "postgresql": "INSERT INTO wrong_codes SELECT :hour - i / 65536, 'door ' || (i % 65536), 3 "
    "FROM generate_series(0, :rows - 1) AS i",
}


def test_a_million_failures_make_no_code_slower(database: Database) -> None:
    """As many rows as a million tries can leave, most of former hours: a right code reads, by keys alone."""
    with database.transaction() as session:
        letter = letters_of(session, opened(session))[0]
        rows = {"rows": MILLION // service.MOST_FAILURES_OF_DOOR, "hour": service.hour_of(DURING)}
        session.execute(text(FILL[database.kind]), rows)
        session.execute(text("DELETE FROM wrong_codes WHERE what = :mark"), {"mark": mark_of(whole(letter))})
        session.execute(text("ANALYZE"))
    for door in ("", whole(letter)):
        took = []
        for _ in range(20):
            begun = time.perf_counter()
            with database.counted() as statements:
                typed_in(database, letter.code, door=door)
            took.append(time.perf_counter() - begun)
        assert sorted(took)[len(took) // 2] <= 0.020
        assert {line.split()[0] for line in statements} <= {"SELECT", "SET"}
    with database.reading() as session:
        explain = "EXPLAIN QUERY PLAN " if database.kind == "sqlite" else "EXPLAIN "
        asked = f"{explain}SELECT what, times FROM wrong_codes WHERE hour = 1 AND what IN ('all', 'from x', 'poll 1')"
        plan = " ".join(str(row) for row in session.execute(text(asked)))
    assert ("SCAN" if database.kind == "sqlite" else "Seq Scan") not in plan


def mark_of(door: str) -> str:
    return next(iter(read_guess(a_wrong_code(), keys=KEYS, who="", door=door).most))
