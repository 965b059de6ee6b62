"""The secrets on a letter."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.code import (
    CROCKFORD,
    Keys,
    code_hash,
    grouped,
    household_code,
    link_hash,
    link_token,
    names_door,
    read_code,
    read_link,
    read_receipt,
    receipt_code,
)
from surveys.core.errors import CodeRefused

KEYS = Keys.from_secret(b"a secret of the tests")
CODES = [household_code(KEYS, 7, n, 1) for n in range(3000)]


def refused(typed: str) -> str:
    with pytest.raises(CodeRefused) as refusal:
        read_code(typed)
    return refusal.value.reason


def test_a_letter_printed_years_later_carries_the_same_secrets() -> None:
    assert household_code(KEYS, 7, 3, 1) == "842550484987"
    assert link_token(KEYS, 7, 3, 1) == "M465R41M3RMBGM2TZ02BSX7JEQ"
    assert code_hash(KEYS, "123456789012")[:16] == "01bccc412252c9c9"


def test_a_code_has_twelve_digits_and_none_three_times_running() -> None:
    assert all(re.fullmatch(r"\d{12}", code) and not re.search(r"(\d)\1\1", code) for code in CODES)


def test_poll_household_epoch_and_secret_each_make_another_code_and_another_link() -> None:
    others = Keys.from_secret(b"another secret")
    places = [(KEYS, 7, 3, 1), (KEYS, 8, 3, 1), (KEYS, 7, 4, 1), (KEYS, 7, 3, 2), (others, 7, 3, 1), (KEYS, 73, 1, 1)]
    assert len({household_code(*place) for place in places}) == len(places)
    assert len({link_token(*place) for place in places}) == len(places)


def test_no_two_households_of_a_large_poll_share_a_code() -> None:
    assert len(set(CODES)) == len(CODES)


def test_every_digit_stands_everywhere_about_as_often() -> None:
    """Three standard deviations at 3,000 codes are about 49 of 300; the rule on three running digits moves little."""
    for place in range(12):
        counts = [sum(code[place] == digit for code in CODES) for digit in "0123456789"]
        assert min(counts) > 230
        assert max(counts) < 370


def test_a_link_has_130_bits_in_letters_that_are_hard_to_confuse() -> None:
    token = link_token(KEYS, 7, 3, 1)
    assert len(token) == 26
    assert set(token) <= set(CROCKFORD)
    assert not set("ILOU") & set(CROCKFORD)


def test_what_is_kept_of_a_link_is_the_same_in_small_letters_and_says_nothing_of_it() -> None:
    token = link_token(KEYS, 7, 3, 1)
    assert link_hash(token) == link_hash(token.lower())
    assert token not in link_hash(token).upper()


@pytest.mark.parametrize(
    "address",
    [
        "{}",
        "{}/",
        "{}。",
        "{})",
        "{}&from=timeline",
        "{}%E3%80%82",
        "https://diandan.example:8443/q/{}",
        "打开 https://diandan.example/q/{}。",
        "HTTPS://DIANDAN.EXAMPLE/Q/{}?from=timeline",
    ],
)
@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_a_link_is_read_whatever_stands_around_it(address: str, case: Callable[[str], str]) -> None:
    token = link_token(KEYS, 1, 2, 0)
    assert read_link(case(address.format(token))) == token
    assert read_link(case(address.format(token.replace("0", "O").replace("1", "l")))) == token


@pytest.mark.parametrize("address", ["", "/q/", "{}A", "https://diandan.example/k/{}", "/q/{}0123"])
def test_what_is_no_link_of_a_letter_is_read_as_none(address: str) -> None:
    assert read_link(address.format(link_token(KEYS, 1, 2, 0))) == ""


def test_what_is_kept_of_a_code_needs_the_key() -> None:
    assert code_hash(KEYS, CODES[0]) != code_hash(Keys.from_secret(b"another secret"), CODES[0])


def test_a_link_that_is_no_text_opens_nothing_and_breaks_nothing() -> None:
    assert len(link_hash("\ud800\x00")) == 64


@pytest.mark.parametrize("code", CODES[:20])
def test_every_wrong_digit_and_every_swap_of_neighbours_is_caught(code: str) -> None:
    for place in range(12):
        for digit in "0123456789":
            if digit != code[place]:
                assert refused(code[:place] + digit + code[place + 1 :]) == "typo"
    for place in range(11):
        if code[place] != code[place + 1]:
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert refused(swapped) == "typo"


@pytest.mark.parametrize(
    "dress",
    [
        "{0} {1} {2}",
        "{0}-{1}-{2}",
        "{0}.{1}.{2}",
        " {0}\u3000{1}\u3000{2}\n",
        "{0}\u2014{1}\u2014{2}\u3002",
        "\u200b{0}{1}{2}\ufeff",
        "户码：{0} {1} {2}",
        "户码 {0} {1} {2}。",
        "NO.{0}{1}{2}",
        "№ {0} {1} {2}",
        "Household code: {0} {1} {2}",
        "我家的户码是{0} {1} {2}，谢谢",
    ],
)
def test_a_code_is_read_however_it_is_spaced(dress: str) -> None:
    code = CODES[0]
    assert read_code(dress.format(code[:4], code[4:8], code[8:])) == code


def test_full_width_digits_and_letters_that_look_like_digits_are_read() -> None:
    code = next(code for code in CODES if "0" in code and "1" in code)
    assert read_code(code.translate({ord("0") + n: 0xFF10 + n for n in range(10)})) == code
    for zero, one in (("O", "l"), ("o", "I"), ("\uff2f", "|"), ("Q", "i")):
        assert read_code(code.replace("0", zero).replace("1", one)) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("  \u3000-", "empty"),
        ("1234", "length"),
        ("1" * 13, "length"),
        ("1" * 100_000, "length"),
        ("12345678901x", "typo"),
        ("12345678901\u0663", "length"),
        ("\u4e00" * 12, "empty"),
    ],
)
def test_what_cannot_be_a_code_says_why(typed: str, reason: str) -> None:
    assert refused(typed) == reason


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        code = read_code(typed)
    except CodeRefused as refusal:
        code = refusal.reason
    assert re.fullmatch(r"\d{12}|empty|length|typo", code)


def test_a_code_is_printed_in_three_groups() -> None:
    assert grouped("123456789012") == "1234 5678 9012"


def test_a_receipt_is_ten_letters_that_depend_on_both_sides() -> None:
    receipt = receipt_code("a submission", b"r" * 16)
    assert re.fullmatch(f"[{CROCKFORD}]{{5}}-[{CROCKFORD}]{{5}}", receipt)
    assert len({receipt, receipt_code("another", b"r" * 16), receipt_code("a submission", b"s" * 16)}) == 3


@pytest.mark.parametrize("typed", ["501", "3-2-501", "3号楼 2单元 501", "3栋2单元501室", "３－５０１", "2-501", " 0501 "])
def test_a_door_is_named_in_any_common_way(typed: str) -> None:
    assert names_door(typed, "3", "2", "501")


def test_a_door_is_named_as_the_english_page_writes_it() -> None:
    assert names_door("Building 3, Unit 2, 501", "3号楼", "2单元", "501")
    assert not names_door("Building 4, Unit 2, 501", "3号楼", "2单元", "501")


@pytest.mark.parametrize("typed", ["", "50", "1501", "4-501", "3-1-501", "2-3-501", "501-2", "3号楼", "501 502"])
def test_another_door_is_not_named(typed: str) -> None:
    assert not names_door(typed, "3", "2", "501")


def test_a_room_without_figures_is_compared_as_it_is_written() -> None:
    assert names_door("A座东户", "A", "", "东户")
    assert not names_door("A座西户", "A", "", "东户")
    assert not names_door("", "", "", "")


@pytest.mark.parametrize(
    ("typed", "receipt"),
    [
        ("2WZX2-BRRNS", "2WZX2-BRRNS"),
        (" 2wzx2 brrns ", "2WZX2-BRRNS"),
        ("２ｗｚｘ２－ｂｒｒｎｓ", "2WZX2-BRRNS"),
        ("OILI0-00000", "01110-00000"),
        ("回执号：2WZX2-BRRNS。", "2WZX2-BRRNS"),
        ("NO.2WZX2-BRRNS", "2WZX2-BRRNS"),
        ("Receipt number 2wzx2 brrns", "2WZX2-BRRNS"),
        ("2WZX2-BRRN", ""),
        ("2WZX2-BRRNU", ""),
        ("回执", ""),
        ("", ""),
    ],
)
def test_a_receipt_is_read_as_people_type_it(typed: str, receipt: str) -> None:
    assert read_receipt(typed) == receipt
