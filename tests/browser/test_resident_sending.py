"""Handing in over bad networks: what was seen and confirmed is what is sent, until it is acknowledged, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from surveys.core.place import DISTRICT
from surveys.services.letter import Letter
from surveys.services.life import close as close_early
from surveys.store.db import db, transaction
from tests.browser.conftest import Site
from tests.browser.test_resident_network import begin, cast, drafts, hurry, revisions
from tests.browser.test_resident_walk import onward, tap
from tests.factories import LI
from tests.neighbourhood import neighbourhood

Phone = Callable[..., Page]

WAITING, SENT = "这台手机上有一份意见等着交", "等着交的意见已经交上了"
IMPATIENT = """
const patience = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "timeout");
Object.defineProperty(XMLHttpRequest.prototype, "timeout", { set(wait) { patience.set.call(this, wait / 50); } });
const later = window.setTimeout;
window.setTimeout = (act, wait) => later(act, wait / 3);
"""


def waiting(page: Page) -> list[str]:
    """What lies on the phone and waits to be sent: the bodies."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('pending:'))"
        ".map(name => JSON.parse(localStorage[name]).body)"
    )
    return found


def consent(site: Site, letter: Letter) -> str:
    """What the household's last ballot says to the renovation."""
    with site.app.app_context(), db.engine.connect() as connection:
        query = text("SELECT answers FROM revisions WHERE household_id = :id ORDER BY revision DESC LIMIT 1")
        answers = str(connection.execute(query, {"id": letter.household}).scalar_one())
    return "yes" if '"consent":"yes"' in answers.replace(" ", "") else "no"


def block(route: Route) -> None:
    """No network for what is handed in; pages still open."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def ready(page: Page, site: Site, letter: Letter) -> None:
    """Walk to the check page; waiting takes a third of its time, patience a fiftieth."""
    page.add_init_script(IMPATIENT)
    begin(page, site, letter)
    hurry(page)


def refuse_consent(page: Page) -> None:
    """From the check page: change 同意 to 不同意 and don't go on."""
    page.locator("#said .change").nth(1).click()
    tap(page, "不同意")


def test_an_edit_that_nobody_confirmed_is_never_cast(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.context.set_offline(True)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    refuse_consent(page)
    assert waiting(page) == []
    page.context.set_offline(False)
    page.wait_for_timeout(1_000)
    assert revisions(site, letter) == 0
    page.get_by_role("button", name="改好了").click()
    expect(page.locator("#trouble")).to_be_hidden()
    cast(page)
    page.wait_for_url("**/r")
    assert (revisions(site, letter), consent(site, letter)) == (1, "no")


@pytest.mark.parametrize("leave", ["修改", "上一题", "back", "EN"])
def test_leaving_the_check_page_takes_back_what_waits(phone: Phone, site: Site, letter: Letter, leave: str) -> None:
    page = phone()
    ready(page, site, letter)
    page.route("**/a", block)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    assert len(waiting(page)) == 1
    if leave == "back":
        page.go_back()
    elif leave == "EN":
        page.get_by_text("EN", exact=True).click()
        page.wait_for_url("**lang=en**")
    else:
        page.get_by_role("button", name=leave).first.click()
    expect(page.locator("#trouble")).to_be_hidden()
    assert waiting(page) == []
    assert drafts(page) == 1


def test_a_request_under_way_is_taken_back_too(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    with page.expect_request("**/a"):
        page.route("**/a", lambda _route: None)
        cast(page)
    refuse_consent(page)
    page.unroute("**/a")
    page.get_by_role("button", name="改好了").click()
    cast(page)
    page.wait_for_url("**/r")
    assert (revisions(site, letter), consent(site, letter)) == (1, "no")


def test_other_content_goes_under_a_number_of_its_own_and_the_same_under_the_same(
    phone: Phone, site: Site, letter: Letter
) -> None:
    page = phone()
    ready(page, site, letter)
    bodies: list[str] = []

    def lose(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.abort()

    page.route("**/a", lose)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    page.locator("#said .change").nth(1).click()
    page.get_by_role("button", name="改好了").click()
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    refuse_consent(page)
    page.get_by_role("button", name="改好了").click()
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    numbers = [found[1] for body in bodies if (found := re.search(r"submission=\w{32}[.](\d+)&", body))]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(bodies)
    assert len(set(bodies)) == len(set(numbers)) == 2


@pytest.mark.parametrize("status", [200, 404, 429, 502, 504])
def test_what_a_proxy_answers_is_no_answer(phone: Phone, site: Site, letter: Letter, status: int) -> None:
    page = phone()
    ready(page, site, letter)
    headers = {"Retry-After": "1", "Content-Type": "text/html"}
    page.route("**/a", lambda route: route.fulfill(status=status, body="<h1>nginx</h1>", headers=headers), times=1)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("还没有拿到回执")
    expect(page.get_by_text("尚未提交")).to_be_visible()
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_a_send_that_stalls_is_given_up_and_sent_again(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.route("**/a", lambda _route: None, times=1)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("网络太慢")
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_closing_the_page_keeps_what_waits_and_any_page_of_ours_sends_it(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.context.set_offline(True)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.add_init_script(IMPATIENT)
    other.route("**/a", block)
    other.goto(f"{site.url}/code")
    expect(other.get_by_role("status")).to_have_text(WAITING)
    assert letter.address.room not in other.locator("main").inner_text()
    other.unroute_all(behavior="wait")
    expect(other.get_by_role("status")).to_have_text(SENT)
    assert (revisions(site, letter), waiting(other)) == (1, [])


def test_the_letter_opened_again_shows_what_waits(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.context.route("**/a", block)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    page.goto(site.path(site.hood.letters[-1]))
    expect(page.locator("#waiting")).to_have_text(WAITING)
    begin(page, site, letter)
    expect(page.get_by_text("尚未提交")).to_be_visible()
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator("#said")).to_contain_text("楼道的灯坏了很久")
    page.context.unroute_all(behavior="wait")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_what_the_server_refuses_waits_for_its_letter(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.context.set_offline(True)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('pending:')).forEach((name) => {"
        "const cast = JSON.parse(localStorage[name]); cast.body = cast.body.replace(/(proof|csrf_token)=/, 'x=');"
        "localStorage[name] = JSON.stringify(cast); })"
    )
    number = waiting(page)[0].split("submission=")[1].split("&")[0]
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.goto(f"{site.url}/code")
    expect(other.locator("#waiting")).to_contain_text("再扫一次")
    assert len(waiting(other)) == 1
    begin(other, site, letter)
    expect(other.locator("#trouble")).to_have_text("上次没有交上。看一遍，没错就再点提交。")
    expect(other.locator("#said")).to_contain_text("楼道的灯坏了很久")
    assert other.locator("[name=submission]").input_value() == number.split(".")[0]
    cast(other)
    other.wait_for_url("**/r")
    assert (revisions(site, letter), waiting(other)) == (1, [])


def test_what_waited_past_the_deadline_says_that_it_was_not_counted(phone: Phone, site: Site) -> None:
    with site.app.app_context(), transaction() as session:
        hood = neighbourhood(session, site.app.config["KEYS"], datetime.now(UTC), homes=2, mark="late")
    letter, page = hood.letters[0], phone()
    ready(page, site, letter)
    page.context.route("**/a", block)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    with site.app.app_context(), transaction() as session:
        close_early(session, DISTRICT, hood.open.id, reason="all answered", by=LI, now=datetime.now(UTC))
    other = page.context.new_page()
    page.close()
    other.goto(site.path(letter))
    expect(other.locator("#waiting")).to_contain_text("没赶上截止，没有算进去")
    assert len(waiting(other)) == 1
    other.get_by_role("button", name="不交了，清掉").click()
    expect(other.locator("#waiting")).to_be_hidden()
    assert (revisions(site, letter), waiting(other)) == (0, [])


def test_two_tabs_send_it_once(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.route("**/a", block)
    cast(page)
    expect(page.locator("#trouble")).to_contain_text("没有网络")
    other = page.context.new_page()
    other.goto(f"{site.url}/code")
    expect(other.locator("#waiting")).to_have_text(SENT)
    page.wait_for_url("**/r")
    assert revisions(site, letter) == 1


def test_the_check_page_says_what_is_missing_before_it_sends(phone: Phone, site: Site, letter: Letter) -> None:
    page = phone()
    ready(page, site, letter)
    page.evaluate("document.querySelector('[name=consent]:checked').checked = false")
    cast(page)
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("选一项")
    tap(page, "不同意")
    onward(page)
    expect(page.locator("#said")).to_contain_text("不同意")
    assert revisions(site, letter) == 0
