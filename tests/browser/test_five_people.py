"""Five people of different roles take a poll from draft to the final notice, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from surveys.web import sessions
from tests.browser.beginning import begun
from tests.browser.colleagues import (
    COMPOUND,
    PHONE,
    Colleague,
    Days,
    Hall,
    codes_in,
    colleague,
    hall,
)
from tests.browser.mending import REASON, amended, judged, too_near
from tests.browser.must_not import (
    a_second_account_of_ones_own_confirms_nothing,
    nobody_does_what_they_must_not,
    second_browser,
    sends_the_confirmation_themselves,
)
from tests.browser.test_resident_walk import SEND, onward, tap, walk
from tests.phone import OWNER, Phone

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


def test_five_people_take_a_poll_from_draft_to_final(browser: Browser, served: Hall, tmp_path: Path) -> None:
    days = served.days
    ju, people, poll = begun(browser, served, tmp_path)
    jie, juwei, yewei, wangge = people.values()
    amended(juwei, jie, poll)
    too_near(ju, poll)
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
    judged(ju, jie, juwei, poll)
    reviewed_and_posted(ju, jie, poll)
    objected(juwei, jie, poll)
    nobody_does_what_they_must_not(served, seconds)
    days.pass_(days=8)
    for one in (ju, jie, yewei):
        one.sign_in()
    final(ju, jie, yewei, poll)
    faults = [fault for one in (ju, resident, *people.values()) for fault in one.faults]
    assert faults == []


def printed(juwei: Colleague, poll: int) -> list[str]:
    """The neighbourhood committee prints the letters before the poll begins; returns the codes on them."""
    juwei.go("/desk/compounds")
    juwei.press(COMPOUND, "link")
    juwei.looks()
    juwei.today("没有印过入户信")
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
    yewei.go("/desk")
    yewei.said("今天没有要办的")
    yewei.looks()
    yewei.press("看所有小区", "link")
    yewei.press(COMPOUND, "link")
    yewei.press("进程", "link")
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
    jie.today("等您确认")
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
    jie.today("结果还没有复核")
    jie.looks()
    jie.go(f"/desk/polls/{poll}/result")
    jie.looks()
    jie.press("汇总表PDF", "link")
    jie.looks()
    sheet = jie.paper("记下并下载：汇总表").replace("\r\n", "")
    assert "649.50平方米" in sheet
    assert REASON in sheet
    jie.go(f"/desk/polls/{poll}/life")
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
