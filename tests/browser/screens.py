"""Every page and every screen that residents see, for the tests that look at all of them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site

PAGES = ("/", "/?q=nowhere", "/code", "/help", "/privacy", "/not-mine", "/q/NOPE", "/nowhere")


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
