"""Signing in and out, and a new password."""

from __future__ import annotations

import pytest

from surveys.services.staff import sign_out
from surveys.store.db import transaction
from tests.office import PASSWORD, Browser, Office, alert
from tests.phone import Page

SIGN_IN = "/staff/sign-in"


def signing_in(browser: Browser, username: str, password: str, path: str = SIGN_IN) -> Page:
    answer = browser.fill(path, {"username": username, "password": password})
    assert answer.status_code == 422
    return Page(answer)


def test_signing_in_leads_to_where_one_wanted_to_go(shown: Office) -> None:
    browser = shown.signed_in("")
    path = browser.get("/desk/waves").location
    assert path == "/staff/sign-in?next=/desk/waves"
    assert browser.fill(path, {"username": "office", "password": PASSWORD}).location == "/desk/waves"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/desk", "//evil.test", "/desk\\@evil.test", "/q/ABC", "/desk//evil?x"]
)
def test_signing_in_never_leads_elsewhere(shown: Office, elsewhere: str) -> None:
    answer = shown.signed_in("").client.get(SIGN_IN, query_string={"next": elsewhere})
    path = str(answer.request.full_path)
    browser = shown.signed_in("")
    assert browser.fill(path, {"username": "office", "password": PASSWORD}).location in (
        "/desk",
        "/desk//evil?x".partition("?")[0],
    )


def test_a_helper_begins_with_their_rounds_and_types_codes_from_there(shown: Office) -> None:
    browser = shown.signed_in("")
    answer = browser.fill(SIGN_IN, {"username": "wang", "password": PASSWORD})
    assert answer.location == "/desk/visits"
    assert "/code" in browser.page("/desk/visits").links


def test_a_wrong_name_and_a_wrong_password_sound_the_same(shown: Office) -> None:
    wrong = [signing_in(shown.signed_in(""), name, secret) for name, secret in (("office", "wrong"), ("nobody", PASSWORD))]
    assert alert(wrong[0]).replace("office", "") == alert(wrong[1]).replace("nobody", "")
    assert "用户名或密码不对" in wrong[0].text


def test_what_was_typed_stays_but_never_the_password(shown: Office) -> None:
    page = signing_in(shown.signed_in(""), "offfice", "my own secret")
    assert page.form("")["username"] == ["offfice"]
    assert "my own secret" not in page.html


def test_empty_fields_are_named_and_linked(shown: Office) -> None:
    page = signing_in(shown.signed_in(""), "", "")
    assert {"#username", "#password"} <= set(page.links)
    assert "写上用户名" in alert(page)


def test_after_ten_wrong_passwords_a_name_has_to_wait_and_others_have_not(ours: Office) -> None:
    for _ in range(10):
        signing_in(ours.signed_in(""), "office", "wrong")
    assert "过15分钟再试" in signing_in(ours.signed_in(""), "office", PASSWORD).text
    ours.signed_in("jie")


def test_the_cookie_is_new_after_signing_in_and_worth_nothing_after_signing_out(ours: Office) -> None:
    browser = ours.signed_in("office")
    stolen = browser.client.get_cookie("diandan")
    assert browser.fill("/desk", {}, "/staff/sign-out").location == SIGN_IN
    assert stolen is not None
    thief = ours.signed_in("")
    thief.client.set_cookie("diandan", stolen.value)
    assert thief.get("/desk").status_code == 303


def test_signing_in_forgets_the_household_that_the_browser_showed(shown: Office) -> None:
    phone = shown.at_home()
    browser = Browser(phone.client)
    assert phone.get("r").status_code == 200
    browser.fill(SIGN_IN, {"username": "office", "password": PASSWORD})
    assert phone.get("r").location == "/code"


NEW = "quite another phrase"


def test_a_new_password_keeps_this_browser_and_signs_out_the_others(ours: Office) -> None:
    here, there = ours.signed_in("jie"), ours.signed_in("jie")
    assert here.fill("/staff/password", {"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 303
    assert "密码改好了" in here.page("/desk").text
    assert there.get("/desk").status_code == 303
    signing_in(ours.signed_in(""), "jie", PASSWORD)
    assert ours.signed_in("").fill(SIGN_IN, {"username": "jie", "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "密码不对"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "新密码要10到200个字符"),
        ({"old": PASSWORD, "new": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "太容易猜"),
        ({"old": PASSWORD, "new": NEW, "again": "something else"}, "两遍新密码要一样"),
        ({"old": "", "new": "", "again": ""}, "写上现在的密码"),
    ],
)
def test_a_password_that_cannot_be_is_explained_and_the_old_stays(shown: Office, values: dict[str, str], told: str) -> None:
    answer = shown.signed_in("song").fill("/staff/password", values)
    assert answer.status_code == 422
    assert told in alert(Page(answer))
    shown.signed_in("song")


def test_what_was_typed_while_a_session_ended_is_sent_again_by_whoever_comes_back(ours: Office) -> None:
    browser = ours.signed_in("office")
    path = f"/desk/polls/{ours.closed.id}/gates/committee"
    form = {**browser.page(path).form(""), "note": "两个小时写的<说明>"}
    with ours.app.app_context(), transaction() as session:
        sign_out(session, token_of(browser))
    answer = browser.client.post(path, data=form)
    page = Page(answer)
    assert (answer.status_code, page.h1) == (403, "登录过期了")
    kept = next(held for held in page.forms if "note" in held)
    assert kept["note"] in ("两个小时写的<说明>", ["两个小时写的<说明>"])
    assert browser.get(path).status_code == 303
    browser.fill(SIGN_IN, {"username": "office", "password": PASSWORD})
    assert browser.client.post(path, data=kept).status_code in (303, 422), "the form's token still holds"
    browser.fill(SIGN_IN, {"username": "jie", "password": PASSWORD})
    assert browser.client.post(path, data=kept).status_code == 400, "and not for anybody else"


def token_of(browser: Browser) -> str:
    with browser.client.session_transaction() as cookie:
        return str(cookie["staff"])
