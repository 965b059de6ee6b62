"""A receipt that is printed is a receipt: what was said, on one page, and nothing to press."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.test_resident_walk import SEND, walk

Phone = Callable[..., Page]


@pytest.mark.parametrize("look", ["plain", "big"])
def test_a_printed_receipt_is_one_page_with_nothing_to_press(phone: Phone, site: Site, letter: Letter, look: str) -> None:
    page = phone()
    page.goto(f"{site.url}/help?look={look}")
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    walk(page)
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/r")
    page.emulate_media(media="print")
    for words in ("回执号", "楼道的灯坏了很久", "接下来"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.locator(".btn:visible, header:visible, footer:visible, form:visible")).to_have_count(0)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
