"""Nobody who walks by keyboard is led to something that the bar or the edge of the screen hides (WCAG 2.2, 2.4.11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.screens import addresses, every_screen

Phone = Callable[..., Page]
MOST = 120
# Where the focus is, and how much of it is seen: that of a row of answers is its whole row.
STOP = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const bar = document.querySelector("#bar:not([hidden])");
  const over = bar && !bar.contains(one) ? bar.getBoundingClientRect() : { top: innerHeight, bottom: Infinity };
  const seen = (part) => {
    const box = part.getBoundingClientRect();
    const below = box.top < over.bottom ? over.top : innerHeight;
    return (Math.min(box.bottom, below, innerHeight) - Math.max(box.top, 0)) / box.height;
  };
  return [one.outerHTML.slice(0, 90), seen(one), seen(one.closest(".o") || one)];
}"""


def stops(page: Page) -> list[list[Any]]:
    """Every stop of the Tab key from the top of the page, first forward and then back."""
    found = list[list[Any]]()
    for key in ("Tab", "Shift+Tab"):
        page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
        for _ in range(MOST):
            page.keyboard.press(key)
            stop = page.evaluate(STOP)
            if stop is None:
                break
            found.append(stop)
        else:
            raise AssertionError("the keyboard never gets out")
    return found


@pytest.mark.parametrize("look", ["plain", "big"])
def test_what_has_the_focus_is_seen(phone: Phone, site: Site, letter: Letter, look: str) -> None:
    page, walked = phone(), list[str]()

    def assert_seen(where: str) -> None:
        found = stops(page)
        walked.extend(html for html, *_ in found)
        assert [stop for stop in found if stop[1] < 0.99 or stop[2] < 0.5] == [], where

    page.goto(f"{site.url}/help?look={look}")
    for address in addresses(site):
        page.goto(address)
        assert_seen(address)
    page.goto(site.path(letter))
    every_screen(page, assert_seen)
    page.locator("#send .btn").click()
    page.wait_for_url("**/r")
    assert_seen("receipt")
    assert len(walked) > 300
