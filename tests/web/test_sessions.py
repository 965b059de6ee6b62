"""Who is signed in on which browser: fixed, replayed, outlived, renamed; and what HTTPS adds to every answer."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from config import Config
from surveys.services.staff import IDLE_FOR, SIGNED_IN_FOR
from surveys.store.db import transaction
from surveys.web import sessions
from surveys.web.security import EVERYWHERE, STRICT_TRANSPORT
from tests.office import PASSWORD, Browser, Office
from tests.web.routes import everything

SECURE = "https://localhost"
SIGN_IN = "/staff/sign-in"


def signed_in(office: Office) -> list[str]:
    with office.app.app_context(), transaction() as session:
        return list(session.execute(text("SELECT key FROM staff_sessions ORDER BY started_at")).scalars())


def test_a_cookie_that_somebody_planted_is_not_the_one_that_is_signed_in(ours: Office) -> None:
    attacker, victim = Browser(ours.app.test_client()), Browser(ours.app.test_client())
    attacker.page(SIGN_IN)
    planted = attacker.client.get_cookie("diandan")
    assert planted is not None
    victim.client.set_cookie("diandan", planted.value)
    assert victim.fill(SIGN_IN, {"username": "office", "password": PASSWORD}).status_code == 303
    assert victim.get("/desk").status_code == 200
    assert attacker.get("/desk").status_code == 303
    kept = victim.client.get_cookie("diandan")
    assert kept is not None
    assert kept.value != planted.value


def test_signing_in_again_ends_what_was_signed_in_before(ours: Office) -> None:
    browser = ours.signed_in("office")
    (before,) = signed_in(ours)
    stolen = browser.client.get_cookie("diandan")
    assert stolen is not None
    browser.fill(SIGN_IN, {"username": "jie", "password": PASSWORD})
    (after,) = signed_in(ours)
    assert after != before
    thief = Browser(ours.app.test_client())
    thief.client.set_cookie("diandan", stolen.value)
    assert thief.get("/desk").status_code == 303


@pytest.mark.parametrize(("column", "lasts"), [("started_at", SIGNED_IN_FOR), ("seen_at", IDLE_FOR)])
def test_a_sign_in_ends_by_itself(ours: Office, monkeypatch: pytest.MonkeyPatch, column: str, lasts: timedelta) -> None:
    """Twelve hours after it began, however busy, and thirty minutes after the last page."""
    browser, real = ours.signed_in("office"), sessions.now
    moment, step = real(), timedelta(minutes=20) if column == "started_at" else lasts
    end = moment + lasts
    while moment + step < end:
        moment += step
        monkeypatch.setattr(sessions, "now", lambda at=moment: at)
        assert browser.get("/desk").status_code == 200
    monkeypatch.setattr(sessions, "now", lambda: end + timedelta(seconds=2))
    assert browser.get("/desk").status_code == 303


def over_https(office: Office, cookie: str = "") -> Browser:
    browser = Browser(office.app.test_client())
    browser.client.open = partial(browser.client.open, base_url=SECURE)  # type: ignore[method-assign]
    if cookie:
        browser.client.set_cookie("diandan", cookie)
    return browser


def test_over_https_a_cookie_belongs_to_this_host_alone_and_only_what_was_cast_is_carried_over(ours: Office) -> None:
    phone = ours.at_home()
    home_cookie, staff_cookie = (one.client.get_cookie("diandan") for one in (phone, ours.signed_in()))
    assert home_cookie
    assert staff_cookie
    before = over_https(ours, home_cookie.value)
    home = phone.home
    assert before.get(home).location == f"{home}/r", "it knows what was cast"
    assert over_https(ours).get(home).location.startswith("/code")
    assert over_https(ours, staff_cookie.value).get("/desk").status_code == 303
    browser = over_https(ours)
    answer = browser.fill(SIGN_IN, {"username": "office", "password": PASSWORD})
    for set_cookie in answer.headers.getlist("Set-Cookie"):
        name, *marks = set_cookie.split("; ")
        assert name.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(marks)
        assert not any(mark.startswith("Domain") for mark in marks)
    assert browser.get("/desk").status_code == 200


def test_every_answer_over_https_asks_for_nothing_else_for_a_year(ours: Office) -> None:
    browser, plain = over_https(ours), ours.signed_in("")
    for _rule, address in everything(ours, "GET"):
        headers = browser.get(address, buffered=True).headers
        assert headers["Strict-Transport-Security"] == STRICT_TRANSPORT == "max-age=31536000", address
        assert "Strict-Transport-Security" not in plain.get(address, buffered=True).headers, address
        if not 300 <= browser.get(address, buffered=True).status_code < 400:
            shared = headers["Content-Type"].startswith(("text/javascript", "text/css", "font/"))
            told = {"X-Content-Type-Options": "nosniff"} if shared else EVERYWHERE
            assert {name: headers[name] for name in EVERYWHERE if name in headers} == told, address
    ours.app.config["STRICT_TRANSPORT"] = False
    assert "Strict-Transport-Security" not in browser.get("/help").headers


@pytest.mark.parametrize(("said", "asks"), [("", True), ("on", True), ("off", False)])
def test_an_office_without_https_everywhere_may_say_so(said: str, asks: bool) -> None:
    assert Config.from_env({"DIANDAN_SECRET": "x" * 32, "DIANDAN_HSTS": said}).strict_transport is asks
