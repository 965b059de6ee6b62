"""Doors and dates as people say them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveys.words.dates import date_words, deadline, time_words
from surveys.words.place import door_words


@pytest.mark.parametrize(
    ("door", "words"),
    [
        (("3", "2", "501"), "3号楼 2单元 501"),
        (("3号楼", "2单元", "501"), "3号楼 2单元 501"),
        (("A", "甲", "501"), "A号楼 甲单元 501"),
        (("商铺楼", "", "临街03"), "商铺楼 临街03"),
        (("12幢（东区）", "东侧单元", "1201-1"), "12幢（东区） 东侧单元 1201-1"),
    ],
)
def test_a_door_is_named_as_a_neighbour_would(door: tuple[str, str, str], words: str) -> None:
    assert door_words(*door) == words


def test_days_turn_in_china_and_midnight_ends_a_day() -> None:
    assert date_words(datetime(2026, 12, 14, 17, tzinfo=UTC)) == "2026年12月15日"
    assert time_words(datetime(2026, 12, 15, 12, tzinfo=UTC)) == "2026年12月15日 20:00"
    assert deadline(datetime(2026, 12, 15, 12, tzinfo=UTC)) == ("2026年12月15日", "星期二 20:00")
    assert deadline(datetime(2026, 12, 31, 16, tzinfo=UTC)) == ("2026年12月31日", "星期四 24:00")
