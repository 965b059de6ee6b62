"""What docs/security.md says of pages, cookies and addresses, over every route."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import request, session
from sqlalchemy.exc import StatementError
from werkzeug.middleware.proxy_fix import ProxyFix

from surveys.core.authenticator import matching_step
from surveys.services.code import Door
from surveys.store import entry
from surveys.store.db import transaction
from surveys.web.sessions import Pass, proof, read_proof
from tests.factories import LI
from tests.office import PASSWORD, Browser, Office
from tests.phone import Page
from tests.web.routes import audience_of, everything

SIGN_IN = "/staff/sign-in"


def test_every_answer_with_a_body_says_what_it_is(shown: Office) -> None:
    browser = shown.signed_in()
    for _rule, address in everything(shown, "GET"):
        answer = browser.get(address, buffered=True)
        if answer.data:
            kind = answer.headers["Content-Type"]
            assert kind.partition("/")[0] in ("text", "application", "image", "font"), address
            assert not kind.startswith("text/") or "charset=utf-8" in kind, address


def test_every_download_is_named_by_us(shown: Office) -> None:
    browser, seen = shown.signed_in(), 0
    for _rule, address in everything(shown, "GET"):
        told = browser.get(f"{address}?download_name=../../evil&filename=%0d%0aX:1", buffered=True).headers
        disposition = told.get("Content-Disposition", "")
        seen += "filename" in disposition
        assert "evil" not in disposition, address
        assert "X" not in told, address
        assert disposition.isascii(), address
    assert seen > 3


def test_every_password_is_hidden_and_may_be_pasted(ours: Office) -> None:
    pages = [
        ours.signed_in("").page(SIGN_IN),
        *(ours.signed_in().page(f"/staff/{at}") for at in ("password", "authenticator")),
    ]
    fields = [
        values
        for page in pages
        for tag, values in page.tags
        if tag == "input" and "password" in values.get("autocomplete", "")
    ]
    assert len(fields) == 5
    assert {field["type"] for field in fields} == {"password"}
    assert not any("onpaste" in field or field["autocomplete"] == "off" for field in fields)


@pytest.mark.parametrize("spoilt", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1]])
def test_a_password_is_compared_as_it_was_typed(ours: Office, spoilt: str) -> None:
    assert ours.signed_in("").fill(SIGN_IN, {"username": "office", "password": spoilt}).status_code == 422


def test_a_password_runs_out_for_nobody(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    later = datetime.now(UTC) + timedelta(days=4000)
    monkeypatch.setattr(sys.modules["surveys.web.desk.staff.views"], "now", lambda: later)
    assert ours.signed_in("").fill(SIGN_IN, {"username": "office", "password": PASSWORD}).status_code == 303


def test_an_authenticator_takes_the_password_again(ours: Office) -> None:
    browser = ours.signed_in()
    assert browser.fill("/staff/authenticator", {"password": ""}).status_code == 422
    assert browser.fill("/staff/authenticator", {"password": "wrong"}).status_code == 422
    assert browser.fill("/staff/authenticator", {"password": PASSWORD}).status_code == 200
    assert matching_step(b"x" * 20, "000000", now=datetime.now(UTC), after=0) is None


def test_every_page_of_the_desk_lets_one_sign_out(shown: Office) -> None:
    browser, seen = shown.signed_in(), 0
    for rule, address in everything(shown, "GET"):
        answer = browser.get(address, buffered=True)
        page = answer.status_code == 200 and answer.mimetype == "text/html" and "css/desk" in answer.get_data(as_text=True)
        if page and rule.endpoint.startswith("desk.") and audience_of(shown, rule).name == "STAFF":
            assert any(action.endswith("/staff/sign-out") for action in Page(answer).actions), address
            seen += 1
    assert seen > 20


def test_a_cookie_that_was_changed_by_one_sign_is_nothing(ours: Office) -> None:
    browser = ours.signed_in()
    cookie = browser.client.get_cookie("diandan")
    assert cookie is not None
    for at in range(0, len(cookie.value), 7):
        other = "A" if cookie.value[at] != "A" else "B"
        thief = ours.app.test_client()
        thief.set_cookie("diandan", cookie.value[:at] + other + cookie.value[at + 1 :])
        assert thief.get("/desk").status_code == 303, at


def test_a_cookie_is_worth_nothing_after_its_time(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = ours.at_home()
    assert phone.get("r").status_code == 200
    real = time.time
    later = int(ours.app.permanent_session_lifetime.total_seconds()) + 60
    monkeypatch.setattr(time, "time", lambda: real() + later)
    assert phone.get("r").status_code == 303


def test_a_proof_is_no_cookie_and_a_cookie_no_proof(ours: Office) -> None:
    cookie = ours.at_home().client.get_cookie("diandan")
    assert cookie is not None
    with ours.app.test_request_context():
        assert session is not None
        assert read_proof(cookie.value) is None
        written = proof(Pass(Door(1, 1, ours.open.id), datetime.now(UTC)))
        assert read_proof(written) is not None
    client = ours.app.test_client()
    client.set_cookie("diandan", written)
    assert client.get("/h/1/r").status_code == 303


@dataclass
class Told:
    address: str = ""


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_an_address_that_a_visitor_made_up_is_not_believed(ours: Office, proxies: int, believed: str) -> None:
    told = Told()
    ours.app.before_request_funcs.setdefault(None, []).insert(0, lambda: setattr(told, "address", request.remote_addr))
    if proxies:
        ours.app.wsgi_app = ProxyFix(ours.app.wsgi_app, x_for=proxies)  # type: ignore[method-assign]
    ours.app.test_client().get(
        "/help", headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.7, 203.0.113.9", "X-Real-IP": "6.6.6.6"}
    )
    assert told.address == believed


@pytest.mark.parametrize(
    "path", [".git/config", "instance/secret", "static/", "static/js/", "app.py", "static/../config.py", "docs/"]
)
def test_only_what_is_meant_to_be_served_is(shown: Office, path: str) -> None:
    for browser in (shown.signed_in(""), shown.signed_in()):
        assert browser.client.get(f"/{path}").status_code in (404, 403), path


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"])
def test_a_method_that_nobody_needs_is_refused(shown: Office, method: str) -> None:
    for _rule, address in everything(shown, "GET")[:40]:
        assert shown.app.test_client().open(address, method=method).status_code == 405, address


def test_health_says_one_word(shown: Office) -> None:
    for path in ("/healthz", "/readyz"):
        answer = Browser(shown.app.test_client()).get(path)
        assert len(answer.data) < 200
        assert "sqlite" not in answer.get_data(as_text=True).lower()


def test_leaving_clears_what_the_browser_kept(ours: Office) -> None:
    phone = ours.at_home()
    answer = phone.send("/leave", {}, "/not-mine")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert phone.get("r").status_code == 303


def test_a_moment_without_its_zone_is_not_written(ours: Office) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with ours.app.app_context(), pytest.raises(StatementError, match="ValueError"), transaction() as writing:
        entry.enter(writing, "wave_made", by=LI, now=naive)
