"""From door to door without a signal: the network is cut at every step, and no knock is lost and none kept twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect
from sqlalchemy import text

from surveys.store.db import db
from tests.browser.conftest import violations
from tests.browser.stairwell import Stairwell, knock, stairwell, told
from tests.office import PASSWORD

ALL, ONE = "都传上去了", "还没有传上去 1条"
BACK, KEPT = "**/visits", "diandan-visits:wang:1"


@pytest.fixture
def there(sqlite_template: Path, tmp_path: Path, browser: Browser) -> Iterator[Stairwell]:
    path = tmp_path / "walk.db"
    shutil.copy(sqlite_template, path)
    with stairwell(path, browser) as made:
        yield made


def test_what_is_noted_offline_outlives_the_tab_and_is_sent_when_there_is_a_signal(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    told(page, ALL)
    phone.set_offline(True)
    knock(page, "101", "不在")
    told(page, ONE)
    expect(page.locator("[data-room='101'] [data-state]")).to_have_text("不在")
    page.close()
    assert there.kept() == []
    phone.set_offline(False)
    page = there.page(phone)
    page.goto(f"{there.walk}?building=3&unit=2")
    told(page, ALL)
    assert there.kept() == [("wang", "out")]


def test_a_tab_that_stays_open_sends_by_itself(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    phone.set_offline(True)
    knock(page, "101", "不在")
    knock(page, "102", "拒答")
    told(page, "还没有传上去 2条")
    phone.set_offline(False)
    told(page, ALL)
    assert there.kept() == [("wang", "out"), ("wang", "refused")]


def test_an_acknowledgement_that_is_lost_makes_no_second_knock(there: Stairwell) -> None:
    page = there.signed_in(there.phone())
    told(page, ALL)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(BACK, lose)
    knock(page, "101", "不在")
    told(page, ONE)
    assert there.kept() == [("wang", "out")]
    page.unroute(BACK)
    page.get_by_role("button", name="现在传").click()
    told(page, ALL)
    assert there.kept() == [("wang", "out")]


def test_a_tab_killed_while_it_sends_sends_again_and_is_kept_once(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    told(page, ALL)
    page.route(BACK, lambda route: route.fetch())  # it arrived, and nobody hears of it
    knock(page, "102", "留信")
    expect(page.locator("[data-told]")).to_have_text("正在传 1条")
    page.close(run_before_unload=False)
    page = there.page(phone)
    page.goto(f"{there.walk}?building=3&unit=1")
    told(page, ALL)
    assert there.kept() == [("wang", "letter")]


def test_the_next_stairwell_opens_without_a_signal_and_what_was_not_brought_says_so(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    page.wait_for_load_state("networkidle")
    phone.set_offline(True)
    page.get_by_role("link", name="下一单元").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3号楼 2单元")
    knock(page, "101", "空置")
    page.get_by_role("link", name="上一单元").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3号楼 1单元")
    told(page, ONE)
    page.evaluate("document.querySelector('.units a:not([aria-current])').href += '0'")
    page.locator(".units a:not([aria-current])").click()
    expect(page.locator("[data-snack]")).to_contain_text("没有信号，这一页打不开")
    phone.set_offline(False)
    told(page, ALL)
    assert there.kept() == [("wang", "empty")]


def test_a_session_that_ended_loses_nothing_and_goes_on_after_signing_in(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    told(page, ALL)
    there.changed("DELETE FROM staff_sessions")
    knock(page, "101", "不在")
    told(page, "登录过期了。记的都在这部手机上，登录以后接着传")
    page.get_by_role("link", name="去登录").click()
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    told(page, ALL)
    assert there.kept() == [("wang", "out")]


def test_what_one_walker_noted_is_never_sent_as_another(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    phone.set_offline(True)
    knock(page, "101", "不在")
    told(page, ONE)
    page.close()
    there.changed("DELETE FROM staff_sessions")
    phone.set_offline(False)
    page = there.signed_in(phone, "liq")
    told(page, ALL)
    expect(page.locator(".other")).to_have_text("这部手机上还有wang的1条没有传上去，用那个账号登录才能传")
    knock(page, "102", "答了")
    told(page, ALL)
    assert there.kept() == [("liq", "answered")]


def test_a_refused_line_stays_on_the_phone_with_its_sentence_and_keeps_no_other_back(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    phone.set_offline(True)
    knock(page, "101", "不在")
    knock(page, "102", "不在")
    page.evaluate("k => localStorage[k] = localStorage[k].replace(/household.:1,/, 'household\":999,')", KEPT)
    phone.set_offline(False)
    told(page, "没有收 1条，点开看")
    page.get_by_role("button", name="看看").click()
    expect(page.locator(".queue .err")).to_have_text("这一户不在这次征询里，没有收，看看是不是记错了门")
    page.reload()
    told(page, "没有收 1条，点开看")
    page.get_by_role("button", name="看看").click()
    page.get_by_role("button", name="不要这一条").click()
    told(page, ALL)
    assert there.kept() == [("wang", "out")]


def test_the_last_outcome_is_undone_before_and_after_it_was_sent(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    knock(page, "101", "不在")
    told(page, ALL)
    page.locator("[data-snack]").get_by_role("button", name="撤回").click()
    told(page, ALL)
    expect(page.locator("[data-room='101'] [data-state]")).to_have_text("还没答")
    phone.set_offline(True)
    knock(page, "102", "拒答")
    page.locator("[data-room='102']").click()
    page.locator("[data-undo]").click()
    expect(page.locator("[data-room='102'] [data-state]")).to_have_text("还没答")
    phone.set_offline(False)
    told(page, ALL)
    page.reload()
    assert page.locator("[data-state]").all_text_contents() == ["还没答"] * 4
    assert [outcome for _by, outcome in there.kept()] == ["out", "undone", "refused", "undone"]


def test_two_phones_at_one_door_are_both_kept_and_both_named(there: Stairwell) -> None:
    first, second = there.phone(), there.phone()
    one, two = there.signed_in(first), there.signed_in(second, "liq")
    for phone, page, outcome in ((first, one, "不在"), (second, two, "留信")):
        phone.set_offline(True)
        knock(page, "101", outcome)
    one.evaluate(
        "k => { const q = JSON.parse(localStorage[k]); q[0].at -= 600000; localStorage[k] = JSON.stringify(q); }", KEPT
    )
    second.set_offline(False)
    told(two, ALL)
    first.set_offline(False)
    told(one, ALL)
    one.wait_for_timeout(1100)  # a page made in the very second still shows what this phone sent itself
    one.reload()
    expect(one.locator("[data-room='101'] [data-state]")).to_have_text("留信")
    expect(one.locator("[data-room='101']")).to_contain_text("李强记，王秀英也记过")
    assert len(there.kept()) == 2


def test_a_phone_in_another_year_notes_the_servers_time(there: Stairwell) -> None:
    page = there.signed_in(there.phone())
    page.clock.set_fixed_time(datetime(2020, 1, 1, tzinfo=UTC))
    knock(page, "101", "不在")
    told(page, ALL)
    with there.app.app_context(), db.engine.connect() as connection:
        at = connection.execute(text("SELECT at FROM visits")).scalar_one()
    assert abs(datetime.fromisoformat(str(at)).replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=2)


def test_another_day_needs_day_and_hour_and_the_form_says_so_and_keeps_what_was_chosen(there: Stairwell) -> None:
    page = there.signed_in(there.phone())
    knock(page, "101", "另约")
    expect(page.locator("[data-problem]")).to_contain_text("要选哪一天")
    page.locator(".chips").get_by_text("明天").click()
    page.locator(".outcomes").get_by_role("button", name="另约").click()
    expect(page.locator("[data-problem]")).to_contain_text("要选哪一天")
    page.locator(".chips").get_by_text("晚上").click()
    page.get_by_label("备注").fill("打电话 138 0013 8000")
    page.locator(".outcomes").get_by_role("button", name="另约").click()
    expect(page.locator("[data-problem]")).to_contain_text("不要写电话")
    page.get_by_label("备注").fill("<b>晚点</b>来")
    page.locator(".outcomes").get_by_role("button", name="另约").click()
    told(page, ALL)
    page.reload()
    expect(page.locator("[data-room='101']")).to_contain_text("<b>晚点</b>来")


def test_filling_in_together_opens_the_screen_of_that_door_and_no_other(there: Stairwell) -> None:
    page = there.signed_in(there.phone())
    page.locator("[data-room='102']").click()
    page.get_by_role("link", name="和住户一起填").click()
    expect(page).to_have_url(f"{there.url}/desk/polls/{there.poll.id}/entry/2?channel=door")
    expect(page.get_by_role("heading", level=1)).to_contain_text("102")


def test_signing_out_asks_about_what_is_not_sent_and_takes_everything_along(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    page.route(BACK, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    knock(page, "101", "不在")
    told(page, ONE)
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("[data-snack]")).to_contain_text("还有1条没有传上去，退出就没有了")
    page.get_by_role("button", name="不要了，退出").click()
    expect(page).to_have_url(f"{there.url}/staff/sign-in")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_nothing_but_doors_and_outcomes_lies_on_the_phone(there: Stairwell) -> None:
    phone = there.phone()
    page = there.signed_in(phone)
    phone.set_offline(True)
    knock(page, "101", "不在")
    assert page.evaluate("Object.keys(localStorage)") == [KEPT]
    (kept,) = page.evaluate(f"JSON.parse(localStorage['{KEPT}'])")
    fields = {"submission", "household", "outcome", "at", "next_on", "next_part", "remark", "undoes"}
    assert set(kept) == fields | {"label", "what", "when"}


def test_a_tab_reopened_without_a_signal_shows_the_walk_where_the_engine_knows_service_workers(there: Stairwell) -> None:
    page = there.signed_in(there.phone(workers="allow"))
    told(page, ALL)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.wait_for_load_state("networkidle")
    there.vanish()
    knock(page, "101", "不在")
    told(page, ONE)
    phone = page.context
    page.close()
    page = there.page(phone)
    page.goto(f"{there.walk}?building=3&unit=1")
    told(page, ONE)
    expect(page.locator("[data-room='101'] [data-state]")).to_have_text("不在")
    knock(page, "102", "拒答")
    there.serve()
    page.get_by_role("button", name="现在传").click()
    told(page, ALL)
    assert there.kept() == [("wang", "out"), ("wang", "refused")]
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(f"{there.url}/staff/sign-in")
    assert page.evaluate("caches.keys()") == []


def test_everything_that_is_tapped_is_as_large_as_a_thumb_and_said_aloud(there: Stairwell) -> None:
    page = there.signed_in(there.phone())
    assert violations(page) == []
    page.locator("[data-room='101']").click()
    assert violations(page) == []
    small = page.evaluate(
        "Array.from(document.querySelectorAll('a, button, summary, .chips label, input.field'))"
        ".filter(one => one.offsetParent && !one.matches('.skip')).map(one => [one.textContent.trim(),"
        " one.getBoundingClientRect().height]).filter(([, height]) => height < 48)"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.locator(".who")).to_have_text("您是网格员王秀英")
    expect(page.locator(".who")).to_be_in_viewport()
