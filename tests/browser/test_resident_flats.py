"""Several flats of one owner on one phone: what is ticked when the ballot is handed in is what is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from surveys.services.letter import Letter
from surveys.store.db import transaction
from tests.browser.conftest import Site
from tests.browser.test_resident_network import begin, cast, revisions
from tests.browser.test_resident_sending import block, ready, waiting
from tests.neighbourhood import neighbourhood

Phone = Callable[..., Page]


@pytest.fixture
def flats(site: Site) -> tuple[Letter, ...]:
    """Three flats of one owner, and two of others."""
    with site.app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        mark = str(now.timestamp())
        return neighbourhood(session, site.app.config["KEYS"], now, homes=5, mark=mark, flats=3).letters


def test_a_flat_that_is_ticked_while_the_ballot_waits_is_confirmed_first(
    phone: Phone, site: Site, flats: tuple[Letter, ...]
) -> None:
    """Beside 提交 nothing changes under a ballot that waits, and the page that comes back shows what waits."""
    page = phone()
    page.goto(site.path(flats[0]))
    ready(page, site, flats[1])
    page.route("**/a", block)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    page.locator("[name=also]").check()
    expect(page.locator("#trouble")).to_be_hidden()
    assert waiting(page) == []
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    assert "also=" in waiting(page)[0]
    page.wait_for_timeout(1_100)  # the letter is shown again, a second later: the box proves itself by another word
    page.goto(site.path(flats[0]))
    begin(page, site, flats[1])
    expect(page.locator("#check")).to_be_visible()
    expect(page.locator("[name=also]")).to_be_checked()
    page.unroute("**/a")
    cast(page)
    page.wait_for_url("**/r")
    assert [revisions(site, flat) for flat in flats[:3]] == [1, 1, 0]
