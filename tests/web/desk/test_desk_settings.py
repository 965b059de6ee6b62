"""The address of the installation at the desk: which one holds, which are refused, and where it is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import g

from config import Config
from surveys.core.second import Grave
from surveys.core.staff import Role
from surveys.store.db import reading
from surveys.web.desk.seconding import needed
from tests.office import SERVED, Office, alert, contents
from tests.paper.printed import Print
from tests.phone import Page
from tests.witness import member

NAMED = {"district": "薛城区", "office": "薛城区住建局"}
PAGE, STORED = "/desk/district", "https://diandan.example"


def given(office: Office, address: str) -> None:
    """Let whoever starts the installation give this address."""
    office.app.config["ADDRESSES"] = replace(office.app.config["ADDRESSES"], given=address)


def printed_codes(office: Office) -> list[str]:
    browser, path = office.signed_in(), f"/desk/polls/{office.open.id}/letters"
    form = browser.page(path).form(path)
    answer = browser.client.post(f"{path}?file=pdf", data={**form, "again": "y", "reason": "spoilt"})
    with Print(answer.get_data()) as paper:
        return [code.text for code in paper.codes(0)]


def test_the_address_that_is_stored_is_the_one_on_letters_and_invitations(ours: Office) -> None:
    assert SERVED in ours.signed_in().page(PAGE).text
    assert ours.signed_in().fill(PAGE, {**NAMED, "site": f"{STORED}/"}).status_code == 303
    page = ours.signed_in().page(PAGE)
    assert page.form("")["site"] == [STORED]
    assert all(code.startswith(f"{STORED}/q/") for code in printed_codes(ours))
    browser, person = ours.signed_in(), f"/desk/people/{ours.staff_id('wang')}"
    invited = browser.client.post(f"{person}/invite", data=browser.page(person).form("invite"))
    assert f"{STORED}/staff/i/" in Page(invited).text


def test_the_address_that_was_given_at_the_start_goes_before_it_and_the_page_says_so(ours: Office) -> None:
    ours.signed_in().fill(PAGE, {**NAMED, "site": "http://diandan.example"})
    given(ours, "http://given.example")
    text = ours.signed_in().page(PAGE).text
    assert "管服务器的人已经定了网址" in text
    assert "http://given.example" in text
    assert all(code.startswith("http://given.example/q/") for code in printed_codes(ours))


@pytest.mark.parametrize(
    "typed",
    ["diandan.example", "https://u:p@diandan.example", "https://diandan.example/a", "https://x.example?x", "ftp://x"],
)
def test_what_is_no_address_is_refused_and_all_that_was_typed_is_kept(ours: Office, typed: str) -> None:
    before = contents(ours)
    page = Page(ours.signed_in().fill(PAGE, {**NAMED, "site": typed}))
    assert page.status == 422
    assert "网址" in alert(page)
    assert page.form("")["site"] == [typed]
    assert page.form("")["office"] == ["薛城区住建局"]
    assert [line for line in contents(ours) if "districts" in line] == [line for line in before if "districts" in line]


def test_an_address_of_one_network_is_warned_of(ours: Office) -> None:
    ours.signed_in().fill(PAGE, {**NAMED, "site": "http://192.168.1.7:8000"})
    for path in (PAGE, f"/desk/waves/{ours.draft.wave.id}"):
        assert "只有同一个网络里的手机打得开" in ours.signed_in().page(path).text


def test_who_may_turn_https_off_is_not_one_person_at_the_desk(ours: Office) -> None:
    ours.signed_in().fill(PAGE, {**NAMED, "site": STORED})
    for typed in ("http://diandan.example", ""):
        page = Page(ours.signed_in().fill(PAGE, {**NAMED, "site": typed}))
        assert page.status == 422
        assert "不能在这里改回http" in alert(page)
    assert ours.signed_in().fill(PAGE, {**NAMED, "site": "https://other.example"}).status_code == 303


def test_a_stored_https_address_asks_for_a_second_person_as_a_given_one_does(ours: Office) -> None:
    def asked() -> bool:
        with ours.app.test_request_context(), reading() as session:
            g.staff = member(Role.STREET)
            return needed(session, Grave.PUBLISH)

    assert not asked()
    ours.signed_in().fill(PAGE, {**NAMED, "site": STORED})
    assert asked()
    ours.app.config["SECOND_BY_SITE"] = False
    assert not asked()


@pytest.mark.parametrize("address", ["https://x/y", "x", "https://u@x", "ftp://x", "https://x?y"])
def test_an_installation_with_a_bad_address_refuses_to_start(address: str) -> None:
    with pytest.raises(ValueError, match="DIANDAN_BASE_URL"):
        Config(secret=b"x" * 32, database_url="sqlite://", base_url=address)


def test_a_cookie_that_came_over_https_insists_on_it(ours: Office) -> None:
    client = ours.app.test_client()
    assert "Secure" in client.get("/staff/sign-in", base_url="https://diandan.example").headers["Set-Cookie"]
    assert "Secure" not in ours.app.test_client().get("/staff/sign-in").headers["Set-Cookie"]
