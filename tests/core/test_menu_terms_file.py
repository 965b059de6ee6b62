"""What a menu file may ask of items and of money, and the line of each mistake in that."""

from __future__ import annotations

import pytest

from surveys.core.errors import Rejected
from surveys.core.menu import Decision, Payer, Payment, RankBy, Ranking, menu_from_document
from surveys.core.menu_file import read_menu
from surveys.core.roster import Entrance
from surveys.words.toml_document import SENTENCES, toml_problem_words

FULL = """key = "full"
title = "全"
choose = 3
ranking = "share"
least_answers = 5
[[tier]]
key = "basic"
name = "基础类"
cap = 50000
[[item]]
key = "lift-a"
name = "玻璃电梯"
tier = "basic"
unit = "部"
unit_cost = 400000
quantity = 1
stairwells = ["3/1", "3/2"]
excludes = ["lift-b"]
pays = [{ payer = "owners", percent = 60 }, { payer = "government", percent = 40 }]
own_money = true
decision = "7"
[[item]]
key = "lift-b"
name = "钢板电梯"
tier = "basic"
buildings = ["4"]
[[item]]
key = "roof"
name = "屋面"
tier = "basic"
[[item]]
key = "solar"
name = "光伏"
tier = "basic"
needs = ["roof"]
[[item]]
key = "park"
name = "车位"
tier = "basic"
unit = "个"
quantity = 20
alternatives = [
  { key = "stack", name = "立体", unit_cost = 20000 },
  { key = "lines", name = "划线", unit_cost = "150.5", quantity = 30 },
]
"""


def problems(old: str, new: str) -> list[tuple[str, str, int]]:
    assert old in FULL
    with pytest.raises(Rejected) as refused:
        read_menu(FULL.replace(old, new, 1))
    for problem in refused.value.problems:
        assert problem.code in SENTENCES
        assert toml_problem_words(problem)
    return [(problem.code, problem.field, problem.row) for problem in refused.value.problems]


def test_everything_that_can_be_asked_is_read_and_comes_back() -> None:
    menu = read_menu(FULL)
    lift = menu.by_key["lift-a"]
    assert (menu.ranking, menu.tiers[0].cap) == (Ranking(RankBy.SHARE, 5), 5_000_000)
    assert (lift.stairwells, lift.decision) == ((Entrance("3", "1"), Entrance("3", "2")), Decision.REBUILDING)
    assert lift.payments(101) == {Payer.OWNERS: 61, Payer.GOVERNMENT: 40}
    assert lift.pays == (Payment(Payer.OWNERS, 60), Payment(Payer.GOVERNMENT, 40))
    assert [menu.by_key["park"].cost_of(way) for way in ("stack", "lines")] == [40_000_000, 451_500]
    assert menu.rivals("lift-b") == {"lift-a"}
    assert menu_from_document(menu.document()) == menu


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('ranking = "share"', 'ranking = "height"', ("toml_choice", "ranking", 4)),
        ('ranking = "share"', 'ranking = "points"', ("menu_least_without_share", "least_answers", 5)),
        ("least_answers = 5\n", "", ("toml_missing", "least_answers", 1)),
        ("least_answers = 5", "least_answers = 0", ("toml_range", "least_answers", 5)),
        ("cap = 50000", "cap = -1", ("toml_range", "cap", 9)),
        ('"3/1", "3/2"', '"3-1"', ("menu_stairwell_form", "stairwells", 17)),
        ('"3/1", "3/2"', '"/1"', ("menu_stairwell_form", "stairwells", 17)),
        ('"3/1", "3/2"', '"3/1", "3 / 1"', ("toml_repeated", "stairwells", 17)),
        ('"3/1", "3/2"', '"3/1", "3/1"', ("toml_repeated", "stairwells", 17)),
        ('excludes = ["lift-b"]', 'excludes = ["lift-a"]', ("menu_item_itself", "excludes", 18)),
        ('excludes = ["lift-b"]', 'excludes = ["lift-c"]', ("menu_item_unknown", "excludes", 18)),
        ('excludes = ["lift-b"]', 'excludes = ["roof", "roof"]', ("toml_repeated", "excludes", 18)),
        ("percent = 40", "percent = 41", ("menu_pays_total", "pays", 19)),
        ('payer = "government"', 'payer = "owners"', ("menu_payer_twice", "payer", 19)),
        ('payer = "government", ', "", ("toml_missing", "payer", 19)),
        ('payer = "government"', 'payer = "uncle"', ("toml_choice", "payer", 19)),
        ("percent = 60", "percent = 0", ("toml_range", "percent", 19)),
        ("own_money = true", "own_money = true\nmust = true", ("menu_own_money_must", "own_money", 20)),
        ('buildings = ["4"]', "own_money = true", ("menu_own_money_payers", "own_money", 26)),
        ('decision = "7"', 'decision = "10"', ("toml_choice", "decision", 21)),
        ('needs = ["roof"]', 'needs = ["rof"]', ("menu_item_unknown", "needs", 35)),
        ('needs = ["roof"]', 'needs = ["lift-a"]', ("menu_needs_own_money", "needs", 35)),
        ('needs = ["roof"]', 'needs = ["roof"]\nexcludes = ["roof"]', ("menu_needs_its_rival", "needs", 35)),
        ('needs = ["roof"]', 'needs = ["roof"]\nmust = true', ("menu_must_needs_voted", "needs", 35)),
        (
            'name = "屋面"\ntier = "basic"',
            'name = "屋面"\ntier = "basic"\nneeds = ["solar"]',
            ("menu_needs_circle", "needs", 31),
        ),
        (", unit_cost = 20000", "", ("menu_way_without_cost", "alternatives", 42)),
        ('unit = "个"\n', "", ("menu_unit_missing", "unit", 36)),
        ('stairwells = ["3/1"', 'buildings = ["3"]\nstairwells = ["3/1"', ("menu_stairwell_twice", "stairwells", 18)),
    ],
)
def test_each_mistake_is_reported_on_its_line(old: str, new: str, expected: tuple[str, str, int]) -> None:
    assert expected in problems(old, new)


def test_two_musts_that_exclude_each_other_are_refused() -> None:
    text = FULL.replace('buildings = ["4"]', 'must = true\nexcludes = ["roof"]').replace(
        'name = "屋面"', 'name = "屋面"\nmust = true'
    )
    with pytest.raises(Rejected) as refused:
        read_menu(text)
    assert "menu_musts_exclude" in {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({"a": 'needs = ["c"]', "c": 'excludes = ["a"]'}, ("menu_needs_its_rival", "c")),
        ({"a": 'needs = ["b"]', "b": 'needs = ["c"]', "c": 'excludes = ["a"]'}, ("menu_needs_its_rival", "c")),
        ({"a": 'needs = ["b", "c"]', "b": 'excludes = ["c"]', "c": ""}, ("menu_needs_rivals", "b")),
        ({"m": 'must = true\nexcludes = ["b"]', "b": "", "a": 'needs = ["b"]'}, ("menu_needs_rivals", "b")),
        ({"a": 'needs = ["b"]', "b": 'infeasible = "太窄"'}, ("menu_needs_infeasible", "b")),
    ],
)
def test_an_item_whose_needs_can_never_be_met_is_refused(items: dict[str, str], expected: tuple[str, str]) -> None:
    head = 'key = "m"\ntitle = "M"\nchoose = 1\n[[tier]]\nkey = "basic"\nname = "B"\n'
    with pytest.raises(Rejected) as refused:
        read_menu(
            head + "".join(f'[[item]]\nkey = "{k}"\nname = "{k}"\ntier = "basic"\n{more}\n' for k, more in items.items())
        )
    assert [(problem.code, problem.value) for problem in refused.value.problems] == [expected]
