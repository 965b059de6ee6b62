"""Forms that nobody filled in by hand: whatever stands in a field, the page stays up and says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Page, Phone

HOSTILE = {
    "long": "长" * 30_000,
    "nul": "a\x00b",
    "bidi": "\u202eabc\u2066",
    "surrogate": b"\xed\xa0\x80",
    "emoji": "👨‍👩‍👧‍👦🏠",
    "markup": "<script>alert(1)</script>\"'><img src=x>",
    "template": "{{ 7 * 7 }}\ue000csrf\ue001",
}


@pytest.mark.parametrize(
    "field", ["who", "consent", "troubles", "wishes", "wishes.how.wall", "urgent.1", "lift", "people", "more"]
)
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_field_takes_the_page_down(phone: Phone, hood: Neighbourhood, field: str, kind: str) -> None:
    phone.scan(hood.letters[4])
    given: dict[str, Any] = {**OWNER, "consent": "", field: HOSTILE[kind]}
    page = Page(phone.cast(given))
    assert page.status == 422
    assert "<script>alert" not in page.html
    assert "<img" not in page.html
    assert "\x00" not in page.html
    assert "\u202e" not in page.html


def test_ten_thousand_keys_are_no_trouble(phone: Phone, hood: Neighbourhood) -> None:
    phone.scan(hood.letters[4])
    form = phone.page("a").form("a")
    page = Page(phone.post("a", {**form, **OWNER, "consent": ["yes"] * 10_000, "people": "x"}))
    assert page.status == 422


@pytest.mark.parametrize("number", ["", "x", "'; DROP TABLE ballots", "a" * 5000])
def test_a_page_whose_number_was_spoilt_gets_a_new_one(phone: Phone, hood: Neighbourhood, number: str) -> None:
    phone.scan(hood.letters[4])
    page = Page(phone.cast({**OWNER, "submission": number}))
    assert page.status == 422
    assert "再点一次提交" in page.text
    assert len(page.form("a")["submission"][0]) == 32
