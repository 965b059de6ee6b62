"""Every route for every visitor: who gets in, what is refused, what every answer carries, and that looking is free."""

from __future__ import annotations

import pytest

from surveys.web.audience import Audience
from surveys.web.security import HEADERS
from tests.office import Office, contents
from tests.phone import Phone
from tests.web.routes import audience_of, everything

COOKIELESS = {"resident.open_by_code", "resident.leave"}
"""Forms that a browser without any cookie may send: there is nothing in it that they could act on."""


@pytest.fixture(scope="module")
def visitors(shown: Office) -> dict[str, Phone]:
    """One browser for every kind of visitor; what members of staff may see is `test_rights`' matter."""
    return {"nobody": shown.signed_in(""), "household": shown.at_home(), "office": shown.signed_in("office")}


def test_nobody_gets_behind_a_door_without_showing_who_they_are(shown: Office, visitors: dict[str, Phone]) -> None:
    for who in ("nobody", "household"):
        for rule, address in everything(shown, "GET"):
            answer = visitors[who].get(address, buffered=True)
            match audience_of(shown, rule):
                case Audience.STAFF | Audience.ACCOUNT:
                    assert (answer.status_code, answer.location[:14]) == (303, "/staff/sign-in"), address
                case Audience.HOUSEHOLD if who == "nobody":
                    assert (answer.status_code, answer.location[:5]) == (303, "/code"), address
                case _:
                    assert "/staff/sign-in" not in answer.headers.get("Location", ""), address


def test_a_post_without_the_token_is_refused_whoever_sends_it(ours: Office) -> None:
    browsers = [ours.signed_in(""), ours.at_home(), ours.signed_in("office")]
    before = contents(ours)
    sent = 0
    for rule, address in everything(ours, "POST"):
        refused = 409 if audience_of(ours, rule) is Audience.HOUSEHOLD else 400
        for browser in browsers[rule.endpoint in COOKIELESS :]:
            assert browser.client.post(address, data={"answer": "yes"}).status_code == refused, address
            sent += 1
    assert sent > 30
    assert contents(ours) == before


def but_the_check(lines: list[str]) -> list[str]:
    """All but the one row that /readyz writes over and over, to see whether the disk takes it."""
    return [line for line in lines if not line.startswith("""INSERT INTO "watches" VALUES('ready',""")]


def test_get_and_head_change_nothing(ours: Office) -> None:
    """Chat apps and link scanners open addresses before people do."""
    browsers = [ours.signed_in(""), ours.at_home(), ours.signed_in("office")]
    before = but_the_check(contents(ours))
    for _rule, address in everything(ours, "GET"):
        for browser in browsers:
            seen, asked = browser.get(address, buffered=True), browser.client.head(address, buffered=True)
            assert seen.status_code == asked.status_code < 500, address
            assert asked.get_data() == b""
    assert but_the_check(contents(ours)) == before


def test_every_page_carries_the_headers_and_a_redirect_neither_them_nor_a_body(
    shown: Office, visitors: dict[str, Phone]
) -> None:
    for method in ("get", "post"):
        for who in ("nobody", "office"):
            for rule, address in everything(shown, method.upper()):
                answer = getattr(visitors[who].client, method)(address, buffered=True)
                headers = answer.headers
                if answer.status_code == 303:
                    assert answer.data == b"", address
                    assert not {*HEADERS, "Content-Security-Policy", "Content-Type"} & set(headers.keys()), address
                    continue
                assert headers["X-Content-Type-Options"] == "nosniff", address
                if rule.endpoint in PARTS:
                    assert not {*HEADERS, "Content-Security-Policy"} & set(headers.keys()), address
                    continue
                assert {name: headers[name] for name in HEADERS} == HEADERS, address
                assert headers["Content-Security-Policy"].startswith("default-src 'none'"), address
                assert "unsafe" not in headers["Content-Security-Policy"], address


PARTS = ("static", "resident.program", "desk.visits_worker")


def test_pages_stay_out_of_caches(shown: Office, visitors: dict[str, Phone]) -> None:
    for rule, address in everything(shown, "GET"):
        if rule.endpoint not in PARTS:
            assert visitors["office"].get(address, buffered=True).headers["Cache-Control"] == "no-store", address


def test_no_page_brings_a_style_or_a_script_of_its_own(shown: Office, visitors: dict[str, Phone]) -> None:
    """The policy would drop them; residents' pages name their one style sheet by its hash."""
    for rule, address in everything(shown, "GET"):
        if rule.endpoint.startswith(("desk.", "staff.")):
            answer = visitors["office"].get(address, buffered=True)
            if answer.mimetype == "text/html":
                page = answer.get_data(as_text=True)
                assert "<style" not in page, address
                assert " style=" not in page, address
                assert "<script>" not in page, address
                assert " on" + "click" not in page, address
