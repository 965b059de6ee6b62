"""Every route for every visitor: who gets in, what is refused, what every answer carries, and that looking is free."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from werkzeug.routing import Rule

from surveys.core.poll import Poll
from surveys.web.audience import Audience
from surveys.web.security import HEADERS
from tests.office import Office, contents
from tests.phone import Phone

STAFF = ("office", "jie", "song", "ju", "zhu", "wang")
PLACED = {"poll_id", "compound_id"}


@pytest.fixture(scope="module")
def visitors(shown: Office) -> dict[str, Phone]:
    """One browser for every kind of visitor."""
    staff = {username: shown.signed_in(username) for username in STAFF}
    return {"nobody": shown.signed_in(""), "household": shown.at_home(), **staff}


def routes(office: Office, method: str) -> list[Rule]:
    return [rule for rule in office.app.url_map.iter_rules() if method in (rule.methods or ())]


def addresses(office: Office, rule: Rule, polls: Sequence[Poll]) -> list[str]:
    """Addresses of a route for these polls; a new kind of argument has to be named here."""
    adapter = office.app.url_map.bind("localhost")
    found = set()
    for poll in polls:
        known: dict[str, object] = {"poll_id": poll.id, "compound_id": poll.compound.id, "wave_id": poll.wave.id}
        known |= {
            "household_id": office.home(poll) if "household_id" in rule.arguments else 0,
            "gate": "committee",
            "token": "0" * 32,
            "errand": "undo",
            "digest": "abc",
            "filename": "css/desk.css",
        }
        found.add(adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}))
    return sorted(found)


def everything(office: Office, method: str) -> list[tuple[Rule, str]]:
    polls = [office.open, office.closed]
    return [(rule, address) for rule in routes(office, method) for address in addresses(office, rule, polls)]


def audience_of(office: Office, rule: Rule) -> Audience:
    view = office.app.view_functions[rule.endpoint]
    return getattr(view, "audience", Audience.PUBLIC)


def roles_of(office: Office, rule: Rule) -> Sequence[str]:
    return getattr(office.app.view_functions[rule.endpoint], "roles", ())


def test_nobody_gets_behind_a_door_without_showing_who_they_are(shown: Office, visitors: dict[str, Phone]) -> None:
    for who in ("nobody", "household"):
        for rule, address in everything(shown, "GET"):
            answer = visitors[who].get(address, buffered=True)
            match audience_of(shown, rule):
                case Audience.STAFF:
                    assert (answer.status_code, answer.location[:14]) == (303, "/staff/sign-in"), address
                case Audience.HOUSEHOLD if who == "nobody":
                    assert (answer.status_code, answer.location) == (303, "/code"), address
                case _:
                    assert "/staff/sign-in" not in answer.headers.get("Location", ""), address


def test_a_role_that_a_view_does_not_name_finds_nothing(shown: Office, visitors: dict[str, Phone]) -> None:
    roles = {"office": "district", "jie": "street", "ju": "committee", "wang": "helper"}
    kept_out = 0
    for rule, address in everything(shown, "GET"):
        for username, role in roles.items():
            if audience_of(shown, rule) is Audience.STAFF and roles_of(shown, rule) and role not in roles_of(shown, rule):
                assert visitors[username].get(address, buffered=True).status_code == 404, (username, address)
                kept_out += 1
    assert kept_out > 20


def test_staff_see_nothing_of_places_outside_their_scope(shown: Office, visitors: dict[str, Phone]) -> None:
    outside = {
        "jie": [shown.stranger],
        "ju": [shown.stranger, shown.closed, shown.scheduled, shown.draft],
        "song": [shown.open, shown.closed, shown.scheduled, shown.draft],
        "zhu": [shown.open, shown.closed],
    }
    for username, polls in outside.items():
        for rule in routes(shown, "GET"):
            if audience_of(shown, rule) is Audience.STAFF and rule.arguments & PLACED:
                for address in addresses(shown, rule, polls):
                    assert visitors[username].get(address, buffered=True).status_code == 404, (username, address)


def test_staff_change_nothing_outside_their_scope(ours: Office) -> None:
    browser = ours.signed_in("song")
    token = browser.page("/staff/password").form("")["csrf_token"]
    before = contents(ours)
    for rule in routes(ours, "POST"):
        if rule.arguments & PLACED:
            for address in addresses(ours, rule, [ours.open, ours.scheduled, ours.closed]):
                answer = browser.client.post(address, data={"csrf_token": token, "status": "pass"})
                assert answer.status_code == 404, address
    assert contents(ours) == before


def test_staff_reach_everything_inside_their_scope(shown: Office, visitors: dict[str, Phone]) -> None:
    for rule in routes(shown, "GET"):
        if audience_of(shown, rule) is Audience.STAFF and rule.endpoint not in (
            "desk.roster_preview",
            "desk.roster_problems",
        ):
            for address in addresses(shown, rule, [shown.open, shown.closed]):
                assert visitors["office"].get(address, buffered=True).status_code in (200, 409), address


def test_a_post_without_the_token_is_refused_whoever_sends_it(ours: Office) -> None:
    browsers = [ours.signed_in(""), ours.at_home(), ours.signed_in("office")]
    before = contents(ours)
    sent = 0
    for _rule, address in everything(ours, "POST"):
        for browser in browsers:
            assert browser.client.post(address, data={"answer": "yes"}).status_code == 400, address
            sent += 1
    assert sent > 30
    assert contents(ours) == before


def test_get_and_head_change_nothing(ours: Office) -> None:
    """Chat apps and link scanners open addresses before people do."""
    browsers = [ours.signed_in(""), ours.at_home(), ours.signed_in("office")]
    before = contents(ours)
    for _rule, address in everything(ours, "GET"):
        for browser in browsers:
            seen, asked = browser.get(address, buffered=True), browser.client.head(address, buffered=True)
            assert seen.status_code == asked.status_code < 500, address
            assert asked.get_data() == b""
    assert contents(ours) == before


def test_every_answer_carries_the_headers(shown: Office, visitors: dict[str, Phone]) -> None:
    for method in ("get", "post"):
        for who in ("nobody", "office"):
            for _rule, address in everything(shown, method.upper()):
                headers = getattr(visitors[who].client, method)(address, buffered=True).headers
                assert {name: headers[name] for name in HEADERS} == HEADERS, address
                assert headers["Content-Security-Policy"].startswith("default-src 'none'"), address
                assert "unsafe" not in headers["Content-Security-Policy"], address


def test_pages_stay_out_of_caches(shown: Office, visitors: dict[str, Phone]) -> None:
    for rule, address in everything(shown, "GET"):
        if rule.endpoint not in ("static", "resident.program"):
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
