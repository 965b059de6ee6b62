"""The proof at the receipt in a browser: recomputed there, on phones that are old too, and it fits the screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, violations
from tests.old_engine import old_page, there_is_one

SAME = "一样"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def at_proof(page: Page, site: Site, place: int) -> Page:
    page.goto(site.url + site.town.key(place))
    page.goto(f"{site.url}/h/{site.town.letters[place].household}/sealed")
    return page


def test_a_phone_recomputes_what_is_sealed_and_finds_its_rows(phone: Callable[..., Page], site: Site) -> None:
    page = at_proof(phone(), site, 7)
    for press in ("[data-leaf]", "[data-rows]"):
        page.click(press)
        expect(page.locator(f"{press} + .note")).to_contain_text(SAME)
        expect(page.locator(f"{press} + .good")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate(WIDE) <= 0
    assert violations(page) == []
    if folder := os.environ.get("SEALED_PICTURES"):
        page.screenshot(path=Path(folder, "proof.png"), full_page=True)


@pytest.mark.parametrize("changed", ["said", "root", "siblings", "revision"])
def test_a_phone_says_where_something_was_changed(phone: Callable[..., Page], site: Site, changed: str) -> None:
    page = at_proof(phone(), site, 8)
    page.evaluate(
        "name => { const data = document.querySelector('[data-leaf]').dataset;"
        " data[name] = data[name].replace(/[0-9]/, digit => (Number(digit) + 1) % 10); }",
        changed,
    )
    page.click("[data-leaf]")
    expect(page.locator("[data-leaf] + .bad")).to_contain_text("不一样")


def test_a_phone_says_where_its_row_is_another(phone: Callable[..., Page], site: Site) -> None:
    page = at_proof(phone(), site, 9)
    page.evaluate("document.querySelector('[data-q]').dataset.said = '\"x\"'")
    page.click("[data-rows]")
    expect(page.locator("[data-rows] + .bad")).to_contain_text("不一样")


def test_the_ledger_fits_a_small_phone(phone: Callable[..., Page], site: Site) -> None:
    page = phone()
    page.goto(f"{site.url}/p/{site.town.poll.id}/ledger")
    assert page.evaluate(WIDE) <= 0
    assert violations(page) == []
    if folder := os.environ.get("SEALED_PICTURES"):
        page.screenshot(path=Path(folder, "ledger.png"), full_page=True)


@pytest.mark.skipif(not there_is_one(), reason="no old engine: OLD_CHROMIUM names none")
def test_an_old_phone_recomputes_it_too(site: Site) -> None:
    with old_page() as page:
        page.open(site.url + site.town.key(10))
        page.open(f"{site.url}/h/{site.town.letters[10].household}/sealed")
        for press in ("[data-leaf]", "[data-rows]"):
            page.ask(f"document.querySelector('{press}').click()")
            page.wait(f"!!document.querySelector('{press} + .good')")
        assert page.ask(WIDE) <= 0
