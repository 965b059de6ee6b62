"""Bringing a roster: the template, the preview, the problems, taking it over."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from surveys.core.place import DISTRICT
from surveys.services.compound import compound_lines
from surveys.store.db import reading, transaction
from tests.office import OTHER, OURS, Browser, Office, alert, contents
from tests.phone import Page

HEADER = "镇街,片区,小区,楼栋,单元,楼层,房号,建筑面积,业主,备注"
UPLOAD = "/desk/roster"


def csv_of(*rows: str) -> bytes:
    return "\r\n".join([HEADER, *rows]).encode("gb18030")


def row(room: str, area: str = "80.00", compound: str = "新来里", street: str = OURS, owner: str = "") -> str:
    return f"{street},东片区,{compound},3号楼,1单元,{room[0]},{room},{area},{owner or '业主' + room},随便写"


def brought(browser: Browser, content: bytes, name: str = "户册.csv") -> str:
    """The address of the preview."""
    token = browser.page(UPLOAD).form("")
    answer = browser.client.post(
        UPLOAD, data={**token, "file": (BytesIO(content), name)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, Page(answer).text
    return str(answer.location)


def households(office: Office, compound: str) -> int | None:
    with office.app.app_context(), reading() as session:
        lines = compound_lines(session, DISTRICT, now=office.open.opens_at)
    return next((line.households for line in lines if line.compound.name == compound), None)


def test_the_template_can_be_filled_in_and_brought(shown: Office) -> None:
    browser = shown.signed_in()
    answer = browser.get("/desk/roster/template.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.get_data()))
    columns = [str(cell.value) for cell in book.worksheets[0][1]]
    assert {"镇街", "小区", "楼栋", "房号", "建筑面积", "业主"} <= set(columns)
    page = browser.page(brought(browser, answer.get_data(), "户册模板.xlsx"))
    assert "只有表头，没有住户" in page.text


def test_a_preview_says_what_would_change_and_changes_nothing(ours: Office) -> None:
    browser = ours.signed_in()
    before = contents(ours)
    page = browser.page(brought(browser, csv_of(row("101"), row("102"))))
    assert "还没有导入" in page.text
    assert "备注" in page.text, "the column that was left aside"
    assert contents(ours) == before
    assert households(ours, "新来里") is None


def test_a_confirmed_file_is_taken_over_once_and_forgotten(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, csv_of(row("101"), row("102")))
    answer = browser.fill(path, {}, path)
    assert "新增2户，修改0户" in browser.page(answer.location).text
    assert households(ours, "新来里") == 2
    assert uploads(ours) == []
    assert browser.get(path).location == UPLOAD
    assert "再选一次文件" in browser.page(UPLOAD).text


def test_the_same_file_again_has_nothing_to_take_over(ours: Office) -> None:
    browser, file = ours.signed_in(), csv_of(row("101"))
    path = brought(browser, file)
    browser.fill(path, {}, path)
    assert "和现有的户册完全一样" in browser.page(brought(browser, file)).text


def test_what_the_file_lacks_stays_unless_one_says_so(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, csv_of(row("101"), row("102"), row("201")))
    browser.fill(path, {}, path)
    path = brought(browser, csv_of(row("101", "81.5")))
    page = browser.page(path)
    assert "文件里没有的2户，从户册里去掉" in page.text
    assert "3号楼 1单元 102、3号楼 1单元 201" in page.text
    browser.fill(path, {}, path)
    assert households(ours, "新来里") == 3
    path = brought(browser, csv_of(row("101", "81.5")))
    answer = browser.fill(path, {"remove": "1"}, path)
    assert "新增0户，修改0户，去掉2户" in browser.page(answer.location).text
    assert households(ours, "新来里") == 1


def test_a_file_that_only_lacks_households_says_that_nothing_changes_without_the_tick(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, csv_of(row("101"), row("102")))
    assert "不勾，导入也什么都不变" not in browser.page(path).text
    browser.fill(path, {}, path)
    path = brought(browser, csv_of(row("101")))
    assert "不勾，导入也什么都不变" in browser.page(path).text
    answer = browser.fill(path, {}, path)
    assert "户册没有变" in browser.page(answer.location).text
    assert households(ours, "新来里") == 2


def test_every_problem_is_told_with_row_column_value_and_what_to_do(ours: Office) -> None:
    browser = ours.signed_in()
    before = contents(ours)
    path = brought(browser, csv_of(row("101", "八十"), row("102", "-3"), row("103"), row("103")))
    answer = browser.get(path)
    page = Page(answer)
    assert answer.status_code == 422
    assert page.title.startswith("错误：")
    assert page.h1 == "户册里有3处要改"
    assert "2建筑面积八十写成数字，单位平方米" in page.text.replace(" ", "")
    assert "和第4行是同一户" in page.text
    assert contents(ours) == before
    table = browser.get(f"{path}/problems.csv").get_data().decode("utf-8-sig")
    read = list(csv.reader(StringIO(table)))
    assert read[0] == ["行", "列", "内容", "怎么改"]
    assert [line[0] for line in read[1:]] == ["2", "3", "5"]


def test_formulas_in_a_file_do_not_come_back_as_formulas(shown: Office) -> None:
    browser = shown.signed_in()
    path = brought(browser, csv_of(row("101", "=HYPERLINK(A1)")))
    table = browser.get(f"{path}/problems.csv").get_data().decode("utf-8-sig")
    assert "'=HYPERLINK(A1)" in table


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"%PDF-1.7", b"\x00\x01\x02" * 999, b"a,b\n1,2"])
def test_a_file_that_is_no_roster_gets_a_clear_answer(shown: Office, content: bytes) -> None:
    browser = shown.signed_in()
    page = browser.page(brought(browser, content))
    assert page.title.startswith("错误：")
    assert "看看这里，改好再导入" not in page.text


def test_no_file_and_a_huge_file_are_refused_in_words(shown: Office) -> None:
    browser = shown.signed_in()
    answer = browser.fill(UPLOAD, {})
    assert answer.status_code == 422
    assert "选一个户册文件" in alert(Page(answer))
    huge = browser.client.post(UPLOAD, data=b"x" * 7_000_000, content_type="multipart/form-data; boundary=y")
    assert huge.status_code == 413
    page = Page(huge)
    assert "户册文件不超过5兆" in page.text
    assert UPLOAD in page.links, "the way back to the file"


def test_a_file_of_another_street_is_refused(ours: Office) -> None:
    browser = ours.signed_in("jie")
    page = browser.page(brought(browser, csv_of(row("101", street=OTHER))))
    assert "不在您管的范围里" in page.text
    assert households(ours, "新来里") is None


def test_an_upload_is_only_for_whoever_brought_it_and_only_for_a_day(ours: Office) -> None:
    browser = ours.signed_in("office")
    path = brought(browser, csv_of(row("101")))
    assert ours.signed_in("jie").get(path).location == UPLOAD
    [before] = uploads(ours)
    with ours.app.app_context(), transaction() as session:
        session.execute(text("UPDATE uploads SET at = :at"), {"at": datetime.now(UTC) - timedelta(seconds=86_500)})
    assert browser.get(path).location == UPLOAD
    brought(browser, csv_of(row("102")))
    assert before not in uploads(ours)


def uploads(office: Office) -> list[str]:
    """The keys of the files that are kept."""
    with office.app.app_context(), reading() as session:
        return list(session.execute(text("SELECT key FROM uploads WHERE name = 'file'")).scalars())
