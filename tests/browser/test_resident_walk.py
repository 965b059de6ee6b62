"""The whole way from the letter to the receipt, on four phones, with the script and without it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import DEVICES, Site, violations

Phone = Callable[..., Page]
SEND = re.compile("^提交.+的意见$")


def tap(page: Page, words: str) -> None:
    """Choose the answer with these words on the question that is shown."""
    page.locator(".q:visible label", has=page.get_by_text(words, exact=True)).first.click()


def way(page: Page, key: str) -> None:
    """Choose how an ordered item is to be done."""
    page.locator(".how label", has=page.locator(f"[value={key}]")).click()


def onward(page: Page) -> None:
    """Tap 下一题."""
    page.locator("#next").click()


def walk(page: Page) -> None:
    """Answer as an owner who agrees, from the first question to the check."""
    tap(page, "我是房主")
    onward(page)
    tap(page, "同意")
    onward(page)
    tap(page, "屋顶漏水")
    tap(page, "停车难")
    onward(page)
    tap(page, "屋面防水")
    tap(page, "停车位")
    way(page, "lines")
    onward(page)
    page.locator(".pick button", has_text="停车位").click()
    page.locator(".pick button", has_text="屋面防水").click()
    onward(page)
    tap(page, "比较需要")
    onward(page)
    page.locator("#q-people").fill("３")
    onward(page)
    tap(page, "看是什么项目")
    onward(page)
    tap(page, "没有")
    onward(page)
    tap(page, "请物业公司")
    onward(page)
    page.locator("#q-more").fill("楼道的灯坏了很久")
    onward(page)


RECORDED = ("房主的意见", "屋顶漏水", "停车位（划线停车）", "最需要：停车位", "第二：屋面防水", "楼道的灯坏了很久")


@pytest.mark.parametrize("device", DEVICES)
def test_one_question_a_screen_from_the_letter_to_the_receipt(phone: Phone, site: Site, letter: Letter, device: str) -> None:
    page = phone(device)
    page.goto(site.path(letter))
    assert page.url == f"{site.url}/h/{letter.household}"
    expect(page.locator("h1")).to_contain_text(f"3号楼 1单元 {letter.address.room}，对吗？")
    page.get_by_text("对，开始").click()
    expect(page.locator("#count")).to_have_text("第1题，共11题")
    walk(page)
    expect(page.get_by_text("尚未提交")).to_be_visible()
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")
    for words in RECORDED:
        expect(page.locator("main")).to_contain_text(words)


@pytest.mark.parametrize("device", DEVICES)
def test_the_whole_form_on_one_page_without_a_script(phone: Phone, site: Site, letter: Letter, device: str) -> None:
    page = phone(device, java_script_enabled=False)
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    for words in ("我是房主", "同意", "屋顶漏水", "屋面防水", "停车位", "比较需要", "看是什么项目", "没有", "请物业公司"):
        page.locator(".q label", has=page.get_by_text(words, exact=True)).first.click()
    way(page, "lines")
    page.locator("[name='urgent.1']").select_option(label="停车位")
    page.locator("[name='urgent.2']").select_option(label="屋面防水")
    page.locator("#q-more").fill("楼道的灯坏了很久")
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")
    for words in RECORDED:
        expect(page.locator("main")).to_contain_text(words)


def test_the_count_follows_the_conditions(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是租房的")
    expect(page.locator("#count")).to_have_text("第1题，共9题")
    onward(page)
    tap(page, "不同意")
    expect(page.locator("#count")).to_have_text("第2题，共10题")
    onward(page)
    expect(page.locator(".q:visible h2")).to_contain_text("不同意，是因为什么？")


def test_an_unanswered_question_says_so_and_stays(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    onward(page)
    expect(page.get_by_role("alert")).to_have_text("选一项：您和这套房子是什么关系？")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("错误：春风里小区改造征询")
    expect(page.locator("#count")).to_have_text("第1题，共11题")
    tap(page, "我是房主")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page).to_have_title("春风里小区改造征询")
    onward(page)
    onward(page)
    page.locator("#back").click()
    expect(page).to_have_title("春风里小区改造征询")


def test_the_browsers_own_way_back_leads_to_the_question_before(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    onward(page)
    page.go_back()
    expect(page.locator("#count")).to_have_text("第1题，共11题")
    assert page.locator("[name=who][value=owner]").is_checked()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("对吗？")


def test_the_review_says_how_much_is_blank(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    expect(page.locator("#blanks")).to_be_hidden()
    page.locator("#said .change", has_text="还有什么想说的").click()
    page.locator("#q-more").fill(" ")
    page.get_by_role("button", name="改好了").click()
    expect(page.locator("#blanks")).to_have_text("有1题没有填")


def test_a_text_shows_its_limit_as_it_is_typed(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    page.locator("#said .change", has_text="还有什么想说的").click()
    page.locator("#q-more").fill("灯坏了\n\n\n\n")
    expect(page.locator("#f-more .room")).to_have_text("还能写497个字")
    page.locator("#q-more").fill("灯" * 503)
    expect(page.locator("#f-more .room")).to_have_text("多了3个字")
    page.get_by_role("button", name="改好了").click()
    told = "最多写500个字，现在有503个字，删掉一些：还有什么想说的？"
    expect(page.get_by_role("alert")).to_have_text(told)


def test_changing_one_answer_leads_straight_back_to_the_check(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    page.locator("#said .change").nth(1).click()
    tap(page, "不同意")
    page.get_by_role("button", name="改好了").click()
    expect(page.get_by_text("尚未提交")).to_be_visible()
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")
    page.get_by_role("link", name="修改").click()
    expect(page.get_by_text("尚未提交")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("不同意")


def test_what_the_server_refuses_opens_at_the_question(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    page.evaluate("document.querySelector('[name=consent][value=yes]').value = 'nonsense'")
    page.get_by_role("button", name=SEND).click()
    expect(page).to_have_title("错误：春风里小区改造征询")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator(".q:visible h2")).to_contain_text("您同意吗？")
    assert violations(page) == []
    tap(page, "同意")
    expect(page.locator("#problems")).to_be_hidden()
    expect(page).to_have_title("春风里小区改造征询")
    page.get_by_role("button", name="改好了").click()
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")


def test_the_receipt_becomes_a_picture_to_keep(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")
    code = page.locator(".slip b").inner_text()
    page.get_by_role("button", name="把回执存成图片").click()
    picture = page.get_by_role("img", name=code)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 720
    expect(page.get_by_text("按住图片，保存到手机")).to_be_visible()
    assert violations(page) == []
