"""Names that may be one, totals that were expected, and how a roster turns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.core.errors import Rejected
from surveys.core.takeover import near_names, read_expected, roster_turn, taken_over, totals
from surveys.services.edition import locality_words
from tests.factories import rows, with_owner

LIKELY = [
    ("凤凰西区", "凤凰西小区"),
    ("凤凰 西区", "凤凰西区"),
    ("凤凰花园", "凤凰花苑"),
    ("凤凰", "凤凰小区"),
    ("薛城区凤凰西小区", "凤凰西区"),
    ("凰凤西区", "凤凰西区"),
    ("阳光花园", "阳光家园"),
    ("ＡＢ小区", "AB小区"),
    ("幸福1区", "幸福一区"),
    ("梧桐里", "梧桐里（示例）"),
]
NEIGHBOURS = [
    ("凤凰西区", "凤凰东区"),
    ("一期", "二期"),
    ("幸福1区", "幸福二区"),
    ("A区", "B区"),
    ("甲院", "乙院"),
    ("新村", "西村"),
    ("凤凰西区", "凤凰西区（二期）"),
]
NEIGHBOURS += [("示例里", "示例苑"), ("凤凰小区", "凤凰苑"), ("松涛公寓", "松涛花园")]
OTHERS = [("幸福里", "平安里"), ("A", "B"), ("松涛苑", "竹影苑"), ("里", "园"), ("60号院", "1366号院")]


def likely(one: str, other: str) -> list[bool]:
    words = locality_words()
    return [near.likely for near in near_names(one, [other], words.compounds, words)]


@pytest.mark.parametrize("names", LIKELY)
def test_two_spellings_of_a_name_are_likely_one(names: tuple[str, str]) -> None:
    assert likely(*names) == likely(*reversed(names)) == [True]


@pytest.mark.parametrize("names", NEIGHBOURS)
def test_neighbours_are_near_and_not_likely_one(names: tuple[str, str]) -> None:
    assert likely(*names) == likely(*reversed(names)) == [False]


@pytest.mark.parametrize("names", OTHERS)
def test_other_names_are_not_near(names: tuple[str, str]) -> None:
    assert likely(*names) == likely(*reversed(names)) == []


def test_streets_are_near_by_what_is_theirs() -> None:
    words = locality_words()
    found = near_names("示范街", ["示范街道", "示范镇", "春风街道"], words.streets, words)
    assert [(near.name, near.likely) for near in found] == [("示范街道", True), ("示范镇", True)]


def test_expected_totals_are_read_as_people_type_them() -> None:
    typed = {"homes": " 1,203 ", "owners": "", "floor_area": "９８，７６５.４３", "buildings": "12"}
    assert read_expected(typed) == {"homes": 1203, "floor_area": 9_876_543, "buildings": 12}


@pytest.mark.parametrize(
    ("total", "text"), [("homes", "12.5"), ("homes", "一百"), ("floor_area", "1.234"), ("owners", "-3")]
)
def test_an_expected_total_that_is_no_number_is_told(total: str, text: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_expected({total: text})
    assert [(problem.field, problem.value) for problem in refused.value.problems] == [(total, text)]


def test_an_owner_s_telephone_turns_at_the_doors_that_the_file_lacks_as_well() -> None:
    stood = with_owner(rows("101", "102"), "zhao")
    filed = [replace(stood[0], phone="13900000000")]
    turn = roster_turn(stood, taken_over(stood, filed, remove=False), filed, stood_in="")
    assert [(one.row.room, [cell.cell for cell in one.cells]) for one in turn.changed] == [
        ("101", ["phone"]),
        ("102", ["phone"]),
    ]
    assert [row.room for row in turn.kept] == ["102"]


def test_who_is_somebody_else_from_now_on_is_told_by_what_they_hold() -> None:
    stood = with_owner(rows("101", "102", "201"), "zhao")
    filed = [*stood[:2], replace(stood[2], owner_key="another zhao")]
    turn = roster_turn(stood, filed, filed, stood_in="")
    ((cell,),) = [one.cells for one in turn.changed]
    assert (cell.cell, cell.before, cell.after) == ("holding", 3, 1)
    assert totals(filed).owners == totals(stood).owners + 1
