"""While the database can't be used: every route answers in plain words, and no form loses what was typed into it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from surveys.core.fault import Cause, StoreUnavailable
from surveys.store.db import database_file
from surveys.web.audience import Audience
from surveys.words.fault import CAUSES
from tests.faults.breaking import BY_QUEUE, held
from tests.office import Office
from tests.phone import Page, Phone
from tests.web.routes import audience_of, everything

NEW = "/desk/communities/new"
TYPED = {
    "street": "槐荫街道",
    "name": "槐荫社区",
    "phone": "0632-5550199",
    "address": "春风里12号楼一层",
    "hours": "周一至周五8:30到17:30",
    "person": "王老师",
    "posting": "南门公告栏",
    "seals": "业主委员会（章）",
}


@contextmanager
def gone(cause: Cause = Cause.GONE) -> Iterator[None]:
    """A database that says the same to whoever asks."""

    def refuse(_engine: Engine, *_more: object) -> None:
        raise StoreUnavailable(cause)

    with pytest.MonkeyPatch.context() as breaking:
        breaking.setattr(Engine, "connect", refuse)
        yield


def asked(office: Office, visitors: dict[bool, Phone], method: str, rule: Rule, path: str) -> TestResponse:
    """What a route answers to whoever it is for."""
    at_home = audience_of(office, rule) in (Audience.HOUSEHOLD, Audience.PUBLIC) and rule.rule[:5] not in ("/desk", "/staf")
    phone = visitors[at_home]
    fields = {"typed": "楼道的灯坏了很久", "csrf_token": phone.token, "proof": phone.proof}  # type: ignore[attr-defined]
    return phone.client.open(path, method=method, data=fields if method == "POST" else None)


def test_every_route_says_when_to_come_again_and_keeps_what_was_typed(shown: Office) -> None:
    desk, home = shown.signed_in(), shown.at_home()
    form = next(form for form in home.page("r").forms if "proof" in form)
    home.token, home.proof = "", form["proof"]  # type: ignore[attr-defined]
    desk.token, desk.proof = desk.page(NEW).form("")["csrf_token"], ""  # type: ignore[attr-defined]
    ways = [(method, *way) for method in ("GET", "POST") for way in everything(shown, method)]
    found: Counter[tuple[str, int]] = Counter()
    with gone():
        for method, rule, path in ways:
            answer = asked(shown, {False: desk, True: home}, method, rule, path)
            found[method, answer.status_code] += 1
            assert answer.status_code != 500, path
            if answer.status_code != 503:
                continue
            assert int(answer.headers["Retry-After"]) > 0, path
            if method == "POST" and not rule.endpoint.startswith(("staff.", "health.")):
                assert "楼道的灯坏了很久" in answer.text, path
    assert found["GET", 503] > 80
    assert found["POST", 503] > 80


@pytest.mark.parametrize("cause", Cause)
def test_the_desk_hears_each_cause_and_a_program_gets_a_document(shown: Office, cause: Cause) -> None:
    desk = shown.signed_in()
    token = desk.page(NEW).form("")["csrf_token"]
    with gone(cause):
        said = desk.client.post(NEW, data={**TYPED, "csrf_token": token})
        told = desk.client.post(NEW, data={**TYPED, "csrf_token": token}, headers={"Accept": "application/json"})
    assert CAUSES[cause].desk in Page(said).text
    assert told.status_code == 503
    assert {name: told.json[name] for name in ("error", "cause", "kept")} == {
        "error": "unavailable",
        "cause": cause.value,
        "kept": False,
    }


def test_a_form_of_the_desk_is_kept_and_goes_through_afterwards(ours: Office) -> None:
    browser = ours.signed_in("jie")
    fields = {**browser.page(NEW).form(""), **TYPED}
    with ours.app.app_context():
        path = database_file()
    assert path
    with held(BY_QUEUE, path, stopped=True):
        page = Page(browser.client.post(NEW, data=fields))
        assert page.status == 503
        assert browser.get("/desk/communities").status_code == 200
    kept = page.forms[-1]
    assert {name: kept[name] for name in TYPED} == {name: [value] for name, value in TYPED.items()}
    taken = browser.client.post(page.actions[-1], data=kept)
    assert taken.status_code == 303, Page(taken).text
    assert "槐荫社区" in browser.page("/desk/communities").text


def test_a_password_is_not_written_into_a_page(shown: Office) -> None:
    browser = shown.signed_in("")
    fields = {**browser.page("/staff/sign-in").form(""), "username": "office", "password": "a secret of mine"}
    with gone():
        answer = browser.client.post("/staff/sign-in", data=fields)
    assert answer.status_code == 503
    assert "a secret of mine" not in answer.text


def test_in_english_too(shown: Office) -> None:
    phone = shown.at_home()
    form = next(form for form in phone.page("r?lang=en").forms if "proof" in form)
    with gone():
        page = Page(phone.post("a", form))
    assert (page.status, page.h1) == (503, "Not received yet")


def test_an_error_of_ours_is_still_an_error(shown: Office) -> None:
    """What the database refuses for good reason isn't called an outage."""
    from surveys.store.fault import fault_of

    assert fault_of(sqlite3.IntegrityError("UNIQUE constraint failed")) is None
