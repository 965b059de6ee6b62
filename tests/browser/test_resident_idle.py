"""Phones are shared, sleep, lose the network and have clocks of their own: what stays, what goes, and what is said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import formatdate

import pytest
from playwright.sync_api import Page, expect

from surveys.cli.errand import INSTALLATION
from surveys.services.clock import accept_clock
from surveys.services.letter import Letter
from surveys.store.db import transaction
from surveys.web import sessions
from tests.browser.conftest import Quiet, Site
from tests.browser.test_resident_network import begin, cast, drafts, hurry, revisions
from tests.browser.test_resident_sending import SENT, WAITING, block, waiting
from tests.browser.test_resident_walk import onward, tap

Phone = Callable[..., Page]
Wait = Callable[[float], None]

MINUTE = 60_000
# The phone's own clock, moved without the one that only ticks: it slept, or somebody set it.
SET = "minutes => { const was = Date.now; Date.now = () => was() + minutes * 60000; dispatchEvent(new Event('pageshow')); }"
WRONG = "const was = Date.now; Date.now = () => was() + {} * 86400000;"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, site: Site) -> Iterator[Wait]:
    """Let minutes go by for the server; afterwards its clock is set right again, and said to be, as an operator does."""
    gone = [timedelta()]

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Later:
            return cls.fromtimestamp(time.time() + gone[0].total_seconds(), tz)

    def date(_handler: Quiet, _timestamp: float | None = None) -> str:
        return formatdate(time.time() + gone[0].total_seconds(), usegmt=True)

    def wait(minutes: float) -> None:
        gone[0] += timedelta(minutes=minutes)

    monkeypatch.setattr(sessions, "datetime", Later)
    monkeypatch.setattr(Quiet, "date_time_string", date)
    assert abs(sessions.now() - datetime.now(UTC)) < timedelta(seconds=5)
    yield wait
    with site.app.app_context(), transaction() as session:
        accept_clock(session, "测试里拨快过", by=INSTALLATION, now=datetime.now(UTC))


def reach(page: Page, step: str) -> None:
    """From the first question to this step."""
    if step == "first":
        tap(page, "我是房主")
    elif step == "second":
        tap(page, "我是房主")
        onward(page)
        tap(page, "同意")
    else:
        hurry(page)


@pytest.mark.parametrize("when", [(step, minutes) for step in ("first", "second", "check") for minutes in (1, 44, 46)])
def test_without_network_what_is_filled_in_stays_44_minutes_and_not_46(
    phone: Phone, site: Site, letter: Letter, later: Wait, when: tuple[str, int]
) -> None:
    step, minutes = when
    page = phone()
    page.clock.install()
    begin(page, site, letter)
    reach(page, step)
    page.context.set_offline(True)
    page.clock.fast_forward(minutes * MINUTE)
    later(minutes)
    expect(page.locator("#still")).to_be_visible(visible=minutes == 44)
    expect(page.locator("#gone")).to_be_visible(visible=minutes == 46)
    assert drafts(page) == (0 if minutes == 46 else 1)
    assert page.locator("[name=who]:checked").count() == (0 if minutes == 46 else 1)
    assert page.locator("#said dt").count() == (11 if step == "check" and minutes < 46 else 0)
    assert page.url.endswith("/a")
    page.context.set_offline(False)
    page.reload()
    shown = {"first": "#f-who", "second": "#f-consent", "check": "#check"}[step]
    expect(page.locator(shown if minutes < 46 else "#f-who")).to_be_visible()
    assert page.locator("[name=who]:checked").count() == (0 if minutes == 46 else 1)
    assert revisions(site, letter) == 0


@pytest.mark.parametrize("when", [(minutes, reload) for minutes in (1, 44, 46) for reload in (False, True)])
def test_what_was_handed_in_without_network_arrives_however_long_it_takes(
    phone: Phone, site: Site, letter: Letter, later: Wait, when: tuple[int, bool]
) -> None:
    minutes, reload = when
    page = phone()
    page.clock.install()
    begin(page, site, letter)
    hurry(page)
    page.context.set_offline(True)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    page.clock.fast_forward(minutes * MINUTE)
    later(minutes)
    if minutes == 46:
        expect(page.locator("#waiting")).to_have_text(WAITING)
        assert "楼道的灯" not in page.content()
        assert page.locator(".q input:checked").count() == drafts(page) == 0
    assert len(waiting(page)) == 1
    if reload:
        page.route("**/a", block)
        page.context.set_offline(False)
        page.reload()
        expect(page.locator("#said")).to_contain_text("楼道的灯" if minutes < 46 else "")
        page.unroute_all(behavior="wait")
        page.clock.fast_forward(2 * MINUTE)
    page.context.set_offline(False)
    if minutes < 46:
        page.wait_for_url("**/r")
    else:
        expect(page.locator("#waiting")).to_have_text(SENT)
    assert (revisions(site, letter), waiting(page)) == (1, [])


def test_after_45_minutes_the_next_person_needs_the_letter_to_see_what_waits(
    phone: Phone, site: Site, letter: Letter, later: Wait
) -> None:
    page = phone()
    page.clock.install()
    page.context.route("**/a", block)
    begin(page, site, letter)
    hurry(page)
    cast(page)
    page.clock.fast_forward(46 * MINUTE)
    later(46)
    page.reload()
    expect(page.locator("#waiting")).to_have_text(WAITING)
    expect(page.locator("#f-who")).to_be_visible()
    assert page.locator(".q input:checked").count() == 0
    begin(page, site, letter)
    expect(page.get_by_text("尚未提交")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("楼道的灯")


def test_who_is_still_filling_in_says_so_and_goes_on(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.clock.install()
    begin(page, site, letter)
    tap(page, "我是房主")
    page.clock.fast_forward(41 * MINUTE)
    expect(page.get_by_role("alert").filter(has_text="再过5分钟")).to_be_visible()
    page.get_by_role("button", name="还在填").click()
    expect(page.locator("#still")).to_be_hidden()
    expect(page.locator("#f-who h2")).to_be_focused()
    page.clock.fast_forward(30 * MINUTE)
    assert page.locator("[name=who][value=owner]").is_checked()
    page.clock.fast_forward(20 * MINUTE)
    expect(page.locator("#gone")).to_be_visible()


def test_a_phone_that_slept_asks_the_server_how_long(phone: Phone, site: Site, letter: Letter, later: Wait) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    later(30)
    page.evaluate(SET, 30)
    page.wait_for_timeout(300)
    expect(page.locator("#f-who")).to_be_visible()
    expect(page.locator("#gone")).to_be_hidden()
    later(16)
    page.evaluate(SET, 16)
    expect(page.locator("#gone")).to_be_visible()
    assert page.locator(".q input:checked").count() == drafts(page) == 0


def test_a_clock_that_was_only_set_changes_nothing(phone: Phone, site: Site, letter: Letter, later: Wait) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    page.evaluate(SET, -365 * 24 * 60)
    page.wait_for_timeout(300)
    expect(page.locator("#f-who")).to_be_visible()
    page.evaluate(SET, 3 * 365 * 24 * 60)
    page.wait_for_timeout(300)
    expect(page.locator("#f-who")).to_be_visible()
    assert page.locator("[name=who][value=owner]").is_checked()
    assert drafts(page) == 1


def test_a_phone_that_slept_and_has_no_network_covers_what_is_filled_in(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    page.context.set_offline(True)
    page.evaluate(SET, 300)
    expect(page.locator("#still")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    page.get_by_role("button", name="还在填").click()
    expect(page.locator("#f-who")).to_be_visible()
    assert page.locator("[name=who][value=owner]").is_checked()


@pytest.mark.parametrize("days", [365, -3 * 365])
def test_a_wrong_clock_neither_keeps_a_draft_nor_drops_it(
    phone: Phone, site: Site, letter: Letter, later: Wait, days: int
) -> None:
    page = phone()
    page.add_init_script(WRONG.format(days))
    begin(page, site, letter)
    tap(page, "我是房主")
    page.reload()
    assert page.locator("[name=who][value=owner]").is_checked()
    right = page.context.new_page()
    right.goto(page.url)
    assert right.locator("[name=who][value=owner]").is_checked()
    page.close()
    right.goto(f"{site.url}/help")
    later(46)
    begin(right, site, letter)
    expect(right.locator("#gone")).to_be_visible()
    assert right.locator(".q input:checked").count() == drafts(right) == 0


def test_an_open_receipt_goes_after_45_minutes(phone: Phone, site: Site, letter: Letter, later: Wait) -> None:
    page = phone()
    page.clock.install()
    begin(page, site, letter)
    hurry(page)
    cast(page)
    page.wait_for_url("**/r")
    page.clock.fast_forward(44 * MINUTE)
    expect(page.locator("main")).to_contain_text("楼道的灯")
    page.context.set_offline(True)
    page.clock.fast_forward(2 * MINUTE)
    later(46)
    expect(page.locator("main")).to_be_hidden()
    assert page.url.endswith("/r")
    page.context.set_offline(False)
    page.clock.fast_forward(MINUTE)
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("main")).to_contain_text("收到")
    expect(page.locator("main")).not_to_contain_text("楼道的灯")


def test_clearing_this_phone_clears_it(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    page.goto(f"{site.url}/not-mine")
    page.get_by_role("button", name="清掉本机记录").click()
    page.wait_for_url("**/leave")
    assert page.evaluate("localStorage.length") == 0


def test_what_was_never_sent_is_cleared_only_after_a_word_about_it(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.context.route("**/a", block)
    begin(page, site, letter)
    hurry(page)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    page.goto(f"{site.url}/not-mine")
    page.get_by_role("button", name="清掉本机记录").click()
    expect(page.locator("#waiting")).to_contain_text("还没有交上")
    assert len(waiting(page)) == 1
    page.get_by_role("button", name="不交了，清掉").click()
    page.wait_for_url("**/leave")
    assert page.evaluate("localStorage.length") == 0
    assert revisions(site, letter) == 0


def test_the_page_of_a_closed_poll_clears_drafts_and_says_what_came_too_late(phone: Phone, site: Site) -> None:
    page = phone()
    page.goto(site.path(site.hood.over[0]))
    page.evaluate(
        "door => { localStorage['draft:' + door] = '{}'; localStorage['pending:' + door + ':a'] = JSON.stringify("
        "{ refused: true, words: { late: 'too late', discard: 'clear' } }); }",
        page.locator("[data-ended]").get_attribute("data-ended"),
    )
    page.reload()
    expect(page.locator("#waiting")).to_contain_text("too late")
    assert drafts(page) == 0
    page.get_by_role("button", name="clear").click()
    expect(page.locator("#waiting")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
