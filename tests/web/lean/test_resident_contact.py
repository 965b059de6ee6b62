"""Leaving a number on the receipt: optional, with a consent of its own that nobody ticked beforehand."""

from __future__ import annotations

import pytest
from flask import Flask

from surveys.services.letter import Letter
from tests.neighbourhood import Neighbourhood
from tests.office import PASSWORD, Browser
from tests.phone import OWNER, TENANT, Page, Phone
from tests.town import Town

NUMBER = "138 0000 1234"


@pytest.fixture
def answered(phone: Phone, letter: Letter) -> Phone:
    """A phone on which an owner has answered."""
    phone.scan(letter)
    phone.cast(OWNER)
    return phone


def test_the_receipt_offers_it_and_nothing_is_ticked(answered: Phone) -> None:
    assert answered.at("contact?capacity=owner") in answered.page("r").links
    page = answered.page("contact?capacity=owner")
    assert page.h1 == "留个电话，让社区回话"
    assert "不留，您的回答一样算数" in page.text
    assert page.form("contact") == {"proof": page.form("contact")["proof"], "capacity": ["owner"], "phone": [""]}


def test_a_number_is_left_shown_in_part_and_deleted_with_one_tap(answered: Phone) -> None:
    at = "contact?capacity=owner"
    answer = answered.send("contact", {"phone": NUMBER, "agree": "yes"}, at)
    assert (answer.status_code, answer.location) == (303, answered.at(at))
    page = answered.page(at)
    assert "138*****234" in page.text
    assert "13800001234" not in page.html
    gone = answered.page(answered.send("contact/delete", {}, at).location)
    assert gone.h1 == "留个电话，让社区回话"
    assert "电话删掉了" in gone.text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"phone": NUMBER}, "同意社区用这个电话联系您的，勾一下"),
        ({"agree": "yes"}, "填上电话号码"),
        ({"phone": "12345", "agree": "yes"}, "“12345”不像电话号码"),
        ({"phone": "<script>", "agree": "yes"}, "“<script>”不像电话号码"),
    ],
)
def test_what_is_missing_is_said_and_everything_typed_is_kept(answered: Phone, values: dict[str, str], told: str) -> None:
    page = Page(answered.send("contact", values, "contact?capacity=owner"))
    assert page.status == 422
    assert page.title.startswith("错误：")
    assert told in page.text
    assert page.form("contact")["phone"] == [values.get("phone", "")]
    assert page.form("contact").get("agree") == ([values["agree"]] if "agree" in values else None)
    assert "<script>" not in page.html.replace('<script src="', "")


def test_a_number_is_read_as_it_is_pasted(answered: Phone) -> None:
    answered.send("contact", {"phone": "电话：\u202d１３８ 0000-1234\u202c。", "agree": "yes"}, "contact?capacity=owner")
    assert "138*****234" in answered.page("contact?capacity=owner").text


def test_before_answering_there_is_nothing_to_leave(phone: Phone, hood: Neighbourhood) -> None:
    phone.scan(hood.letters[7])
    assert phone.get("contact").status_code == 409


def test_a_tenants_number_is_its_own(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    phone.cast(TENANT)
    phone.send("contact", {"phone": NUMBER, "agree": "yes"}, "contact?capacity=occupant")
    assert "138*****234" in phone.page("contact?capacity=occupant").text
    assert phone.get("contact?capacity=owner").status_code == 409


def test_the_office_sees_whom_to_call_and_helpers_do_not(app: Flask, phone: Phone, town: Town) -> None:
    phone.keyed(town.key(7))
    phone.send("contact", {"phone": NUMBER, "agree": "yes"}, "contact?capacity=owner")
    browser = Browser(app.test_client())
    browser.fill("/staff/sign-in", {"username": "office2", "password": PASSWORD})
    page = browser.page(f"/desk/polls/{town.poll.id}/contacts")
    assert "138*****234" in page.text
    shown = browser.fill(f"/desk/polls/{town.poll.id}/contacts", {})
    assert "13800001234" in Page(shown).text
    assert f"/desk/polls/{town.poll.id}/contacts" in browser.page(f"/desk/compounds/{town.poll.compound.id}").links
    helper = Browser(app.test_client())
    helper.fill("/staff/sign-in", {"username": "xiao", "password": PASSWORD})
    assert helper.get(f"/desk/polls/{town.poll.id}/contacts").status_code == 404
    helper.scan(town.letters[7])
    assert helper.get("contact").status_code == 409
