"""Rosters as offices keep them."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from surveys.core.errors import Rejected
from surveys.core.roster import AreaSource, UnitKind
from surveys.services.edition import roster_document, roster_words
from surveys.services.roster_file import read_roster_file, roster_template
from surveys.services.spreadsheet import Worksheet, write_csv, write_xlsx

HEADER = ["镇街", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主"]
ROWS = [
    ["示范街道", "梧桐里", f"{building}栋", "1", str(floor), f"{floor}0{door}", "98.50", f"业主{floor}"]
    for building in (1, 2)
    for floor in range(1, 7)
    for door in (1, 2)
]


def refusal(data: bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(Rejected) as raised:
        read_roster_file(data)
    return [(problem.code, problem.row, problem.value) for problem in raised.value.problems]


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_same_roster_is_read_from_a_workbook_and_from_text() -> None:
    from_text = read_roster_file(write_csv(HEADER, ROWS))
    assert len(from_text.rows) == 24
    assert read_roster_file(write_xlsx([Worksheet("任意", HEADER, ROWS)])) == from_text
    assert read_roster_file("\n".join("\t".join(row) for row in [HEADER, *ROWS]).encode("gb18030")) == from_text


def test_a_workbook_as_an_office_makes_it_is_read() -> None:
    book = Workbook()
    page = book.active
    page.append(["梧桐里小区户册"])
    page.merge_cells("A1:I1")
    page.append([*HEADER, "备注"])
    page.append(["示范街道", "梧桐里", 3, 2, 5, 501, 98.5, "张 示 例", "空关"])
    page.append(["示范街道", "梧桐里", 3, 2, 5, 502.0, 76.30000000000001, "张示例"])
    page.append([])
    book.create_sheet("统计").append(["合计", 2])
    found = read_roster_file(saved(book))
    assert [(row.row, row.building, row.room, row.floor_area) for row in found.rows] == [
        (3, "3号楼", "501", 9850),
        (4, "3号楼", "502", 7630),
    ]
    assert len({row.owner_key for row in found.rows}) == 1
    assert found.ignored == ("备注",)


def test_formulas_without_results_and_mangled_numbers_are_explained_where_they_stand() -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["示范街道", "梧桐里", date(2026, 3, 1), 2, 5, 501, "=98+0.5", "张示例"])
    assert refusal(saved(book)) == [("roster_date", 2, "2026-03-01"), ("roster_formula", 2, "=98+0.5")]


def emptied(*cells: tuple[int, str]) -> list[list[str]]:
    """The rows, without what stands in these cells; rows as the sheet counts them."""
    rows = [list(row) for row in ROWS[:6]]
    for row, column in cells:
        rows[row - 2][HEADER.index(column)] = ""
    return rows


def found(data: bytes) -> list[tuple[str, str, int, object]]:
    with pytest.raises(Rejected) as raised:
        read_roster_file(data)
    return [(problem.code, problem.field, problem.row, problem.detail.get("last")) for problem in raised.value.problems]


def test_cells_that_were_merged_are_one_problem_that_says_so() -> None:
    merged = [(row, column) for row in (3, 4, 6, 7) for column in ("楼栋", "单元")]
    assert found(write_csv(HEADER, emptied(*merged))) == [
        ("roster_merged", "building", 3, 4),
        ("roster_merged", "unit", 3, 4),
        ("roster_merged", "building", 6, 7),
        ("roster_merged", "unit", 6, 7),
    ]
    assert found(write_csv(HEADER, emptied((5, "楼栋")))) == [("roster_merged", "building", 5, None)]


def test_an_empty_first_cell_and_an_empty_area_were_not_merged() -> None:
    nothing_above = [(2, "楼栋"), (3, "楼栋"), (5, "建筑面积"), (6, "建筑面积"), (7, "房号")]
    assert found(write_csv(HEADER, emptied(*nothing_above))) == [
        ("roster_missing", "building", 2, 3),
        ("roster_missing", "floor_area", 5, 6),
        ("roster_missing", "room", 7, None),
    ]


def test_an_area_of_compounds_that_was_merged_says_so_too() -> None:
    rows = [[*row, "东片区" if place == 0 else ""] for place, row in enumerate(ROWS[:4])]
    assert found(write_csv([*HEADER, "片区"], rows)) == [("roster_merged", "area", 3, 5)]


def test_a_formula_copied_down_a_column_is_one_problem() -> None:
    rows = [[*row[:6], f"=60+{place}", row[7]] for place, row in enumerate(ROWS)]
    rows[5][6] = "60"
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    assert found(saved(book)) == [("roster_formula", "floor_area", 2, 6), ("roster_formula", "floor_area", 8, 25)]


def test_the_same_words_row_after_row_are_one_problem() -> None:
    rows = [[*row[:6], "不详" if place < 5 else "无" if place < 7 else row[6], row[7]] for place, row in enumerate(ROWS)]
    assert found(write_csv(HEADER, [*rows, ROWS[0], ROWS[1]])) == [
        ("roster_area_number", "floor_area", 2, 6),
        ("roster_area_number", "floor_area", 7, 8),
    ]
    assert found(write_csv(HEADER, [*ROWS, ROWS[0], ROWS[1]])) == [
        ("roster_room_twice", "room", 26, None),
        ("roster_room_twice", "room", 27, None),
    ]


def test_a_roster_and_its_copy_in_one_workbook_are_refused_once() -> None:
    data = write_xlsx([Worksheet("户册", HEADER, ROWS), Worksheet("备份", HEADER, ROWS[2:])])
    assert refusal(data) == [("file_several_rosters", 0, "户册, 备份")]


def test_a_roster_on_a_later_sheet_is_found() -> None:
    assert len(read_roster_file(write_xlsx([Worksheet("封面", ["梧桐里"]), Worksheet("户册", HEADER, ROWS)])).rows) == 24


def test_a_file_without_a_roster_says_so() -> None:
    assert refusal(write_csv(["姓名", "分数"], [["张示例", 3]])) == [("roster_no_header", 0, "")]
    assert refusal(saved(Workbook())) == [("file_empty", 0, "")]
    assert refusal(write_csv(HEADER, [])) == [("roster_no_rows", 0, "")]


def test_the_untouched_template_has_no_rows_yet() -> None:
    assert refusal(roster_template()) == [("roster_no_rows", 0, "")]


def test_the_template_explains_every_column_with_three_invented_examples() -> None:
    book = load_workbook(BytesIO(roster_template()))
    roster, notes = book.worksheets
    names = [cell.value for cell in roster[1]]
    explained = [row for row in notes.iter_rows(min_row=2, values_only=True) if row[1]]
    assert [row[0] for row in explained] == names
    assert all(len(row) == 5 for row in explained)
    assert roster.freeze_panes == "A2"
    for name in ("房号", "电话"):
        assert roster.column_dimensions["ABCDEFGHIJKLM"[names.index(name)]].number_format == "@"


def test_the_examples_of_the_template_are_a_roster() -> None:
    columns = roster_document()["column"]
    rows = zip(*(column["examples"] for column in columns), strict=True)
    found = read_roster_file(write_csv([column["name"] for column in columns], rows)).rows
    assert [row.kind for row in found] == [UnitKind.HOME, UnitKind.HOME, UnitKind.SHOP]
    assert len({row.owner_key for row in found}) == 2


def test_the_template_offers_kinds_and_sources_that_are_understood() -> None:
    words = roster_words()
    page = load_workbook(BytesIO(roster_template())).worksheets[0]
    kinds, sources = (choice.formula1.strip('"').split(",") for choice in page.data_validations.dataValidation)
    assert [words.kinds[word] for word in kinds] == list(UnitKind)
    assert [words.sources[word] for word in sources] == list(AreaSource)


def test_every_word_of_the_vocabulary_means_one_thing() -> None:
    document = roster_document()
    named = [name for column in document["column"] for name in (column["name"], *column["names"])]
    named += document["address"]["names"]
    kinds, sources = ([word for words in document[part].values() for word in words] for part in ("kinds", "sources"))
    for words in (named, kinds, sources):
        assert len(words) == len(set(words))
    assert set(roster_words().columns.values()) == {"address", *(column["key"] for column in document["column"])}
