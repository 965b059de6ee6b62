"""Rosters as offices have them, one layout for each that was refused before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from surveys.core.errors import Rejected
from surveys.core.roster import UnitKind
from surveys.core.roster_file import ChoiceKind, RemarkKind, RosterReading, RosterRow
from surveys.services.roster_file import roster_reading
from surveys.services.spreadsheet import write_csv
from tests.services import office_layouts as office
from tests.services.office_layouts import HEADER, LAYOUTS, File, Unit, saved, sheet_of

UNITS = [Unit(b, u, f, d, 9850, f"业主{b}{u}{f}{d}") for b in (1, 2) for u in (1, 2) for f in (1, 2, 11) for d in (1, 2)]


def read(file: File) -> RosterReading:
    return roster_reading(file.data, file.answers)


def bare(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """The rows without where they stood."""
    return [replace(row, row=0, sheet="") for row in rows]


def of(reading: RosterReading, kind: RemarkKind) -> int:
    return sum(remark.count for remark in reading.remarks if remark.kind is kind)


def rows(*changes: dict[int, object], header: Sequence[str] = HEADER) -> File:
    """A file whose units differ from the invented ones in these cells."""
    pairs = zip(UNITS, changes, strict=False)
    cells = [[change.get(place, cell) for place, cell in enumerate(unit.cells)] for unit, change in pairs]
    return File(saved(sheet_of([header, *cells])))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_roster_reads_the_same_in_every_layout(layout: Callable[[Sequence[Unit]], File]) -> None:
    reading = read(layout(UNITS))
    assert reading.problems == ()
    assert bare(reading.rows) == bare(read(office.plain(UNITS)).rows)


units = st.builds(
    Unit,
    st.integers(1, 40),
    st.integers(1, 9),
    st.integers(1, 33),
    st.integers(1, 20),
    st.integers(1, 100_000),
    st.from_regex("[赵钱孙李周吴郑王][一二三四五六七八九十百千]{1,2}", fullmatch=True),
    st.just(""),
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(units, min_size=2, max_size=8, unique_by=lambda u: (u.building, u.unit, u.room)).map(sorted),
    st.sampled_from(LAYOUTS),
)
def test_any_roster_reads_the_same_in_any_layout(some: list[Unit], layout: Callable[[Sequence[Unit]], File]) -> None:
    reading = read(layout(some))
    assert reading.problems == ()
    assert bare(reading.rows) == bare(read(office.plain(some)).rows)


def test_what_was_understood_is_said() -> None:
    sheets = read(office.a_sheet_for_each_building(UNITS))
    assert [r.examples for r in sheets.remarks if r.kind is RemarkKind.SHEET_OF_BUILDING] == [
        (("梧桐里1号楼（12户）", "1号楼"),),
        (("梧桐里2号楼（12户）", "2号楼"),),
    ]
    assert of(sheets, RemarkKind.OTHER_SHEETS) == 1
    assert of(read(office.merged_downwards(UNITS)), RemarkKind.FILLED_DOWN) == 23 + 23 + 22 + 20 + 12
    assert of(read(office.a_header_over_two_rows(UNITS)), RemarkKind.HEADER_JOINED) == 2
    assert of(read(office.addresses(UNITS)), RemarkKind.ADDRESS_SPLIT) == 24
    assert of(read(office.no_floor(UNITS)), RemarkKind.FLOORS_FROM_ROOMS) == 24
    left = read(office.totals_and_signatures(UNITS))
    assert (of(left, RemarkKind.TOTALS_LEFT), of(left, RemarkKind.SIGNATURES_LEFT)) == (2, 5)
    assert of(read(office.hidden_rows(UNITS)), RemarkKind.HIDDEN_IN) == 2
    assert of(read(office.an_old_workbook(UNITS)), RemarkKind.HIDDEN_IN) == 1


@pytest.mark.parametrize(
    ("layout", "kind"),
    [
        (office.no_place, ChoiceKind.COMPOUND),
        (office.no_street, ChoiceKind.STREET),
        (office.numbers_in_one_column, ChoiceKind.ADDRESS),
        (office.addresses, ChoiceKind.ADDRESS),
    ],
)
def test_what_the_file_cannot_say_is_open_until_it_is_answered(
    layout: Callable[[Sequence[Unit]], File], kind: ChoiceKind
) -> None:
    file = layout(UNITS)
    reading = roster_reading(file.data, {})
    (choice,) = (one for one in reading.choices if one.is_open({}))
    assert (choice.kind, choice.is_open(file.answers), len(choice.cells)) == (kind, False, 24)
    assert (reading.rows, reading.mistakes, len(reading.problems)) == ((), (), 1)


def test_an_address_shows_five_examples_to_confirm() -> None:
    (choice,) = roster_reading(office.addresses(UNITS).data, {}).choices
    assert len(choice.examples) == 5
    assert choice.examples[0] == ("枣庄市薛城区示范街道梧桐里1号楼1单元101室", "示范街道 梧桐里 1号楼 1单元 101")


def test_hidden_rows_are_in_unless_the_clerk_leaves_them_out() -> None:
    data = office.hidden_rows(UNITS).data
    assert len(roster_reading(data, {}).rows) == 24
    left = roster_reading(data, {"hidden": "out"})
    assert (len(left.rows), of(left, RemarkKind.HIDDEN_LEFT)) == (22, 2)
    assert len(roster_reading(data, {"hidden": "out", "hidden:2": "in"}).rows) == 23


def test_a_home_whose_owners_stand_in_two_rows_is_one() -> None:
    book = sheet_of([HEADER, *(unit.cells for unit in UNITS[:2]), [*[None] * 7, "李示例", "13800000001"]])
    for column in "ABCDEFG":
        book.active.merge_cells(f"{column}3:{column}4")
    reading = roster_reading(saved(book), {})
    assert [(row.room, row.owner, row.phone) for row in reading.rows] == [
        ("101", "业主1111", ""),
        ("102", "业主1112、李示例", "13800000001"),
    ]


def test_an_area_that_several_rooms_share_is_no_rooms_area() -> None:
    book = sheet_of([HEADER, *(unit.cells for unit in UNITS[:3])])
    book.active.merge_cells("G2:G4")
    (problem,) = roster_reading(saved(book), {}).problems
    assert (problem.code, problem.row, problem.detail["last"]) == ("roster_area_merged", 3, 4)


def test_owners_in_one_cell_are_parted_where_it_is_sure_and_asked_about_where_not() -> None:
    texts = ["张三\n李四", "张三和李四", "张三 李四", "张三 妻：李四", "张三等2人", "张三（夫妻共有）", "张 三"]
    file = rows(*({office.OWNER: text} for text in texts))
    asked = roster_reading(file.data, {})
    assert [(choice.kind, len(choice.cells)) for choice in asked.choices] == [
        (ChoiceKind.OWNERS_SPACED, 1),
        (ChoiceKind.OWNERS_RELATED, 1),
        (ChoiceKind.OWNERS_COUNTED, 2),
    ]
    answers = {
        "owners_spaced": "several",
        "owners_related": "first",
        "owners_counted": "several",
        "owners_counted:7": "first",
    }
    owners = [row.owner for row in roster_reading(file.data, answers).rows]
    assert owners == ["张三、李四", "张三、李四", "张三、李四", "张三", "张三、共有人", "张三", "张三"]


@pytest.mark.parametrize("text", ["不详", "无", "-", "—", "空置", "未知", "待定", "/", "？"])
def test_a_placeholder_is_nobody_and_each_home_has_its_own_unknown_owner(text: str) -> None:
    reading = read(rows({office.OWNER: text}, {office.OWNER: text}, {}))
    assert [row.owner for row in reading.rows] == ["", "", "业主1121"]
    assert len({row.owner_key for row in reading.rows}) == 3
    assert of(reading, RemarkKind.OWNER_UNKNOWN) == 2


def test_telephones_that_are_lost_none_or_several_leave_a_note() -> None:
    texts = [
        "1.38E+10",
        "无",
        "13800000001/13900000002",
        "13800000001 13900000002",
        "1380000000113900000002",
        "张13800000001",
    ]
    reading = read(rows(*({office.PHONE: text} for text in texts)))
    assert [row.phone for row in reading.rows] == ["", "", *["13800000001"] * 4]
    assert of(reading, RemarkKind.PHONE_LOST) == of(reading, RemarkKind.PHONE_NONE) == 1
    assert of(reading, RemarkKind.PHONE_SEVERAL) == 4


def test_a_telephone_nobody_can_read_is_left_empty_or_mended() -> None:
    data = rows({office.PHONE: "12345"}).data
    assert [one.kind for one in roster_reading(data, {}).choices] == [ChoiceKind.PHONES]
    assert [row.phone for row in roster_reading(data, {"phones": "empty"}).rows] == [""]
    assert [problem.code for problem in roster_reading(data, {"phones": "mend"}).problems] == ["roster_phone"]


def test_kinds_as_offices_call_them() -> None:
    words = ["储藏室", "公房", "办公", "幼儿园", "门面房", "地下室", "车库"]
    cells = [[*unit.cells, word] for unit, word in zip(UNITS, words, strict=False)]
    cells[1][office.OWNER] = None
    reading = roster_reading(saved(sheet_of([[*HEADER, "类型"], *cells])), {})
    shop, storage = UnitKind.SHOP, UnitKind.STORAGE
    assert [r.kind for r in reading.rows] == [storage, UnitKind.HOME, shop, shop, shop, storage, UnitKind.PARKING]
    assert (reading.rows[1].owner, of(reading, RemarkKind.PUBLIC_HOMES)) == ("公房产权单位", 1)


@pytest.mark.parametrize("text", ["无", "/", "-", "—", "\\"])
def test_no_stairwell_may_be_said(text: str) -> None:
    assert [row.unit for row in read(rows({office.UNIT: text}, {})).rows] == ["", "1单元"]


def test_a_storey_in_words_is_known_read_from_the_room_or_asked_once() -> None:
    changes = [{office.FLOOR: "底层", office.ROOM: "东户"}, {office.FLOOR: "顶层", office.ROOM: "601"}]
    changes += [{office.FLOOR: "阁楼", office.ROOM: room} for room in ("阁1", "阁2")]
    data = rows(*changes).data
    (choice,) = roster_reading(data, {}).choices
    assert (choice.key, choice.options, len(choice.cells)) == ("floor:阁楼:6", ("7", "6"), 2)
    assert [row.floor for row in roster_reading(data, {"floor": "7"}).rows] == [1, 6, 7, 7]
    assert roster_reading(data, {"floor": "0"}).problems


def test_a_file_without_a_header_is_told_what_was_found() -> None:
    (spaced,) = roster_reading("镇街 小区 楼栋\n示范街道 梧桐里 3".encode(), {}).problems
    assert (spaced.code, spaced.value) == ("roster_no_header", "镇街 小区 楼栋")
    (short,) = roster_reading("说明\n业主,电话\n张示例,".encode(), {}).problems
    assert short.detail == {"at": 2, "found": "业主/电话"}


def test_an_answer_nobody_asked_for_is_strange() -> None:
    reading = read(office.no_place(UNITS))
    assert reading.strange({"compound": "梧桐里", "hidden": "in"}) == ("compound", "hidden")
    assert reading.strange({"compound": "示范街道/梧桐里", "compound:2": "示范街道/槐树里"}) == ()


def test_hidden_sheets_are_named_and_not_read() -> None:
    book = sheet_of([HEADER, *(unit.cells for unit in UNITS)])
    book.create_sheet("旧户册").append(HEADER)
    book["旧户册"].sheet_state = "hidden"
    assert [r.names for r in roster_reading(saved(book), {}).remarks] == [("旧户册",)]


def test_problems_of_several_sheets_name_the_sheet() -> None:
    book = Workbook()
    book.remove(book.active)
    for building in (1, 2):
        page = book.create_sheet(f"{building}号楼")
        page.append(HEADER)
        page.append(["示范街道", "梧桐里", "1号楼", "1", 1, "101", 0 if building == 2 else 80, "张示例", None])
    (problem,) = roster_reading(saved(book), {}).problems
    assert (problem.code, problem.row, problem.detail["sheet"]) == ("roster_area_not_positive", 2, "2号楼")


def test_all_sheets_together_hold_no_more_than_one_could() -> None:
    lines = [[*unit.cells] for unit in UNITS] * 450
    book = Workbook()
    book.remove(book.active)
    for building in (1, 2):
        page = book.create_sheet(f"{building}号楼")
        for line in (HEADER, *lines):
            page.append(line)
    with pytest.raises(Rejected, match="file_rows"):
        roster_reading(saved(book), {})


def test_ten_thousand_rows_are_read_in_seconds() -> None:
    many = [Unit(1 + n // 60, 1 + n // 20 % 3, 1 + n % 20 // 2, 1 + n % 2, 9850, f"张{n}") for n in range(10_000)]
    data = write_csv(HEADER, [[str(cell) for cell in unit.cells] for unit in many])
    began = process_time()
    assert len(roster_reading(data, {}).rows) == 10_000
    assert process_time() - began < 8  # a quarter of that on a quiet machine
