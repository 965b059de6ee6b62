"""Drafts of first ballots and of edits, the way back, and the choices that used to lose what was filled in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.test_resident_network import begin, cast, drafts, hurry, revisions
from tests.browser.test_resident_sending import consent
from tests.browser.test_resident_walk import onward, tap

Phone = Callable[..., Page]


def edit(page: Page, site: Site, letter: Letter) -> None:
    """Cast, open the ballot again and change 同意 to 不同意 without going on."""
    begin(page, site, letter)
    hurry(page)
    cast(page)
    page.wait_for_url("**/r")
    page.get_by_role("link", name="修改").click()
    page.locator("#said .change").nth(1).click()
    tap(page, "不同意")


def at(page: Page) -> str:
    """Which screen is shown: the number of the question, or the check page."""
    if page.locator("#check").is_visible():
        return "check"
    return page.locator("#count").inner_text()[1:].split("题")[0]


def test_the_edit_of_a_cast_ballot_comes_through_english_on_the_same_screen(
    phone: Phone, site: Site, letter: Letter
) -> None:
    page = phone()
    edit(page, site, letter)
    page.get_by_text("EN", exact=True).click()
    page.wait_for_url("**lang=en**")
    expect(page.locator("#f-consent")).to_be_visible()
    assert page.locator("[name=consent][value=no]").is_checked()
    assert page.locator("[name=editing]").input_value() == "owner"
    expect(page.locator("#next")).to_have_text("Done")
    onward(page)
    expect(page.locator("#check")).to_be_visible()
    cast(page)
    page.wait_for_url("**/r")
    assert (revisions(site, letter), consent(site, letter)) == (2, "no")
    assert drafts(page) == 0


def test_the_edit_of_a_cast_ballot_stays_in_the_bigger_page(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    edit(page, site, letter)
    page.get_by_text("长辈版", exact=True).click()
    expect(page.locator("#f-consent")).to_be_visible()
    assert page.locator("[name=consent][value=no]").is_checked()
    assert page.url.endswith("?again=owner")


def test_the_edit_of_a_cast_ballot_is_there_after_scanning_again(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    edit(page, site, letter)
    page.goto(site.path(letter))
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    assert drafts(page) == 1
    expect(page.get_by_text("上次改了一半，没有交。")).to_be_visible()
    page.get_by_role("link", name="接着改").click()
    expect(page.locator("#f-consent")).to_be_visible()
    assert page.locator("[name=consent][value=no]").is_checked()
    assert (revisions(site, letter), consent(site, letter)) == (1, "yes")


def test_a_ballot_only_looked_at_leaves_no_draft(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    hurry(page)
    cast(page)
    page.wait_for_url("**/r")
    page.get_by_role("link", name="修改").click()
    expect(page.locator("#check")).to_be_visible()
    assert drafts(page) == 0


def test_the_drafts_of_owner_and_tenant_of_one_home_are_two(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    edit(page, site, letter)
    page.goto(page.url.replace("again=owner", "again=new"))
    expect(page.locator("#f-who")).to_be_visible()
    assert page.locator(".q input:checked").count() == 0
    tap(page, "我是租房的")
    assert drafts(page) == 2
    page.goto(page.url.replace("/a?again=new", "/r"))
    assert drafts(page) == 2


@pytest.mark.parametrize("turn", ["lang", "look"])
def test_without_a_script_language_and_look_bring_back_what_was_filled_in(
    phone: Phone, site: Site, letter: Letter, turn: str
) -> None:
    page = phone(java_script_enabled=False)
    begin(page, site, letter)
    for words in ("我是房主", "同意", "屋顶漏水", "停车位"):
        page.locator(".q label", has=page.get_by_text(words, exact=True)).first.click()
    page.locator("#q-more").fill("楼道的灯坏了很久")
    page.locator(f"[name=turn][value={turn}]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if turn == "lang" else "zh-CN")
    assert page.locator("html.big").count() == (1 if turn == "look" else 0)
    assert page.locator(".q input:checked").count() == 4
    assert page.locator("#q-more").input_value() == "楼道的灯坏了很久"
    assert revisions(site, letter) == 0
    page.goto(f"{site.url}/code")
    expect(page.locator("html")).to_have_attribute("lang", "en" if turn == "lang" else "zh-CN")


def test_enter_means_the_next_question_and_never_a_language(phone: Phone, site: Site, letter: Letter) -> None:
    for script in (True, False):
        page = phone(java_script_enabled=script)
        begin(page, site, letter)
        if script:
            tap(page, "我是房主")
        else:
            page.locator("[name=who]").first.check()
        page.locator("[name=who]").first.press("Enter")
        expect(page.locator("#f-consent") if script else page.locator("#problems")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_way_back_never_goes_to_and_fro(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    hurry(page)
    length = page.evaluate("history.length")
    seen = []

    def note() -> None:
        page.wait_for_timeout(120)
        seen.append(at(page))

    page.locator("#said .change").nth(1).click()
    note()
    for _ in range(4):
        page.get_by_role("button", name="上一题").click()
        note()
    assert seen == ["2", "check", "11", "10", "9"]
    seen.clear()
    page.go_back()
    note()
    page.go_forward()
    note()
    page.go_forward()
    note()
    onward(page)
    note()
    onward(page)
    note()
    assert seen == ["8", "9", "10", "11", "check"]
    assert page.evaluate("history.length") <= length + 1


def test_changing_answers_from_the_check_page_leaves_the_history_as_it_was(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    hurry(page)
    length = page.evaluate("history.length")
    for n in (1, 4, 7):
        page.locator("#said .change").nth(n).click()
        page.get_by_role("button", name="改好了").click()
        expect(page.locator("#check")).to_be_visible()
    assert page.evaluate("history.length") <= length + 1
    page.go_back()
    expect(page.locator("#count")).to_have_text("第11题，共11题")


def test_a_question_that_is_asked_no_more_is_not_come_back_to(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    onward(page)
    tap(page, "不同意")
    onward(page)
    expect(page.locator("#f-reasons")).to_be_visible()
    page.get_by_role("button", name="上一题").click()
    expect(page.locator("#f-consent")).to_be_visible()
    tap(page, "同意")
    page.go_forward()
    expect(page.locator("#f-reasons")).to_be_hidden()
    expect(page.locator("#f-troubles")).to_be_visible()


def test_back_from_the_first_question_is_the_door(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    page.get_by_role("button", name="上一题").click()
    expect(page.get_by_text("对，开始")).to_be_visible()
    page.get_by_text("对，开始").click()
    expect(page.locator("#f-who")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("对，开始")).to_be_visible()
