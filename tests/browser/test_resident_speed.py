"""How the first page comes in on a slow phone: nothing jumps, nothing waits for anything but itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from surveys.services.letter import Letter
from tests.browser.conftest import DEVICES, Site
from tests.browser.screens import every_screen

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
    page.goto(site.path(letter), wait_until="networkidle")
    assert page.evaluate("window.shift") < 0.01
    page.goto(f"{page.url}/a")
    expect(page.locator(".js")).to_have_count(1)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.01


def test_nothing_on_a_receipt_jumps_when_its_script_comes_late(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.add_init_script(WATCH)
    page.goto(site.path(letter))
    every_screen(page, lambda _where: None)
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")

    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/*.js", late)
    page.reload(wait_until="networkidle")
    expect(page.locator("[data-code]")).to_be_visible()
    page.wait_for_timeout(100)
    assert page.evaluate("window.shift") == 0


def test_the_door_needs_two_requests_and_the_rest_comes_while_it_is_read(phone: Phone, site: Site, letter: Letter) -> None:
    """The redirect that takes the code out of the address, and the page; then the script and what it fetches."""
    page = phone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto(site.path(letter), wait_until="networkidle")
    assert asked == ["document", "document", "script", "fetch"]
    page.get_by_text("对，开始").click()
    expect(page.locator(".js .q:visible h2")).to_be_focused()
    assert asked[4:] in ([], ["script"])  # the script is kept, where the browser keeps anything


def test_without_the_script_the_door_is_a_link(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    page.wait_for_url("**/a")
    expect(page.locator(".q:visible")).not_to_have_count(1)


@pytest.mark.parametrize("answer", [{"status": 502, "body": "proxy"}, {"status": 200, "body": "<h1>log in here first</h1>"}])
def test_what_isnt_ours_is_never_written_into_the_page(
    phone: Phone, site: Site, letter: Letter, answer: dict[str, Any]
) -> None:
    page = phone()
    page.route("**/a", lambda route: route.fulfill(**answer), times=1)
    page.goto(site.path(letter), wait_until="networkidle")
    page.get_by_text("对，开始").click()
    expect(page.locator(".js .q:visible h2")).to_be_focused()


def test_where_what_is_fetched_ahead_stalls_the_tap_is_the_link_after_all(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    held: list[Route] = []
    page.clock.install()
    page.route("**/a", lambda route: route.continue_() if held else held.append(route))
    page.goto(site.path(letter), wait_until="load")
    page.wait_for_timeout(300)
    page.get_by_text("对，开始").click()
    expect(page.locator("[aria-busy]")).to_have_count(1)
    page.clock.fast_forward(9000)
    expect(page.locator(".js .q:visible h2")).to_be_focused()


def test_from_the_questionnaire_the_way_back_is_the_door(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter), wait_until="networkidle")
    door = page.url
    page.get_by_text("对，开始").click()
    page.locator(".q:visible .o").first.click()
    page.locator("#next").click()
    page.go_back()
    page.go_back()
    page.wait_for_url(door)
    expect(page.locator("h1")).to_contain_text("对吗？")
    page.go_forward()
    expect(page.locator(".js .q:visible h2")).to_be_focused()
    page.locator("#back").click()
    page.wait_for_url(door)
    expect(page.locator("h1")).to_contain_text("对吗？")


def test_a_door_made_large_leads_to_large_questions(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.goto(site.path(letter), wait_until="networkidle")
    page.get_by_text("长辈版").click()
    page.get_by_text("对，开始").click()
    expect(page.locator(".js .q:visible h2")).to_be_focused()
    expect(page.locator("html.big")).to_have_count(1)


@pytest.mark.parametrize("look", ["plain", "big"])
@pytest.mark.parametrize("size", [(360, 640), (640, 360)])
def test_the_doors_button_is_on_the_screen(
    phone: Phone, site: Site, letter: Letter, look: str, size: tuple[int, int]
) -> None:
    page = phone(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{site.url}/help?look={look}")
    page.goto(site.path(letter))
    box = page.get_by_text("对，开始").bounding_box()
    assert box
    assert box["y"] + box["height"] <= size[1]
