"""A form's number catches slips of the hand, and its QR is told from everything else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.errors import Rejected
from surveys.core.paper_form import form_number, payload, read_form_number, read_payload

RANDOM = st.binary(min_size=8, max_size=8)


@given(RANDOM, st.integers(1, 9))
def test_a_form_number_is_read_as_it_was_typed_grouped_or_scanned(random: bytes, page: int) -> None:
    number = form_number(random)
    assert [len(number), len(payload(number, page))] == [12, 15]
    assert read_form_number(number) == number
    assert read_form_number(f" {number[:4]}-{number[4:8]} {number[8:]} ") == number
    assert read_form_number(payload(number, page).lower()) == number
    assert read_payload(payload(number, page)) == (number, page)


@given(RANDOM, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_no_form_number(random: bytes, place: int, off: int) -> None:
    number = form_number(random)
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]
    with pytest.raises(Rejected):
        read_form_number(wrong)


@given(RANDOM, st.integers(0, 10))
def test_two_digits_in_each_others_place_are_no_form_number(random: bytes, place: int) -> None:
    number = form_number(random)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Rejected):
            read_form_number(swapped)


@pytest.mark.parametrize("text", ["", "D1P1", "https://example.invalid/q/ABC", "D000000000000P1", "x" * 50])
def test_other_codes_are_no_forms(text: str) -> None:
    assert read_payload(text) is None
