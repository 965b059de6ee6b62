"""People at the desk: inviting, changing, shutting out, and one's own account."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from surveys.store.db import reading, transaction
from tests.office import PASSWORD, Browser, Office, alert, contents
from tests.phone import Page, Values

NEW = "bamboo kettle 9 moon"
PERSON = {"username": "zhangli", "name": "张丽", "office": "槐荫街道办事处"}


def added(office: Office, by: str = "office", **values: str) -> str:
    """The path of the invitation of a new account."""
    place = f"compound:{office.open.compound.id}"
    answer = office.signed_in(by).fill("/desk/people/new", {**PERSON, "role": "owners", "place": place, **values})
    return invitation(answer)


def invitation(answer: object) -> str:
    page = Page(answer)  # type: ignore[arg-type]
    found = re.search(r"https?://\S+?/staff/i/[0-9a-f]{64}", page.text)
    assert page.status == 200, page.text
    assert found
    return urlsplit(found[0]).path


def accepted(office: Office, path: str, password: str = NEW) -> Browser:
    browser = office.signed_in("")
    assert browser.get(path).location == "/staff/invitation"
    values: Values = {"new": password, "again": password}
    assert browser.fill("/staff/invitation", values).status_code == 303
    return browser


def entered(office: Office, username: str, password: str = NEW) -> int:
    return office.signed_in("").fill("/staff/sign-in", {"username": username, "password": password}).status_code


def later(office: Office, **passed: int) -> None:
    """Let time pass for every signed-in browser, by moving what was written down."""
    moment = datetime.now(UTC) - timedelta(**passed)
    with office.app.app_context(), transaction() as session:
        values = {"moment": moment.replace(tzinfo=None).isoformat(" ")}
        session.execute(text("UPDATE staff_sessions SET seen_at = :moment"), values)


def test_somebody_is_added_invited_and_signs_in_with_a_password_that_nobody_else_knows(ours: Office) -> None:
    browser = accepted(ours, added(ours))
    assert browser.page("/desk").status == 200
    page = browser.page("/staff/account")
    assert "张丽" in page.text
    assert "业委会" in page.text
    assert "春风里" in page.text
    assert entered(ours, "zhangli") == 303


def test_the_link_takes_its_secret_out_of_the_address_and_changes_nothing(ours: Office) -> None:
    path = added(ours)
    before, scanner = contents(ours), ours.signed_in("")
    for _ in range(3):
        assert scanner.get(path).location == "/staff/invitation"
    page = scanner.page("/staff/invitation")
    assert path.rsplit("/", 1)[1] not in page.html
    assert "zhangli" in page.text
    assert contents(ours) == before


def test_an_invitation_works_once_and_not_after_another(ours: Office) -> None:
    first = added(ours)
    person = ours.staff_id("zhangli")
    second = invitation(ours.signed_in("office").fill(f"/desk/people/{person}", {}, f"/desk/people/{person}/invite"))
    for path in (first, second):
        if path is second:
            accepted(ours, second)
        browser = ours.signed_in("")
        browser.get(path)
        page = browser.page("/staff/invitation")
        assert (page.status, page.h1) == (404, "这个邀请不能用了")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"new": "short", "again": "short"}, "10到200个字符"),
        ({"new": "woaini5201314", "again": "woaini5201314"}, "太容易猜"),
        ({"new": "rain zhangli rain", "again": "rain zhangli rain"}, "不要有用户名"),
        ({"new": NEW, "again": "else"}, "两遍密码要一样"),
        ({"new": "", "again": ""}, "写上密码"),
    ],
)
def test_a_password_that_cannot_be_leaves_the_invitation_open(ours: Office, values: dict[str, str], told: str) -> None:
    path, browser = added(ours), ours.signed_in("")
    browser.get(path)
    answer = browser.fill("/staff/invitation", values)
    assert answer.status_code == 422
    assert told in alert(Page(answer))
    accepted(ours, path)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"username": "JU"}, "“ju”已经有了"),
        ({"username": "张"}, "小写字母和数字"),
        ({"name": ""}, "写上姓名"),
        ({"name": " "}, "姓名不能空着"),
        ({"name": "名" * 41}, "最多写40个字"),
        ({"role": "street"}, "镇街的人要选一个镇街"),
        ({"role": "committee", "place": "district"}, "居委会的人要选一个社区或一个小区"),
        ({"place": ""}, "选管哪里"),
        ({"place": "compound:999"}, "选一个列出来的"),
        ({"role": "king"}, "选一个列出来的"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told_and_what_was_typed_stays(
    ours: Office, values: dict[str, str], told: str
) -> None:
    before = contents(ours)
    place = f"compound:{ours.open.compound.id}"
    form = {**PERSON, "role": "owners", "place": place, **values}
    answer = ours.signed_in("office").fill("/desk/people/new", form)
    assert answer.status_code == 422
    page = Page(answer)
    assert told in alert(page)
    assert page.form("")["office"] == ["槐荫街道办事处"]
    assert len(contents(ours)) == len(before) + 1, "the browser that signed in"


def test_a_street_sees_its_own_people_and_gives_what_it_may(ours: Office) -> None:
    street = ours.signed_in("jie")
    page = street.page("/desk/people")
    assert "共3个账号" in page.text
    assert "松风街道办" not in page.text
    form = street.page("/desk/people/new")
    values = [attributes.get("value") for tag, attributes in form.tags if tag in ("option", "input")]
    assert "street" in values
    assert "district" not in values
    assert f"compound:{ours.stranger.compound.id}" not in values
    for username in ("office", "song", "zhu"):
        assert street.get(f"/desk/people/{ours.staff_id(username)}").status_code == 404
    for name in ("ju", "wang"):
        assert ours.signed_in(name).get("/desk/people").status_code == 404


def test_shutting_somebody_out_ends_what_they_have_open_at_once(ours: Office) -> None:
    theirs, office = ours.signed_in("ju"), ours.signed_in("office")
    person = f"/desk/people/{ours.staff_id('ju')}"
    assert theirs.page("/desk").status == 200
    assert office.fill(person, {}, f"{person}/disable").status_code == 303
    assert theirs.get("/desk").status_code == 303
    assert entered(ours, "ju", PASSWORD) == 422
    assert "停用" in office.page(person).text
    office.fill(person, {}, f"{person}/enable")
    assert entered(ours, "ju", PASSWORD) == 303


def test_signing_somebody_out_everywhere_leaves_the_account_open(ours: Office) -> None:
    theirs, office = [ours.signed_in("ju") for _ in range(2)], ours.signed_in("office")
    person = f"/desk/people/{ours.staff_id('ju')}"
    assert "现在登录着2处" in office.page(person).text
    office.fill(person, {}, f"{person}/sign-out")
    assert [browser.get("/desk").status_code for browser in theirs] == [303, 303]
    assert entered(ours, "ju", PASSWORD) == 303


def test_an_account_is_changed_and_works_at_once(ours: Office) -> None:
    theirs, office = ours.signed_in("ju"), ours.signed_in("office")
    person = f"/desk/people/{ours.staff_id('ju')}"
    answer = office.fill(person, {"name": "新名", "role": "street", "place": f"street:{ours.stranger.compound.street.id}"})
    assert answer.status_code == 303
    assert theirs.get(f"/desk/compounds/{ours.open.compound.id}").status_code == 404
    assert theirs.get(f"/desk/compounds/{ours.stranger.compound.id}").status_code == 200


def test_one_cannot_change_ones_own_role_or_shut_oneself_out(ours: Office) -> None:
    office = ours.signed_in("office")
    person = f"/desk/people/{ours.staff_id('office')}"
    street = f"street:{ours.open.compound.street.id}"
    answer = office.fill(person, {"role": "street", "place": street})
    assert answer.status_code == 422
    assert "自己不能改" in alert(Page(answer))
    token = office.page(person).form("")["csrf_token"]
    for act in ("disable", "invite"):
        answer = office.client.post(f"{person}/{act}", data={"csrf_token": token})
        assert answer.status_code == 409
    assert office.page(person).status == 200


def test_an_empty_search_says_so_and_a_long_list_has_pages(ours: Office) -> None:
    office = ours.signed_in("office")
    assert "没有找到“没有这个人”" in office.page("/desk/people?q=没有这个人").text
    for number in range(20):
        added(ours, username=f"p{number}")
    page = office.page("/desk/people")
    assert "第1页，共2页" in page.text
    assert "/desk/people?page=2" in page.links
    assert office.page("/desk/people?page=999").status == 200
    found = office.page("/desk/people?q=p1")
    assert "共11个账号" in found.text


def test_ones_own_account_shows_where_one_is_signed_in_and_ends_the_others(ours: Office) -> None:
    here, there = ours.signed_in("jie"), Browser(ours.app.test_client())
    phone = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 9; V1816A) MicroMessenger/8.0 Mobile"}
    there.client.environ_base.update(phone)
    there.fill("/staff/sign-in", {"username": "jie", "password": PASSWORD})
    page = here.page("/staff/account")
    assert "现在登录着2处" in page.text
    assert "手机" in page.text
    assert "电脑 （就是这里）" in page.text or "电脑（就是这里）" in page.text
    assert here.fill("/staff/account", {}, "/staff/sign-out-elsewhere").status_code == 303
    assert there.get("/desk").status_code == 303
    assert here.get("/desk").status_code == 200


def test_thirty_idle_minutes_sign_out_say_why_and_keep_what_was_typed(ours: Office) -> None:
    browser = ours.signed_in("office")
    path = f"/desk/polls/{ours.closed.id}/gates/committee"
    form = {**browser.page(path).form(""), "note": "两个小时写的说明"}
    later(ours, minutes=29)
    assert browser.page(path).status == 200, "and it was noted that they are there"
    later(ours, minutes=31)
    answer = browser.client.post(path, data=form)
    assert answer.status_code == 403
    assert "两个小时写的说明" in Page(answer).html
    assert browser.get("/desk").status_code == 303
    assert "30分钟没有操作" in browser.page("/staff/sign-in").text
    browser.fill("/staff/sign-in", {"username": "office", "password": PASSWORD})
    kept = next(held for held in Page(answer).forms if "note" in held)
    assert browser.client.post(path, data=kept).status_code in (303, 422)


def seen(office: Office) -> str:
    with office.app.app_context(), reading() as session:
        return str(session.execute(text("SELECT max(seen_at) FROM staff_sessions")).scalar_one())


def test_being_there_is_noted_once_a_minute_and_not_at_every_page(ours: Office) -> None:
    browser = ours.signed_in("office")
    times = [seen(ours)]
    for page in range(4):
        if page == 1:
            later(ours, minutes=2)
            times.append(seen(ours))
        browser.page("/desk")
        times.append(seen(ours))
    assert times[0] == times[1] > times[2] < times[3] == times[4] == times[5]


def test_the_district_is_named_and_stands_where_staff_sign_in(ours: Office) -> None:
    office = ours.signed_in("office")
    assert office.fill("/desk/district", {"district": "薛城区", "office": "薛城区住建局"}).status_code == 303
    assert "薛城区 · 薛城区住建局" in ours.signed_in("").page("/staff/sign-in").text
    assert office.fill("/desk/district", {"district": "", "office": ""}).status_code == 422
    answer = office.fill(
        "/staff/password", {"old": PASSWORD, "new": "雨落薛城区瓦上声声慢", "again": "雨落薛城区瓦上声声慢"}
    )
    assert "不要有用户名、姓名、单位或区名" in alert(Page(answer))
