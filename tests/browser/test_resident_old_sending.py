"""What was handed in, what is only a draft, and what goes after 45 minutes, in a real engine of January 2018."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from surveys.services.letter import Letter
from tests.browser.conftest import Site
from tests.browser.test_resident_network import revisions
from tests.browser.test_resident_old_engine import VISIBLE
from tests.browser.test_resident_sending import consent
from tests.old_engine import OldPage, old_page, there_is_one

pytestmark = pytest.mark.skipif(not there_is_one(), reason="no old engine: OLD_CHROMIUM names none")

# A minute of waiting takes a tenth of a second, and both clocks stand where the test puts them.
HURRIED = """
(() => {
  window.gone = 0;
  const tick = performance.now.bind(performance), date = Date.now, every = window.setInterval;
  performance.now = () => tick() + window.gone * 60000;
  Date.now = () => date() + window.gone * 60000;
  window.setInterval = (act, wait) => every(act, wait / 600);
})();
"""
WAITS = "Object.keys(localStorage).filter(name => name.startsWith('pending:')).length"
SHOWN = "!!document.getElementById('{0}') && !!document.getElementById('{0}').offsetParent"


@pytest.fixture
def page() -> Iterator[OldPage]:
    """A page in the old engine, its clock hurried."""
    with old_page() as opened:
        opened.send("Network.enable")
        opened.send("Page.addScriptToEvaluateOnNewDocument", source=HURRIED)
        yield opened
        assert opened.faults == []


def network(page: OldPage, there: bool) -> None:
    """Take the network away, or give it back."""
    page.send("Network.emulateNetworkConditions", offline=not there, latency=0, downloadThroughput=-1, uploadThroughput=-1)


def walk(page: OldPage, site: Site, letter: Letter) -> None:
    """From the letter to the check page; whoever answers agrees."""
    page.open(site.path(letter))
    page.ask("document.querySelector('[data-start]').click()")
    page.wait("document.documentElement.classList.contains('js')")
    for _step in range(20):
        if page.ask("!document.getElementById('check').hidden"):
            return
        page.ask(f"({VISIBLE}.querySelector('.o input, button.o') || document.body).click()")
        page.ask("document.getElementById('next').click()")
    raise AssertionError("no check page")


def hand_in(page: OldPage) -> None:
    """Tap 提交."""
    page.ask("document.querySelector('#send [type=submit]').click()")


def test_an_old_phone_casts_what_was_confirmed_and_not_what_is_being_changed(
    page: OldPage, site: Site, letter: Letter
) -> None:
    walk(page, site, letter)
    network(page, there=False)
    hand_in(page)
    page.wait("document.getElementById('trouble').textContent.includes('没有网络')")
    page.ask("document.querySelectorAll('#said .change')[1].click()")
    page.ask("document.querySelector('[name=consent][value=no]').click()")
    assert page.ask(WAITS) == 0
    network(page, there=True)
    page.ask("dispatchEvent(new Event('online'))")
    assert page.ask("location.pathname.endsWith('/a')")
    page.ask("document.getElementById('next').click()")
    page.wait(SHOWN.format("check"))
    hand_in(page)
    page.wait("location.pathname.endsWith('/r')")
    assert (revisions(site, letter), consent(site, letter)) == (1, "no")


def test_an_old_phone_hands_in_from_another_page(page: OldPage, site: Site, letter: Letter) -> None:
    walk(page, site, letter)
    page.send("Network.setBlockedURLs", urls=["*/a"])  # other pages open, or the form's own page might be the one that sends
    hand_in(page)
    page.wait("document.getElementById('trouble').textContent.includes('没有网络')")
    page.open(f"{site.url}/code")
    assert (revisions(site, letter), page.ask(WAITS)) == (0, 1)
    page.send("Network.setBlockedURLs", urls=[])
    page.wait("document.querySelector('#waiting').textContent === '等着交的意见已经交上了'")
    assert (revisions(site, letter), page.ask(WAITS)) == (1, 0)


def test_an_old_phone_asks_after_40_minutes_and_clears_after_45(page: OldPage, site: Site, letter: Letter) -> None:
    walk(page, site, letter)
    page.ask("window.gone = 41")
    page.wait(SHOWN.format("still"))
    page.ask("document.getElementById('on').click()")
    assert not page.ask(SHOWN.format("still"))
    page.ask("window.gone = 87")
    page.wait(SHOWN.format("gone"))
    assert page.ask("document.querySelectorAll('.q input:checked').length") == 0
    assert "draft:" not in page.ask("Object.keys(localStorage).join()")


def test_an_old_phone_goes_back_by_either_way(page: OldPage, site: Site, letter: Letter) -> None:
    walk(page, site, letter)
    page.ask("document.querySelectorAll('#said .change')[1].click()")
    page.wait(SHOWN.format("f-consent"))
    page.ask("document.getElementById('back').click()")
    page.wait(SHOWN.format("check"))
    page.ask("document.getElementById('back').click()")
    page.wait(SHOWN.format("f-more"))
    page.ask("history.back()")
    page.wait(SHOWN.format("f-management"))
    page.ask("history.forward()")
    page.wait(SHOWN.format("f-more"))


def test_an_old_phone_clears_what_lies_on_it(page: OldPage, site: Site, letter: Letter) -> None:
    walk(page, site, letter)
    page.open(f"{site.url}/not-mine")
    page.ask("document.querySelector('form [type=submit]').click()")
    page.wait("location.pathname === '/leave'")
    assert page.ask("localStorage.length") == 0
