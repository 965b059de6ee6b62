"""户册更正 at the desk: asked for by one office, decided by another person, and told to everybody whom it concerns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.test import TestResponse

from surveys.core.place import DISTRICT
from surveys.core.staff import Role
from surveys.services import objection
from surveys.services.account import account_called
from surveys.services.letter import letters
from surveys.services.staff import add_staff
from surveys.store.db import reading, transaction
from surveys.store.household import placed
from tests.factories import BASE_URL, LI, RANDOM
from tests.office import PASSWORD, Browser, Office, alert
from tests.phone import Page, Phone

WHY = {"reason": "登记时抄错了", "source": "不动产权证2026第15号，11月20日核对"}
AREA = {**WHY, "area": "95.5", "area_source": "register"}
YES = {"confirmed": "yes", "why": "对过权证"}


def path_of(office: Office, rest: str = "") -> str:
    return f"/desk/polls/{office.open.id}/amendments{rest}"


def decided(browser: Browser, where: str, values: dict[str, str] | None = None) -> TestResponse:
    """Decide about the request on a page."""
    page = browser.page(where)
    action = next(at for at in page.actions if "/amendments/" in at)
    return browser.client.post(action, data={**page.form(action), **(values or YES)})


def homes(office: Office) -> list[int]:
    with office.app.app_context(), reading() as session:
        return [home.household.id for home in placed(session, office.open.id)]


def asked(office: Office, browser: Browser, kind: str, home: int, values: dict[str, str] | None = None) -> str:
    """Ask for something; returns where the request stands."""
    answer = browser.fill(path_of(office, f"/{kind}/{home}"), values or WHY)
    assert answer.status_code == 303, Page(answer).text
    return str(answer.location)


@pytest.fixture
def owners(ours: Office) -> Office:
    """An office in which the owners' committee witnesses."""
    with ours.app.app_context(), transaction() as session:
        scope = account_called(session, "ju").scope
        given = {"scope": scope, "random": RANDOM, "by": LI, "now": datetime.now(UTC)}
        add_staff(session, "yewei", "业委会", PASSWORD, role=Role.OWNERS, **given)  # type: ignore[arg-type]
    return ours


def test_a_committee_asks_the_street_confirms_and_the_numbers_change_only_then(ours: Office) -> None:
    home = homes(ours)[0]
    ju, jie = ours.signed_in("ju"), ours.signed_in("jie")
    page = ju.page(path_of(ours, "?q=101"))
    assert path_of(ours, f"?home={home}") + "#ask" in page.links
    chosen = ju.page(path_of(ours, f"?home={home}"))
    assert path_of(ours, f"/area/{home}") in chosen.links
    where = asked(ours, ju, "area", home, AREA)
    own = ju.page(where)
    assert "提出来了，数还没有变" in own.text
    assert "撤回这一条" in own.text
    assert not any("confirmed" in form for form in own.forms)
    assert "8户、8位房主、640.00平方米" in ju.page(path_of(ours)).text
    assert "有1条户册更正等着确认" in ju.page(f"/desk/polls/{ours.open.id}/life").text
    before = jie.page(where)
    assert "从640.00变成655.50" in before.text
    answer = decided(jie, where)
    assert answer.status_code == 303
    told = jie.page(where).text
    assert "确认了，数已经按更正以后的算" in told
    assert "户册也跟着改了" in told
    assert "现在：8户、8位房主、655.50平方米" in jie.page(path_of(ours)).text
    assert "户册更正" in jie.page(f"/desk/ledger?poll={ours.open.id}").text


@pytest.mark.parametrize("username", ["wang", "yewei"])
def test_who_may_not_see_the_roster_gets_nothing(owners: Office, username: str) -> None:
    browser, home = owners.signed_in(username), homes(owners)[0]
    for rest in ("", f"/area/{home}"):
        assert browser.client.get(path_of(owners, rest)).status_code == 404, rest


@pytest.mark.parametrize("username", ["song", "zhu"])
def test_another_place_finds_nothing(ours: Office, username: str) -> None:
    browser, home = ours.signed_in(username), homes(ours)[0]
    for rest in ("", f"/area/{home}", "?one=1"):
        assert browser.client.get(path_of(ours, rest)).status_code == 404, rest


def test_a_committee_decides_nothing_and_nobody_their_own(ours: Office) -> None:
    first, second = homes(ours)[:2]
    jie, ju = ours.signed_in("jie"), ours.signed_in("ju")
    mine, theirs = asked(ours, jie, "void", first), asked(ours, ju, "void", second)
    for browser, where in ((jie, mine), (ju, theirs)):
        assert not any("confirmed" in form for form in browser.page(where).forms)
    other = ours.signed_in("office")
    for browser, where in ((jie, mine), (ju, theirs)):
        page = other.page(where)
        action = next(at for at in page.actions if "/amendments/" in at)
        form = {**page.form(action), **YES, "csrf_token": browser.page("/staff/password").form("")["csrf_token"]}
        assert browser.client.post(action, data=form).status_code in (404, 409), where
    assert "现在：8户" in jie.page(path_of(ours)).text
    assert decided(other, mine).status_code == 303
    assert "现在：7户" in jie.page(path_of(ours)).text


def test_what_was_typed_wrong_is_kept_and_explained(ours: Office) -> None:
    ju, home = ours.signed_in("ju"), homes(ours)[0]
    for typed in ("九十", "0", "-5", "1e9", "95.555", ""):
        answer: TestResponse = ju.fill(path_of(ours, f"/area/{home}"), {**AREA, "area": typed})
        page = Page(answer)
        assert page.status == 422, typed
        assert "面积写数字" in alert(page), typed
        assert page.form("")["reason"][0].strip() == WHY["reason"]
    page = Page(ju.fill(path_of(ours, f"/area/{home}"), {**AREA, "reason": "", "source": ""}))
    assert "写明为什么要更正" in alert(page)
    assert "写明凭什么" in page.text
    page = Page(ju.fill(path_of(ours, f"/remove/{home}"), {**WHY, "reason": "owner 101说没有"}))
    assert "不要写姓名" in alert(page)


def test_a_home_without_its_door_is_told_which_part_of_it_lacks(ours: Office) -> None:
    refused = Page(ours.signed_in("ju").fill(path_of(ours, "/add/0"), {**WHY, "floor": "3", "area": "80"}))
    assert refused.status == 422
    assert "写上楼栋" in refused.text
    assert "写上房号" in refused.text


def test_a_home_that_lacked_is_added_and_its_letter_is_the_next_step(ours: Office) -> None:
    ju, jie = ours.signed_in("ju"), ours.signed_in("jie")
    new = {**WHY, "building": "3", "unit": "1", "room": "909", "floor": "9", "area": "70", "use": "home", "owners": "1"}
    where = asked(ours, ju, "add", 0, new)
    decided(jie, where)
    page = jie.page(where)
    assert f"/desk/polls/{ours.open.id}/letters" in page.links
    assert "9户" in jie.page(path_of(ours)).text


def test_a_voided_home_reads_why_on_its_own_page_and_everybody_that_one_was(ours: Office) -> None:
    home, phone = ours.home(ours.open), ours.at_home()
    ju, jie = ours.signed_in("ju"), ours.signed_in("jie")
    assert "只能作废" in Page(ju.fill(path_of(ours, f"/remove/{home}"), WHY)).text
    where = asked(ours, ju, "void", home)
    assert "这一户交过回答" in jie.page(where).text
    decided(jie, where)
    for path in (f"/h/{home}/a", f"/h/{home}/r"):
        page = phone.page(path)
        assert "您这一户不算在这次征询里了" in page.text, path
        assert "登记时抄错了" in page.text
        assert "不计票，也不在总数里" in page.text
    public = phone.page(f"/p/{ours.open.id}")
    assert "户册更正1处：开始时8户" in public.text
    assert "作废一户：登记时抄错了" in public.text
    assert "owner" not in public.text
    decided(ours.signed_in("office"), asked(ours, jie, "restore", home))
    assert "恢复一户" in phone.page(f"/h/{home}/r").text


def test_an_answer_that_comes_after_its_home_was_taken_out_is_refused_with_all_that_was_typed(ours: Office) -> None:
    phone, home = Phone(ours.app.test_client()), homes(ours)[-1]
    with ours.app.app_context(), transaction() as session:
        keys = ours.app.config["KEYS"]
        phone.scan(letters(session, DISTRICT, ours.open.id, keys=keys, base_url=BASE_URL).letters[-1])
    form = phone.page(f"/h/{home}/a").form(f"/h/{home}/a")
    decided(ours.signed_in("jie"), asked(ours, ours.signed_in("ju"), "remove", home))
    late = phone.client.post(f"/h/{home}/a", data={**form, "who": "o", "agree": "yes", "order": "none"})
    assert late.status_code == 409
    assert "您填的（没有算进去）" in late.get_data(as_text=True)


def test_a_home_whose_area_was_put_right_reads_from_what_to_what(ours: Office) -> None:
    home = ours.home(ours.open)
    decided(ours.signed_in("jie"), asked(ours, ours.signed_in("ju"), "area", home, AREA))
    page = ours.at_home().page(f"/h/{home}/a")
    assert "从80.00平方米改成95.50平方米" in page.text


def test_after_the_result_is_out_only_an_adopted_objection_allows_it_and_a_corrected_notice_is_next(ours: Office) -> None:
    poll = ours.closed
    with ours.app.app_context(), reading() as session:
        home = placed(session, poll.id)[0].household.id
    path = f"/desk/polls/{poll.id}/amendments"
    jie = ours.signed_in("jie")
    assert "现在不能更正" in jie.page(path).text
    ours.publish(poll)
    assert "才能凭那条异议更正" in jie.page(path).text
    now = datetime.now(UTC)
    with ours.app.app_context(), transaction() as session:
        one = objection.record(session, DISTRICT, poll.id, "3号楼", "没有这一户", by=LI, now=now)
        objection.answer(session, DISTRICT, poll.id, one.id, "属实", adopted=True, by=LI, now=now)
    answer = jie.fill(f"{path}/void/{home}", {**WHY, "objection": str(one.id)})
    assert answer.status_code == 303, Page(answer).text
    office = ours.signed_in("office")
    decided(office, str(answer.location))
    told = office.page(str(answer.location))
    assert "下一步：更正公示" in told.text
    assert f"/desk/polls/{poll.id}/publish" in told.links
    sheet = office.page(f"/desk/polls/{poll.id}/sheet").text
    assert "户册更正1处：开始时8户" in sheet
    assert "一共提了1条（镇街1条），确认1条（区改造办1条）" in sheet or "一共提了1条" in sheet
    assert "作废的1户里，1户的回答算过数" in sheet
    ours.publish(poll, reason="按异议作废了一户")
    public = office.page(f"/p/{poll.id}").text
    assert "所以只写结论，不写人数" in public
    assert "户的回答算过数" not in public


def test_a_door_that_is_typed_whole_is_the_only_one_found(ours: Office) -> None:
    ju = ours.signed_in("ju")
    page = ju.page(path_of(ours, "?q=1-1-101"))
    assert [link for link in page.links if "?home=" in link] == [path_of(ours, f"?home={homes(ours)[0]}") + "#ask"]
