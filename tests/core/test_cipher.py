"""The key of backups on paper: what was misread is caught, what is written otherwise is forgiven."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.cipher import KEY_BYTES, key_groups, key_name, read_key
from surveys.core.code import CROCKFORD
from surveys.core.errors import NotAllowed

KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(KEYS)
def test_a_key_is_read_as_it_was_written(key: bytes) -> None:
    groups = key_groups(key)
    assert [len(group) for group in groups.split()] == [4] * 14
    assert (
        read_key(groups) == read_key(groups.lower().replace(" ", "-")) == read_key(f"\n{groups.replace('0', 'o')}\n") == key
    )


@given(KEYS, st.integers(0, 55), st.sampled_from(CROCKFORD))
def test_one_sign_that_was_misread_is_told(key: bytes, place: int, sign: str) -> None:
    text = key_groups(key).replace(" ", "")
    if text[place] == sign:
        return
    with pytest.raises(NotAllowed, match="key_typo"):
        read_key(text[:place] + sign + text[place + 1 :])


@given(KEYS, st.integers(0, 54))
def test_two_signs_that_were_swapped_are_told(key: bytes, place: int) -> None:
    text = key_groups(key).replace(" ", "")
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        with pytest.raises(NotAllowed, match="key_typo"):
            read_key(swapped)


@pytest.mark.parametrize("typed", ["", "47SC 18AV", "汉字" * 28, "0" * 57, "U" * 56])
def test_what_can_be_no_key_is_told(typed: str) -> None:
    with pytest.raises(NotAllowed, match="no_key"):
        read_key(typed)


def test_the_name_of_a_key_holds_nothing_of_it() -> None:
    key = bytes(range(KEY_BYTES))
    assert len(key_name(key)) == 8
    assert key_name(key) not in key
