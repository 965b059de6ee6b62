"""How the first page comes in on a slow phone: nothing jumps, nothing waits for anything but itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from surveys.services.letter import Letter
from tests.browser.conftest import DEVICES, Site

Phone = Callable[..., Page]
WATCH = """window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shift += entry.value; })).observe({type: 'layout-shift', buffered: true});"""


@pytest.mark.parametrize("device", DEVICES)
def test_nothing_jumps_when_the_script_comes_late(phone: Phone, site: Site, letter: Letter, device: str) -> None:
    page = phone(device)
    page.add_init_script(WATCH)

    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/*.js", late)
    page.goto(site.path(letter))
    expect(page.locator(".js")).to_have_count(1)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.01


def test_a_first_visit_makes_three_requests_and_no_other(phone: Phone, site: Site, letter: Letter) -> None:
    """The redirect that takes the code out of the address, the page, the script."""
    page = phone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto(site.path(letter), wait_until="networkidle")
    assert asked == ["document", "document", "script"]
