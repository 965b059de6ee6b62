"""The whole walk in a real engine of January 2018, as old phones and their WeChat have it."""

from __future__ import annotations

import os
from base64 import b64decode
from pathlib import Path

import pytest

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.old_engine import OldPage, old_page, there_is_one

pytestmark = pytest.mark.skipif(not there_is_one(), reason="no old engine: OLD_CHROMIUM names none")

VISIBLE = "Array.from(document.querySelectorAll('.q')).find(one => one.offsetParent)"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def looked_at(page: OldPage, name: str) -> None:
    """Nothing runs off the screen, and the style sheet was read; a picture for whoever wants to look."""
    assert page.ask(WIDE) <= 0, name
    assert page.ask("getComputedStyle(document.querySelector('.look')).borderRadius") == "99px"
    if folder := os.environ.get("OLD_PICTURES"):
        Path(folder, f"{name}.png").write_bytes(b64decode(page.send("Page.captureScreenshot")["data"]))


@pytest.mark.parametrize("look", ["plain", "big"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_old_phone_answers_from_the_letter_to_the_receipt(site: Site, letter: Letter, look: str, lang: str) -> None:
    with old_page() as page:
        assert "HeadlessChrome/6" in page.ask("navigator.userAgent")
        page.open(f"{site.url}/help?look={look}&lang={lang}")
        page.open(site.path(letter))
        page.wait("performance.getEntriesByType('resource').some(one => /\\/a$/.test(one.name))")  # fetched while it is read
        looked_at(page, f"door-{look}-{lang}")
        page.ask("document.querySelector('[data-start]').click()")
        page.wait("document.documentElement.classList.contains('js')")
        for step in range(20):
            if page.ask("!document.getElementById('check').hidden"):
                break
            looked_at(page, f"step{step}-{look}-{lang}")
            page.ask(f"({VISIBLE}.querySelector('.o input, button.o') || document.body).click()")
            page.ask("document.getElementById('next').click()")
        looked_at(page, f"check-{look}-{lang}")
        assert page.ask("document.querySelectorAll('#said dt').length") >= 10
        page.ask("document.querySelector('#send .btn').click()")
        page.wait("location.pathname.endsWith('/r') && !!document.querySelector('.slip b')")
        looked_at(page, f"receipt-{look}-{lang}")
        assert page.ask("localStorage.length") == 0
        page.wait("!document.querySelector('[data-code]').hidden")
        page.ask("document.querySelector('[data-code]').click()")
        page.wait("document.querySelector('figure img').complete")
        assert page.faults == []


@pytest.mark.parametrize("path", ["/", "/code", "/privacy", "/q/NOPE", "/p/{town}", "/p/{town}/receipts", "/p/{open}"])
def test_an_old_phone_shows_every_other_page(site: Site, path: str) -> None:
    address = path.format(town=site.town.poll.id, open=site.hood.open.id)
    with old_page() as page:
        page.open(f"{site.url}{address}")
        looked_at(page, address.strip("/").replace("/", "-") or "home")
        assert page.ask("document.querySelectorAll('h1').length") == 1
        assert page.faults == []


def test_an_old_phone_shows_the_result_of_its_household(site: Site) -> None:
    with old_page() as page:
        page.open(site.path(site.town.letters[5]))
        page.wait("location.pathname.endsWith('/result')")
        looked_at(page, "result")
        assert page.ask("document.querySelectorAll('.items li').length") > 10
        assert page.ask("Array.from(document.querySelectorAll('.bar-of')).some((bar) => bar.querySelector('.gauge'))")
        assert page.faults == []
