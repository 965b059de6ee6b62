"""Five people of different roles take a poll from draft to the final notice, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from surveys.web import sessions
from tests.browser.colleagues import (
    COMPOUND,
    FOREIGN,
    PHONE,
    SISTER,
    STREET,
    Colleague,
    Days,
    Hall,
    codes_in,
    colleague,
    estimates,
    hall,
)
from tests.browser.must_not import (
    a_second_account_of_ones_own_confirms_nothing,
    nobody_does_what_they_must_not,
    second_browser,
    sends_the_confirmation_themselves,
)
from tests.browser.test_resident_walk import SEND, onward, tap, walk
from tests.office import PASSWORD
from tests.phone import OWNER, Phone

PEOPLE = {
    "jie": ("街道小陈", "镇街", STREET),
    "juwei": ("居委会王主任", "社区居委会", f"桂花社区（{STREET}）"),
    "yewei": ("业委会老孙", "业委会", f"{COMPOUND}（{STREET}）"),
    "wangge": ("网格员小刘", "网格员", f"{COMPOUND}（{STREET}）"),
}
TITLE = "2026年金桂里意愿征集"
RAIN, ALL_IN, ASKED, ANSWERED = (
    "连着下雨，大家再看一看",
    "家家都答了，不用再等",
    "面积写少了两平方米",
    "对过户册，面积没有错",
)


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """An office that begins its work today."""
    days = Days()
    monkeypatch.setattr(sessions, "datetime", days)
    with hall(sqlite_template, tmp_path, days) as made:
        yield made


def test_five_people_take_a_poll_from_draft_to_final(browser: Browser, served: Hall) -> None:
    days, ju = served.days, colleague(browser, served, "ju")
    ju.sign_in()
    people = dict(zip(PEOPLE, (invited(browser, ju, username) for username in PEOPLE), strict=True))
    jie, juwei, yewei, wangge = people.values()
    poll = opened(ju)
    codes = printed(juwei, poll)
    days.pass_(days=9)
    for one in (ju, *people.values()):
        one.sign_in()
    seconds = {name: second_browser(browser, one) for name, one in people.items()}
    nobody_does_what_they_must_not(served, seconds)
    resident = colleague(browser, served, "", PHONE)
    answers_on_a_phone(resident, codes[0])
    at_the_door(wangge, codes[1])
    steered(jie, yewei, poll)
    for code in codes[2:]:
        answers(served, code)
    closed_by_two(juwei, jie, poll, seconds["juwei"])
    reviewed_and_posted(ju, jie, poll)
    objected(juwei, jie, poll)
    nobody_does_what_they_must_not(served, seconds)
    days.pass_(days=8)
    for one in (ju, jie, yewei):
        one.sign_in()
    final(ju, jie, yewei, poll)
    faults = [fault for one in (ju, resident, *people.values()) for fault in one.faults]
    assert faults == []


def invited(browser: Browser, ju: Colleague, username: str) -> Colleague:
    """Add somebody; they open the invitation on their own device and set a password that nobody else knows."""
    name, role, place = PEOPLE[username]
    ju.go("/desk/people")
    ju.press("添一个人", "link")
    ju.fill("用户名", username)
    ju.fill("姓名", name)
    ju.page.get_by_label(role).check()
    ju.page.get_by_label("管哪里").select_option(label=place)
    if role == "业委会":
        ju.page.get_by_label("管哪里").select_option(label="全区")
        ju.press("保存，看邀请")
        ju.said("业委会的人要选一个小区")
        ju.page.get_by_label("管哪里").select_option(label=place)
    ju.press("保存，看邀请")
    if role == "镇街":
        ju.looks()
    address = ju.page.locator("code.secret").inner_text()
    one = colleague(browser, ju.hall, username, PHONE if role == "网格员" else {"width": 1366, "height": 768})
    one.go(re.sub(r"^https?://[^/]+", "", address))
    if role == "网格员":
        one.looks()
    for label in ("密码", "再写一遍"):
        one.fill(label, PASSWORD)
    one.press("存好并登录")
    return one


def opened(ju: Colleague) -> int:
    """The district makes a wave of one compound, looks at it and opens it."""
    days = ju.hall.days
    ju.go("/desk/waves")
    ju.press("新建一轮", "link")
    ju.fill("轮次名称", TITLE)
    ju.fill("开始时间", days.typed(days=8))
    ju.fill("截止时间", days.typed(days=22))
    for name in (COMPOUND, FOREIGN):
        ju.page.get_by_label(name).check()
    ju.press("保存草稿，去看一遍")
    ju.looks()
    estimates(ju, COMPOUND)
    ju.fill(f"{COMPOUND}的预算（万元）", "130")
    ju.press("打开2个小区的征询")
    ju.said("打开了")
    ju.go("/desk/compounds")
    ju.press(COMPOUND, "link")
    ju.press("进程", "link")
    ju.looks()
    return int(ju.page.url.rsplit("/", 2)[1])


def printed(juwei: Colleague, poll: int) -> list[str]:
    """The neighbourhood committee prints the letters before the poll begins; returns the codes on them."""
    juwei.go("/desk/compounds")
    juwei.said(SISTER)
    expect(juwei.page.locator("main")).not_to_contain_text(FOREIGN)
    juwei.press(COMPOUND, "link")
    juwei.looks()
    juwei.press("打印入户信", "link")
    codes = codes_in(juwei.paper("下载PDF"))
    assert len(codes) == 8
    return codes


def answers_on_a_phone(resident: Colleague, code: str) -> None:
    """A resident types the code of the letter and answers one question a screen."""
    resident.go("/code")
    resident.page.locator("#code").fill(code)
    resident.press("打开我家的页面")
    resident.page.get_by_text("对，开始").click()
    walk(resident.page)
    resident.page.get_by_role("button", name=SEND).click()
    resident.page.wait_for_url("**/r")
    resident.said("屋顶漏水")


def at_the_door(wangge: Colleague, code: str) -> None:
    """A helper writes an answer down at a door."""
    wangge.go("/code")
    wangge.looks()
    wangge.page.locator("#code").fill(code)
    wangge.press("打开我家的页面")
    wangge.looks()
    wangge.page.get_by_text("对，开始").click()
    tap(wangge.page, "上门")
    onward(wangge.page)
    walk(wangge.page)
    wangge.looks()
    wangge.page.get_by_role("button", name=SEND).click()
    wangge.page.wait_for_url("**/r")
    wangge.looks()


def steered(jie: Colleague, yewei: Colleague, poll: int) -> None:
    """The street extends, pauses and resumes, each with a reason; the owners' committee reads it."""
    for step, said in (("延期", "延期了"), ("暂停", "暂停了"), ("继续", "继续了")):
        jie.go(f"/desk/polls/{poll}/life")
        jie.press(step, "link")
        if step == "延期":
            jie.looks()
            jie.fill("延到什么时候", jie.hall.days.typed(days=30))
        jie.fill("原因", RAIN)
        jie.press(step)
        jie.said(said)
        assert RAIN in jie.paper("打印通知").replace("\r\n", "")
    jie.looks()
    yewei.go(f"/desk/polls/{poll}/life")
    yewei.said(RAIN)
    yewei.said("现在没有您能办的")
    yewei.looks()


def answers(hall: Hall, code: str) -> None:
    """A resident answers on a phone without a script."""
    phone = Phone(hall.app.test_client())
    page = phone.page("/code")
    answer = phone.client.post("/code", data={**page.forms[-1], "code": code})
    phone.home = answer.location
    assert phone.cast(OWNER).status_code == 303


def closed_by_two(juwei: Colleague, jie: Colleague, poll: int, again: Colleague) -> None:
    """The committee asks for an early end and can't have it alone; the street confirms it."""
    juwei.go(f"/desk/polls/{poll}/close")
    juwei.looks()
    juwei.fill("原因", ALL_IN)
    juwei.press("现在截止")
    juwei.said("提出来了，等另一位同事确认后截止")
    juwei.go(f"/desk/polls/{poll}/close")
    juwei.looks()
    juwei.said("请另一位")
    again.go(f"/desk/polls/{poll}/close")
    assert not again.offered("确认，现在截止").count(), "who asked confirms nothing, on another device either"
    jie.go(f"/desk/polls/{poll}/close")
    jie.looks()
    jie.said(ALL_IN)
    confirms = jie.page.locator("[name=confirms]").get_attribute("value") or ""
    sends_the_confirmation_themselves(again, poll, confirms, ALL_IN)
    jie.page.reload()
    jie.press("确认，现在截止")
    jie.said("征询已经截止")
    jie.said("juwei提出，jie确认")
    assert ALL_IN in jie.paper("打印通知").replace("\r\n", "")


def reviewed_and_posted(ju: Colleague, jie: Colleague, poll: int) -> None:
    jie.go(f"/desk/polls/{poll}/life")
    jie.looks()
    jie.press("复核完了")
    jie.said("复核记下了")
    jie.press("初步公示", "link")
    jie.looks()
    jie.press("公示")
    jie.said("提出来了，等另一位同事确认后公示")
    jie.looks()
    a_second_account_of_ones_own_confirms_nothing(jie.hall, poll)
    ju.go(f"/desk/polls/{poll}/publish")
    ju.looks()
    ju.press("确认，公示")
    ju.said("公示了，居民现在能看到结果")
    ju.looks()


def objected(juwei: Colleague, jie: Colleague, poll: int) -> None:
    """The committee writes an objection down; nothing is final before the street has answered it."""
    juwei.go(f"/desk/polls/{poll}/life")
    juwei.press("异议", "link")
    juwei.looks()
    juwei.press("记下")
    juwei.looks()
    juwei.fill("谁提的", "1号楼1单元101")
    juwei.fill("提了什么", ASKED)
    juwei.press("记下")
    juwei.said("异议记下了")
    juwei.looks()
    jie.go(f"/desk/polls/{poll}/final")
    jie.looks()
    jie.said("还有异议没有答复")
    jie.go(f"/desk/polls/{poll}/life")
    jie.looks()
    jie.press("异议", "link")
    jie.press("答复", "link")
    jie.looks()
    jie.fill("答复", ANSWERED)
    jie.page.get_by_label("不采纳").check()
    jie.press("记下答复")
    jie.said("答复记下了")
    jie.go(f"/desk/polls/{poll}/final")
    jie.looks()


def final(ju: Colleague, jie: Colleague, yewei: Colleague, poll: int) -> None:
    """Once its days are over the notice is posted as final, by two, and everybody reads it."""
    jie.go(f"/desk/polls/{poll}/final")
    jie.looks()
    jie.press("最终公示")
    jie.said("提出来了")
    ju.go(f"/desk/polls/{poll}/final")
    ju.looks()
    ju.press("确认，最终公示")
    ju.said("最终公示了")
    assert ju.page.get_by_text("谁办的：jie提出，ju确认").count() == 2, "the first notice and the last"
    ju.looks()
    yewei.go(f"/desk/polls/{poll}/result")
    yewei.looks()
    yewei.press("公示表", "link")
    assert "最终结果" in yewei.paper("下载PDF")
    yewei.go(f"/p/{poll}")
    yewei.said("最终公示")
    yewei.looks()
