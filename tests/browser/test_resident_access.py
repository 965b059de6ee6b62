"""Everybody can use it: checked by axe, by keyboard, by what a screen reader is told, on any size of text and screen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site, violations
from tests.browser.test_resident_walk import onward, tap, walk

Phone = Callable[..., Page]
PAGES = ("/", "/?q=nowhere", "/code", "/help", "/privacy", "/not-mine", "/q/NOPE", "/nowhere")
TOO_SMALL = """least => Array.from(document.querySelectorAll("a[href], button, .o, select, input.field, textarea"))
  .filter(one => one.offsetParent && !one.closest("p, li, dd") && !one.classList.contains("skip"))
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height < least)"""


def addresses(site: Site) -> list[str]:
    """Every page that needs no form: those for everybody, those of the polls, and the results of two households."""
    hood, town = site.hood, site.town
    polls = [f"/p/{poll.id}" for poll in (hood.open, hood.scheduled, hood.closed, town.poll)]
    receipts = [f"{polls[-1]}/receipts", f"{polls[-1]}/receipts?receipt=0000000000"]
    scanned = [site.path(letter) for letter in (hood.later[0], hood.over[0], town.letters[5], town.letters[-1])]
    return [f"{site.url}{path}" for path in (*PAGES, *polls, *receipts)] + scanned


def every_screen(
    page: Page, check: Callable[[str], None], start: str = "对，开始", last: str = "尚未提交", forth: str = "下一题"
) -> None:
    """Walk from the door to the check page and call `check` on each screen."""
    check("door")
    page.get_by_text(start).click()
    for step in range(20):
        if page.get_by_text(last).is_visible():
            break
        check(f"step {step}")
        first = page.locator(".q:visible .o").first
        if first.count():
            first.click()
        page.get_by_role("button", name=forth).click()
    check("check")


def assert_none(page: Page, where: str) -> None:
    """No violation here."""
    assert violations(page) == [], where


@pytest.mark.parametrize("look", ["plain", "big"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(phone: Phone, site: Site, letter: Letter, look: str, colours: str) -> None:
    page = phone(color_scheme=colours)
    page.goto(f"{site.url}/help?look={look}")
    for address in addresses(site):
        page.goto(address)
        assert_none(page, address)
    page.goto(f"{site.url}/code")
    page.get_by_role("button").click()
    assert_none(page, "an error")
    page.goto(site.path(letter))
    every_screen(page, lambda where: assert_none(page, where))
    page.get_by_role("button", name="提交本户意见").click()
    page.wait_for_url("**/r")
    assert_none(page, "receipt")
    page.locator("summary", has_text="撤回").click()
    assert_none(page, "before withdrawing")
    page.get_by_role("button", name="确定撤回").click()
    assert_none(page, "withdrawn")


@pytest.mark.parametrize("look", ["plain", "big"])
def test_axe_finds_nothing_in_english(phone: Phone, site: Site, letter: Letter, look: str) -> None:
    page = phone()
    page.goto(f"{site.url}/help?look={look}&lang=en")
    for address in addresses(site):
        page.goto(address)
        assert_none(page, address)
    page.goto(site.path(letter))
    every_screen(page, lambda where: assert_none(page, where), "Yes, start", "Not sent yet", "Next")
    page.get_by_role("button", name="Send our answers").click()
    page.wait_for_url("**/r")
    assert_none(page, "receipt")


def test_axe_finds_nothing_where_the_script_never_arrives(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site.path(letter))
    assert_none(page, "the whole form")
    page.get_by_role("button", name="提交本户意见").click()
    expect(page).to_have_title("错误：春风里小区改造征询")
    assert_none(page, "the whole form with errors")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_text_has_seven_to_one(phone: Phone, site: Site, letter: Letter, colours: str) -> None:
    only = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
    page = phone(color_scheme=colours)

    def assert_stands_out(where: str) -> None:
        assert Axe().run(page, options=only).response["violations"] == [], where

    for address in addresses(site):
        page.goto(address)
        assert_stands_out(address)
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    assert_stands_out("check")


def test_the_keyboard_alone_is_enough(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))

    def focus(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is out of reach")

    def answer(selector: str, *keys: str) -> None:
        focus(selector)
        for key in keys:
            page.keyboard.press(key)
        focus("#next")
        page.keyboard.press("Enter")

    focus("[data-start]")
    page.keyboard.press("Enter")
    expect(page.locator(".q:visible h2")).to_be_focused()
    answer("[name=who]", "Space")
    answer("[name=consent]", "Space")
    answer("[name=troubles]", "Space", "Tab", "Space")
    answer("[name=wishes]", "Space")
    answer(".pick button", "Enter")
    answer("[name=lift]", "Space", "ArrowDown")
    answer("#q-people", "4")
    answer("[name=share]", "Space")
    answer("[name=structures]", "Space")
    answer("[name=management]", "Space")
    answer("#q-more", "o", "k")
    expect(page.get_by_text("尚未提交")).to_be_visible()
    focus("#send .btn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r")
    expect(page.locator("main")).to_contain_text("比较需要")


def test_enter_in_a_field_goes_on_and_does_not_cast(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    for words in ("我是房主", "同意", "屋顶漏水"):
        tap(page, words)
        onward(page)
    onward(page)
    onward(page)
    tap(page, "不需要")
    onward(page)
    page.locator("#q-people").press("Enter")
    expect(page.locator("#count")).to_have_text("第8题，共11题")


def test_a_screen_reader_is_told_whole_sentences(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    expect(page.locator("body")).to_match_aria_snapshot(f"""
      - banner:
        - heading "春风里小区改造征询" [level=1]
        - link "长辈版"
      - main:
        - heading "春风里小区 3号楼 1单元 {letter.address.room}，对吗？" [level=2]
        - link "对，开始"
        - link "不是我家"
    """)
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    onward(page)
    expect(page.locator("main")).to_match_aria_snapshot("""
      - paragraph: 第2题，共11题
      - group "这个小区要改造， 您同意吗？":
        - heading "这个小区要改造， 您同意吗？" [level=2]
        - radio "同意"
        - radio "不同意"
        - radio "暂不表态"
      - button "上一题"
      - button "下一题"
    """)


SIZES: dict[str, dict[str, Any]] = {
    "320 px": {"viewport": {"width": 320, "height": 568}},
    "landscape": {"viewport": {"width": 640, "height": 360}},
    "200 %": {"viewport": {"width": 360, "height": 370}, "device_scale_factor": 2},
    "tablet": {"viewport": {"width": 820, "height": 1180}},
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", ["plain", "big"])
@pytest.mark.parametrize(("scale", "lang"), [(1, "zh-CN"), (1.4, "zh-CN"), (1.4, "en")])
def test_nothing_runs_off_the_screen(
    phone: Phone, site: Site, letter: Letter, *, size: str, look: str, scale: float, lang: str
) -> None:
    """`scale` is what WeChat's 关怀模式 does to text."""
    page = phone(**SIZES[size])
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        f" const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * {scale};"
        " document.documentElement.style.fontSize = size + 'px'; })"
    )

    def fits(where: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{where}: {wide} px too wide"

    page.goto(f"{site.url}/help?look={look}&lang={lang}")
    for address in addresses(site):
        page.goto(address)
        fits(address)
    page.goto(site.path(letter))
    chinese = lang == "zh-CN"
    every_screen(page, fits, *(() if chinese else ("Yes, start", "Not sent yet", "Next")))
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    fits("receipt")


@pytest.mark.parametrize(("look", "least", "type_size"), [("plain", 48, 18), ("big", 60, 24)])
def test_type_and_targets_are_as_large_as_promised(
    phone: Phone, site: Site, letter: Letter, *, look: str, least: int, type_size: int
) -> None:
    page = phone()

    def large(where: str) -> None:
        assert page.evaluate(TOO_SMALL, least) == [], where
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == type_size

    page.goto(f"{site.url}/help?look={look}")
    for address in addresses(site):
        page.goto(address)
        large(address)
    page.goto(site.path(letter))
    every_screen(page, large)
    page.get_by_role("button", name="提交本户意见").click()
    page.wait_for_url("**/r")
    large("receipt")


def test_the_bigger_page_comes_at_a_tap_and_stays(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    page.get_by_role("link", name="长辈版").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    assert page.locator("[name=who][value=owner]").is_checked()
    expect(page.get_by_role("link", name="标准版")).to_be_visible()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"


def test_nothing_moves_for_whoever_wants_it_still(phone: Phone, site: Site) -> None:
    page = phone(reduced_motion="reduce")
    page.goto(f"{site.url}/code")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).transitionDuration") in ("0s", "")


def test_headings_step_down_one_at_a_time(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone(java_script_enabled=True)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site.path(letter))
    levels = page.evaluate("Array.from(document.querySelectorAll('h1, h2, h3')).map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
