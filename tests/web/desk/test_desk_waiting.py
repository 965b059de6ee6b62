"""The street's queue at the desk: what waits is decided by whom nobody can suspect, and nobody overlooks it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveys.core.ballot import Capacity
from surveys.core.staff import Installation
from surveys.core.submission import Origin
from surveys.services.ballot import cast
from surveys.services.code import door_by_link
from surveys.services.letter import letters, reissue
from surveys.services.life import close
from surveys.services.waiting import disown
from surveys.store.db import transaction
from tests.factories import BASE_URL, DISTRICT, LI, RANDOM, answers
from tests.office import Office, alert
from tests.phone import Page

DECIDED = {"counts": "later", "paper": "申请第3号，2026年11月25日签", "why": "本人带着证件来过"}


def queue_of(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/waiting"


@pytest.fixture
def contested(ours: Office) -> Office:
    """The open poll's first home answered; a letter issued anew by li brought another ballot, and the first is disowned."""
    now, keys, poll = datetime.now(UTC), ours.app.config["KEYS"], ours.open.id
    with ours.app.app_context(), transaction() as session:
        home = letters(session, DISTRICT, poll, keys=keys, base_url=BASE_URL).letters[0].household
        new = reissue(session, DISTRICT, poll, home, keys=keys, base_url=BASE_URL, by=LI, now=now)
        door = door_by_link(session, new.url.rsplit("/", 1)[1])
        said = {**answers("yes", "lift"), "remark": ["这是后交的"]}
        cast(session, door, said, origin=Origin("a-page-of-the-later", {}), keys=keys, random=RANDOM, now=now)
        disown(session, door, Capacity.OWNER, "我家没有人交过", now=now)
    return ours


def test_an_empty_queue_says_so(shown: Office) -> None:
    page = shown.signed_in("jie").page(queue_of(shown))
    for told in ("没有等着的", "没有人说过", "还没有定过", "请住户带身份证明到居委会，补发一封信"):
        assert told in page.text, told
    assert page.forms == [form for form in page.forms if "counts" not in form]
    assert "在等着定" not in shown.signed_in("jie").page(f"/desk/polls/{shown.open.id}/life").text


def test_what_waits_is_told_on_every_page_that_could_pass_it_over(contested: Office) -> None:
    browser, poll = contested.signed_in("jie"), contested.open
    for path in (f"/desk/polls/{poll.id}/life", f"/desk/compounds/{poll.compound.id}", f"/desk/polls/{poll.id}/close"):
        page = browser.page(path)
        assert "有1份回答在等着定哪一份算" in page.text, path
        assert "有1份回答，住户说不是自家交的，还没有答复" in page.text, path
        assert queue_of(contested) in page.links, path


def test_both_sides_are_told_and_nothing_that_anybody_chose(contested: Office) -> None:
    page = contested.signed_in("jie").page(queue_of(contested))
    for told in (
        "3号楼 1单元 101",
        "后交的那一份，用的是先交以后补发的信",
        "由li补发",
        "手机",
        "我家没有人交过",
        "用的是第1封信",
    ):
        assert told in page.text, told
    for chosen in ("Y", "lift", "roof", "这是后交的", "yes"):
        assert f">{chosen}<" not in page.html, chosen
        assert f" {chosen} " not in page.text, chosen


def test_the_street_decides_with_paper_and_reason_and_everybody_reads_by_whom(contested: Office) -> None:
    browser, path = contested.signed_in("jie"), queue_of(contested)
    one, there = f"{path}?decide=1", f"{path}/1"
    missing = Page(browser.fill(one, {"counts": "later", "paper": "", "why": "本人带着证件来过"}, there))
    assert "写上申请的编号和日期" in alert(missing)
    assert missing.form(there)["counts"] == ["later"]
    assert [text.strip() for text in missing.form(there)["why"]] == ["本人带着证件来过"]
    long = Page(browser.fill(one, {**DECIDED, "why": "长" * 301}, there))
    assert "最多写300个字，现在有301个字" in alert(long)
    answer = browser.fill(one, DECIDED, there)
    assert answer.status_code == 303
    page = browser.page(answer.location)
    for told in ("定好了：后交的算", "街道定的：后交的算", "jie", DECIDED["paper"], DECIDED["why"], "没有等着的"):
        assert told in page.text, told
    assert there not in browser.page(one).actions


def test_the_second_of_two_who_decide_sees_what_the_first_decided_and_loses_nothing(contested: Office) -> None:
    first, second = contested.signed_in("jie"), contested.signed_in("office")
    path = queue_of(contested)
    form = second.page(f"{path}?decide=1").form(f"{path}/1")
    assert first.fill(f"{path}?decide=1", DECIDED, f"{path}/1").status_code == 303
    refused = Page(
        second.client.post(f"{path}/1", data={**form, "counts": "first", "paper": "申请第4号", "why": "另一个理由"})
    )
    assert refused.status == 409
    for told in (DECIDED["paper"], "申请第4号", "另一个理由"):
        assert told in refused.text, told
    once_more = Page(second.client.post(f"{path}/1", data=refused.forms[-1]))
    assert once_more.status == 409
    assert "这一份刚才已经定过了" in once_more.text
    assert "另一个理由" in once_more.text


def test_whoever_printed_a_letter_gets_no_form_and_is_refused_with_what_they_typed(contested: Office) -> None:
    browser, path, poll = contested.signed_in("jie"), queue_of(contested), contested.open.id
    form = browser.page(f"{path}?decide=1").form(f"{path}/1")
    told = {"keys": contested.app.config["KEYS"], "base_url": BASE_URL, "by": Installation("jie"), "now": datetime.now(UTC)}
    home = contested.home(contested.open)
    with contested.app.app_context(), transaction() as session:
        reissue(session, DISTRICT, poll, home, **told)
    page = browser.page(f"{path}?decide=1")
    assert f"{path}/1" not in page.actions
    assert "请另一位来" in page.text
    refused = Page(browser.client.post(f"{path}/1", data={**form, **DECIDED}))
    assert refused.status == 409
    assert "您经手过这两户的信" in refused.text
    assert DECIDED["why"] in refused.text


def test_a_disowned_ballot_is_answered_once(contested: Office) -> None:
    first, second = contested.signed_in("jie"), contested.signed_in("office")
    path = queue_of(contested)
    there, one = f"/desk/polls/{contested.open.id}/disputes/1", f"{path}?dispute=1"
    assert "写明核对的结果" in alert(Page(first.fill(one, {"answer": " "}, there)))
    form = second.page(one).form(there)
    answer = first.fill(one, {"answer": "打过电话，是老人交的"}, there)
    assert answer.status_code == 303
    assert "打过电话，是老人交的" in first.page(answer.location).text
    stale = Page(second.client.post(there, data={**form, "answer": "不一样的话"}))
    assert (stale.status, "打过电话" in stale.text, "不一样的话" in stale.text) == (409, True, True)
    again = Page(second.client.post(there, data=stale.forms[-1]))
    assert (again.status, "已经答复过了" in again.text, "不一样的话" in again.text) == (409, True, True)


def test_a_committee_sees_what_waits_and_decides_nothing(contested: Office) -> None:
    browser, path = contested.signed_in("ju"), queue_of(contested)
    for address in (path, f"{path}?decide=1", f"{path}?dispute=1"):
        page = browser.page(address)
        assert "由镇街、住建局" in page.text, address
        assert not [action for action in page.actions if "waiting" in action or "disputes" in action]
    csrf = browser.page("/staff/password").form("")["csrf_token"]
    assert browser.client.post(f"{path}/1", data={**DECIDED, "csrf_token": csrf}).status_code == 404
    assert contested.signed_in("song").get(path).status_code == 404
    assert contested.signed_in("jie").get(f"{path}?decide=99").status_code == 404


def test_after_closing_what_nobody_decided_goes_to_the_first_and_the_pages_say_how_many(contested: Office) -> None:
    browser, path, poll = contested.signed_in("jie"), queue_of(contested), contested.open
    form = browser.page(f"{path}?decide=1").form(f"{path}/1")
    with contested.app.app_context(), transaction() as session:
        close(session, DISTRICT, poll.id, reason="都答了", by=LI, now=datetime.now(UTC))
    page = browser.page(path)
    assert "截止时没有定，以先交的为准" in page.text
    for address in (f"/desk/polls/{poll.id}/life", f"/desk/polls/{poll.id}/publish"):
        assert "有1份回答到截止时没有定，以先交的为准" in browser.page(address).text, address
    stale = Page(browser.client.post(f"{path}/1", data={**form, **DECIDED}))
    assert stale.status == 409
    late = Page(browser.client.post(f"{path}/1", data=stale.forms[-1]))
    assert (late.status, DECIDED["why"] in late.text) == (409, True)
    assert "截止时没有定的，以先交的为准，不能再定" in late.text
