"""Everybody can use it: checked by keyboard, by what a screen reader is told, on any size of text and screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.screens import addresses, every_screen
from tests.browser.test_resident_walk import onward, tap
from tests.sizes import sized

Phone = Callable[..., Page]
TOO_SMALL = """least => Array.from(document.querySelectorAll("a[href], button, .o, select, input.field, textarea"))
  .filter(one => one.offsetParent && !one.closest("p, li, dd") && !one.matches(".skip, .away"))
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height < least)"""


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
        - paragraph: 入户信
        - link "长辈版"
      - main:
        - paragraph: /在问/
        - heading "3号楼 1单元 {letter.address.room}， 对吗？" [level=1]
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
    "320 px": {"width": 320, "height": 568, "deviceScaleFactor": 1},
    "landscape": {"width": 640, "height": 360, "deviceScaleFactor": 1},
    "200 %": {"width": 360, "height": 370, "deviceScaleFactor": 2},
    "tablet": {"width": 820, "height": 1180, "deviceScaleFactor": 1},
}
SCALES = ((1, "zh-CN"), (1.4, "zh-CN"), (1.4, "en"))
"""What WeChat's 关怀模式 does to text, and the language."""
WIDE = """scale => {
  const root = document.documentElement;
  root.style.fontSize = '';
  if (scale > 1) root.style.fontSize = parseFloat(getComputedStyle(root).fontSize) * scale + 'px';
  return root.scrollWidth - root.clientWidth;
}"""


@pytest.fixture(scope="module")
def too_wide(browser: Browser, site: Site, _letters: Iterator[Letter]) -> Callable[[str, str], list[Any]]:
    """The screens of a look and a language that run off some screen at some size of text: each is opened once."""

    @cache
    def found(look: str, lang: str) -> list[Any]:
        context = browser.new_context(locale="zh-CN", has_touch=True)
        page, wide = context.new_page(), list[Any]()
        as_phone = context.new_cdp_session(page)

        def measure(where: str) -> None:
            for (size, screen), scale in product(SIZES.items(), [scale for scale, spoken in SCALES if spoken == lang]):
                as_phone.send("Emulation.setDeviceMetricsOverride", {**screen, "mobile": False})
                if (over := page.evaluate(WIDE, scale)) > 0:
                    wide.append((size, scale, f"{where}: {over} px too wide"))

        chinese = lang == "zh-CN"
        page.goto(f"{site.url}/help?look={look}&lang={lang}")
        for address in addresses(site):
            page.goto(address)
            measure(address)
        page.goto(site.path(next(_letters)))
        every_screen(page, measure, *(() if chinese else ("Yes, start", "Not sent yet", "Next")))
        page.locator("#send .btn").click()
        page.wait_for_url("**/r")
        measure("receipt")
        context.close()
        return wide

    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", sized(["big"], ["big"], ["plain", "big"]))  # the smaller one runs off later
@pytest.mark.parametrize(("scale", "lang"), SCALES)
def test_nothing_runs_off_the_screen(
    too_wide: Callable[[str, str], list[Any]], *, size: str, look: str, scale: float, lang: str
) -> None:
    assert [told for *found, told in too_wide(look, lang) if found == [size, scale]] == []


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
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    large("receipt")


def test_the_bigger_page_comes_at_a_tap_and_stays(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    page.get_by_role("button", name="长辈版").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    assert page.locator("[name=who][value=owner]").is_checked()
    expect(page.get_by_role("button", name="标准版")).to_be_visible()
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
