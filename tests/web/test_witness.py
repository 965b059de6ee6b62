"""A drill: somebody adds a role to the enum and writes no right beside it. It may sign in, be told so, and sign out."""

from __future__ import annotations

import pytest

from surveys.core.place import DISTRICT
from surveys.core.staff import Role
from surveys.services.letter import letters
from surveys.store.db import reading
from surveys.web.audience import Audience
from tests.factories import BASE_URL
from tests.office import PASSWORD, Office, contents
from tests.phone import Page, Phone
from tests.web.routes import audience_of, everything
from tests.web.test_rights import Visitor, for_staff, visitors
from tests.witness import witness_role


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Role:
    """The new role."""
    return witness_role(monkeypatch)


@pytest.fixture
def witness(ours: Office, role: Role) -> Visitor:
    """Somebody who has it, for the whole district."""
    return next(visitors(ours, [role]))


def with_a_letter(office: Office, browser: Phone) -> Page:
    """The page that the last letter of the open poll opens, whose household hasn't answered."""
    with office.app.app_context(), reading() as session:
        keys = office.app.config["KEYS"]
        letter = letters(session, DISTRICT, office.open.id, keys=keys, base_url=BASE_URL).letters[-1]
    return browser.scan(letter)


def test_signing_in_leads_to_a_page_that_says_so_and_never_to_one_that_is_not_there(ours: Office, witness: Visitor) -> None:
    for wanted in ("", "?next=/desk", "?next=/desk/waves/new", f"?next=/desk/polls/{ours.closed.id}/publish"):
        browser = ours.signed_in("")
        answer = browser.fill(f"/staff/sign-in{wanted}", {"username": "witness0", "password": PASSWORD})
        page = browser.page(answer.location)
        assert (page.status, page.h1) == (200, "这个账号还没有开通")
        assert "找给您开账号的人" in page.text
        assert not [link for link in page.links if link.startswith("/desk")]
        assert browser.fill("/staff/idle", {}, "/staff/sign-out").location == "/staff/sign-in"


def test_no_page_of_the_desk_is_there_and_no_form_does_anything(ours: Office, witness: Visitor) -> None:
    before = contents(ours)
    for method in ("GET", "POST"):
        for rule, _poll, address in for_staff(ours, method):
            if audience_of(ours, rule) is Audience.STAFF:
                assert witness.met(method, address) == 404, address
    assert contents(ours) == before


def test_a_letter_in_their_hand_opens_nothing_and_nothing_is_cast(ours: Office, witness: Visitor) -> None:
    page = with_a_letter(ours, witness.browser)
    assert (page.status, page.h1) == (403, "这个账号不能代填")
    assert "退出登录" in page.text
    before = contents(ours)
    for rule, address in everything(ours, "POST"):
        if audience_of(ours, rule) is Audience.HOUSEHOLD:
            assert witness.met("POST", address) == 409, address
    phone = Phone(ours.app.test_client())
    with_a_letter(ours, phone)
    form = {
        **phone.page("a").form("a"),
        "csrf_token": witness.token,
        "submission": "0" * 32,
        "channel": "paper",
        "who": "o",
        "agree": "yes",
        "order": "none",
    }
    assert witness.browser.client.post(phone.at("a"), data=form).status_code == 403
    assert contents(ours) == before


def test_what_everybody_may_see_they_see_too(ours: Office, witness: Visitor) -> None:
    assert witness.browser.page("/").status == witness.browser.page(f"/p/{ours.open.id}").status == 200
