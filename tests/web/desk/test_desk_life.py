"""The life of a poll at the desk: what is next, what is in the way, and what residents read of a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from sqlalchemy import text

from surveys.core.place import CHINA
from surveys.services import life
from surveys.services.letter import letters
from surveys.services.notice import draft, publish
from surveys.store.db import transaction
from surveys.words.dates import day_in_year
from tests.factories import BASE_URL, DISTRICT, LI, PAPER
from tests.office import Office, alert
from tests.phone import Page, Phone

WHY = {"reason": "连着下雨，大家再看一看"}


def path(office: Office, step: str) -> str:
    return f"/desk/polls/{office.open.id}/{step}"


def test_the_road_says_what_is_done_what_is_next_and_who_may_do_it(shown: Office) -> None:
    page = shown.signed_in("ju").page(f"/desk/polls/{shown.open.id}/life")
    assert "打开 办完了" in page.text
    assert "截止 下一步" in page.text
    assert "谁来办：社区居委会、镇街、住建局" in page.text
    assert "现在没有您能办的" not in page.text
    assert "没有延期" not in page.text
    owners = shown.signed_in("jie").page(f"/desk/polls/{shown.closed.id}/life")
    assert "初步公示 下一步" in owners.text
    assert f"/desk/polls/{shown.closed.id}/publish" in owners.links


@pytest.mark.parametrize(
    ("step", "said", "public"),
    [("pause", "暂停了，现在不收回答", "征询暂停着"), ("cancel", "撤销了，不再计票", "这次征询撤销了")],
)
def test_what_halts_a_poll_is_told_to_everybody_with_the_reason(ours: Office, step: str, said: str, public: str) -> None:
    browser, everybody = ours.signed_in("jie"), ours.signed_in("")
    assert "写明原因" in alert(Page(browser.fill(path(ours, step), {})))
    answer = browser.fill(path(ours, step), WHY)
    assert said in browser.page(answer.location).text
    page = everybody.page(f"/p/{ours.open.id}")
    assert public in page.text
    assert WHY["reason"] in page.text
    assert browser.get(path(ours, "close" if step == "cancel" else "pause")).status_code == 409


def test_an_extension_is_printed_and_everybody_reads_it(ours: Office) -> None:
    browser = ours.signed_in("jie")
    later = (datetime.now(UTC) + timedelta(days=30)).astimezone(CHINA)
    typed = {"until": later.strftime("%Y-%m-%dT%H:%M"), **WHY}
    answer = browser.fill(path(ours, "extend"), typed)
    assert answer.status_code == 303
    said = f"截止时间延到{later.year}年{later.month}月{later.day}日"
    page = browser.page(answer.location)
    assert said in page.text
    assert said in ours.signed_in("").page(f"/p/{ours.open.id}").text
    pdf = browser.get(path(ours, "changes/2.pdf"))
    with pypdfium2.PdfDocument(pdf.data) as paper:
        text = paper[0].get_textpage().get_text_range()
    assert "征询延期的通知" in text
    assert WHY["reason"] in text.replace("\r\n", "")


def test_a_year_typed_wrong_is_asked_about_and_taken_once_it_is_meant(ours: Office) -> None:
    browser = ours.signed_in("jie")
    typed = {"until": "9999-12-31T20:00", **WHY}
    page = Page(browser.fill(path(ours, "extend"), typed))
    assert "看看年份有没有写错" in alert(page)
    assert page.form("")["until"] == ["9999-12-31T20:00"]
    assert [text.strip() for text in page.form("")["reason"]] == [WHY["reason"]]
    assert browser.fill(path(ours, "extend"), {**typed, "long": "y"}).status_code == 303


def test_a_committee_closes_early_by_two_and_never_by_one(ours: Office) -> None:
    one, street = ours.signed_in("ju"), ours.signed_in("jie")
    answer = one.fill(path(ours, "close"), WHY)
    assert "提出来了，等另一位同事确认后截止" in one.page(answer.location).text
    assert one.fill(path(ours, "close"), WHY).status_code == 303
    assert "进行中" in one.page(answer.location).text
    page = street.page(path(ours, "close"))
    assert WHY["reason"] in page.text
    street.fill(path(ours, "close"), {})
    assert "已截止" in street.page(answer.location).text


def test_objections_are_written_down_and_answered_before_anything_is_final(ours: Office) -> None:
    poll, long_ago = ours.closed, datetime.now(UTC) - timedelta(hours=20)
    with ours.app.app_context(), transaction() as session:
        until = (long_ago + timedelta(days=9)).date()
        made = draft(session, DISTRICT, poll.id, until=until, by=LI, now=long_ago)
        publish(session, DISTRICT, made, PAPER, by=LI, now=long_ago)
    street, desk = ours.signed_in("jie"), f"/desk/polls/{poll.id}"
    assert street.fill(f"{desk}/objections", {"who": "", "what": "x"}).status_code == 422
    said = {"who": "3号楼201", "what": "面积写少了"}
    answer = street.fill(f"{desk}/objections", said)
    assert "面积写少了" in street.page(answer.location).text
    assert f"{desk}/objections?answer=1" in street.page(answer.location).links
    final = street.page(f"{desk}/final")
    assert "还有异议没有答复" in final.text
    there = f"{desk}/objections?answer=1"
    assert "选采纳还是不采纳" in alert(Page(street.fill(there, {"answer": "量过了"}, f"{desk}/objections/1")))
    street.fill(there, {"answer": "量过了，没错", "adopted": "no"}, f"{desk}/objections/1")
    assert "不采纳：量过了，没错" in street.page(f"{desk}/objections").text
    assert "公示期还没有满" in street.page(f"{desk}/final").text
    assert "公示到" in street.page(f"{desk}/life").text


def test_a_draft_is_deleted_and_an_open_poll_can_not_be(ours: Office) -> None:
    browser = ours.signed_in()
    page = browser.page(f"/desk/polls/{ours.draft.id}/life")
    assert "删除草稿" in page.text
    answer = browser.fill(f"/desk/polls/{ours.draft.id}/life", {}, f"/desk/polls/{ours.draft.id}/drop")
    assert "草稿里的草稿删掉了" in browser.page(answer.location).text
    assert browser.get(f"/desk/polls/{ours.draft.id}/life").status_code == 404
    assert "删除草稿" not in browser.page(f"/desk/polls/{ours.open.id}/life").text


def test_a_household_reads_why_its_poll_is_halted_and_loses_nothing_it_typed(ours: Office) -> None:
    with ours.app.app_context(), transaction() as session:
        found = letters(session, DISTRICT, ours.open.id, keys=ours.app.config["KEYS"], base_url=BASE_URL).letters
    phone, answered = Phone(ours.app.test_client()), ours.at_home()
    phone.scan(found[-1])
    before = phone.page("a").form(f"{phone.home}/a")
    with ours.app.app_context(), transaction() as session:
        life.pause(session, DISTRICT, ours.open.id, reason=WHY["reason"], by=LI, now=datetime.now(UTC))
    halted = phone.page(phone.home)
    assert "征询暂停了" in halted.text
    assert WHY["reason"] in halted.text
    sent = Page(phone.post("a", {**before, "who": ["o"], "agree": ["yes"], "order": ["roof"]}))
    assert sent.status == 409
    assert "刚才这份没有收" in sent.text
    assert "您填的（没有算进去）" in sent.text
    assert "征询暂停着，现在不能改" in answered.page("r").text


def test_the_road_says_what_waits_for_a_second_person_and_afterwards_who_they_were(ours: Office) -> None:
    one, street, road = ours.signed_in("ju"), ours.signed_in("jie"), path(ours, "life")
    assert "等第二个人确认" not in street.page(road).text
    one.fill(path(ours, "close"), WHY)
    page = street.page(road)
    assert "提前截止，等第二个人确认 ju在" in page.text
    assert path(ours, "close") in page.links
    own = one.page(path(ours, "close"))
    assert WHY["reason"] in own.text
    assert "验证器" not in own.text, "a committee closes by two, however many authenticators it has"
    assert "重新提出" in own.text
    street.fill(path(ours, "close"), {})
    page = street.page(road)
    assert "等第二个人确认" not in page.text
    assert page.text.count("ju提出，jie确认") == 2, "on the road and among the changes"


def test_what_was_withdrawn_waits_no_more_and_a_street_closes_alone(ours: Office) -> None:
    one, street, closing = ours.signed_in("ju"), ours.signed_in("jie"), path(ours, "close")
    one.fill(closing, WHY)
    one.fill(closing, {}, f"{closing}/withdraw")
    assert "等第二个人确认" not in street.page(path(ours, "life")).text
    street.fill(closing, WHY)
    assert "提出，" not in street.page(path(ours, "life")).text


def test_the_final_notice_is_offered_once_nothing_is_in_its_way(ours: Office) -> None:
    desk, long_ago = f"/desk/polls/{ours.closed.id}", datetime.now(UTC) - timedelta(days=9)
    street = ours.signed_in("jie")
    with ours.app.app_context(), transaction() as session:
        session.execute(text("UPDATE polls SET reviewed_at = closed_at WHERE id = :id"), {"id": ours.closed.id})
        made = draft(session, DISTRICT, ours.closed.id, until=(long_ago + timedelta(days=8)).date(), by=LI, now=long_ago)
        publish(session, DISTRICT, made, PAPER, by=LI, now=long_ago)
    assert f"{desk}/final" in street.page(f"{desk}/life").links
    street.fill(f"{desk}/objections", {"who": "3号楼201", "what": "面积写少了"})
    assert f"{desk}/final" not in street.page(f"{desk}/life").links
    street.fill(f"{desk}/objections?answer=1", {"answer": "量过了", "adopted": "no"}, f"{desk}/objections/1")
    street.fill(f"{desk}/final", {"until": (datetime.now(UTC) + timedelta(days=30)).date().isoformat()})
    page = street.page(f"{desk}/life")
    first, last = (
        day_in_year((long_ago + timedelta(days=8)).date()),
        day_in_year((datetime.now(UTC) + timedelta(days=30)).date()),
    )
    assert f"公示到{first} " in page.text.partition("初步公示")[2].partition("最终公示")[0]
    assert f"公示到{last}" in page.text.partition("最终公示 办完了")[2]
    assert "最终公示过了" in street.page(f"{desk}/result").text


def test_a_street_that_closes_for_its_own_reason_leaves_nothing_waiting(ours: Office) -> None:
    one, street = ours.signed_in("ju"), ours.signed_in("jie")
    one.fill(path(ours, "close"), WHY)
    street.fill(path(ours, "close"), {"reason": "管线要先修"})
    page = street.page(path(ours, "life"))
    assert "管线要先修" in page.text
    assert "等第二个人确认" not in page.text
    assert "提出，" not in page.text
