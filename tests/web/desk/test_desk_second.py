"""Closing early and publishing take two people, or one with a fresh code, where the installation asks for it."""

from __future__ import annotations

import re
from base64 import b32decode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app import create_app
from config import Config
from surveys.core.authenticator import authenticator_secret, code_at, step_at
from surveys.services.account import account_called
from surveys.services.staff import add_staff
from surveys.store.db import reading, transaction
from surveys.words.dates import day_in_year
from tests.factories import LI, RANDOM
from tests.office import PASSWORD, Browser, Office, alert
from tests.phone import Page

CLOSED, ASKED = "征询已经截止", "提出来了"


@pytest.fixture
def strict(ours: Office) -> Office:
    """An office that asks for a second person, and a second member of the street."""
    ours.app.config["SECOND_PERSON"] = True
    with ours.app.app_context(), transaction() as session:
        jie = account_called(session, "jie")
        given = {"scope": jie.scope, "random": RANDOM, "by": LI, "now": datetime.now(UTC)}
        add_staff(session, "jie2", "街道的另一位", PASSWORD, role=jie.role, **given)  # type: ignore[arg-type]
    return ours


WHY = {"reason": "家家都答了"}


def closing(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/close"


def publishing(office: Office) -> str:
    return f"/desk/polls/{office.closed.id}/publish"


def state(office: Office) -> str:
    """How the open poll stands: one that is over can't be closed."""
    return "截止" if office.signed_in("office").get(closing(office)).status_code == 409 else "进行"


def enrolled(office: Office, username: str) -> tuple[Browser, str]:
    """A browser whose reader has an authenticator, and what its secret is made of."""
    browser = office.signed_in(username)
    page = Page(browser.fill("/staff/authenticator", {"password": PASSWORD}))
    form = page.form("")
    secret = next(word for word in page.text.split() if re.fullmatch(r"[A-Z2-7]{32}", word.split("：")[-1]))
    code = code_at(b32decode(secret.split("：")[-1]), step_at(datetime.now(UTC)) - 1)
    assert browser.client.post("/staff/authenticator", data={**form, "code": code}).status_code == 303
    return browser, secret


def fresh_code(office: Office, username: str) -> str:
    with office.app.app_context(), reading() as session:
        member = account_called(session, username)
    secret = authenticator_secret(office.app.config["KEYS"], member.id, member.authenticator)
    return code_at(secret, step_at(datetime.now(UTC)))


def test_closing_waits_for_a_second_person(strict: Office) -> None:
    first, second = strict.signed_in("jie"), strict.signed_in("jie2")
    path = closing(strict)
    answer = first.fill(path, WHY)
    assert ASKED in first.page(answer.location).text
    assert state(strict) == "进行"
    assert "您在" in first.page(path).text
    first.fill(path, WHY)
    assert state(strict) == "进行", "asking twice confirms nothing"
    page = second.page(path)
    assert "jie在" in page.text
    answer = second.fill(path, {})
    assert CLOSED in second.page(answer.location).text
    assert state(strict) == "截止"


def test_whoever_asked_cannot_send_the_confirmation_themselves(strict: Office) -> None:
    first, path = strict.signed_in("jie"), closing(strict)
    first.fill(path, WHY)
    number = strict.signed_in("jie2").page(path).form("")["confirms"]
    answer = first.fill(path, {"confirms": number, **WHY})
    assert answer.status_code == 409
    assert "提出的人自己不能确认" in Page(answer).text
    assert state(strict) == "进行"


@pytest.mark.parametrize("made_up", ["0", "99", "x", "-1", "1" * 30])
def test_a_made_up_confirmation_does_nothing(strict: Office, made_up: str) -> None:
    assert strict.signed_in("jie").fill(closing(strict), {"confirms": made_up, **WHY}).status_code == 409
    assert state(strict) == "进行"


def test_what_was_asked_is_taken_back_by_either(strict: Office) -> None:
    first, second, path = strict.signed_in("jie"), strict.signed_in("jie2"), closing(strict)
    for browser in (first, second):
        first.fill(path, WHY)
        assert browser.fill(path, {}, f"{path}/withdraw").status_code == 303
        assert "等第二个人确认" not in second.page(path).text
    assert state(strict) == "进行"


def test_a_fresh_code_does_it_at_once_and_only_once(strict: Office) -> None:
    browser, secret = enrolled(strict, "jie")
    assert secret not in browser.page("/staff/authenticator").text
    path = closing(strict)
    answer = browser.fill(path, {"one_time_code": "000000", **WHY})
    assert answer.status_code == 422
    assert "验证码不对" in alert(Page(answer))
    code = fresh_code(strict, "jie")
    assert browser.fill(path, {"one_time_code": code, **WHY}).status_code == 303
    assert state(strict) == "截止"
    again = browser.fill(publishing(strict), {"one_time_code": code})
    assert again.status_code == 422
    assert "已经用过" in alert(Page(again))


def test_an_authenticator_takes_the_password_and_its_code(strict: Office) -> None:
    browser = strict.signed_in("jie")
    for password, told in (("", "写上现在的密码"), ("wrong", "密码不对")):
        answer = browser.fill("/staff/authenticator", {"password": password})
        assert told in alert(Page(answer))
    begun = Page(browser.fill("/staff/authenticator", {"password": PASSWORD}))
    answer = browser.client.post("/staff/authenticator", data={**begun.form(""), "code": "123"})
    assert answer.status_code == 422
    assert "验证码不对" in alert(Page(answer))
    other = strict.signed_in("jie2")
    stolen = {**other.page("/staff/authenticator").form(""), "begun": begun.form("")["begun"], "code": "123"}
    assert "写上现在的密码" in Page(other.client.post("/staff/authenticator", data=stolen)).text


def test_publishing_waits_for_a_second_person_and_posts_exactly_what_was_asked(strict: Office) -> None:
    first, second, path = strict.signed_in("jie"), strict.signed_in("jie2"), publishing(strict)
    until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    answer = first.fill(path, {"until": until})
    assert ASKED in first.page(answer.location).text
    assert "结果正在核对" in strict.signed_in("").page(f"/p/{strict.closed.id}").text
    page = second.page(path)
    assert day_in_year(date.fromisoformat(until)) in page.text
    assert page.form("")["until"] == [until]
    assert page.form("")["until"] == [until]
    later = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    answer = second.fill(path, {"until": later})
    assert answer.status_code == 409
    assert "和提出的不一样" in Page(answer).text
    assert second.fill(path, {}).status_code == 303
    assert "过没过，差多少" in strict.signed_in("").page(f"/p/{strict.closed.id}").text


def test_a_poll_that_is_over_asks_for_nobody(strict: Office) -> None:
    browser = strict.signed_in("jie")
    token = browser.page("/staff/account").form("/staff/sign-out")["csrf_token"]
    for poll in (strict.closed, strict.draft):
        assert browser.get(f"/desk/polls/{poll.id}/close").status_code == 409
        assert browser.client.post(f"/desk/polls/{poll.id}/close", data={"csrf_token": token, **WHY}).status_code == 409
        assert "等第二个人确认" not in browser.page(f"/desk/polls/{poll.id}/life").text


@pytest.mark.parametrize(
    ("address", "said", "needed"),
    [
        ("https://diandan.test", None, True),
        ("http://192.0.2.7:8000", None, False),
        ("https://diandan.test", False, False),
        ("http://192.0.2.7:8000", True, True),
    ],
)
def test_it_is_asked_for_over_https_unless_the_installation_says_otherwise(
    tmp_path: object, address: str, said: bool | None, needed: bool
) -> None:
    config = Config(secret=b"x" * 32, database_url=f"sqlite:///{tmp_path}/x.sqlite", base_url=address)
    assert create_app(replace(config, second=said)).config["SECOND_PERSON"] is needed


@pytest.mark.parametrize(("written", "means"), [("on", True), ("OFF", False), ("", None)])
def test_the_switch_is_read(written: str, means: bool | None) -> None:
    assert Config.from_env({"DIANDAN_SECRET": "x" * 32, "DIANDAN_SECOND": written}).second is means


def test_a_switch_that_says_neither_keeps_the_app_from_starting() -> None:
    with pytest.raises(ValueError, match="DIANDAN_SECOND"):
        Config.from_env({"DIANDAN_SECRET": "x" * 32, "DIANDAN_SECOND": "maybe"})
