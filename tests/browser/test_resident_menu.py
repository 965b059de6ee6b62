"""The menu and the three most needed, by taps: what is ordered, how many are left, what is taken out again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.test_resident_walk import onward, tap

Phone = Callable[..., Page]


def test_no_more_than_the_menu_allows_and_none_against_the_rest(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    onward(page)
    tap(page, "同意")
    onward(page)
    tap(page, "没有什么不方便")
    tap(page, "屋顶漏水")
    assert not page.locator("[name=troubles][value=none]").is_checked()
    onward(page)
    dishes = page.locator(".dish:visible")
    expect(page.locator("#left")).to_have_text("还可选8项")
    for n in range(8):
        dishes.nth(n).click()
    expect(page.locator("#left")).to_have_text("已选满")
    dishes.nth(8).click()
    expect(page.locator("#left")).to_have_text("最多选8项，先点掉一项")
    assert page.locator("[name=wishes]:checked").count() == 8
    tap(page, "这些都不需要")
    assert page.locator("[name=wishes]:checked").count() == 1
    expect(page.locator("#left")).to_be_hidden()
    expect(page.locator("#ordered")).to_be_hidden()
    onward(page)
    expect(page.locator(".q:visible h2")).not_to_contain_text("哪三项最要紧")


def test_the_three_most_needed_are_tapped_and_taken_back(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    onward(page)
    tap(page, "同意")
    onward(page)
    tap(page, "屋顶漏水")
    onward(page)
    tap(page, "绿化")
    onward(page)
    rows = page.locator(".pick button.o")
    expect(rows.first).to_contain_text("绿化")
    for n in range(3):
        rows.nth(n).click()
    expect(rows.nth(0)).to_contain_text("最需要")
    expect(rows.nth(2)).to_contain_text("第三")
    rows.nth(3).click()
    expect(page.locator("#bar").get_by_text("已经选满三项，先点掉一项")).to_be_in_viewport()
    rows.nth(0).click()
    expect(page.locator("#left")).to_be_hidden()
    expect(rows.nth(1)).to_contain_text("最需要")
    page.get_by_text("撤销上一步").click()
    expect(rows.nth(0)).to_contain_text("最需要")
    expect(rows.nth(2)).to_contain_text("第三")


def to_the_menu(page: Page) -> None:
    """Answer up to the menu."""
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    onward(page)
    tap(page, "同意")
    onward(page)
    tap(page, "屋顶漏水")
    onward(page)


def test_what_was_ordered_is_looked_at_and_taken_out_in_the_bar(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    to_the_menu(page)
    expect(page.locator("#ordered")).to_be_hidden()
    tap(page, "绿化")
    tap(page, "停车位")
    page.get_by_role("button", name="已点2项，看一看").click()
    expect(page.locator("#order li")).to_contain_text(["绿化", "停车位"])
    page.get_by_role("button", name="去掉 停车位").click()
    expect(page.get_by_role("button", name="已点1项，看一看")).to_be_focused()
    assert not page.locator("[name=wishes][value=parking]").is_checked()
    expect(page.locator("#left")).to_have_text("还可选7项")
    page.get_by_role("button", name="去掉 绿化").click()
    expect(page.locator("#order")).to_be_hidden()
    expect(page.locator("#next")).to_be_focused()
    tap(page, "绿化")
    expect(page.locator("#order")).to_be_hidden()


def test_what_is_ordered_no_more_is_needed_most_no_more(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    to_the_menu(page)
    tap(page, "绿化")
    tap(page, "停车位")
    onward(page)
    for words in ("绿化", "停车位", "路灯"):
        page.locator(".pick button", has_text=words).click()
    page.locator("#back").click()
    tap(page, "绿化")
    onward(page)
    places = {row.inner_text() for row in page.locator(".pick button[aria-pressed=true]").all()}
    assert {" ".join(place.split()) for place in places} == {"停车位 最需要", "路灯 第二"}
    expect(page.get_by_text("撤销上一步")).to_be_hidden()
