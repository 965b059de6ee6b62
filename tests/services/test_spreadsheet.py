"""Tables from people's files, and files for people's spreadsheets."""

from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from surveys.core.errors import Problem, Rejected
from surveys.services.sheet_rows import MOST_COLUMNS, MOST_ROWS, Row
from surveys.services.spreadsheet import MOST_BYTES, Worksheet, read_tables, write_csv, write_xlsx


def refusal(data: bytes) -> Problem:
    with pytest.raises(Rejected) as raised:
        [list(table.rows) for table in read_tables(data)]
    (problem,) = raised.value.problems
    return problem


def rows_of(data: bytes) -> list[Row]:
    """The rows of the one table in a text file."""
    (table,) = read_tables(data)
    return list(table.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_files_are_read_however_they_were_saved(encoding: str, separator: str, end: str) -> None:
    text = end.join((separator.join(("楼栋", "业主")), separator.join(("3号楼", "张示例䶮")), ""))
    assert rows_of(text.encode(encoding)) == [(1, ("楼栋", "业主")), (2, ("3号楼", "张示例䶮"))]


def test_row_numbers_count_what_the_spreadsheet_shows() -> None:
    rows = rows_of('标题\n\n"两\n行",b\n , \nc,d\n'.encode())
    assert rows == [(1, ("标题",)), (3, ("两\n行", "b")), (5, ("c", "d"))]


def test_a_quotation_mark_without_its_fellow_is_found_where_it_stands() -> None:
    assert refusal('a\n"两\n行",b\nc,"d\ne,f\n'.encode()).row == 3
    assert refusal(b'a\nb,"c" d,e\n').row == 2
    assert rows_of(b'a,3"b\n"say ""c""",d\n') == [(1, ("a", '3"b')), (2, ('say "c"', "d"))]


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (b"", "file_empty", None),
        (b"x" * (MOST_BYTES + 1), "file_too_big", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_office", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_encrypted", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "file_other_kind", "doc"),
        (b"PK\x03\x04 and no more", "file_corrupt", None),
        (b"%PDF-1.7", "file_other_kind", "pdf"),
        (b"{\\rtf1", "file_other_kind", "rtf"),
        (b"\x89PNG\r\n", "file_other_kind", "image"),
        (b"<html><table>", "file_other_kind", "html"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><Workbook>', "file_other_kind", "html"),
        (b"\x00\x01\x02\x03" * 9, "file_other_kind", "binary"),
        (b"a,b\n\xff\xff\xff", "file_encoding", None),
        (b"\xff\xfea", "file_encoding", None),
        (b'a,"b\n' + b"c\n" * 100_000, "file_quote", None),
        (b"a\n" * (MOST_ROWS + 1), "file_rows", None),
        (b"\n" * 300_000, "file_rows", None),
        (b"," * MOST_COLUMNS + b"a", "file_columns", None),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(data: bytes, code: str, kind: str | None) -> None:
    with pytest.raises(Rejected) as raised:
        rows_of(data)
    (problem,) = raised.value.problems
    assert (problem.code, problem.detail.get("kind")) == (code, kind)


def test_a_file_that_is_too_big_says_how_big_it_is() -> None:
    assert refusal(b"x" * 50_000_000).detail == {"most": 5, "megabytes": 50}


@pytest.mark.parametrize(
    "data", [b"," * 4_999_999, b"\n" * 4_999_999, b'"' * 4_999_999, b'"a\n' * 1_600_000, b"\xa1" * 4_999_999]
)
def test_senseless_text_costs_little(data: bytes) -> None:
    began = process_time()
    with suppress(Rejected):
        rows_of(data)
    assert process_time() - began < 2  # a tenth of that on a quiet machine


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("gb18030", "replace"))))
def test_whatever_the_bytes_they_are_a_table_or_refused(data: bytes) -> None:
    with suppress(Rejected):
        rows_of(data)


DANGEROUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''=1",
    "\u200b=1",
    "\x00=1",
    '=HYPERLINK("x")',
]
LEADS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_a_csv(text: str) -> None:
    data = write_csv([text], [[text, "harmless"]])
    assert data.startswith(b"\xef\xbb\xbf")
    for line in data.decode("utf-8-sig").split("\r\n"):
        assert not line.strip('"').lstrip().startswith(LEADS)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_a_workbook(text: str) -> None:
    book = load_workbook(BytesIO(write_xlsx([Worksheet(text, [text, "x"], [[text, Decimal("98.5")]])])))
    page = book.worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s", "n"}
    assert all(page.cell(row, 1).quotePrefix for row in (1, 2))
    assert not page.title.lstrip().startswith((*LEADS, "'"))


def test_numbers_stay_numbers() -> None:
    rows = [["3号楼", 12, Decimal("98.50"), None, "-5"]]
    assert write_csv(["a", "b", "c", "d", "e"], rows).decode("utf-8-sig").splitlines()[1] == '"3号楼",12,98.50,"","\'-5"'
    page = load_workbook(BytesIO(write_xlsx([Worksheet("s", ["a"] * 5, rows)]))).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in page[2]] == [
        ("3号楼", "s"),
        (12, "n"),
        (98.5, "n"),
        (None, "n"),
        ("-5", "s"),
    ]
    assert page["C2"].number_format == "0.00"


texts = st.one_of(
    st.sampled_from(DANGEROUS), st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=12)
)


@settings(deadline=None)
@given(st.lists(st.lists(texts, min_size=2, max_size=4), min_size=1, max_size=4))
def test_what_we_write_we_read_again(rows: list[list[str]]) -> None:
    plain = [["x", *(text.strip().strip("'\t\r\n\u200b\x00 \u00a0") for text in row)] for row in rows]
    read = rows_of(write_csv(["a", "b"], plain))[1:]
    assert [list(cells) for _, cells in read] == plain
    ((_, *below),) = (list(table.rows) for table in read_tables(write_xlsx([Worksheet("s", ["a", "b"], plain)])))
    assert [[cell or "" for cell in cells] for _, cells in below] == [
        row[: max(place for place, text in enumerate(row) if text) + 1] for row in plain
    ]


def test_sheets_get_names_that_spreadsheets_accept() -> None:
    names = ["1/2 [x]:*?\\", "", "'quoted'", "很长的名字" * 10, "很长的名字" * 10, "A", "a", "\x00"]
    book = load_workbook(BytesIO(write_xlsx([Worksheet(name, ["h"]) for name in names])))
    titles = book.sheetnames
    assert titles[:3] == ["1_2 _x_____", "_", "quoted"]
    assert max(map(len, titles)) <= 31
    assert len({title.casefold() for title in titles}) == len(names)


def test_a_sheet_has_widths_a_frozen_header_text_columns_and_choices() -> None:
    sheet = Worksheet(
        "s", ["室", "类"], [["0501", "两\n行"]], widths=[9], texts=frozenset({0}), choices={1: ["住宅", "商铺"]}
    )
    page = load_workbook(BytesIO(write_xlsx([sheet]))).worksheets[0]
    assert (page.freeze_panes, page.column_dimensions["A"].width, page.column_dimensions["A"].number_format) == (
        "A2",
        9,
        "@",
    )
    assert (page["A1"].font.bold, page["A2"].number_format, page["B2"].alignment.wrap_text) == (True, "@", True)
    (choice,) = page.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"住宅,商铺"', f"B2:B{MOST_ROWS}")
