"""One cell of a roster, read as people write it."""

import pytest

from surveys.core.roster_file import Cell, CellRefused, phone, readable, tight, written
from surveys.services.edition import roster_words

WORDS = roster_words()


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("楼栋", "building"),
        (" 楼 栋 ", "building"),
        ("建筑面积（㎡）", "floor_area"),
        ("建筑面积(平方米)", "floor_area"),
        ("房号*", "room"),
        ("\ufeff镇街", "street"),
        ("联系\n电话", "phone"),
        ("备注", ""),
        (None, ""),
        (2024, ""),
    ],
)
def test_headers_are_known_by_their_words(header: Cell, key: str) -> None:
    assert WORDS.column(header) == key


@pytest.mark.parametrize(
    "name", ["3号楼", "3栋", "3幢", "3", "3#", "3#楼", "03栋", "第3栋", "三号楼", "三", " 3 号 楼", "3楼", "3座"]
)
def test_one_building_has_one_label(name: str) -> None:
    assert WORDS.numbered(name, WORDS.buildings) == "3号楼"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("12A栋", "12A号楼"),
        ("12a", "12A号楼"),
        ("3-1号楼", "3-1号楼"),
        ("二十三号楼", "23号楼"),
        ("十栋", "10号楼"),
        ("十一", "11号楼"),
    ],
)
def test_numbers_with_a_letter_a_dash_or_in_numerals_are_numbers_too(name: str, label: str) -> None:
    assert WORDS.numbered(name, WORDS.buildings) == label


@pytest.mark.parametrize(
    "name", ["商业楼", "东楼", "A座", "幼儿园", "楼", "号楼", "12345678901号楼", "十十", "B区3", "百花楼"]
)
def test_a_building_with_a_name_keeps_it(name: str) -> None:
    assert WORDS.numbered(name, WORDS.buildings) == name


@pytest.mark.parametrize(
    ("name", "label"), [("2", "2单元"), ("2单元", "2单元"), ("二单元", "2单元"), ("2门", "2单元"), ("东单元", "东单元")]
)
def test_stairwells_are_labelled_alike(name: str, label: str) -> None:
    assert WORDS.numbered(name, WORDS.units) == label


@pytest.mark.parametrize(
    ("name", "room"), [("501室", "501"), ("501", "501"), ("a501号", "A501"), ("门卫室", "门卫室"), ("东 户", "东户")]
)
def test_a_room_loses_the_word_behind_its_number(name: str, room: str) -> None:
    assert WORDS.room(name) == room


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("5", 5),
        ("05", 5),
        ("5层", 5),
        ("5楼", 5),
        ("第五层", 5),
        ("5F", 5),
        ("F5", 5),
        ("十二层", 12),
        ("-1", -1),
        ("负一层", -1),
        ("地下2层", -2),
        ("B1", -1),
    ],
)
def test_storeys_are_counted_from_the_ground(name: str, floor: int) -> None:
    assert WORDS.floor(name) == floor


@pytest.mark.parametrize("name", ["0", "1-2层", "151", "-10", "阁楼", "5.5", "层", "--1", "99999999999"])
def test_what_is_no_storey_is_refused(name: str) -> None:
    with pytest.raises(CellRefused, match="roster_floor"):
        WORDS.floor(name)


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("98.50㎡", 9850),
        ("98.5平方米", 9850),
        ("98.5", 9850),
        (98.5, 9850),
        (98, 9800),
        (98.0, 9800),
        (76.30000000000001, 7630),
        (0.1 + 0.2, 30),
        (33391.99, 3339199),
        ("９８．５０", 9850),
        ("1,098.50 m²", 109850),
        ("98.500000", 9850),
        ("100000", 10000000),
    ],
)
def test_areas_are_exact_hundredths(cell: Cell, area: int) -> None:
    assert WORDS.floor_area(written(cell)) == area


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0", "roster_area_not_positive"),
        (-98.5, "roster_area_not_positive"),
        ("0.0000001", "roster_area_not_positive"),
        ("100000.01", "roster_area_absurd"),
        (98.505, "roster_area_decimals"),
        ("约98", "roster_area_number"),
        ("98,5", "roster_area_number"),
        ("1e3", "roster_area_number"),
        (1e300, "roster_area_number"),
        (float("nan"), "roster_area_number"),
        (float("inf"), "roster_area_number"),
        ("9" * 900, "roster_area_number"),
        ("", "roster_area_number"),
    ],
)
def test_areas_that_cannot_be_are_refused_with_the_reason(cell: Cell, code: str) -> None:
    with pytest.raises(CellRefused, match=code):
        WORDS.floor_area(written(cell))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四", ("张三", "李四")),
        ("张 三，李四;张三", ("张三", "李四")),
        ("张　三", ("张三",)),
        ("John  Smith/王五", ("John Smith", "王五")),
        ("、", ()),
    ],
)
def test_co_owners_are_told_apart_and_padding_is_not(text: str, names: tuple[str, ...]) -> None:
    assert WORDS.owners(written(text)) == names


@pytest.mark.parametrize(
    "number", ["13800000000", "138 0000 0000", "138-0000-0000", "+86 13800000000", "8613800000000", "(0632)4400000"]
)
def test_a_telephone_number_is_digits(number: str) -> None:
    assert phone(number) in {"13800000000", "06324400000"}


@pytest.mark.parametrize("number", ["1380000000", "电话", "13800000000/13900000000", "1.38E+10", "12345"])
def test_what_cannot_be_dialled_is_refused(number: str) -> None:
    with pytest.raises(CellRefused, match="roster_phone"):
        phone(number)


def test_numbers_from_a_spreadsheet_read_as_they_look_there() -> None:
    assert [written(cell) for cell in (501, 501.0, 98.5, 13800000000.0, None, "", 1e20)] == [
        "501",
        "501",
        "98.5",
        "13800000000",
        "",
        "",
        "1e+20",
    ]


def test_invisible_characters_are_forgiven_and_control_characters_are_not() -> None:
    assert written("\u200b５\u00a0０1\n") == "5 01"
    for text in ("5\x0001", "5\x1b01", "5\ud80001"):
        with pytest.raises(CellRefused, match="roster_control"):
            written(text)
    with pytest.raises(CellRefused, match="roster_text_long"):
        written("长" * 1001)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=A1*2", "roster_formula"),
        ("#REF!", "roster_cell_error"),
        ("#N/A", "roster_cell_error"),
        ("2026-03-01", "roster_date"),
    ],
)
def test_what_a_spreadsheet_left_in_place_of_a_value_is_refused(text: str, code: str) -> None:
    with pytest.raises(CellRefused, match=code):
        readable(text)
    assert readable("#3") == "#3"


def test_names_lose_padding_but_latin_names_keep_their_spaces() -> None:
    assert (tight("国浩 美都"), tight("Block 3 东"), tight("San Marco")) == ("国浩美都", "Block 3东", "San Marco")
