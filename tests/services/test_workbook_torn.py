"""Whatever stands in a workbook, it is read or refused."""

from __future__ import annotations

from contextlib import suppress
from zipfile import ZIP_STORED

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core.errors import Rejected
from tests.services.strange_workbooks import sheet, strings, styles, workbook
from tests.services.test_workbook import refusal, rows_of


@pytest.mark.parametrize("end", [10, 200, -200, -30])
def test_a_torn_file_is_corrupt(end: int) -> None:
    assert refusal(workbook(sheet("<row><c><v>1</v></c></row>"))[:end]) == "file_corrupt"


SAMPLE = workbook(
    sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c s="1"><v>46082</v></c><c t="inlineStr"><is><t>x</t></is></c></row>'),
    {
        "xl/sharedStrings.xml": strings("<si><t>a</t></si>"),
        "xl/styles.xml": styles('<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'),
    },
    method=ZIP_STORED,
)


PIECES = ["<row>", "</row>", '<c t="s">', "</c>", "<v>", "</v>", "1", "<f>", "</f>", 'r="A1"', "<", ">", "&", "&#0;"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PIECES, '<c r="ZZZ9">', "<is><t>"]), max_size=25).map("".join), st.text(max_size=20))
def test_whatever_stands_in_the_sheet_it_is_read_or_refused(rows: str, texts: str) -> None:
    with suppress(Rejected):
        rows_of(workbook(sheet(rows), {"xl/sharedStrings.xml": strings(texts.encode("utf-8", "replace").decode())}))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=4)), max_size=4))
def test_whatever_happens_to_its_bytes_a_workbook_is_read_or_refused(damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(SAMPLE)
    for place, new in damage:
        data[place : place + len(new)] = new
    with suppress(Rejected):
        rows_of(bytes(data))
