"""Amounts in Pabulib files: read exactly by one rule, or refused with their line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.errors import Rejected
from surveys.core.pb import amount_text, read_amount, read_pb
from surveys.core.pb.amounts import written_amount
from surveys.words.refusal import cli_problem

FILE = (
    "META\nkey;value\nbudget;{budget}\nvote_type;approval\nPROJECTS\nproject_id;cost\na;{cost}\nVOTES\nvoter_id;vote\n1;a\n"
)
NOT_AMOUNTS = (
    *("1,500", "1.500", "1,500,000", "1.500.000", "1,500.00", "1.500,00", "0.500", "12,3456", "1500,000"),
    *(
        "1 500",
        "1\u00a0500",
        "1'500",
        "1’500",
        "1_000",
        "1，500",
        "1。5",
        "١٢",
        "１５００",
        "一千五百",
        "1500元",
        "$1500",
        "¥1500",
    ),
    *(
        "",
        "-1",
        "+1",
        "−1",
        "nan",
        "inf",
        "0x10",
        "1.2.3",
        ".5",
        "5.",
        "1e",
        "1e-3",
        "1e30",
        "1e999",
        "1,500e3",
        "1500-2000",
        "1/2",
    ),
)


@pytest.mark.parametrize(("amount", "text"), [("7", "7"), ("0", "0"), ("1/8", "0.125"), ("100.50", "100.5"), ("1/3", "1/3")])
def test_amounts_are_written_exactly(amount: str, text: str) -> None:
    assert amount_text(Fraction(amount)) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *(("1500", "1500"), ("1500.5", "3001/2"), ("1500,5", "3001/2"), ("60,25", "241/4"), ("0007", "7"), ("0", "0")),
        *(
            ("1e3", "1000"),
            ("1e29", "1" + "0" * 29),
            ("1.5e+06", "1500000"),
            ("1.500E3", "1500"),
            ("0.1250", "1/8"),
            ("1234.56789", "123456789/100000"),
        ),
    ],
)
def test_plain_numbers_are_read_exactly(text: str, amount: str) -> None:
    assert read_amount(text) == Fraction(amount)


@pytest.mark.parametrize("text", NOT_AMOUNTS)
def test_what_may_be_meant_as_thousands_or_is_no_plain_number_is_refused_with_its_line(text: str) -> None:
    for budget, cost, line in ((text, "5", 3), ("5", text, 7)):
        with pytest.raises(Rejected) as refused:
            read_pb(FILE.format(budget=budget, cost=cost).encode())
        (problem,) = refused.value.problems
        assert (problem.code, problem.row) == ("pb_budget" if line == 3 else "pb_cost", line)
        assert cli_problem(problem).startswith(f"第{line}行：")
        assert "写成1500" in cli_problem(problem)


@given(st.text(st.sampled_from("0123456789.,' e+-_０１٣，"), max_size=9))
def test_no_other_text_is_an_amount(text: str) -> None:
    """By another road: whoever reads thousands into the text and whoever reads decimals get the same number, or nobody."""
    amount = read_amount(text)
    if amount is None:
        return
    assert text.isascii()
    whole, mark, decimals = text.partition("e")[0].replace(",", ".").partition(".")
    assert whole.isdecimal()
    assert not mark or "e" in text or len(decimals) != 3
    assert amount == Fraction(text.replace(",", "."))


@given(st.fractions(0, 10**9, max_denominator=1).flatmap(lambda n: st.integers(0, 6).map(lambda d: n / 10**d)))
def test_amounts_that_are_written_are_read_again(amount: Fraction) -> None:
    assert read_amount(written_amount(amount)) == amount
