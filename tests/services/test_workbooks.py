"""Workbooks from strangers: what they say is read, what they hide costs nothing."""

import random
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from time import process_time
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from surveys.core.errors import Rejected
from surveys.core.roster_words import Cell
from surveys.services.spreadsheets import read_tables
from surveys.services.workbooks import MOST_ROWS, Row
from tests.services.strange_workbooks import BOOK, RELATION, RELATIONS, sheet, workbook

NOISE = random.Random(7).randbytes(450_000)


def rows_of(data: bytes) -> list[Row]:
    return [row for table in read_tables(data) for row in table.rows]


def cells_of(data: bytes) -> list[Cell]:
    ((_, cells),) = rows_of(data)
    return list(cells)


def refusal(data: bytes) -> str:
    with pytest.raises(Rejected) as raised:
        rows_of(data)
    (problem,) = raised.value.problems
    return problem.code


def test_every_kind_of_cell_is_read() -> None:
    row = (
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>98.5</v></c><c r="C3"><v>501</v></c>'
        '<c r="E3" t="b"><v>1</v></c><c r="F3" t="b"><v>0</v></c>'
        '<c r="G3" t="inlineStr"><is><r><t>楼</t></r><rPh><t>lou</t></rPh><r><t>栋</t></r></is></c>'
        '<c r="H3" t="e"><v>#REF!</v></c><c r="I3" t="str"><f>A1</f><v>梧桐</v></c><c r="J3"><v>1E+3</v></c></row>'
    )
    strings = "<sst><si><t>零</t></si><si><t>梧桐里</t><rPh><t>wutongli</t></rPh></si></sst>"
    expected = ["梧桐里", 98.5, 501, None, "TRUE", "FALSE", "楼栋", "#REF!", "梧桐", 1000.0]
    data = workbook(sheet(row), strings)
    assert cells_of(data) == expected
    assert rows_of(data)[0][0] == 3


def test_a_formula_gives_its_stored_result_or_else_itself() -> None:
    row = (
        "<row><c><f>SUM(A1:A2)</f><v>7</v></c><c><f>1+1</f></c><c><f>1+1</f><v></v></c><c t='str'><f>A1</f><v></v></c></row>"
    )
    assert cells_of(workbook(sheet(row))) == [7, "=1+1", "=1+1"]


def test_cells_and_rows_without_addresses_follow_each_other() -> None:
    rows = '<row><c><v>1</v></c><c r="C1"><v>3</v></c><c><v>4</v></c></row><row><c/></row><row r="7"/>'
    assert rows_of(workbook(sheet(rows + "<row><c><v>8</v></c></row>"))) == [(1, (1, None, 3, 4)), (8, (8,))]


def test_dates_read_as_dates_so_that_a_mangled_room_number_shows() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m"/>'
        '<numFmt numFmtId="171" formatCode="0.00&quot;d&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
    )
    row = "".join(f'<c s="{style}"><v>46082</v></c>' for style in range(4)) + '<c s="1"><v>1e9</v></c>'
    assert cells_of(workbook(sheet(f"<row>{row}</row>"), styles=styles)) == [46082, "2026-03-01", "2026-03-01", 46082, "1e9"]
    old = workbook(sheet('<row><c s="1"><v>1</v></c></row>'), styles=styles, properties='<workbookPr date1904="1"/>')
    assert cells_of(old) == ["1904-01-02"]


def test_other_programs_put_prefixes_before_the_names() -> None:
    page = '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert cells_of(workbook(page)) == [5]


def test_escaped_control_characters_are_unescaped() -> None:
    row = '<row><c t="inlineStr"><is><t>a_x000D_b_x005F_x</t></is></c></row>'
    assert cells_of(workbook(sheet(row))) == ["a\rb_x"]


def test_numbers_that_no_computer_holds_stay_text() -> None:
    row = "".join(f"<c><v>{number}</v></c>" for number in ("9" * 400, "1e999", "nan", "x", "12345678901234567"))
    found = cells_of(workbook(sheet(f"<row>{row}</row>")))
    assert found[:2] == ["9" * 400, "1e999"]
    assert found[2:] == ["nan", "x", 12345678901234567.0]


def test_a_cell_longer_than_anything_is_cut_where_its_reader_will_refuse_it() -> None:
    row = f'<row><c t="inlineStr"><is><t>{"长" * 30_000}</t></is></c></row>'
    (cell,) = cells_of(workbook(sheet(row), method=ZIP_STORED))
    assert len(str(cell)) == 2001


def test_hidden_sheets_are_left_alone() -> None:
    book = Workbook()
    book.active.append(["seen"])
    for state in ("hidden", "veryHidden"):
        page = book.create_sheet(state)
        page.append([state])
        page.sheet_state = state
    out = BytesIO()
    book.save(out)
    assert rows_of(out.getvalue()) == [(1, ("seen",))]


def test_a_workbook_without_styles_strings_or_relations_is_read_as_far_as_it_goes() -> None:
    assert cells_of(workbook(sheet("<row><c><v>1</v></c></row>"))) == [1]
    assert rows_of(workbook(sheet(""), more={"xl/_rels/workbook.xml.rels": ""})) == []


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.integers(-(10**12), 10**12).map(lambda number: number / 100),
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff_"), min_size=1, max_size=8
    ).filter(lambda text: not text.startswith(("=", "#")) and text.strip() == text),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(values, max_size=6), max_size=5))
def test_what_openpyxl_writes_is_read_the_same(rows: list[list[Cell]]) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    shown = {True: "TRUE", False: "FALSE"}
    expected = [[shown[cell] if isinstance(cell, bool) else cell for cell in row] for row in rows]
    read = {number: list(cells) for number, cells in rows_of(out.getvalue())}
    for number, row in enumerate(expected, 1):
        while row and row[-1] is None:
            row.pop()
        assert read.get(number, []) == row


def padded(worksheet: str) -> bytes:
    """A workbook whose sheet carries so much noise that it doesn't look swollen."""
    comment = "".join(f"<!--{NOISE[n : n + 30_000].hex()}-->" for n in range(0, 400_000, 30_000))
    return workbook(worksheet.replace("<sheetData>", comment + "<sheetData>"))


LONG_CELL = f"<c t='inlineStr'><is><t>{'x' * 2000}</t></is></c>"
ROW = '<row r="{}"><c><v>{}</v></c></row>'
BOMBS: dict[str, Callable[[], bytes]] = {
    "one text of 60 MB": lambda: workbook(sheet(f"<row><c><v>{'0' * 60_000_000}</v></c></row>")),
    "39 MB of text": lambda: workbook(sheet(f"<row><c><v>{'0' * 39_000_000}</v></c></row>")),
    "a million cells": lambda: workbook(sheet("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>")),
    "a million nothings": lambda: workbook(sheet("<a/>" * 5_000_000)),
    "a million levels": lambda: workbook(sheet("<a>" * 1_000_000), method=ZIP_STORED),
    "a tag without end": lambda: workbook(f'<worksheet a="{NOISE.hex() * 5}"/>', method=ZIP_STORED),
    "a million strings": lambda: workbook(sheet(""), f"<sst>{'<si><t>a</t></si>' * 1_000_000}</sst>"),
    "a million styles": lambda: workbook(sheet(""), styles=f"<a><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></a>"),
    "300 members": lambda: workbook(sheet(""), more={f"{n}.xml": "x" for n in range(300)}),
    "9,000 members": lambda: workbook(sheet(""), more={f"{n}.xml": "x" for n in range(9_000)}),
    "several parts at the bound": lambda: workbook(
        sheet(""), more={f"{n}.bin": NOISE[:410_000] + b"0" * 14_000_000 for n in range(3)}
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name: str) -> None:
    data = BOMBS[name]()
    began = process_time()
    assert refusal(data) in ("file_unpacks_too_big", "file_too_big")
    assert process_time() - began < 2  # unguarded ones take minutes; a few milliseconds on a quiet machine


@pytest.mark.parametrize(
    ("bomb", "code"),
    [
        (lambda: sheet("".join(ROW.format(n, n) for n in range(1, MOST_ROWS + 2))), "file_rows"),
        (lambda: sheet('<row><c r="AO1"><v>1</v></c></row>'), "file_columns"),
        (lambda: sheet("<row>" + "<c/>" * 600_000 + "</row>"), "file_unpacks_too_big"),
        (lambda: sheet("<a/>" * 1_300_000), "file_unpacks_too_big"),
        (lambda: sheet(("<row>" + LONG_CELL * 20 + "</row>") * 300), "file_unpacks_too_big"),
        (lambda: sheet('<row r="1048577"><c><v>1</v></c></row>'), "file_corrupt"),
        (lambda: sheet('<row r="x"/>'), "file_corrupt"),
        (lambda: sheet('<row><c t="s"><v>3</v></c></row>'), "file_corrupt"),
        (lambda: sheet("<row>"), "file_corrupt"),
        (lambda: sheet("<row>")[:-40], "file_corrupt"),
    ],
)
def test_what_passes_the_door_is_stopped_inside(bomb: Callable[[], str], code: str) -> None:
    assert refusal(padded(bomb())) == code


def test_a_table_of_too_many_strings_is_refused() -> None:
    assert refusal(workbook(sheet(""), f"<sst>{'<si/>' * 300_001}</sst>", method=ZIP_STORED)) == "file_unpacks_too_big"


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><row><c><v>&x;</v></c></row></worksheet>',
    ],
)
def test_entities_are_never_expanded(document: str) -> None:
    assert refusal(workbook(document)) == "file_corrupt"


def test_a_full_workbook_needs_little_memory() -> None:
    data = padded(sheet(f"<row>{'<c><v>98.5</v></c>' * 13}</row>" * 3_000))
    tracemalloc.start()
    assert sum(1 for table in read_tables(data) for _ in table.rows) == 3_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("member", "kind"), [("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx"), ("xl/workbook.bin", "xlsb")]
)
def test_other_office_files_are_called_by_their_names(member: str, kind: str) -> None:
    with pytest.raises(Rejected) as raised:
        read_tables(workbook(sheet(""), more={member: "x"}))
    assert [(p.code, p.detail) for p in raised.value.problems] == [("file_other_kind", {"kind": kind})]


def test_an_open_document_and_a_plain_archive_are_no_workbooks() -> None:
    assert refusal(workbook(sheet(""), more={"mimetype": "application/vnd.oasis", "content.xml": "x"})) == "file_other_kind"
    assert refusal(workbook(sheet(""), more={"xl/workbook.xml": ""})) == "file_other_kind"


def test_encrypted_members_and_rare_compressions_are_refused() -> None:
    data = workbook(sheet(""))
    assert refusal(data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")) == "file_encrypted"
    assert refusal(workbook(sheet(""), method=ZIP_BZIP2)) == "file_corrupt"


def test_a_size_that_lies_is_found_out() -> None:
    data = workbook(sheet("<row><c><v>1</v></c></row>" * 500))
    with ZipFile(BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    assert refusal(data.replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))) == "file_corrupt"


@pytest.mark.parametrize("end", [10, 200, -200, -30])
def test_a_torn_file_is_corrupt(end: int) -> None:
    assert refusal(workbook(sheet("<row><c><v>1</v></c></row>"))[:end]) == "file_corrupt"


SAMPLE = workbook(
    sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c s="1"><v>46082</v></c><c t="inlineStr"><is><t>x</t></is></c></row>'),
    "<sst><si><t>a</t></si></sst>",
    '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    method=ZIP_STORED,
)
PIECES = [
    "<row>",
    "</row>",
    '<c t="s">',
    "</c>",
    "<v>",
    "</v>",
    "1",
    "<f>",
    "</f>",
    'r="A1"',
    "<",
    ">",
    "&",
    "&#0;",
    '<c r="ZZZ9">',
    "<is><t>",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=20))
def test_whatever_stands_in_the_sheet_it_is_read_or_refused(rows: str, strings: str) -> None:
    with suppress(Rejected):
        rows_of(workbook(sheet(rows), f"<sst>{strings.encode('utf-8', 'replace').decode()}</sst>"))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=4)), max_size=4))
def test_whatever_happens_to_its_bytes_a_workbook_is_read_or_refused(damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(SAMPLE)
    for place, new in damage:
        data[place : place + len(new)] = new
    with suppress(Rejected):
        rows_of(bytes(data))


def test_relations_may_point_anywhere_within_the_workbook() -> None:
    relations = RELATIONS.format(
        RELATION.format("rId1", "worksheet", "../pages/one.xml") + RELATION.format("rId9", "worksheet", "/../../etc/passwd")
    )
    more = {"xl/_rels/workbook.xml.rels": relations, "pages/one.xml": sheet("<row><c><v>1</v></c></row>")}
    assert cells_of(workbook("", more=more)) == [1]
    book = BOOK.format("").replace('"rId1"', '"rId9"')
    assert rows_of(workbook("", more={**more, "xl/workbook.xml": book})) == []
