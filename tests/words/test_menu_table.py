"""What is said of how much of a menu is estimated, and by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveys.core.menu import Estimated, Item, Menu, Tier
from surveys.core.outcome import PublicList
from surveys.core.outcome.telling import exact
from surveys.words.menu_table import menu_filled_words, must_words, signed_words
from surveys.words.outcome.money import budget_words, estimate_made_words
from surveys.words.result.listing import list_words
from tests.words.small_outcomes import compound, decided


@pytest.mark.parametrize(
    ("known", "unknown", "budget", "words"),
    [
        (0, 0, 100_00, "必改合计0元；预算100元，还余100元"),
        (0, 2, 100_00, "必改未估算；预算100元"),
        (0, 2, None, "必改未估算；没有设预算"),
        (40_00, 0, 100_00, "必改合计40元；预算100元，还余60元"),
        (40_00, 2, 100_00, "必改合计40元，另有2项必改未估算；预算100元，至多还余60元"),
        (140_00, 1, 100_00, "必改合计140元，另有1项必改未估算；预算100元，必改就超出40元"),
        (40_00, 0, None, "必改合计40元；没有设预算"),
    ],
)
def test_must_do_items_are_said_beside_the_budget_with_what_nobody_knows(
    known: int, unknown: int, budget: int | None, words: str
) -> None:
    assert must_words(known, unknown, budget) == words


def test_an_item_that_can_t_be_done_needs_no_estimate_and_one_set_aside_isn_t_counted() -> None:
    items = (
        Item("a", "a", "t", lump=0),
        Item("b", "b", "t", infeasible="没有地方"),
        Item("c", "c", "t"),
        Item("d", "d", "t"),
    )
    menu = Menu("m", "M", 1, (Tier("t", "T"),), ())
    assert menu_filled_words(menu.made_of(items, "abcd")) == "已填2/4"
    assert menu_filled_words(menu.made_of(items, "abd")) == "已填2/3，另有1项没有列入"


def listed(made: Estimated | None) -> PublicList:
    return replace(exact(decided(*compound(1))).listed, estimated=made)


def test_who_estimated_stands_beside_the_list_on_paper_and_page() -> None:
    made = Estimated(date(2026, 1, 5), "某造价公司", "报告第3号")
    assert estimate_made_words(listed(made)) == "估算人：某造价公司，2026年1月5日，依据：报告第3号。"
    assert estimate_made_words(listed(None)) == "估算人：没有登记。"
    assert list_words(listed(made)).estimated == "2026年1月5日由某造价公司估算，依据“报告第3号”。"
    assert list_words(listed(None)).estimated == ""
    assert signed_words(None) == "谁估算的、什么时候估算的，没有登记"


def test_money_of_which_nobody_knows_all_is_said_to_be_at_most_so_much() -> None:
    whole = listed(None)
    unknown = tuple(replace(line, cost=None, drawn=None) if line.status == "must" else line for line in whole.lines)
    said = budget_words(replace(whole, budget=100_000_00, must=0, lines=unknown))
    assert "必改项目未估算" in said
    assert "至多还余" in said
