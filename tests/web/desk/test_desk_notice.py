"""Publishing at the desk: what it means is said before, who may is checked, and what was posted is printed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pypdfium2

from surveys.services.notice import earliest_end
from surveys.words.dates import day_in_year
from tests.office import Office, alert
from tests.paper.printed import Print
from tests.phone import Page


def test_a_result_that_is_not_published_says_so_and_who_may(shown: Office) -> None:
    path = f"/desk/polls/{shown.closed.id}"
    street = shown.signed_in("jie").page(f"{path}/result")
    assert "还没有公示，居民看不到结果。" in street.text
    assert f"{path}/publish" in street.links
    assert shown.signed_in("jie").page(f"{path}/publish").form("")["until"] == [earliest_end(datetime.now(UTC)).isoformat()]


def test_the_committee_does_not_publish_for_itself(ours: Office) -> None:
    browser = ours.signed_in("ju")
    ours.signed_in("jie").fill(f"/desk/polls/{ours.open.id}/close", {"reason": "家家都答了"})
    result = browser.page(f"/desk/polls/{ours.open.id}/result")
    assert "由镇街公示" in result.text
    assert f"/desk/polls/{ours.open.id}/publish" not in result.links
    assert browser.get(f"/desk/polls/{ours.open.id}/publish").status_code == 404


def test_a_poll_that_runs_is_not_published(shown: Office) -> None:
    for poll in (shown.open, shown.scheduled):
        assert shown.signed_in("jie").get(f"/desk/polls/{poll.id}/publish").status_code == 409


def test_publishing_puts_the_result_before_the_residents(ours: Office) -> None:
    path = f"/desk/polls/{ours.closed.id}"
    browser, public = ours.signed_in("jie"), ours.signed_in("")
    assert "结果正在核对" in public.page(f"/p/{ours.closed.id}").text
    answer = browser.fill(f"{path}/publish", {})
    assert answer.location == f"{path}/result"
    page = browser.page(f"{path}/result")
    assert "公示了，居民现在能看到结果" in page.text
    assert f"/p/{ours.closed.id}" in page.links
    assert "过没过，差多少" in public.page(f"/p/{ours.closed.id}").text
    assert "已公示" in browser.page("/desk/compounds").text
    assert "昨日里" in browser.page("/desk/compounds?state=published").text
    again = browser.page(f"{path}/publish")
    assert "和第1次公示的一样" in again.text
    assert browser.fill(f"{path}/publish", {"reason": "多点了一下"}).location == f"{path}/result"
    assert f"/p/{ours.closed.id}?n=2" not in browser.page(f"{path}/publish").links


def test_too_short_a_notice_is_refused_and_what_was_typed_is_kept(ours: Office) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    answer = ours.signed_in("jie").fill(f"/desk/polls/{ours.closed.id}/publish", {"until": tomorrow})
    assert answer.status_code == 422
    page = Page(answer)
    assert f"公示不少于7日，选{day_in_year(earliest_end(datetime.now(UTC)))}或以后的日子" in alert(page)
    assert page.form("")["until"] == [tomorrow]
    wrong = ours.signed_in("jie").fill(f"/desk/polls/{ours.closed.id}/publish", {"until": "下周"})
    assert "写成2026-12-01这样的日期" in alert(Page(wrong))


def test_what_changed_while_it_was_looked_at_is_not_posted(ours: Office) -> None:
    path = f"/desk/polls/{ours.closed.id}"
    browser, other = ours.signed_in("jie"), ours.signed_in("office")
    form = browser.page(f"{path}/publish").form("")
    found = {"status": "fail", "note": "棚子还在", "decider": "bureau", "checkpoint": "C1", "valid_until": ""}
    assert other.fill(f"{path}/gates/clearance", found).status_code == 303
    answer = browser.client.post(f"{path}/publish", data=form)
    assert answer.status_code == 409
    assert "结论" in alert(Page(answer))
    assert browser.client.post(f"{path}/publish", data=Page(answer).forms[-1]).status_code == 303


def test_what_hangs_stays_as_it_was_and_the_next_one_is_not_to_be_posted_yet(ours: Office) -> None:
    ours.publish(ours.closed)
    path, browser = f"/desk/polls/{ours.closed.id}", ours.signed_in("jie")
    found = {"status": "fail", "note": "棚子还在", "decider": "street", "checkpoint": "C1", "valid_until": ""}
    assert "初步结果，公示征求异议" in browser.page(f"{path}/sheet?posted=1").text
    hung = browser.get(f"{path}/sheet.pdf?posted=1").data
    browser.fill(f"{path}/gates/clearance", found)
    page = browser.page(f"{path}/sheet?posted=1")
    assert "初步结果，公示征求异议" in page.text
    assert "后来结果有变化" in page.text
    assert browser.get(f"{path}/sheet.pdf?posted=1").data == hung
    following = browser.page(f"{path}/sheet?posted=next").text
    assert "还没有公示，不能张贴" in following
    assert "棚子还在" in following


def test_a_correction_has_to_say_why(ours: Office) -> None:
    ours.publish(ours.closed)
    path = f"/desk/polls/{ours.closed.id}"
    browser = ours.signed_in("jie")
    found = {"status": "fail", "note": "棚子还在", "decider": "street", "checkpoint": "C1", "valid_until": ""}
    assert browser.fill(f"{path}/gates/clearance", found).status_code == 303
    assert "公示以后有变化" in browser.page(f"{path}/result").text
    assert "写明更正了什么、为什么" in alert(Page(browser.fill(f"{path}/publish", {})))
    assert browser.fill(f"{path}/publish", {"reason": "补登拆违的核实"}).status_code == 303
    page = browser.page(f"{path}/publish")
    assert "补登拆违的核实" in page.text
    assert {f"/p/{ours.closed.id}?n=1", f"/p/{ours.closed.id}?n=2"} <= set(page.links)


def test_a_correction_keeps_the_notice_up_as_long_as_was_promised(ours: Office) -> None:
    path = f"/desk/polls/{ours.closed.id}/publish"
    browser = ours.signed_in("jie")
    later = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    browser.fill(path, {"until": later})
    page = browser.page(path)
    assert page.form("")["until"] == [later]
    assert "更正了什么，为什么 （选填）" not in page.text


def test_the_posted_sheet_prints_until_when_it_hangs(ours: Office) -> None:
    path = f"/desk/polls/{ours.closed.id}/sheet"
    browser = ours.signed_in("jie")
    assert "＿＿＿＿年" in browser.page(f"{path}?posted=1").text
    browser.fill(f"/desk/polls/{ours.closed.id}/publish", {})
    until = day_in_year(earliest_end(datetime.now(UTC)))
    assert f"至{until}（不少于7日）" in browser.page(f"{path}?posted=1").text
    assert "＿＿＿＿年" in browser.page(path).text
    pressed = browser.get(f"{path}.pdf?posted=1").get_data()
    assert pressed == ours.signed_in("office").get(f"{path}.pdf?posted=1").get_data()
    document = pypdfium2.PdfDocument(pressed)
    printed = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert until in printed.replace("\n", "").replace("\r", "")


def test_what_was_posted_keeps_its_seals_and_names_whatever_is_said_since(ours: Office) -> None:
    browser = ours.signed_in()
    own = {"phone": "0632-5550111", "posting": "南门公告栏", "seals": "甲单位（章）"}
    made = browser.fill("/desk/communities/new", {**own, "street": "槐荫街道", "name": "昨日社区"}).location
    browser.fill(made, {"compounds": [str(ours.closed.compound.id)]}, f"{made}/compounds")
    page = f"/desk/polls/{ours.closed.id}/publish"
    assert browser.fill(page, {}).status_code == 303
    pressed = browser.get(f"/desk/polls/{ours.closed.id}/sheet.pdf?posted").get_data()
    assert browser.fill(made, {"phone": "0632-5550222", "seals": "乙单位（章）"}, made).status_code == 303
    again = browser.get(f"/desk/polls/{ours.closed.id}/sheet.pdf?posted").get_data()
    assert again == pressed
    with Print(again) as paper:
        text = paper.whole
    assert "甲单位" in text
    assert "乙单位" not in text
    assert "0632-5550222" in ours.signed_in("").page(f"/p/{ours.closed.id}").text


def test_a_notice_is_not_posted_from_a_page_older_than_what_it_prints(ours: Office) -> None:
    browser, page = ours.signed_in(), f"/desk/polls/{ours.closed.id}/publish"
    form = browser.page(page).form("")
    made = browser.fill(
        "/desk/communities/new", {"phone": "0632-5550111", "street": "槐荫街道", "name": "昨日社区"}
    ).location
    browser.fill(made, {"compounds": [str(ours.closed.compound.id)]}, f"{made}/compounds")
    assert browser.client.post(page, data=form).status_code == 409
