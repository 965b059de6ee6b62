"""How likely somebody who guesses codes for a month gets into one of five hundred homes: reckoned, and tried."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import timedelta
from fractions import Fraction

import pytest

from surveys.core.code import _DAMM, CODE_LENGTH
from surveys.core.errors import CodeRefused
from surveys.services.code import MOST_FAILURES_OF_ALL, MOST_FAILURES_OF_DOOR
from tests.conftest import Database
from tests.factories import DURING, letters_of, opened
from tests.services.wrong_codes import a_wrong_code, counts, typed_in

HOMES = 500
BOUND = Fraction(22, 100_000)
HOURS = 30 * 24 + 1
"""Thirty days touch so many hours of the clock."""
PAGES = 2
"""On which a home's code may be typed with its door: that of its poll, and the one that is no poll's."""


def codes() -> int:
    """How many codes there are: a right check digit, and no digit three times running."""
    at = Counter({(0, "", 0): 1})
    for _ in range(CODE_LENGTH):
        more: Counter[tuple[int, str, int]] = Counter()
        for (interim, last, running), ways in at.items():
            for digit in "0123456789":
                run = running + 1 if digit == last else 1
                if run < 3:
                    more[int(_DAMM[interim][int(digit)]), digit, run] += ways
        at = more
    return sum(ways for (interim, _, _), ways in at.items() if interim == 0)


def test_a_month_of_guessing_at_any_rate_and_from_anywhere_hits_five_hundred_homes_as_seldom_as_is_promised() -> None:
    """Codes alone are tried against all homes, those with a door against its own; nobody tries one twice."""
    tries = HOURS * (MOST_FAILURES_OF_ALL + PAGES * MOST_FAILURES_OF_DOOR)
    missed = 1 - Fraction(tries, codes())
    assert 1 - missed**HOMES <= BOUND


def test_the_reckoning_is_not_idle() -> None:
    """What stood before, without a bound on codes that name a door: 57 a second, 382 doors with one room number."""
    tries = 30 * 24 * 3600 * 57
    assert 1 - (1 - tries / codes()) ** 382 > 0.4


@pytest.mark.parametrize("homes", [1, 4])
def test_whoever_tries_everything_gets_no_more_tries_than_are_reckoned(sqlite: Database, homes: int) -> None:
    """From a new address each time, on every page, with every door and way of writing, over some hours: what was looked at
    and found wrong is what was counted, and no more than the bound for each hour."""
    with sqlite.transaction() as session:
        poll = opened(session, *[f"{n}01" for n in range(1, homes + 1)])
        doors = [f"{one.address.building} {one.address.unit} {one.address.room}" for one in letters_of(session, poll)]
    chance = random.Random(homes)
    ways = ["{}", "{}室", "我家 {}", "0{}", "{}。"]
    looked_at: Counter[tuple[int, str]] = Counter()
    for number in range(1200):
        hour = number // 400
        door = chance.choice(["", *(chance.choice(ways).format(one) for one in doors)])
        told = {"door": door, "poll_id": chance.choice([0, poll.id, poll.id, poll.id + 1]), "who": f"192.0.{number % 250}.1"}
        with pytest.raises(CodeRefused) as refused:
            typed_in(sqlite, a_wrong_code(number), now=DURING + timedelta(hours=hour), **told)  # type: ignore[arg-type]
        if refused.value.reason == "unknown":
            looked_at[hour, "door" if door else "alone"] += 1
    for hour in range(3):
        assert looked_at[hour, "alone"] == MOST_FAILURES_OF_ALL
        assert looked_at[hour, "door"] == homes * (PAGES + 1) * MOST_FAILURES_OF_DOOR  # one page is that of another poll
    assert sum(counts(sqlite).values()) >= sum(looked_at.values()) - 2 * MOST_FAILURES_OF_ALL


@pytest.mark.parametrize(("door", "most"), [("", MOST_FAILURES_OF_ALL), ("3-101", MOST_FAILURES_OF_DOOR)])
def test_guesses_that_come_together_are_no_more_than_those_one_after_another(
    database: Database, door: str, most: int
) -> None:
    """Each is counted before the next is looked at, in all threads and processes."""
    with database.transaction() as session:
        opened(session)
    reasons: Counter[str] = Counter()

    def guess(thread: int) -> None:
        for number in range(most):
            try:
                typed_in(database, a_wrong_code(1000 * thread + number), door=door, who=f"192.0.2.{thread}")
            except CodeRefused as refused:
                reasons[refused.reason] += 1

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert reasons["unknown"] == most
    assert reasons["room"] + reasons["closed"] + reasons["busy"] == 5 * most
