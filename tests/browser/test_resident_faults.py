"""The residents' page while the database takes nothing, with its script and without."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from surveys.store.db import database_file
from tests.browser.conftest import Site, violations
from tests.browser.test_resident_network import begin, cast, hurry, revisions
from tests.faults.breaking import BY_QUEUE, held

Phone = Callable[..., Page]


def file_of(site: Site) -> Path:
    """Where the site's database lies."""
    with site.app.app_context():
        found = database_file()
    assert found
    return found


def pictured(page: Page, name: str) -> None:
    """Take a picture where somebody asked for pictures, to be looked at."""
    if folder := os.environ.get("DIANDAN_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_the_page_keeps_what_was_typed_and_sends_it_once_all_is_well(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    hurry(page)
    with held(BY_QUEUE, file_of(site), stopped=True):
        with page.expect_response("**/a") as answer:
            cast(page)
        assert answer.value.status == 503
        expect(page.locator("#trouble")).to_contain_text("还没有拿到回执")
        expect(page.locator("#said")).to_contain_text("楼道的灯坏了很久")
        pictured(page, "script")
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_without_a_script_a_page_keeps_it_and_one_button_sends_it_again(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone(java_script_enabled=False)
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    page.evaluate("document.querySelectorAll('.q').forEach(q => { (q.querySelector('.o input') || {}).checked = true; })")
    page.locator("#q-more").fill("楼道的灯坏了很久")
    with held(BY_QUEUE, file_of(site), stopped=True):
        page.locator("#send .btn").click()
        expect(page.locator("h1")).to_have_text("还没有收到")
        pictured(page, "plain")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="再交一次").click()
    expect(page.locator("main")).to_contain_text("楼道的灯坏了很久")
    assert revisions(site, letter) == 1


def test_the_page_is_read_by_everybody(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    for name, choice in (("big", "look=big"), ("english", "lang=en")):
        page.goto(f"{page.url.partition('?')[0]}?{choice}")
        with held(BY_QUEUE, file_of(site), stopped=True):
            page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('ask'))")
            page.wait_for_selector("main .note.bad")
            pictured(page, name)
            assert violations(page) == []
        page.go_back()
