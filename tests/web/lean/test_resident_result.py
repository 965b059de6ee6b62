"""The published result: for everybody, and for one household with its own part added."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from surveys.core.ballot import Capacity
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.place import DISTRICT
from surveys.core.staff import Installation
from surveys.core.tally import Basis
from surveys.services.letter import Letter
from surveys.services.notice import earliest_end, published
from surveys.services.outcome import record_finding
from surveys.store.db import reading, transaction
from surveys.store.turnout import asked
from tests.conftest import Database
from tests.factories import posted
from tests.neighbourhood import Neighbourhood
from tests.office import PASSWORD, Browser
from tests.phone import OWNER, Phone
from tests.town import NOW, Town

POSTED_BEFORE = (
    "INSERT INTO notices (poll_id, number, published_at, published_by, until, reason, document, sheet_digest)"
    " VALUES (:poll, 1, :at, 'jie', '2026-12-31', '', :document, 'x')"
)


def test_the_letter_leads_to_the_result_and_to_ones_own_ballot(phone: Phone, town: Town) -> None:
    phone.keyed(town.key(5))
    page = phone.scan(town.letters[5])
    assert page.title == "水杉里的结果：还没有定"
    assert page.h1 == "还没有定"
    for told in (
        "水杉里 1号楼 1单元",
        "62户中的59户（95.2%）交了房主的票，下面的户数都按房主的票算。同意56户，不同意3户，暂不表态0户。",
        "59户里的56户，占94.9%",
        "要40户才够，多16户",
        "62户里的59户，占95.2%",
        "要53户才够，多6户",
        "59户里44户点了（74.6%）",
        "您家点了",
        town.receipts[5],
        "一共59个",
        "改不改：您家答“同意”，算在同意的56户里。",
        "改哪里：您家点了停车位，一共1项，都算在点单的户数里；其中1项列入。",
    ):
        assert told in page.text, told


def test_who_refused_is_counted_there(phone: Phone, town: Town) -> None:
    phone.keyed(town.key(1))
    assert "算在不同意的3户里" in phone.page("result").text


def test_the_letter_alone_tells_only_that_the_answers_were_counted(phone: Phone, town: Town) -> None:
    page = phone.scan(town.letters[1])
    assert "您家的回答收到了，算进去了。光凭信看不到内容" in page.text
    assert "算在不同意的3户里" not in page.text
    assert town.receipts[1] not in page.text


def test_an_occupants_opinion_is_shown_apart(phone: Phone, town: Town) -> None:
    for capacity in Capacity:
        phone.keyed(town.key(0, capacity))
    page = phone.page("result")
    assert "住户的意见单独统计，不算票，您家算在这1份意见里。" in page.text
    assert page.text.count("改不改：您家答") == 1


def test_who_said_nothing_is_told_how_that_counts(phone: Phone, town: Town) -> None:
    page = phone.scan(town.letters[-1])
    assert "您家没有交过回答，不算参加，也不算同意。" in page.text
    assert "您家点了" not in page.text


@pytest.mark.parametrize(("building", "answered"), [("1", 30), ("2", 24), ("3", 5)])
def test_a_building_is_told_why_it_is_not_compared_where_another_has_few_homes(
    phone: Phone, another: Callable[[], Phone], town: Town, building: str, answered: int
) -> None:
    mine = next(place for place, letter in enumerate(town.letters) if letter.address.building == building)
    for page in (phone.scan(town.letters[mine]), another().page(f"/p/{town.poll.id}?building={building}")):
        assert f"这栋楼{answered}户答了。各项的户数不分楼公布，免得看出哪家怎么选。" in page.text
        assert f"/{answered}）" not in page.text


def test_everybody_sees_the_result_without_anybodys_ballot(phone: Phone, town: Town) -> None:
    page = phone.page(f"/p/{town.poll.id}")
    assert page.h1 == "还没有定"
    assert "59户里44户点了（74.6%）" in page.text
    assert "您家" not in page.text.replace("凭户码打开您家的页面", "").replace("您家的回执号", "")
    assert "1单元" not in page.html
    assert all(receipt not in page.html for receipt in town.receipts.values())
    assert "/code" in page.links


def test_the_list_of_receipts_finds_ones_own(phone: Phone, town: Town) -> None:
    path = f"/p/{town.poll.id}/receipts"
    page = phone.page(path)
    assert all(receipt in page.text for receipt in town.receipts.values())
    assert "房主的票59张，住户的意见1份" in page.text
    codes = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", page.html)
    assert codes[:59] == sorted(town.receipts.values())
    typed = town.receipts[3].replace("-", " ").lower()
    assert f"找到了，{town.receipts[3]}算在房主的票里。" in phone.page(f"{path}?receipt={typed}").text
    assert "名单里没有00000-00000" in phone.page(f"{path}?receipt=0000000000").text
    assert "回执号是10个数字和字母" in phone.page(f"{path}?receipt=<b>x</b>").text


def test_the_receipt_page_leads_to_the_result(phone: Phone, town: Town) -> None:
    page = phone.keyed(town.key(5))
    assert phone.at("result") in page.links
    assert town.receipts[5] in page.text
    assert "修改" not in page.text


def test_before_it_is_published_there_is_no_result(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    assert phone.get("result").location == phone.home


def test_nobody_sees_a_households_part_without_its_code(phone: Phone, town: Town) -> None:
    assert phone.get(f"/h/{town.letters[5].household}/result").location.startswith("/code")


def test_who_fills_in_for_others_sees_nothing_of_what_was_said(app: Flask, town: Town) -> None:
    browser = Browser(app.test_client())
    browser.fill("/staff/sign-in", {"username": "xiao", "password": PASSWORD})
    browser.scan(town.letters[5])
    page = browser.page("result")
    assert "住户自己的票，代填时看不到。" in page.text
    assert "您家没有交过回答" not in page.text
    assert town.receipts[5] not in page.text
    assert "您家点了" not in page.text


def test_a_late_answer_meets_the_result(phone: Phone, town: Town) -> None:
    phone.scan(town.letters[-1])
    proof = phone.page("r").form("/leave")["proof"]
    answer = phone.post("a", {**OWNER, "proof": proof, "submission": "much-too-late"})
    assert answer.status_code == 409
    assert "征询已经截止" in answer.get_data(as_text=True)


def test_a_page_of_the_result_asks_the_database_a_fixed_number_of_times(app: Flask, phone: Phone, town: Town) -> None:
    phone.scan(town.letters[5])
    with Database(app, "").counted() as statements:
        phone.get("result")
    assert len(statements) == 3
    with Database(app, "").counted() as statements:
        phone.get(f"/p/{town.poll.id}")
    assert len(statements) == 4


def test_a_correction_is_shown_with_its_reason_and_the_first_notice_stays(
    app: Flask, phone: Phone, another: Callable[[], Phone], town: Town
) -> None:
    found = Finding(Gate.CLEARANCE, Checkpoint.C1, FindingStatus.FAIL, Decider.STREET, "周", NOW, note="3号楼前还有棚子")
    with app.app_context(), transaction() as session:
        record_finding(session, DISTRICT, town.poll.id, found, by=Installation("jie"), now=NOW)
        town.post(session, NOW, reason="补登了<b>拆违</b>的核实")
    page = phone.scan(town.letters[5])
    assert page.h1 == "暂不改造"
    assert "因为：拆违拆临工作落实不到位。" in page.text
    assert "3号楼前还有棚子" in page.text
    assert "这是第2次公示" in page.text
    assert "补登了<b>拆违</b>的核实" in page.text
    assert "<b>拆违</b>" not in page.html
    before = another().page(f"/p/{town.poll.id}?n=1")
    assert before.h1 == "还没有定"
    assert "后来更正过，不作数了" in before.text
    assert f"/p/{town.poll.id}" in before.links
    assert another().get(f"/p/{town.poll.id}?n=9").status_code == 404


def test_a_notice_of_an_older_release_is_not_shown_and_says_so(app: Flask, phone: Phone, hood: Neighbourhood) -> None:
    poll, day = hood.closed, datetime.now(UTC)
    row = {"poll": poll.id, "at": day.replace(tzinfo=None).isoformat(" "), "document": '{"digest":"ab","format":"sheet-v1"}'}
    with app.app_context(), transaction() as session:
        session.execute(text(POSTED_BEFORE), row)
    path = f"/p/{poll.id}"
    assert "这次公示是旧版本做的，已停止显示，请镇街重新公示。" in phone.page(path).text
    assert "这次公示是旧版本做的，已停止显示，请镇街重新公示。" in phone.page(f"{path}/receipts").text
    with app.app_context(), transaction() as session:
        posted(session, poll.id, until=earliest_end(day), reason="旧公示停了", now=day)
    assert "这是第2次公示" in phone.page(path).text
    assert f"{path}?n=1" not in phone.page(path).links
    for old in (phone.page(f"{path}?n=1"), phone.page(f"{path}/receipts?n=1")):
        assert old.h1 == "停止显示的公示"
        assert "已停止显示；后来重新公示过" in old.text
        assert path in old.links


def test_the_result_counts_homes_on_the_base_of_the_page_before(app: Flask, town: Town) -> None:
    with app.app_context(), reading() as session:
        found = asked(session, [town.poll.id])[town.poll.id]
        outcome = published(session, town.poll.id).notice().outcome
    assert outcome is not None
    count = outcome.turnout.counts[Basis.HOUSEHOLDS]
    assert (found.owners, found.households) == (count.answered, count.total)


def test_what_people_wrote_reaches_the_committee_and_says_nothing_of_who(app: Flask, town: Town) -> None:
    browser = Browser(app.test_client())
    browser.fill("/staff/sign-in", {"username": "office2", "password": PASSWORD})
    assert f"/desk/polls/{town.poll.id}/remarks" in browser.page(f"/desk/compounds/{town.poll.compound.id}").links
    page = browser.page(f"/desk/polls/{town.poll.id}/remarks")
    assert page.text.count(OWNER["more"]) == 59
    assert not {letter.address.room for letter in town.letters} & set(re.findall(r"\d+", page.text))
    assert all(receipt not in page.html for receipt in town.receipts.values())
    helper = Browser(app.test_client())
    helper.fill("/staff/sign-in", {"username": "xiao", "password": PASSWORD})
    assert helper.get(f"/desk/polls/{town.poll.id}/remarks").status_code == 404
