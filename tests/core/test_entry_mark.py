"""What asks for a look among entries, each with its evidence, by exact rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from surveys.core.ballot import Capacity, Channel
from surveys.core.entry_mark import ReviewedEntry, Sign, SignFound, evidence, paper_shares
from tests.core.small_polls import home

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)


def typed(number: int, at: datetime = NOON, *, by: str = "li", seconds: int = 40, read: bool = False) -> ReviewedEntry:
    return ReviewedEntry(number, home(1), Capacity.OWNER, Channel.PAPER, number, by, at, seconds, read, 1)


@pytest.mark.parametrize(
    ("seconds", "read", "asks"), [(14, False, True), (15, False, False), (5, True, True), (6, True, False), (0, False, True)]
)
def test_what_is_typed_faster_than_a_person_reads_asks_for_a_look(seconds: int, read: bool, asks: bool) -> None:
    found = evidence([typed(1, seconds=seconds, read=read)])
    assert found == ({1: (SignFound(Sign.FAST, seconds),)} if asks else {})


@pytest.mark.parametrize(
    ("hour", "minute", "asks"), [(6, 59, True), (7, 0, False), (21, 59, False), (22, 0, True), (0, 0, True)]
)
def test_what_is_typed_at_night_there_asks_for_a_look(hour: int, minute: int, asks: bool) -> None:
    at = datetime(2026, 12, 1, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    assert bool(evidence([typed(1, at)])) is asks


def test_more_than_fifteen_by_one_clerk_in_ten_minutes_ask_for_a_look() -> None:
    apart = [typed(n, NOON + n * timedelta(seconds=40)) for n in range(15)]
    assert evidence(apart) == {}
    one_more = [*apart, typed(99, NOON + timedelta(seconds=599))]
    assert evidence(one_more) == {entry.id: (SignFound(Sign.MANY, 16),) for entry in one_more}
    assert evidence([*apart, typed(99, NOON + timedelta(minutes=10))]) == {}
    assert evidence([*apart, typed(99, NOON, by="wang")]) == {}


def test_in_any_order_the_same_asks_for_a_look() -> None:
    some = [typed(n, NOON + n * timedelta(seconds=20)) for n in range(40)]
    assert evidence(some) == evidence(some[::-1])
    assert set(evidence(some)) == set(range(40))


def test_a_building_with_far_more_paper_than_all_others_stands_out() -> None:
    def out(**answers: tuple[int, int]) -> list[str]:
        return [share.building for share in paper_shares(answers) if share.stands_out]

    assert out(a=(9, 10), b=(4, 10), c=(4, 10)) == ["a"]
    assert out(a=(8, 10), b=(4, 10), c=(4, 10)) == []  # just twice as much
    assert out(a=(4, 4), b=(0, 10)) == []  # too few to say
    assert out(a=(5, 50), b=(0, 10)) == ["a"]
    assert out(a=(5, 5)) == []  # nothing to stand out from
    assert out() == []
