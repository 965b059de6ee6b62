"""Every page of the desk on an office screen and on the chief's phone; all main pages by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.test_desk_pages import Served, screen, served, sign_in
from tests.web.routes import addresses, routes

__all__ = ["screen", "served"]

MAIN = "main .btn, .rail nav a, .rail .me a, .rail .me button, main .field, main .dues a, .contents a, main summary, .pick"
"""What is touched most; links inside sentences and tables stand alone in their row."""
SMALL = f"""() => Array.from(document.querySelectorAll({MAIN!r}))
  .filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < 43.5)
  .map(one => one.textContent.trim().slice(0, 20) + ' ' + one.getBoundingClientRect().height)"""
WALKED = ("/desk", "/desk/compounds", "/desk/help", "/desk/waves", "/desk/roster", "/desk/people", "/desk/calculator")
STOPS = """() => Array.from(document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary,'
  + '[tabindex="0"]')).filter(one => one.offsetParent !== null && !one.disabled && one.tabIndex >= 0
  && !(one.type === 'radio' && !one.checked)).length"""
HERE = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  if (!window.stops) { window.stops = new Set(); }
  if (here === document.body) { return [window.stops.size, 'left']; }
  window.stops.add(here);
  return [window.stops.size, style.outlineStyle === 'none' && style.boxShadow === 'none' ? here.outerHTML.slice(0, 80) : ''];
}"""


def every_address(served: Served) -> list[str]:
    """Each page of the desk, of polls in every state."""
    office = served.office
    polls = [office.open, office.closed, office.draft, office.scheduled]
    found = {path for rule in routes(office, "GET") for path in addresses(office, rule, polls) if path.startswith("/desk")}
    return sorted(found)


def test_no_page_of_the_desk_is_wider_than_the_screen_and_what_is_touched_is_large(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    narrow = screen.viewport_size is not None and screen.viewport_size["width"] == 360
    wrong, seen = {}, 0
    for path in every_address(served):
        answer = screen.request.get(served.url + path)
        if not answer.ok or "text/html" not in answer.headers["content-type"]:
            continue
        screen.goto(served.url + path)
        seen += 1
        wide = screen.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        small = screen.evaluate(SMALL) if narrow else []
        if wide > 0 or small:
            wrong[path] = (wide, small)
    assert wrong == {}
    assert seen > 40


@pytest.mark.parametrize("path", WALKED)
def test_a_page_is_walked_by_tab_alone_with_the_focus_in_sight_and_no_way_to_get_stuck(
    screen: Page, served: Served, path: str
) -> None:
    sign_in(screen, served)
    screen.goto(served.url + path)
    stops = screen.evaluate(STOPS)
    for _ in range(stops + 2):
        screen.keyboard.press("Tab")
        reached, unseen = screen.evaluate(HERE)
        if unseen == "left":
            break
        assert unseen == "", path
    assert reached == stops, path


def test_keys_walk_the_list_find_and_help(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    screen.goto(f"{served.url}/desk/compounds")
    screen.keyboard.press("/")
    assert screen.evaluate("document.activeElement.id") == "q"
    screen.keyboard.type("j?")
    assert screen.input_value("#q") == "j?", "what is typed stays a letter"
    screen.keyboard.press("Escape")
    for key, name in (("j", "春风里"), ("j", "昨日里"), ("k", "春风里"), ("ArrowDown", "昨日里"), ("ArrowUp", "春风里")):
        screen.keyboard.press(key)
        assert screen.evaluate("document.activeElement.textContent") == name
    screen.keyboard.press("?")
    assert screen.get_by_role("dialog", name="键盘上的按键").is_visible()
    screen.keyboard.press("Escape")
    assert screen.evaluate("document.activeElement.textContent") == "春风里", "the focus comes back"
    screen.keyboard.press("Enter")
    screen.wait_for_url(f"**/desk/compounds/{served.office.open.compound.id}*")


def test_single_keys_can_be_switched_off(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    screen.goto(f"{served.url}/desk/compounds")
    screen.keyboard.press("?")
    screen.get_by_label("不用单个的键").check()
    screen.keyboard.press("Escape")
    screen.reload()
    screen.keyboard.press("/")
    assert screen.evaluate("document.activeElement.tagName") == "BODY"


def test_back_from_a_compound_is_the_list_as_it_was_looked_at(screen: Page, served: Served) -> None:
    sign_in(screen, served)
    screen.goto(f"{served.url}/desk/compounds?q=里&state=open&sort=-households")
    screen.get_by_role("link", name="春风里").click()
    screen.locator(".trail a").first.click()
    assert screen.input_value("#q") == "里"
    assert screen.input_value("#state") == "open"
    assert screen.input_value("#sort") == "-households"
