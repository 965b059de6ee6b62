"""Numbers, read as people write them."""

from __future__ import annotations

import pytest

from surveys.core.kinds.number import whole_number
from tests.core.test_answers import PEOPLE, answer, asked, refused

OTHER_THREES = ("3人", "3 个人", "三口人", "3位。", "3.0", "３．００", "3户")


@pytest.mark.parametrize("written", [*"3３三③", " 3 ", "+3", "0 3", "\u200b3\u3000", *OTHER_THREES])
def test_a_number_is_read_as_people_write_it(written: str) -> None:
    assert answer(asked(PEOPLE), people=written) == {"people": 3}


@pytest.mark.parametrize(
    ("words", "number"),
    [("零", 0), ("〇", 0), ("两", 2), ("九个", 9), ("十", 10), ("一十", None), ("十二口人", 12), ("二十", 20)],
)
def test_a_number_in_words_is_read(words: str, number: int | None) -> None:
    assert whole_number(words) == number


def test_a_number_in_words_goes_up_to_ninety_nine() -> None:
    tens = ["", "十", *(f"{sign}十" for sign in "二三四五六七八九")]
    written = [f"{ten}{one}" for ten in tens for one in ("", *"一二三四五六七八九")][1:]
    assert [whole_number(words) for words in written] == list(range(1, 100))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3.5", "answer_not_a_number"),
        ("大概3个", "answer_not_a_number"),
        ("一两个", "answer_not_a_number"),
        ("三四", "answer_not_a_number"),
        ("十十", "answer_not_a_number"),
        ("二十一", "answer_out_of_bounds"),
        ("٣", "answer_not_a_number"),
        ("9" * 100_000, "answer_not_a_number"),
        ("21", "answer_out_of_bounds"),
        ("-1", "answer_out_of_bounds"),
        (["2", "3"], "answer_several"),
    ],
)
def test_what_is_no_number_within_the_bounds_is_refused(written: str | list[str], code: str) -> None:
    assert refused(asked(PEOPLE), people=written) == [(code, "people")]
