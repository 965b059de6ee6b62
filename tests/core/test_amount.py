"""Amounts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.amount import plain_amount, read_amount
from surveys.core.roster_file import CellRefused
from surveys.services.edition import menu_words

WORDS, MOST = menu_words().amounts, 100_000_000
FEN = st.integers(0, MOST * 100)
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def read(text: str, unit: str = "") -> int | None:
    return read_amount(text, WORDS, MOST, unit=unit)


@given(FEN)
def test_what_we_write_is_read_back(fen: int) -> None:
    assert read(plain_amount(fen)) == fen


@given(FEN, st.sampled_from(["", "元", " 元", "元整"]), st.sampled_from(["", "¥", "￥"]))
def test_commas_width_and_words_for_money_change_nothing(fen: int, ending: str, sign: str) -> None:
    grouped = f"{fen // 100:,}.{fen % 100:02}"
    assert read(f"{sign}{grouped}{ending}") == fen
    assert read(f" {grouped.translate(WIDE)}{ending} ") == fen
    assert read(grouped.replace(",", " ")) == fen


@given(st.integers(0, 10_000 * 10_000))
def test_ten_thousands_are_multiplied(tens: int) -> None:
    for ending in ("万", "万元", " 万"):
        assert read(f"{tens // 10_000}.{tens % 10_000:04}{ending}") == tens * 100


def test_nothing_is_nothing_and_not_zero() -> None:
    assert read("") is None
    assert read("　 ") is None
    assert read("0") == 0


def test_the_items_own_unit_may_stand_behind_its_quantity() -> None:
    assert read_amount("1,800平方米", WORDS.without_money(), MOST, unit="平方米") == 1800_00
    with pytest.raises(CellRefused):
        read_amount("1800元", WORDS.without_money(), MOST, unit="平方米")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("三万", "amount_text"),
        ("约3000", "amount_text"),
        ("3000左右", "amount_text"),
        ("3000-4000", "amount_text"),
        ("1.2.3", "amount_text"),
        ("1.", "amount_text"),
        (".5", "amount_text"),
        ("万", "amount_text"),
        ("元", "amount_text"),
        ("亿", "amount_text"),
        ("nan", "amount_text"),
        ("inf", "amount_text"),
        ("٣٠٠", "amount_text"),
        ("-5", "amount_negative"),
        ("－５", "amount_negative"),
        ("−5元", "amount_negative"),
        ("1e9", "amount_exponent"),
        ("1E+999", "amount_exponent"),
        ("１ｅ９", "amount_exponent"),
        ("1.5e3", "amount_exponent"),
        ("1,2", "amount_commas"),
        ("12,00", "amount_commas"),
        ("1 2", "amount_commas"),
        ("1,2345", "amount_commas"),
        ("=A1*B1", "amount_formula"),
        ("1.234", "amount_decimals"),
        ("0.0000001", "amount_decimals"),
        ("1.2345678万", "amount_decimals"),
        ("100000001", "amount_too_large"),
        ("10001万", "amount_too_large"),
        ("9" * 400, "amount_too_large"),
        ("0." + "1" * 400, "amount_decimals"),
    ],
)
def test_what_is_no_amount_is_refused_and_says_why(typed: str, code: str) -> None:
    with pytest.raises(CellRefused) as refused:
        read(typed)
    assert refused.value.code == code


@given(st.text(max_size=30))
def test_whatever_is_typed_is_an_amount_within_bounds_nothing_or_refused(typed: str) -> None:
    try:
        amount = read(typed)
    except CellRefused:
        amount = None
    assert amount is None or 0 <= amount <= MOST * 100
