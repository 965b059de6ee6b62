"""Numbers as they are printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.rules import Bar, read_bar
from surveys.words.figure import area_share_words, area_words, money_words, percent_words, share_words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (97, 128, "75.8%"),
        (2, 3, "66.7%"),
        (0, 5, "0.0%"),
        (5, 5, "100.0%"),
        (9_999, 10_000, "99.9%"),
        (1, 10_000, "0.1%"),
        (0, 0, "—"),
    ],
)
def test_a_percentage_has_one_decimal_and_never_hides_the_last_household(part: int, whole: int, words: str) -> None:
    assert percent_words(part, whole) == words


TEXTS = ("at least 85/100", "at least 2/3", "more than 1/2", "at least 1/1", "at least 1/3")
BARS = st.sampled_from([None, *map(read_bar, TEXTS)])


@given(BARS, st.integers(1, 10**9), st.data())
def test_a_percentage_never_says_all_or_nothing_when_it_is_not(bar: Bar | None, whole: int, data: st.DataObject) -> None:
    part = data.draw(st.one_of(st.integers(0, whole), st.sampled_from([0, 1, whole - 1, whole])))
    told = Fraction(percent_words(part, whole, bar).removesuffix("%")) / 100
    assert (told == 1, told == 0) == (part == whole, part == 0)
    if bar:
        assert (told > bar.ratio if bar.strict else told >= bar.ratio) == bar.met(part, whole)


@pytest.mark.parametrize(("part", "whole", "words"), [(1_999, 2_000, "99.9%"), (1, 2_000, "0.1%"), (6_329, 7_446, "85.0%")])
def test_a_percentage_beside_a_bar_is_rounded_as_any_other(part: int, whole: int, words: str) -> None:
    assert percent_words(part, whole) == percent_words(part, whole, read_bar("at least 2/3")) == words


def test_a_share_is_shown_with_both_parts() -> None:
    assert share_words(97, 128) == "128户中的97户（75.8%）"
    assert share_words(1_000, 7_447, "人") == "7,447人中的1,000人（13.4%）"
    assert area_share_words(102_340, 204_680) == "2,046.80平方米中的1,023.40平方米（50.0%）"


def test_areas_and_money_are_exact() -> None:
    assert area_words(102_340) == "1,023.40平方米"
    assert area_words(5) == "0.05平方米"
    assert money_words(1_230_000) == "12,300元"
    assert money_words(1_230_050) == "12,300.50元"
