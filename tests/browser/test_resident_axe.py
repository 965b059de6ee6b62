"""What axe finds: nothing, on any screen, in either language, look and colour."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site, audited, violations
from tests.browser.screens import addresses, every_screen
from tests.browser.test_resident_network import begin
from tests.browser.test_resident_walk import walk
from tests.sizes import sized

Phone = Callable[..., Page]

EVERY = [(look, colours) for look in ("plain", "big") for colours in ("light", "dark")]
# Each look and each colour once; all together where a machine hunts for long.
PAIRS = sized([EVERY[0], EVERY[3]], [EVERY[0], EVERY[3]], EVERY)


def assert_none(page: Page, where: str) -> None:
    """No violation here."""
    assert violations(page) == [], where


@pytest.mark.parametrize(("look", "colours"), PAIRS)
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
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    assert_none(page, "receipt")
    page.locator("summary", has_text="撤回").click()
    assert_none(page, "before withdrawing")
    page.get_by_role("button", name="确定撤回").click()
    assert_none(page, "withdrawn")


@pytest.mark.parametrize(("look", "colours"), sized([EVERY[2]], [EVERY[2]], EVERY))
def test_axe_finds_nothing_in_english(phone: Phone, site: Site, letter: Letter, look: str, colours: str) -> None:
    page = phone(color_scheme=colours)
    page.goto(f"{site.url}/help?look={look}&lang=en")
    for address in addresses(site):
        page.goto(address)
        assert_none(page, address)
    page.goto(site.path(letter))
    every_screen(page, lambda where: assert_none(page, where), "Yes, start", "Not sent yet", "Next")
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    assert_none(page, "receipt")


def test_axe_finds_nothing_where_the_script_never_arrives(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site.path(letter))
    assert_none(page, "the door")
    page.get_by_text("对，开始").click()
    page.wait_for_url("**/a")
    assert_none(page, "the whole form")
    page.locator("#send .btn").click()
    expect(page).to_have_title("错误：春风里小区改造征询")
    assert_none(page, "the whole form with errors")


@pytest.mark.parametrize("look", sized(["big"], ["big"], ["plain", "big"]))
def test_axe_finds_nothing_where_a_ballot_is_in_the_way_or_nothing_proves_the_home(
    phone: Phone, site: Site, letter: Letter, look: str
) -> None:
    first, page = phone(), phone()
    page.goto(f"{site.url}/help?look={look}")
    for one in (page, first):
        begin(one, site, letter)
        walk(one)
    first.locator("#send .btn").click()
    first.wait_for_url("**/r")
    page.locator("#send .btn").click()
    expect(page.locator("#clash")).to_be_visible()
    assert_none(page, "somebody else's ballot stands")
    page.evaluate("document.getElementById('ask').elements.proof.value = ''")
    page.locator("#send .btn").click()
    expect(page.locator("h1.big-title")).to_have_text("再输一次户码，就接着办")
    assert_none(page, "nothing proves the home")
    page.goto(site.path(letter))
    assert_none(page, "the receipt that a letter alone opens")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_text_has_seven_to_one(phone: Phone, site: Site, letter: Letter, colours: str) -> None:
    only = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
    page = phone(color_scheme=colours)

    def assert_stands_out(where: str) -> None:
        assert audited(page, only) == [], where

    for address in addresses(site):
        page.goto(address)
        assert_stands_out(address)
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    assert_stands_out("check")
