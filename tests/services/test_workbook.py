"""Workbooks from strangers: what they say is read, what they hide costs little."""

import random
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from time import process_time
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from surveys.core.errors import Rejected
from surveys.core.roster_file import Cell
from surveys.services.sheet_rows import MOST_ROWS, Row
from surveys.services.spreadsheet import read_tables
from tests.services.strange_workbooks import PARTS, sheet, strings, styles, workbook
from tests.sizes import examples

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")  # it tells of what it leaves aside

NOISE = random.Random(7).randbytes(450_000)


def rows_of(data: bytes) -> list[Row]:
    return [row for table in read_tables(data) for row in table.rows]


def cells_of(data: bytes) -> list[Cell]:
    ((_, cells),) = rows_of(data)
    return list(cells)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Rejected) as raised:
        rows_of(data)
    (problem,) = raised.value.problems
    return problem.code


def test_every_kind_of_cell_is_read() -> None:
    row = (
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>98.5</v></c><c r="C3"><v>501</v></c>'
        '<c r="E3" t="b"><v>1</v></c><c r="F3" t="b"><v>0</v></c>'
        '<c r="G3" t="inlineStr"><is><r><t>楼</t></r><r><t>栋</t></r><rPh sb="0" eb="1"><t>lou</t></rPh></is></c>'
        '<c r="H3" t="e"><v>#REF!</v></c><c r="I3"><v>1E+3</v></c></row>'
    )
    table = strings('<si><t>零</t></si><si><t>梧桐里</t><rPh sb="0" eb="1"><t>wutongli</t></rPh></si>')
    expected = ["梧桐里", 98.5, 501, None, "TRUE", "FALSE", "楼栋", "#REF!", 1000.0]
    data = workbook(sheet(row), {"xl/sharedStrings.xml": table})
    assert rows_of(data) == [(3, tuple(expected))]


def test_a_formula_gives_its_stored_result_or_else_itself() -> None:
    row = (
        "<row><c><v>5</v></c><c><f>SUM(A1:A2)</f><v>7</v></c><c><f>1+1</f></c><c><f>1+1</f><v></v></c>"
        '<c t="str"><f>A1</f><v>梧桐</v></c><c t="str"><f>A1</f><v></v></c>'
        '<c r="G1"><f t="shared" ref="G1:H1" si="0">G1*2</f></c><c r="H1"><f t="shared" si="0"/></c>'
        '<c r="I1"><f t="array" ref="I1">A1:A2</f></c></row>'
    )
    assert cells_of(workbook(sheet(row))) == [5, 7, "=1+1", "=1+1", "梧桐", None, "=G1*2", "=H1*2", "=A1:A2"]


def test_cells_and_rows_without_addresses_follow_each_other() -> None:
    rows = '<row><c><v>1</v></c><c r="C1"><v>3</v></c><c><v>4</v></c></row><row><c/></row><row r="7"/>'
    assert rows_of(workbook(sheet(rows + "<row><c><v>8</v></c></row>"))) == [(1, (1, None, 3, 4)), (8, (8,))]


def test_dates_and_times_read_as_such_so_that_a_mangled_room_number_shows() -> None:
    book = Workbook()
    book.active.append(
        [date(2026, 3, 1), datetime.fromisoformat("2026-03-01 08:30"), time(1, 2), timedelta(days=2, hours=1)]
    )
    assert cells_of(saved(book)) == [
        "2026-03-01",
        "2026-03-01 08:30:00",
        "1900-01-00 01:02:00",
        "1900-01-00 2 days, 1:00:00",
    ]


@pytest.mark.parametrize("number_format", [14, 27, 31, 36, 50, 57, 58])
def test_the_dates_of_chinese_spreadsheets_are_dates_too(number_format: int) -> None:
    sheets = styles(f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number_format}"/></cellXfs>')
    data = workbook(sheet('<row><c s="1"><v>46082</v></c><c><v>46082</v></c></row>'), {"xl/styles.xml": sheets})
    assert cells_of(data) == ["2026-03-01", 46082]


def test_escaped_control_characters_are_unescaped() -> None:
    assert cells_of(workbook(sheet('<row><c t="inlineStr"><is><t>a_x000D_b</t></is></c></row>'))) == ["a\rb"]


def test_a_wrong_note_of_the_size_hides_nothing() -> None:
    page = sheet("<row><c><v>1</v></c><c><v>2</v></c></row>" * 3).replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    assert rows_of(workbook(page)) == [(1, (1, 2)), (2, (1, 2)), (3, (1, 2))]


def test_a_stray_cell_at_the_end_of_the_sheet_is_read() -> None:
    assert rows_of(workbook(sheet('<row r="1048576"><c><v>1</v></c></row>'))) == [(1_048_576, (1,))]


def test_hidden_sheets_are_left_alone() -> None:
    book = Workbook()
    book.active.append(["seen", "=1+1"])
    for state in ("hidden", "veryHidden"):
        page = book.create_sheet(state, 0)
        page.append([state])
        page.sheet_state = state
    assert rows_of(saved(book)) == [(1, ("seen", "=1+1"))]


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.integers(-(10**12), 10**12).map(lambda number: number / 100),
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff_"), min_size=1, max_size=8
    ).filter(lambda text: not text.startswith(("=", "#")) and text.strip() == text),
)


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.lists(values, max_size=6), max_size=5))
def test_what_is_written_is_read_the_same(rows: list[list[Cell]]) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    shown = {True: "TRUE", False: "FALSE"}
    expected = [[shown[cell] if isinstance(cell, bool) else cell for cell in row] for row in rows]
    read = {number: list(cells) for number, cells in rows_of(saved(book))}
    for number, row in enumerate(expected, 1):
        while row and row[-1] is None:
            row.pop()
        assert read.get(number, []) == row


def padded(worksheet: str, **more: str) -> bytes:
    """A workbook with so much noise that neither it nor its sheet looks swollen."""
    return workbook(worksheet, {"noise.bin": NOISE, **more}, method=ZIP_STORED)


ROW = '<row r="{0}"><c><v>{0}</v></c></row>'
LONG_CELL = f"<c t='inlineStr'><is><t>{'x' * 2000}</t></is></c>"
BOMBS: dict[str, Callable[[], bytes]] = {
    "one text of 60 MB": lambda: workbook(sheet(f"<row><c><v>{'0' * 60_000_000}</v></c></row>")),
    "19 MB of text": lambda: workbook(sheet(f"<row><c><v>{'0' * 19_000_000}</v></c></row>")),
    "300 KB of inline texts": lambda: workbook(sheet(f"<row>{LONG_CELL * 20}</row>" * 2_000)),
    "a million rows": lambda: workbook(sheet("<row><c><v>1</v></c></row>" * 1_000_000)),
    "300 members": lambda: workbook(sheet(""), {f"{n}.xml": "x" for n in range(300)}),
    "9,000 members": lambda: workbook(sheet(""), {f"{n}.xml": "x" for n in range(9_000)}),
    "several parts at the bound": lambda: workbook(
        sheet(""), {f"{n}.bin": NOISE[:410_000] + b"0" * 7_000_000 for n in range(3)}
    ),
    "a million and more cells": lambda: padded(sheet("<row>" + "<c/>" * 1_000_100 + "</row>")),
    "as many in a part that no one expects": lambda: padded("", **{"xl/media/image1.png": sheet("<a/>" * 1_000_100)}),
    "as many styles as no one needs": lambda: padded(
        sheet(""), **{"xl/styles.xml": styles("<numFmts>" + '<numFmt numFmtId="1" formatCode="0"/>' * 10_001 + "</numFmts>")}
    ),
    "as many levels": lambda: padded(sheet("<a>" * 1_000_100)),
    "a tag without end": lambda: padded(sheet("").replace("<sheetData>", f'<a b="{"x" * 2_000_000}"/><sheetData>')),
    "a comment without end": lambda: padded(sheet("").replace("<sheetData>", f"<!--{'> ' * 1_000_000}--><sheetData>")),
    "an instruction without end": lambda: padded(sheet("").replace("<sheetData>", f"<?x {'> ' * 1_000_000}?><sheetData>")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_are_read(name: str) -> None:
    data = BOMBS[name]()
    began = process_time()
    assert refusal(data) in ("file_unpacks_too_big", "file_too_big")
    assert (
        process_time() - began < 1
    )  # unguarded ones take half a minute or a gigabyte; a few milliseconds on a quiet machine


@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        (lambda: sheet("".join(ROW.format(n) for n in range(1, MOST_ROWS + 2))), "file_rows"),
        (lambda: sheet('<row><c r="AO1"><v>1</v></c></row>'), "file_columns"),
        (lambda: sheet('<row r="1048577"><c><v>1</v></c></row>'), "file_corrupt"),
        (lambda: sheet('<row r="99999999999999"><c><v>1</v></c></row>'), "file_corrupt"),
        (lambda: sheet('<row><c r="AAAA1"><v>1</v></c></row>'), "file_corrupt"),
        (lambda: sheet('<row r="x"/>'), "file_corrupt"),
        (lambda: sheet('<row><c t="s"><v>3</v></c></row>'), "file_corrupt"),
        (lambda: sheet("<row>"), "file_corrupt"),
        (lambda: sheet("<row>")[:-40], "file_corrupt"),
        (lambda: sheet(f"<row><c><v>{'9' * 5_000}</v></c></row>"), "file_corrupt"),
    ],
)
def test_what_passes_the_door_is_stopped_inside(bomb: Callable[[], str], code: str) -> None:
    assert refusal(padded(bomb())) == code


def test_empty_cells_far_to_the_right_are_no_columns() -> None:
    for empty in ('<c r="XFD1" s="0"/>', '<c r="XFD1" t="inlineStr"><is><t></t></is></c>'):
        assert rows_of(workbook(sheet(f"<row><c><v>1</v></c>{empty}</row>"))) == [(1, (1,))]


def test_sheets_that_share_a_part_are_refused_instead_of_read_again_and_again() -> None:
    one = '<sheet name="户册" sheetId="1" r:id="rId1"/>'
    book = PARTS["xl/workbook.xml"].replace(one, one + one.replace("户册", "again").replace('"1"', '"2"'))
    assert refusal(workbook(sheet(""), {"xl/workbook.xml": book})) == "file_corrupt"


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><v>&x;</v></worksheet>',
    ],
)
def test_entities_are_never_expanded(document: str) -> None:
    assert refusal(workbook(document)) == "file_corrupt"
    assert refusal(workbook(sheet(""), {"xl/sharedStrings.xml": document})) == "file_corrupt"


def test_texts_in_two_bytes_a_sign_would_pass_the_door_unseen() -> None:
    hidden = sheet("<a/>" * 1_000_000).replace("UTF-8", "UTF-16").encode("utf-16")
    assert refusal(workbook(hidden, {"noise.bin": NOISE})) in ("file_corrupt", "file_unpacks_too_big")
    assert refusal(workbook(sheet("<row/>").replace("UTF-8", "UTF-16").encode("utf-16"))) == "file_corrupt"


def test_a_full_workbook_needs_bounded_memory() -> None:
    data = padded(sheet(f"<row>{'<c><v>98.5</v></c>' * 13}</row>" * 1_000))
    tracemalloc.start()
    assert sum(1 for table in read_tables(data) for _ in table.rows) == 1_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("word/document.xml", "docx"),
        ("ppt/presentation.xml", "pptx"),
        ("xl/workbook.bin", "xlsb"),
        ("content.xml", "ods"),
    ],
)
def test_other_office_files_are_called_by_their_names(member: str, kind: str) -> None:
    with pytest.raises(Rejected) as raised:
        read_tables(workbook(sheet(""), {member: "x"}))
    assert [(p.code, p.detail) for p in raised.value.problems] == [("file_other_kind", {"kind": kind})]


def test_a_plain_archive_is_no_workbook_and_a_document_without_sheets_is_broken() -> None:
    assert refusal(workbook(sheet(""), {"[Content_Types].xml": ""})) == "file_other_kind"
    assert refusal(workbook(sheet(""), {"xl/workbook.xml": ""})) == "file_corrupt"


def test_the_strict_kind_of_workbook_is_named() -> None:
    parts = {name: text.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml") for name, text in PARTS.items()}
    assert refusal(workbook(sheet(""), parts)) == "file_other_kind"


def test_encrypted_members_and_rare_compressions_are_refused() -> None:
    data = workbook(sheet(""))
    assert refusal(data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")) == "file_encrypted"
    assert refusal(workbook(sheet(""), method=ZIP_BZIP2)) == "file_corrupt"


def test_a_size_that_lies_is_found_out() -> None:
    data = workbook(sheet("<row><c><v>1</v></c></row>" * 500))
    with ZipFile(BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    assert refusal(data.replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))) == "file_corrupt"
