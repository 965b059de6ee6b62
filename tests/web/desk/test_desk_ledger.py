"""The ledger at the desk: whose lines are seen, how they are searched, and phones that are shown only when asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from surveys.core.ballot import Capacity
from surveys.core.contact import Contact
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Role
from surveys.services.staff import add_staff
from surveys.store import contact as stored
from surveys.store.db import reading, transaction
from tests.acts import acts
from tests.factories import LI, RANDOM
from tests.office import OTHER, PASSWORD, Office
from tests.phone import Page
from tests.web.routes import addresses, routes

PHONE, OWNERS_PHONE = "13812345678", "13987654321"


def with_phone(office: Office) -> str:
    """The page of those who want to be called back, one of whom has left a number."""
    with office.app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        stored.keep(session, office.open.id, Contact(office.home(office.open), Capacity.OWNER, PHONE, now))
    return f"/desk/polls/{office.open.id}/contacts"


def shown(office: Office) -> list[tuple[str, int | None]]:
    """Who saw which home's number, by the ledger."""
    with office.app.app_context(), reading() as session:
        return [(line.actor, line.household) for line in acts(session) if line.act == "phone_shown"]


def test_a_phone_is_masked_until_somebody_asks_for_it_which_is_entered(ours: Office) -> None:
    page, browser, home = with_phone(ours), ours.signed_in(), ours.home(ours.open)
    first = browser.get(page).get_data(as_text=True)
    assert PHONE not in first
    assert "138" in first
    assert shown(ours) == []
    answer = browser.fill(page, {"only": f"{home}:owner"})
    assert answer.status_code == 200
    assert f'href="tel:{PHONE}"' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert shown(ours) == [("office", home)]
    assert PHONE not in browser.get(page).get_data(as_text=True)


def test_no_page_of_the_desk_shows_a_number_by_being_opened(ours: Office) -> None:
    with_phone(ours)
    with ours.app.app_context(), transaction() as session:
        session.execute(text("UPDATE owners SET phone = :phone"), {"phone": OWNERS_PHONE})
    browser, polls = ours.signed_in(), [ours.open, ours.closed, ours.draft]
    opened = [one for rule in routes(ours, "GET") for one in addresses(ours, rule, polls) if one.startswith("/desk")]
    pages = {address: browser.get(address, buffered=True).get_data() for address in opened}
    telling = [address for address, page in pages.items() if any(phone.encode() in page for phone in (PHONE, OWNERS_PHONE))]
    assert len(opened) > 30
    assert telling == []
    assert shown(ours) == []


def test_the_whole_list_is_shown_with_one_press(ours: Office) -> None:
    page, browser = with_phone(ours), ours.signed_in()
    assert PHONE in browser.fill(page, {}).get_data(as_text=True)
    assert shown(ours) == [("office", ours.home(ours.open))]


def test_a_page_that_is_sent_again_shows_no_number(ours: Office) -> None:
    page, browser = with_phone(ours), ours.signed_in()
    fields = browser.page(page).form("")
    assert browser.client.post(page, data=fields).status_code == 200
    again = browser.client.post(page, data=fields)
    assert (again.status_code, PHONE in again.get_data(as_text=True)) == (303, False)
    assert len(shown(ours)) == 1


@pytest.mark.parametrize("only", ["x", "1", "1:nobody", "99999:owner", "1:owner:2", "٣:owner"])
def test_a_number_that_nobody_left_is_not_there(ours: Office, only: str) -> None:
    page, browser = with_phone(ours), ours.signed_in()
    assert browser.fill(page, {"only": only}).status_code == 404
    assert shown(ours) == []


def test_a_line_says_who_did_what_and_from_what_to_what(ours: Office) -> None:
    browser, wave = ours.signed_in(), ours.draft.wave.id
    browser.fill(f"/desk/waves/{wave}", {f"budget-{ours.draft.id}": "30"}, f"/desk/waves/{wave}/budgets")
    browser.fill(f"/desk/waves/{wave}", {f"budget-{ours.draft.id}": "45"}, f"/desk/waves/{wave}/budgets")
    text = browser.get("/desk/ledger").get_data(as_text=True)
    assert "改了预算" in text
    assert "预算从300,000元改成450,000元" in text


def test_everybody_sees_their_place_and_nothing_of_others(ours: Office) -> None:
    page, street = with_phone(ours), ours.open.compound.street.id
    for role, scope in (
        (Role.STREET, Jurisdiction(street=street)),
        (Role.OWNERS, Jurisdiction(compound=ours.open.compound.id)),
    ):
        with ours.app.app_context(), transaction() as session:
            now = datetime.now(UTC)
            add_staff(session, f"r-{role}", "某人", PASSWORD, role=role, scope=scope, random=RANDOM, by=LI, now=now)
        text = ours.signed_in(f"r-{role}").get("/desk/ledger").get_data(as_text=True)
        assert ours.open.compound.name in text
        assert ours.stranger.compound.name not in text
        assert OTHER not in text
    assert ours.signed_in("r-owners").get(page).status_code == 404


def test_a_helper_sees_no_ledger(ours: Office) -> None:
    with ours.app.app_context(), transaction() as session:
        scope, now = Jurisdiction(compound=ours.open.compound.id), datetime.now(UTC)
        add_staff(session, "helper", "某人", PASSWORD, role=Role.HELPER, scope=scope, random=RANDOM, by=LI, now=now)
    assert ours.signed_in("helper").get("/desk/ledger").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("?who=没有这个人", 200, "没有这样的记录"),
        ("?act=poll_opened", 200, "打开了征询"),
        ("?act=nonsense&since=2000-01-01&until=2999-12-31", 200, "打开了征询"),
        ("?until=2000-01-01", 200, "没有这样的记录"),
        ("?since=yesterday", 422, "日期写成"),
        ("?since=0001-01-01&until=9999-12-31", 200, "打开了征询"),
        ("?door=3-1-101", 422, "先选小区"),
        ("?compound=1&door=nowhere", 422, "先选小区"),
        ("?after=1", 200, "台账"),
        ("?after=99999999999999999999", 200, "打开了征询"),
        ("?compound=x&poll=y&household=z", 200, "打开了征询"),
        ("?who=%27%20OR%201=1", 200, "没有这样的记录"),
    ],
)
def test_it_is_searched(ours: Office, query: str, status: int, said: str) -> None:
    answer = ours.signed_in().get(f"/desk/ledger{query}")
    assert answer.status_code == status
    assert said in Page(answer).text


def test_older_lines_are_a_page_away(ours: Office) -> None:
    browser, seen = ours.signed_in(), 0
    with ours.app.app_context(), transaction() as session:
        whole = len(acts(session))
        for number in range(120):
            now = datetime.now(UTC)
            add_staff(session, f"p{number}", "某", None, role=Role.DISTRICT, scope=DISTRICT, random=RANDOM, by=LI, now=now)
    address = "/desk/ledger"
    while address:
        page = Page(browser.get(address))
        seen += browser.get(address).get_data(as_text=True).count("<tr>") - 1
        address = next((way for way in page.links if "after=" in way), "")
    assert seen == whole + 120
