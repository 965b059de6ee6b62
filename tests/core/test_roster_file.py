"""A roster read from the rows of a file."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.errors import Problem, Rejected
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file import Cell, RosterRow, RosterSheet, Row, read_roster, read_sheets
from surveys.services.edition import roster_words

WORDS = roster_words()
HEADER = ("镇街", "片区", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话", "类型", "面积来源", "业主编号")
DOOR = ("示范街道", "东片区", "梧桐里", "3栋", "2", "5", "501室", "98.50", "张示例", "", "", "", "")


def row(number: int, **changes: Cell) -> Row:
    cells: list[Cell] = list(DOOR)
    for name, value in changes.items():
        cells[PLACES[name]] = value
    return number, cells


PLACES = {WORDS.column(name): place for place, name in enumerate(HEADER)}


def read(*rows: Row) -> tuple[RosterRow, ...]:
    return read_roster(HEADER, rows, WORDS)


def refused(*rows: Row, header: Sequence[Cell] = HEADER) -> list[tuple[str, str, int]]:
    with pytest.raises(Rejected) as raised:
        read_roster(header, rows, WORDS)
    return [(problem.code, problem.field, problem.row) for problem in raised.value.problems]


def problem_of(*rows: Row) -> Problem:
    with pytest.raises(Rejected) as raised:
        read(*rows)
    (problem,) = raised.value.problems
    return problem


def heads(*rows: Row) -> int:
    return len({found.owner_key for found in read(*rows)})


def test_a_row_becomes_a_unit_with_one_spelling_of_everything() -> None:
    (found,) = read(row(2, area_source="合同", kind="商铺", phone="138 0000 0000", owner_number="a7"))
    assert replace(found, owner_key="") == RosterRow(
        row=2,
        street="示范街道",
        area="东片区",
        compound="梧桐里",
        building="3号楼",
        unit="2单元",
        floor=5,
        room="501",
        floor_area=9850,
        owner="张示例",
        phone="13800000000",
        kind=UnitKind.SHOP,
        area_source=AreaSource.CONTRACT,
        owner_number="A7",
    )


def test_columns_may_stand_in_any_order_under_other_names_and_optional_ones_may_lack() -> None:
    header = ("业主姓名", "面积（㎡）", "备注", "室号", "层", "单元号", "栋号", "小区名称", "街道")
    (found,) = read_roster(header, [(2, ("张示例", 98.5, "空关", 501, 5, 2, 3, "梧桐里", "示范街道"))], WORDS)
    assert (found.building, found.unit, found.floor, found.room, found.floor_area) == ("3号楼", "2单元", 5, "501", 9850)
    assert (found.area, found.phone, found.kind, found.area_source) == ("", "", UnitKind.HOME, AreaSource.REGISTER)


def test_a_header_may_stand_below_a_title() -> None:
    rows: list[Row] = [(1, ("梧桐里户册",)), (2, HEADER), row(3)]
    assert len(read_sheets([RosterSheet("", rows)], WORDS, {}).rows) == 1
    (problem,) = read_sheets([RosterSheet("", [(1, ("业主", "电话", "x" * 1001))])], WORDS, {}).problems
    assert (problem.code, problem.detail) == ("roster_no_header", {"at": 1, "found": "业主/电话"})


def test_a_column_that_lacks_or_stands_twice_is_named_once_not_in_every_row() -> None:
    header = tuple("房号" if name == "楼栋" else name for name in HEADER)
    assert refused(row(2), row(3, room="502"), header=header)[:2] == [
        ("roster_column_missing", "building", 0),
        ("roster_column_twice", "room", 0),
    ]
    short = [name for name in HEADER if name != "业主"]
    assert [code for code, _, _ in refused((2, DOOR[:8]), header=short)] == ["roster_column_missing"]


def test_rows_are_not_called_doubles_or_scraps_where_the_columns_that_tell_them_apart_lack() -> None:
    header = ("编号", "住户", "建筑面积", "备注")
    rows: list[Row] = [(number, (f"5-2-040{number}", "张示例", 78.4, "")) for number in range(2, 6)]
    assert [code for code, _, _ in refused(*rows, header=header)] == ["roster_column_missing"] * 3 + ["roster_unanswered"]


def test_a_column_that_nobody_filled_in_is_as_none() -> None:
    found = read(row(2, unit=None, floor=" "), row(3, unit="", floor=None, room="602"))
    assert [(unit.unit, unit.floor) for unit in found] == [("", 5), ("", 6)]


def test_blank_rows_are_skipped_and_a_file_of_nothing_else_is_refused() -> None:
    blank: Row = (3, (None, " ", "\u3000", ""))
    assert len(read(row(2), blank, (4, ()), row(5, room="502"))) == 2
    assert refused(blank) == [("roster_no_rows", "", 0)]


def test_every_missing_value_is_named_at_once() -> None:
    missing = refused(row(2, building=None, owner=" ", floor_area=None), row(3, unit=None, room="502"))
    assert missing == [
        ("roster_missing", "building", 2),
        ("roster_missing", "floor_area", 2),
        ("roster_missing", "owner", 2),
        ("roster_missing", "unit", 3),
    ]


def test_a_row_that_ends_early_lacks_the_rest() -> None:
    assert refused((2, DOOR[:8])) == [("roster_missing", "owner", 2)]


def test_shops_need_no_stairwell_and_unsold_units_no_owner() -> None:
    shop, parking, unsold = read(
        row(2, unit="", kind="商铺"), row(3, unit="", kind="车位", room="C1"), row(4, owner="", kind="未售", room="502")
    )
    assert (shop.unit, parking.kind, unsold.owner) == ("", UnitKind.PARKING, "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"floor_area": "0"}, ("roster_area_not_positive", "floor_area")),
        ({"floor_area": "=B2*2"}, ("roster_formula", "floor_area")),
        ({"floor_area": "#REF!"}, ("roster_cell_error", "floor_area")),
        ({"building": "2026-03-01"}, ("roster_date", "building")),
        ({"floor": "五六层"}, ("roster_floor", "floor")),
        ({"kind": "别墅"}, ("roster_choice", "kind")),
        ({"area_source": "听说"}, ("roster_choice", "area_source")),
        ({"owner": "张\x00三"}, ("roster_control", "owner")),
        ({"owner": "张" * 101}, ("roster_text_long", "owner")),
        ({"compound": "梧" * 31}, ("roster_text_long", "compound")),
        ({"room": "5" * 2000}, ("roster_text_long", "room")),
    ],
)
def test_a_bad_cell_is_named_with_row_and_column(changes: dict[str, str], expected: tuple[str, str]) -> None:
    problem = problem_of(row(7, **changes))
    assert (problem.code, problem.field, problem.row) == (*expected, 7)
    assert problem.value
    assert problem.value.isprintable()
    assert len(problem.value) <= 40


def test_kinds_may_be_called_as_offices_call_them() -> None:
    assert [read(row(2, kind=word))[0].kind for word in ("沿街店面", "储物室")] == [UnitKind.SHOP, UnitKind.STORAGE]


def test_an_unknown_kind_names_the_kinds_there_are() -> None:
    assert problem_of(row(2, kind="别墅")).detail == {"allowed": "住宅 商铺 未售 车位 储藏室"}


def test_headers_and_scraps_between_the_rows_are_reported_not_dropped() -> None:
    assert refused(row(2), (3, HEADER), (5, ("看门人",))) == [("roster_header_again", "", 3), ("roster_stray_row", "", 5)]


def test_a_row_of_formulas_is_told_that_they_are_formulas() -> None:
    formulas = dict.fromkeys(PLACES, "=A1")
    assert {code for code, _, _ in refused(row(2, **formulas))} == {"roster_formula"}


def test_a_room_that_stands_twice_names_both_rows() -> None:
    problem = problem_of(row(2), row(9, building="3号楼", room="５０１"))
    assert (problem.code, problem.row, problem.value, problem.detail) == (
        "roster_room_twice",
        9,
        "3号楼 2单元 501",
        {"first": 2},
    )


def test_the_same_room_number_in_another_compound_or_stairwell_is_another_room() -> None:
    assert len(read(row(2), row(3, compound="槐树里"), row(4, unit="1"), row(5, building="4"))) == 4


def test_a_compound_lies_in_one_area() -> None:
    problem = problem_of(row(2), row(3, room="502", area="西片区"))
    assert (problem.code, problem.field, problem.row, problem.detail["first"]) == ("roster_area_differs", "area", 3, 2)


def test_several_units_of_one_name_are_one_owner() -> None:
    assert heads(row(2), row(3, room="502", owner="张 示例"), row(4, room="503", phone="13800000000")) == 1


def test_the_same_name_in_another_compound_is_another_owner() -> None:
    assert heads(row(2), row(3, compound="槐树里")) == 2


def test_co_owners_are_one_owner_in_whatever_order_they_stand() -> None:
    assert heads(row(2, owner="张示例、李示例"), row(3, room="502", owner="李示例，张示例")) == 1
    assert heads(row(2, owner="张示例、李示例"), row(3, room="502", owner="张示例")) == 2


def test_namesakes_are_told_apart_by_telephone() -> None:
    assert (
        heads(
            row(2, phone="13800000001"), row(3, room="502", phone="13800000002"), row(4, room="503", phone="138 0000 0001")
        )
        == 2
    )


def test_a_namesakes_unit_without_a_telephone_is_nobodys_whose_telephone_is_known() -> None:
    assert heads(row(2, phone="13800000001"), row(3, room="502", phone="13800000002"), row(4, room="503")) == 3


def test_a_number_from_the_office_decides_who_is_who() -> None:
    assert heads(row(2, owner_number="1"), row(3, room="502", owner_number="2")) == 2
    assert (
        heads(row(2, owner_number="1", phone="13800000001"), row(3, room="502", owner_number="1", phone="13800000002")) == 1
    )


def test_a_name_with_and_without_a_number_is_two_people_until_somebody_says_otherwise() -> None:
    assert heads(row(2, owner_number="1"), row(3, room="502")) == 2


def test_one_number_stands_for_one_owner() -> None:
    problem = problem_of(row(2, owner_number="1"), row(3, room="502", owner="李示例", owner_number="1"))
    assert (problem.code, problem.field, problem.row, problem.detail["first"]) == (
        "roster_owner_number",
        "owner_number",
        3,
        2,
    )


def test_unsold_units_of_a_compound_are_one_owners_and_nobody_elses() -> None:
    unsold = [row(n, room=str(500 + n), kind="未售", owner=owner) for n, owner in enumerate(("", "开发商", "张示例"), 3)]
    assert heads(row(2), *unsold) == 2


@pytest.mark.parametrize("number", ["", "91370400"])
def test_a_developers_shops_and_unsold_units_are_one_owners(number: str) -> None:
    shop = row(2, room="101", kind="商铺", owner="宏达置业", owner_number=number)
    unsold = [row(n, room=f"10{n}", kind="未售", owner=owner) for n, owner in enumerate((" 宏达 置业", ""), 3)]
    other = row(6, room="108", owner="李娜")
    assert heads(shop, *unsold, other) == 2
    assert heads(*unsold, shop, other, row(7, room="109", kind="未售", owner="万成置业")) == 3


def test_owner_keys_are_the_same_at_the_next_reading_and_say_no_names() -> None:
    first, second = (read(row(2), row(3, room="502", owner="李示例")) for _ in range(2))
    assert [found.owner_key for found in first] == [found.owner_key for found in second]
    assert all(found.owner_key.isascii() for found in first)
    assert read(row(9, room="502"))[0].owner_key == first[0].owner_key


cells = st.one_of(
    st.none(),
    st.text(max_size=10),
    st.integers(),
    st.floats(),
    st.sampled_from(
        [
            "3栋",
            "2单元",
            "98.5㎡",
            "张示例",
            "=A1",
            "合计",
            "未售",
            "138 0000 0000",
            "\ud800",
            "负一层",
            "十",
            "楼栋",
            "#N/A",
        ]
    ),
)
headers = st.lists(st.one_of(st.sampled_from(HEADER), cells), max_size=15)


@settings(deadline=None)
@given(headers, st.lists(st.tuples(st.integers(1, 9), st.lists(cells, max_size=15)), max_size=4))
def test_whatever_stands_in_the_cells_it_is_read_or_refused(header: list[Cell], rows: list[Row]) -> None:
    with suppress(Rejected):
        read_roster(header, rows, WORDS)


@settings(deadline=None)
@given(st.lists(cells, min_size=1, max_size=1).flatmap(lambda c: st.tuples(st.sampled_from(sorted(PLACES)), st.just(c[0]))))
def test_one_wild_cell_spoils_no_more_than_its_row(change: tuple[str, Cell]) -> None:
    name, value = change
    with suppress(Rejected):
        assert read(row(2), row(3, room="502", **({} if name == "room" else {name: value})))[0].row == 2
