"""The page before a roster is taken over: it keeps what was answered, and does what it shows or shows it anew."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from surveys.services import upload
from surveys.services.worksheet import Worksheet, write_xlsx
from surveys.store import upload as stored
from surveys.store.db import transaction
from tests.office import OURS, Browser, Office, alert, contents
from tests.phone import Page

HEADER = ["镇街", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话"]
UPLOAD = "/desk/roster"


def home(room: str, owner: str = "", *, name: str = "新来里", area: str = "80", phone: str = "") -> list[str]:
    return [OURS, name, "3", "1", room[0], room, area, owner or f"业主{room}", phone]


def brought(browser: Browser, *rows: list[str]) -> str:
    """The address of the preview."""
    token = browser.page(UPLOAD).form("")
    file = write_xlsx([Worksheet("户册", HEADER, rows)])
    answer = browser.client.post(
        UPLOAD, data={**token, "file": (BytesIO(file), "户册.xlsx")}, content_type="multipart/form-data"
    )
    return str(answer.location)


def sent(browser: Browser, page: Page, path: str, **typed: str) -> Page:
    """The page after the form of this preview was sent."""
    form = page.forms[-1]
    return Page(browser.client.post(path, data={**form, **typed}, follow_redirects=True))


def imported(browser: Browser, *rows: list[str]) -> None:
    path = brought(browser, *rows)
    page = sent(browser, browser.page(path), path, apart="1")
    assert "接下来" in page.text, page.text


def group_of(page: Page) -> str:
    found = page.forms[-1]["group"]
    return found if isinstance(found, str) else found[0]


def test_answers_stay_when_the_page_is_looked_at_again(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, home("101", "张伟"), home("102", "张伟"))
    page = browser.page(path)
    key = group_of(page)
    again = sent(browser, page, path, look="1", **{key: "one", "expect-homes": "3"})
    assert again.forms[-1][key] == ["one"]
    assert again.forms[-1]["expect-homes"] == ["3"]
    assert "业主1位" in again.text
    assert "应该是3户，文件里是2户，少1户" in again.text
    assert browser.page(path).forms[-1][key] == ["one"]


def test_an_answer_that_changes_what_was_shown_is_shown_before_it_is_done(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, home("101", "张伟"), home("102", "张伟"))
    page, before = browser.page(path), contents(ours)
    again = sent(browser, page, path, **{group_of(page): "one"})
    assert again.status == 409
    assert "您选的答案改变了下面的内容" in alert(again)
    assert contents(ours) == before
    assert "新增2户" in sent(browser, again, path).text


def test_an_open_question_keeps_everything_and_writes_nothing(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, home("101", "张伟"), home("102", "张伟"))
    before = contents(ours)
    page = sent(browser, browser.page(path), path, **{"expect-owners": "2"})
    assert page.status == 422
    assert "还有1个问题没有回答" in alert(page)
    assert page.forms[-1]["expect-owners"] == ["2"]
    assert contents(ours) == before


def test_one_tick_answers_for_all_namesakes_that_the_page_asked_about(ours: Office) -> None:
    browser = ours.signed_in()
    names = ["张伟", "张伟", "李娜", "李娜", "王芳", "王芳"]
    rows = [home(f"{n}01", name) for n, name in enumerate(names, 1)]
    path = brought(browser, *rows)
    assert "同名的业主，请您定（3组）" in browser.page(path).text
    assert "新增6户" in sent(browser, browser.page(path), path, apart="1").text
    assert "和现有的户册完全一样" in browser.page(brought(browser, *rows)).text


def test_a_roster_that_changed_meanwhile_is_shown_anew_with_what_changed_and_by_whom(ours: Office) -> None:
    office, street = ours.signed_in(), ours.signed_in("jie")
    imported(office, home("101", phone="13900000001"), home("102"))
    path = brought(street, home("101", area="81", phone="13900000001"), home("102"))
    page = street.page(path)
    imported(office, home("101", area="85", phone="13900000002"), home("102"))
    before = contents(ours)
    again = sent(street, page, path)
    assert again.status == 409
    said = alert(again)
    assert "80.00平方米 → 85.00平方米" in said
    assert "区改造办" in said
    assert "13900000002" not in again.text, "telephones are masked everywhere"
    assert "85.00平方米 → 81.00平方米" in again.text
    assert contents(ours) == before
    assert "修改1户" in sent(street, again, path).text


def test_every_change_can_be_read_however_many_there_are(ours: Office) -> None:
    browser = ours.signed_in()
    rooms = [f"{floor}{door:02}" for floor in range(1, 10) for door in range(1, 31)]
    imported(browser, *(home(room) for room in rooms))
    path = brought(browser, *(home(room, area="81") for room in rooms))
    page = browser.page(path)
    assert "修改270户" in page.text
    assert "先列出前20户，看全部" in page.text
    told = "".join(browser.page(f"{path}/changes?page={n}").text for n in (1, 2, 3))
    assert len(re.findall("80.00平方米 → 81.00平方米", told)) == 270


def test_an_expected_total_that_is_no_number_is_told_at_its_field(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, home("101"))
    page = sent(browser, browser.page(path), path, **{"expect-floor_area": "八十"})
    assert page.status == 422
    assert "面积“八十”：写成数字" in alert(page)
    assert page.forms[-1]["expect-floor_area"] == ["八十"]


def test_what_was_done_is_told_with_the_ledgers_number_and_what_comes_next(ours: Office) -> None:
    browser = ours.signed_in()
    path = brought(browser, home("101"), home("102"))
    page = sent(browser, browser.page(path), path)
    assert page.h1 == "导入好了"
    assert re.search(r"第\d+条", page.text)
    assert "/desk/waves/new" in page.links
    assert browser.get(f"{UPLOAD}/done?at=x").status_code == 200, "an address that says nothing does no harm"


def test_a_member_keeps_eight_files_at_most_and_nobody_finds_anothers(ours: Office) -> None:
    at = ours.open.opens_at
    with ours.app.app_context(), transaction() as session:
        tokens = [upload.keep(session, "li", b"x", random=bytes([n]) * 16, now=at) for n in range(10)]
        kept = [upload.kept(session, "li", token, now=at) for token in tokens]
        assert kept.count(b"x") == stored.MOST_OF_ONE
        assert upload.kept(session, "wang", tokens[-1], now=at) is None


@pytest.mark.parametrize("name", ["../file", "FILE", "a/b", ""])
def test_what_is_kept_beside_a_file_has_a_plain_name(ours: Office, name: str) -> None:
    at = ours.open.opens_at
    with ours.app.app_context(), transaction() as session:
        token = upload.keep(session, "li", b"x", random=b"r" * 16, now=at)
        upload.note(session, "li", token, name, b"y", now=at)
        assert upload.noted(session, "li", token, name, now=at) is None


def test_a_file_without_a_compound_is_asked_and_what_stands_is_proposed(ours: Office) -> None:
    browser = ours.signed_in()
    imported(browser, home("101"))
    token = browser.page(UPLOAD).form("")
    file = write_xlsx([Worksheet("户册", HEADER[2:], [home("101", area="81")[2:]])])
    data = {**token, "file": (BytesIO(file), "户册.xlsx")}
    path = str(browser.client.post(UPLOAD, data=data, content_type="multipart/form-data").location)
    page = browser.page(path)
    assert f'value="{OURS}/新来里"' in page.html
    (name,) = [name for name in page.forms[-1] if name not in ("csrf_token", "made_from")]
    again = sent(browser, page, path, look="1", **{name: "新来里"})
    assert "不能这样写" in again.text
    assert again.forms[-1][name] == ["新来里"], "what was typed stays"
    told = sent(browser, again, path, look="1", **{name: f"{OURS}/新来里"})
    assert "80.00平方米 → 81.00平方米" in told.text
    assert "修改1户" in sent(browser, told, path).text
