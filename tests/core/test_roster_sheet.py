"""Where a roster's header stands, which rows are units, and what a sheet's name and an address say."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.roster_file import Cell, ChoiceKind, Merged, RemarkKind, RosterReading, RosterSheet, read_sheets
from surveys.core.roster_file.address import place_in, split_address
from surveys.core.roster_file.naming import named_in
from surveys.core.roster_file.storey import storey_of_room
from surveys.core.roster_file.table import building_of_sheet
from surveys.services.edition import roster_words

WORDS = roster_words()
HEADER: tuple[Cell, ...] = ("镇街", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话")
DOOR: tuple[Cell, ...] = ("示范街道", "梧桐里", "3", "2", "5", "501", "98.5", "张示例", None)


def read(
    *rows: Sequence[Cell], merged: Sequence[Merged] = (), name: str = "", answers: Mapping[str, str] | None = None
) -> RosterReading:
    sheet = RosterSheet(name, [(number, row) for number, row in enumerate(rows, 1) if any(row)], merged=merged)
    return read_sheets([sheet], WORDS, answers or {})


def left(reading: RosterReading) -> tuple[str, ...]:
    return next((remark.names for remark in reading.remarks if remark.kind is RemarkKind.COLUMNS_LEFT), ())


def problems(reading: RosterReading) -> list[tuple[str, str, int]]:
    return [(problem.code, problem.field, problem.row) for problem in reading.problems]


@pytest.mark.parametrize(
    "header",
    [
        [("基本信息", None, "房屋信息", None, None, None, None, "业主信息", None), HEADER],
        [
            ("镇街", "小区", "房屋", None, None, None, "建筑", "业主", None),
            (None, None, "楼栋", "单元", "楼层", "房号", "面积", "姓名", "电话"),
        ],
        [
            ("镇街", "小区", "房屋", None, None, None, None, None, None),
            (None, None, "坐落", None, None, None, "建筑面积", "业主", None),
            (None, None, "楼栋", "单元", "楼层", "房号", "（㎡）", "姓名", "联系电话"),
        ],
        [HEADER, (None, None, None, None, None, None, "（平方米）", None, None)],
        [
            ("镇街", "小区", "房屋", None, None, None, None, "产权人", None),
            (None, None, "楼栋", "单元", "楼层", "房号", "面积（m²）", "姓名", "联系方式"),
        ],
    ],
)
def test_a_header_may_take_several_rows(header: list[tuple[Cell, ...]]) -> None:
    reading = read(("梧桐里户册",), *header, DOOR)
    assert problems(reading) == []
    assert [(row.building, row.floor_area, row.owner) for row in reading.rows] == [("3号楼", 9850, "张示例")]


@pytest.mark.parametrize("called", ["面积m²", "建筑面积㎡", "建筑面积/平方米", "产权面积：㎡", "面积（平米）"])
def test_an_area_may_be_called_with_its_measure(called: str) -> None:
    assert WORDS.column(called) == "floor_area"
    assert WORDS.column(called.replace("面积", "层数")) != "floor_area"


def test_a_street_that_nobody_filled_in_is_asked_for() -> None:
    reading = read(HEADER, (None, *DOOR[1:]), ("", *DOOR[1:5], "502", *DOOR[6:]))
    assert [(choice.kind, choice.text) for choice in reading.choices] == [(ChoiceKind.STREET, "梧桐里")]


def test_the_owners_name_is_taken_where_somebody_elses_stands_beside_it() -> None:
    upper = (*(None,) * 7, "业主", None, "承租人", None)
    lower = (*HEADER[:7], "姓名", "电话", "姓名", "电话")
    reading = read(
        upper, lower, (*DOOR[:8], "13800000001", "李示例", "13800000002"), merged=[Merged(1, 7, 1, 8), Merged(1, 9, 1, 10)]
    )
    assert [(row.owner, row.phone) for row in reading.rows] == [("张示例", "13800000001")]
    assert left(reading) == ("承租人姓名", "承租人电话")


def test_a_first_row_of_words_is_no_header() -> None:
    words: tuple[Cell, ...] = ("示范街道", "梧桐里", "东楼", "东单元", "底层", "东户", "98.5", "张示例", None)
    assert [row.row for row in read(HEADER, words, DOOR).rows] == [2, 3]


def test_a_column_of_the_title_is_none_of_the_roster() -> None:
    assert len(read(("电话", "0632-5550123", "小区", "梧桐里"), HEADER, DOOR).rows) == 1


@pytest.mark.parametrize(
    "row",
    [
        ("合计", None, None, None, None, None, "98.5", None, None),
        (None, None, "小计：1户", None, None, None, "98.5", None, None),
        ("示范街道", "梧桐里", "3号楼小计", None, None, None, "98.5", None, None),
        ("审核人：", None, "制表人：王示例", None, "2026年11月", None, None, None, None),
        ("填表人 王示例", None, None, None, None, None, None, None, None),
        (None, None, None, None, None, None, None, "2026年11月28日", None),
        ("单位（盖章）", None, None, None, None, None, None, None, None),
        (None, None, None, "第 1 页，共 3 页", None, None, None, None, None),
    ],
)
def test_totals_and_signatures_are_left_out_and_said(row: tuple[Cell, ...]) -> None:
    reading = read(HEADER, DOOR, row)
    assert problems(reading) == []
    assert [remark.spots[0].row for remark in reading.remarks] == [3]


@pytest.mark.parametrize("owner", ["合计华", "日期", "注", "审核人"])
def test_a_unit_stays_a_unit_whatever_its_owner_is_called(owner: str) -> None:
    assert [row.owner for row in read(HEADER, (*DOOR[:7], owner)).rows] == [owner]


def test_a_scrap_that_is_neither_is_reported() -> None:
    assert problems(read(HEADER, DOOR, ("示范街道", "梧桐里"))) == [("roster_stray_row", "", 3)]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("1号楼", ("1号楼", "")),
        ("3#", ("3号楼", "")),
        ("第十二栋", ("12号楼", "")),
        ("梧桐里02幢（60户）", ("2号楼", "")),
        ("3号楼2单元", ("3号楼", "2单元")),
        ("12", ("12号楼", "")),
        ("商业楼", ("商业楼", "")),
        ("A座", ("A座", "")),
        ("Sheet1", ("", "")),
        ("梧桐里", ("", "")),
        ("户册2026", ("", "")),
    ],
)
def test_a_sheets_name_says_its_building(name: str, told: tuple[str, str]) -> None:
    assert building_of_sheet(name, WORDS) == told


def test_a_sheet_without_a_building_anywhere_says_what_lacks() -> None:
    cells = [row[:2] + row[3:] for row in (HEADER, DOOR)]
    assert problems(read(*cells, name="Sheet1")) == [("roster_column_missing", "building", 0)]


@pytest.mark.parametrize(
    ("text", "building", "unit", "room"),
    [
        ("3-2-501", "3", "2", "501"),
        ("３－２－５０１", "3", "2", "501"),
        ("3—2—501室", "3", "2", "501"),
        ("3/2/501", "3", "2", "501"),
        ("3-2-5-01", "3", "2", "501"),
        ("3-501", "3", "", "501"),
        ("3#2-501", "3", "2", "501"),
        ("三号楼二单元501室", "三", "二", "501"),
        ("3栋2单元5层501", "3", "2", "501"),
        ("3幢甲单元501", "3", "甲单元", "501"),
        ("建设路12号梧桐里3号楼2单元501室", "3", "2", "501"),
        ("商业楼101", "商业楼", "", "101"),
        ("3楼2单元501", "3", "2", "501"),
    ],
)
def test_an_address_is_split(text: str, building: str, unit: str, room: str) -> None:
    found = split_address(text, WORDS, building_known=False)
    assert found
    assert (found.building, found.unit, found.room) == (building, unit, room)


@pytest.mark.parametrize("text", ["501", "梧桐里", "", "x" * 101, "2单元501室"])
def test_what_names_no_building_is_no_address(text: str) -> None:
    assert split_address(text, WORDS, building_known=False) is None


def test_where_the_building_is_known_two_figures_are_a_stairwell_and_a_room() -> None:
    cells = [(*row[:3], *row[5:]) for row in (HEADER, (*DOOR[:5], "2-501", *DOOR[6:]), (*DOOR[:5], "2-502", *DOOR[6:]))]
    reading = read(*cells, answers={"address": "split"})
    assert [(row.building, row.unit, row.floor, row.room) for row in reading.rows] == [
        ("3号楼", "2单元", 5, "501"),
        ("3号楼", "2单元", 5, "502"),
    ]


def test_an_address_that_contradicts_the_column_beside_it_is_reported() -> None:
    cells = [(*row[:3], *row[5:]) for row in (HEADER, *((*DOOR[:5], room, *DOOR[6:]) for room in ("3-2-501", "4-2-502")))]
    assert ("roster_address", "room", 3) in problems(read(*cells))


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("示范街道梧桐里", ("示范街道", "梧桐里")),
        ("枣庄市薛城区临城街道梧桐里小区", ("临城街道", "梧桐里小区")),
        ("梧桐里小区", ("", "梧桐里小区")),
        ("薛城区建设路12号", ("", "建设路12号")),
        ("示范镇梧桐里", ("示范镇", "梧桐里")),
    ],
)
def test_the_place_before_the_building(before: str, place: tuple[str, str]) -> None:
    assert place_in(before, WORDS) == place


@pytest.mark.parametrize(
    ("room", "storey"),
    [
        ("301", 3),
        ("1201", 12),
        ("0301", 3),
        ("A501", 5),
        ("501A", 5),
        ("-101", -1),
        ("负101", -1),
        ("01", None),
        ("10101", None),
        ("东户", None),
        ("9901", None),
    ],
)
def test_a_room_says_its_storey(room: str, storey: int | None) -> None:
    assert storey_of_room(room, WORDS) == storey


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四", ("张三", "李四")),
        ("张三和李四", ("张三", "李四")),
        ("李和平和张三", ("李和平", "张三")),
        ("张和平", ("张和平",)),
        ("颐和置业有限公司", ("颐和置业有限公司",)),
        ("薛城和顺超市", ("薛城和顺超市",)),
        ("宏达 置业", ("宏达置业",)),
        ("张 示 例", ("张示例",)),
        ("张三、李四等2人", ("张三", "李四")),
        ("买买提·艾力", ("买买提·艾力",)),
        ("妻：李四", ("李四",)),
        ("夫妻共有", ()),
        ("不详", ()),
    ],
)
def test_names_that_are_sure_are_not_asked_about(text: str, names: tuple[str, ...]) -> None:
    named = named_in(text.replace("：", ":"), WORDS)
    assert (named.several, named.form) == (names, None)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_whatever_stands_in_a_cell_it_is_taken_apart_or_left(text: str) -> None:
    split_address(text, WORDS, building_known=False)
    place_in(text, WORDS)
    named_in(text, WORDS)
    building_of_sheet(text, WORDS)


cells = st.one_of(
    st.none(), st.integers(-9, 9999), st.sampled_from([*HEADER, *DOOR, "合计", "审核人", "阁楼", "不详", "3-2-501"])
)


@settings(deadline=None)
@given(
    st.lists(st.lists(cells, max_size=10), max_size=6),
    st.lists(st.tuples(*[st.integers(0, 12)] * 4).map(lambda m: Merged(*m)), max_size=4),
    st.dictionaries(
        st.sampled_from(["compound", "floor", "address", "hidden", "phones"]), st.sampled_from(["split", "a/b", "3", "in"])
    ),
)
def test_whatever_a_sheet_holds_it_is_read_or_refused(
    rows: list[list[Cell]], merged: list[Merged], answers: dict[str, str]
) -> None:
    reading = read(*rows, merged=merged, answers=answers)
    assert bool(reading.rows) != bool(reading.problems)


def test_where_rooms_begin_with_their_stairwell_the_storey_is_behind_it() -> None:
    header = (*HEADER[:4], *HEADER[5:])
    rooms = [(unit, f"{unit}{floor}0{door}") for unit in (1, 2) for floor in (1, 6) for door in (1, 2)]
    reading = read(header, *((*DOOR[:3], unit, room, *DOOR[6:]) for unit, room in rooms))
    assert {(row.unit, row.room[1]): row.floor for row in reading.rows} == {
        (f"{unit}单元", floor): int(floor) for unit in (1, 2) for floor in "16"
    }
    high = read(header, *((*DOOR[:3], unit, f"1{floor}01", *DOOR[6:]) for unit in (1, 2) for floor in (1, 2)))
    assert [row.floor for row in high.rows] == [11, 12, 11, 12]
