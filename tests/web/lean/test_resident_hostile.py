"""Whatever is typed into a field or an address comes back as plain text or as a refusal, and takes nothing down."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.phone import OWNER, Page, Phone
from tests.town import Town
from tests.web.lean.test_resident_spoilt import HOSTILE

MORE = {**HOSTILE, "style": "\ue000css\ue001", "percent": "%(name)s %s {0}", "arabic": "٣"}
ADDRESSES = (
    "/?q={}",
    "/?page={}",
    "/?look={}&lang={}",
    "/code?poll={}",
    "/p/{town}?building={}",
    "/p/{town}?n={}",
    "/p/{town}/receipts?receipt={}",
    "/p/{town}/receipts?n={}",
    "/q/{}",
    "/k/{}",
)


def inert(page: Page) -> None:
    """No element of the hostile text's own, and the page's only style is in its head."""
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    assert page.html.count("body{") + page.html.count("body {") <= 1


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", MORE)
def test_no_address_takes_a_page_down(phone: Phone, town: Town, address: str, kind: str) -> None:
    value = MORE[kind]
    spoilt = quote(value[:3000] if isinstance(value, str) else value)
    answer = phone.get(address.replace("{town}", str(town.poll.id)).replace("{}", spoilt))
    assert answer.status_code in (200, 303, 404)
    if answer.status_code != 303:
        inert(Page(answer))


@pytest.mark.parametrize("field", ["code", "room", "poll"])
@pytest.mark.parametrize("kind", MORE)
def test_no_code_takes_the_page_down(phone: Phone, field: str, kind: str) -> None:
    answer = phone.send("/code", {"code": "1234", field: MORE[kind]}, "/code")
    assert answer.status_code == 422
    inert(Page(answer))


@pytest.mark.parametrize("field", ["phone", "agree", "capacity"])
@pytest.mark.parametrize("kind", MORE)
def test_no_number_takes_the_page_down(phone: Phone, town: Town, field: str, kind: str) -> None:
    phone.keyed(town.key(9))
    answer = phone.send("contact", {"phone": "12345", field: MORE[kind]}, "contact?capacity=owner")
    assert answer.status_code == 422
    inert(Page(answer))


def test_a_hostile_look_is_no_look(phone: Phone) -> None:
    assert "Set-Cookie" not in phone.get("/help?look=<b>&lang=../en").headers


def test_ten_thousand_arguments_are_no_trouble(phone: Phone, town: Town) -> None:
    answer = phone.get(f"/p/{town.poll.id}?" + "&".join(f"n{n}=1" for n in range(10_000)))
    assert answer.status_code == 200
    assert len(answer.get_data()) < 200_000


def test_what_was_answered_is_inert_on_the_result_too(phone: Phone, town: Town) -> None:
    page = phone.scan(town.letters[9])
    assert OWNER["more"] not in page.text
    inert(page)
