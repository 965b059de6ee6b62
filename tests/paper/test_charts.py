"""The charts beside the list: drawn from the figures, readable without colour, with a table beside each."""

from __future__ import annotations

import re

import pytest
from flask import render_template_string

from surveys.core.priorities import Examination, Status, examine
from surveys.words.outcome.charts import HeatCell, charts
from tests.core.small_compounds import EDITION as SMALL
from tests.core.small_compounds import ballot, item, menu, roster, terms
from tests.paper.decided import MENU, decided, long_menu

PAGE = """{% from "macros/charts.html" import bars, heat, threshold %}
{{ bars(c.ranked) }}{% if c.stairs %}{{ bars(c.stairs) }}{% endif %}{% if c.wishes %}{{ bars(c.wishes) }}{% endif %}
{{ heat(c.heat) }}{{ threshold(700, 667, "七成") }}"""


def examined(**more: object) -> Examination:
    found = decided(**more).examined  # type: ignore[arg-type]
    assert found
    return found


def test_bars_are_as_long_as_the_shares_and_filled_where_the_item_is_carried_out() -> None:
    found = examined()
    lines = [line for line in found.listed.lines if line.rank is not None and line.support]
    drawn = charts(found).ranked
    assert [bar.end for bar in drawn.bars] == [1000 * line.support // line.answered for line in lines]
    assert [bar.filled for bar in drawn.bars] == [line.carried_out for line in lines]
    assert [bar.whisker for bar in drawn.bars] == [found.standings[line.item.key].ranks for line in lines]
    assert lines[drawn.line_after or 0].status is Status.SKIPPED


def test_a_place_of_which_nothing_can_be_said_has_a_point_and_no_line() -> None:
    few = menu(item("roof", 60), item("lift", 60, buildings=("2",)))
    homes = [ballot(n, "roof") for n in range(1, 21)] + [ballot(31, "lift")]
    drawn = charts(examine(few, SMALL, roster(*["1"] * 30, *["2"] * 30), homes, terms(100))).ranked
    assert [(bar.label, bar.rank, bar.whisker) for bar in drawn.bars] == [("ROOF", 1, (1, 1)), ("LIFT", 2, None)]
    assert "没有短线的说不准" in drawn.about


def test_the_stairs_go_up_without_a_gap_to_what_is_spent() -> None:
    found = examined()
    stairs = charts(found).stairs
    assert stairs
    assert stairs.bars[0].start == 0
    assert all(one.end == next_one.start for one, next_one in zip(stairs.bars, stairs.bars[1:], strict=False))
    assert stairs.bars[-1].end == 1000 * found.listed.spent // (found.listed.budget or 1)
    assert stairs.line == 1000


def test_must_do_items_over_the_budget_pass_the_line() -> None:
    stairs = charts(examined(budget=50_000_000)).stairs
    assert stairs
    assert stairs.line is not None
    assert stairs.line < 1000
    assert stairs.bars[-1].end == 1000


def test_without_a_budget_there_are_no_stairs() -> None:
    drawn = charts(examined(budget=None))
    assert drawn.stairs is None
    assert drawn.ranked.line_after is None


def test_the_households_of_the_wishes_chart_are_all_that_answered() -> None:
    found = examined()
    wishes = charts(found).wishes
    assert wishes
    assert found.checks.coverage
    assert sum(int(bar.words.split("户")[0]) for bar in wishes.bars) == found.checks.coverage.answered


def test_a_building_with_fewer_than_five_answers_is_hatched_and_told_in_words() -> None:
    heat = charts(examined(buildings=["1", "2"], homes=4)).heat
    assert all(cell.level is None and "%" not in cell.words for _, cells in heat.rows for cell in cells)


def test_an_item_of_two_buildings_leaves_the_others_empty() -> None:
    heat = charts(examined(buildings=["1", "2", "3"], menu=long_menu(22))).heat
    cells = dict(heat.rows)["第20项停车位改造"]
    assert cells[2] == HeatCell(-1, "—")
    assert cells[0].level is not None


@pytest.mark.usefixtures("app")
def test_every_drawing_has_words_a_table_and_no_colour() -> None:
    hostile = MENU.items[6].name
    html = render_template_string(PAGE, c=charts(examined(homes=30)))
    figures = re.findall(r"<figure.*?</figure>", html, re.S)
    assert len(figures) == 4
    for figure in figures:
        assert re.search(r'<svg[^>]*role="img"[^>]*aria-label="[^"]{10,}"', figure)
        assert "<table" in figure
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', html)) <= {"currentColor", "none", "#fff"}
    assert "style=" not in html
    assert hostile in html


@pytest.mark.usefixtures("app")
def test_long_lists_draw_what_fits_and_say_so() -> None:
    drawn = charts(examined(buildings=["1", "2", "3", "4"], homes=60, menu=long_menu(60)))
    assert len(drawn.ranked.bars) > drawn.ranked.drawn
    assert f"只画前{drawn.ranked.drawn}项" in drawn.ranked.about
    html = render_template_string(PAGE, c=drawn)
    assert html.count("<circle") == drawn.ranked.drawn
    assert drawn.ranked.bars[-1].label in html
