"""On one bar of signal, in a lift, in WeChat that was closed: no answer is lost and none is counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import text

from surveys.services.letter import Letter
from surveys.store.db import db
from tests.browser.conftest import DEVICES, Site
from tests.browser.test_resident_walk import onward, tap, walk

Phone = Callable[..., Page]


def begin(page: Page, site: Site, letter: Letter) -> None:
    """Scan and start."""
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()


HURRY = """
for (let n = 0; n < 20 && document.getElementById('check').hidden; n += 1) {
  const question = Array.from(document.querySelectorAll('.q')).find(one => one.offsetParent);
  const first = question.querySelector('.o input, button.o');
  const field = question.querySelector('textarea');
  if (first) first.click();
  if (field) {
    field.value = '楼道的灯坏了很久';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  document.getElementById('next').click();
}
"""


def hurry(page: Page) -> None:
    """Answer as an owner who agrees, from the first question to the check, faster than any thumb."""
    expect(page.locator("#count")).to_be_visible()
    page.evaluate(HURRY)
    expect(page.locator("#check")).to_be_visible()


def cast(page: Page) -> None:
    """Tap 提交."""
    page.locator("#send [type=submit]").click()


def revisions(site: Site, letter: Letter) -> int:
    """How often the household's answers were recorded."""
    with site.app.app_context(), db.engine.connect() as connection:
        query = text("SELECT count(*) FROM revisions WHERE household_id = :id")
        return int(connection.execute(query, {"id": letter.household}).scalar_one())


def drafts(page: Page) -> int:
    """How many drafts lie on the phone."""
    return int(page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('draft:')).length"))


def test_the_door_is_there_after_two_round_trips(phone: Phone, site: Site, letter: Letter) -> None:
    """50 kbit/s and 600 ms: the letter's redirect is one round trip, the page with its style the other."""
    page = phone()
    devtools = page.context.new_cdp_session(page)
    speed = {"downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8, "latency": 600, "offline": False}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", speed)
    page.route("**/*.js", lambda route: route.abort())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    page.goto(site.path(letter), wait_until="commit")
    expect(page.get_by_text("对，开始")).to_be_visible()
    assert asked.count("document") == 2
    assert not {"stylesheet", "font", "image"} & set(asked)


def test_a_failed_send_keeps_the_answers_and_tries_again(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    walk(page)
    page.context.set_offline(True)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    assert drafts(page) == 1
    page.context.set_offline(False)
    page.wait_for_url("**/r")
    expect(page.locator("main")).to_contain_text("楼道的灯坏了很久")
    assert revisions(site, letter) == 1
    assert drafts(page) == 0


def test_an_answer_that_was_recorded_but_not_acknowledged_is_recorded_once(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    walk(page)

    def lose_the_reply(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/a", lose_the_reply, times=1)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    cast(page)
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_double_taps_are_harmless(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    walk(page)
    page.evaluate("for (let n = 0; n < 5; n += 1) document.querySelector('#send .btn').click()")
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_a_busy_server_is_tried_again(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    walk(page)
    page.route("**/a", lambda route: route.fulfill(status=503, body="busy"))
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("自动再交")
    page.unroute("**/a")
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_coming_back_opens_at_the_last_question(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    onward(page)
    tap(page, "不同意")
    onward(page)
    tap(page, "怕质量不好")
    other = page.context.new_page()
    page.close()
    begin(other, site, letter)
    expect(other.locator("#count")).to_have_text("第3题，共12题")
    assert other.locator("[name=reasons][value=quality]").is_checked()
    assert other.locator("[name=consent][value=no]").is_checked()


def test_the_draft_of_one_household_is_not_anothers(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    tap(page, "我是房主")
    begin(page, site, site.hood.letters[-1])
    expect(page.locator("#count")).to_have_text("第1题，共11题")
    assert page.locator("[name=who]:checked").count() == 0


def test_a_draft_goes_after_45_idle_minutes(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.clock.install()
    begin(page, site, letter)
    tap(page, "我是房主")
    assert drafts(page) == 1
    page.clock.fast_forward("44:00")
    assert drafts(page) == 1
    assert page.locator("[name=who][value=owner]").is_checked()
    page.clock.fast_forward("02:00")
    expect(page.locator("#gone")).to_be_visible()
    assert drafts(page) == 0
    assert page.locator("[name=who]:checked").count() == 0


def test_a_phone_that_keeps_nothing_still_answers(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no storage'); } })")
    begin(page, site, letter)
    walk(page)
    cast(page)
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page in which scripts may fail."""
    context = browser.new_context(**DEVICES["old Android"], has_touch=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.mark.parametrize("missing", ["history.pushState", "Element.prototype.closest", "window.scrollTo"])
def test_a_script_that_breaks_leaves_the_plain_form(browser_page: Page, site: Site, letter: Letter, missing: str) -> None:
    """An engine that lacks something: the page goes back to what it was without a script, with the answers in it."""
    page = browser_page
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    page.evaluate(f"void ({missing} = undefined)")
    onward(page)
    expect(page.locator("#f-more")).to_be_visible()
    assert page.locator("[name=who][value=owner]").is_checked()
    for words in ("不同意", "屋顶漏水", "路灯", "不需要", "不愿意出", "没有", "请物业公司"):
        page.locator(".q label", has=page.get_by_text(words, exact=True)).first.click()
    cast(page)
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_what_breaks_in_somebody_elses_script_is_no_concern_of_ours(browser_page: Page, site: Site, letter: Letter) -> None:
    """Browsers of other makers put scripts of their own into the page."""
    page = browser_page
    page.goto(site.path(letter))
    page.get_by_text("对，开始").click()
    tap(page, "我是房主")
    page.evaluate("setTimeout(() => { throw new TypeError('not ours'); })")
    page.evaluate("dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }))")
    onward(page)
    expect(page.locator("#count")).to_have_text("第2题，共11题")
    expect(page.locator("#f-more")).to_be_hidden()


def test_two_tabs_leave_one_ballot(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    begin(page, site, letter)
    walk(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("尚未提交")).to_be_visible()
    cast(page)
    page.wait_for_url("**/r")
    cast(other)
    expect(other.locator("#clash")).to_be_visible()
    assert revisions(site, letter) == 1
    cast(other)
    other.wait_for_url("**/r")
    assert revisions(site, letter) == 2
    expect(other.locator(".slip")).to_have_count(1)


def test_a_browser_that_forgot_the_household_still_hands_in(phone: Phone, site: Site, letter: Letter) -> None:
    """WeChat may drop its cookies while somebody thinks."""
    page = phone()
    begin(page, site, letter)
    walk(page)
    page.context.clear_cookies()
    cast(page)
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    expect(page.locator("main")).to_contain_text("楼道的灯坏了很久")
    assert revisions(site, letter) == 1
    assert drafts(page) == 0
