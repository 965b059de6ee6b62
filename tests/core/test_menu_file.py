"""A menu read from the file that a person wrote."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.errors import Rejected
from surveys.core.menu import menu_from_document
from surveys.core.menu_file import read_menu

MENU = """\
key = "small"
title = "小菜单"
choose = 2

[[tier]]
key = "basic"
name = "基础类"

[[item]]
key = "road"
name = "修路"
tier = "basic"
must = true
unit = "米"
unit_cost = "92.50"
quantity = 12.25

[[item]]
key = "parking"
name = "车位"
tier = "basic"
buildings = ["1号楼"]
alternatives = [
  { key = "lines", name = "划线" },
  { key = "grass", name = "植草砖", about = "能长草" },
]
"""


def problems(text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(Rejected) as refused:
        read_menu(text)
    return [(p.code, p.field, p.row) for p in refused.value.problems]


def changed(old: str, new: str) -> str:
    assert MENU.count(old) == 1
    return MENU.replace(old, new)


def test_a_menu_is_read_whole_and_its_money_is_exact() -> None:
    menu = read_menu(MENU)
    road, parking = menu.items
    assert (road.unit_cost, road.quantity, road.cost) == (9250, 1225, 113313)
    assert (road.must, parking.unit_cost, parking.buildings) == (True, None, ("1号楼",))
    assert [a.key for a in parking.alternatives] == ["lines", "grass"]
    assert menu_from_document(menu.document()) == menu


def test_the_same_words_in_another_dress_are_the_same_menu() -> None:
    dressed = MENU.replace('"92.50"', "92.5").replace("12.25", '"12.25"').replace("\n\n", "\n# 说明\n\n")
    assert read_menu(dressed).digest == read_menu(MENU).digest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('key = "small"\n', "", ("toml_missing", "key", 1)),
        ("choose = 2", "choose = 0", ("toml_range", "choose", 3)),
        ("choose = 2", "choose = true", ("toml_type", "choose", 3)),
        ("choose = 2", 'chose = 2\nchoose = "2"', ("toml_unknown_key", "chose", 3)),
        ('key = "road"', 'key = "Road!"', ("toml_key_form", "key", 10)),
        ('key = "road"', 'key = "parking"', ("toml_repeated", "key", 19)),
        ('key = "road"', 'key = "none"', ("toml_reserved", "key", 10)),
        ('name = "修路"', f'name = "{"路" * 21}"', ("toml_text_long", "name", 11)),
        ('name = "修路"', 'name = ""', ("toml_missing", "name", 11)),
        ("must = true", 'must = "yes"', ("toml_type", "must", 13)),
        ('"92.50"', '"92.505"', ("toml_decimals", "unit_cost", 15)),
        ('"92.50"', "1e999999999", ("toml_range", "unit_cost", 15)),
        ('"92.50"', "nan", ("toml_range", "unit_cost", 15)),
        ('"92.50"', '"about 90"', ("toml_type", "unit_cost", 15)),
        ('"92.50"', "2021-05-01", ("toml_type", "unit_cost", 15)),
        ("12.25", "-1", ("toml_range", "quantity", 16)),
        ('unit = "米"\n', "", ("menu_unit_missing", "unit", 9)),
        ('["1号楼"]', "[1]", ("toml_type", "buildings", 22)),
        ('{ key = "grass"', '{ key = "lines"', ("toml_repeated", "key", 25)),
        ('name = "修路"', 'name = "车位"', ("toml_repeated", "name", 20)),
        ('["1号楼"]', '["1号楼", " 1号楼 "]', ("toml_repeated", "buildings", 22)),
        ('name = "植草砖"', 'name = "划线"', ("toml_repeated", "name", 25)),
        ('"能长草" }', '"能长草", cost = 3 }', ("toml_unknown_key", "cost", 25)),
        ('  { key = "lines", name = "划线" },', "  7,", ("toml_type", "alternatives", 24)),
    ],
)
def test_each_mistake_is_reported_on_its_line(old: str, new: str, expected: tuple[str, str, int]) -> None:
    assert expected in problems(changed(old, new))


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_lines() -> None:
    text = MENU.replace("choose = 2", "choose = 0").replace("must = true", "must = 1").replace('"1号楼"', "1")
    assert [row for _, _, row in problems(text)] == [3, 13, 22]


def test_an_item_of_an_unknown_tier_names_the_tiers_there_are() -> None:
    with pytest.raises(Rejected) as refused:
        read_menu(MENU.replace('tier = "basic"', 'tier = "bsaic"', 1))
    (problem,) = refused.value.problems
    assert (problem.code, problem.row, problem.value, problem.detail) == (
        "menu_tier_unknown",
        12,
        "bsaic",
        {"allowed": "basic"},
    )


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(Rejected) as refused:
        read_menu(changed("quantity", "quantitty"))
    assert refused.value.problems[0].detail["nearest"] == "quantity"


def test_a_menu_without_items_or_tiers_is_refused() -> None:
    found = problems('key = "a"\ntitle = "b"\nchoose = 1\nitem = 3\n')
    assert ("toml_type", "item", 4) in found
    assert ("toml_entries", "tier", 1) in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('key = "a"\ntitle = \n', ("toml_syntax", "", 2)),
        ('key = "a"\nkey = "b"\n', ("toml_syntax", "", 2)),
        ("x = " + "[" * 5000, ("toml_too_deep", "", 0)),
        ("x = " + "9" * 5000, ("toml_syntax", "", 1)),
        ("x = 1e99999999999999999999", ("toml_syntax", "", 1)),
        ("#" * 200_001, ("toml_too_long", "", 0)),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(text: str, expected: tuple[str, str, int]) -> None:
    assert problems(text) == [expected]


def test_lines_are_found_through_subtables_strings_and_dotted_keys() -> None:
    text = (
        'key = "a"\ntitle = """\n[[item]]\nkey = 1\n"""\nchoose = 1\n[[tier]]\nkey = "t"\nname = \'\'\'x\'\'\'\n'
        '[[item]]\nkey = "i"\nname = "n"\n"tier" = "t"\n[[item.alternatives]]\nkey = "one"\nname = "n"\nwrong.deep = 1\n'
        '[[item.alternatives]]\nkey = "two"\nname = 5\n[[item]]\nkey = "j"\nname = "m"\n'
        'tier = "t" # [[x]]\nbad = {a = [1,\n2]}\n'
        "[odd]\nx = 1\n"
    )
    assert problems(text) == [
        ("toml_unknown_key", "wrong", 17),
        ("toml_type", "name", 20),
        ("toml_unknown_key", "bad", 25),
        ("toml_unknown_key", "odd", 27),
    ]


lines = st.sampled_from(
    [*MENU.splitlines(), "[[item]]", "choose = [", 'key = """', "tier.x = 1", "unit_cost = -0.001", "}", "[a.b]"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(lines, max_size=30).map("\n".join)))
def test_whatever_is_in_the_file_it_is_read_or_refused(text: str) -> None:
    with suppress(Rejected):
        assert read_menu(text).items
