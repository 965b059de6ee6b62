"""What the page says once codes were typed wrongly too often, and that it keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from surveys.services.code import MOST_FAILURES_OF_DOOR
from surveys.store import turnstile
from tests.neighbourhood import Neighbourhood
from tests.phone import Page, Phone
from tests.services.wrong_codes import a_wrong_code


def test_a_door_that_was_tried_too_often_says_when_it_opens_and_the_qr_opens_it_now(
    app: Flask, phone: Phone, another: Callable[[], Phone], hood: Neighbourhood
) -> None:
    letter = hood.letters[3]
    home = f"{letter.address.building} {letter.address.unit} {letter.address.room}"
    app.config["OFFICE_PHONE"] = "0632-5550123"
    for number in range(MOST_FAILURES_OF_DOOR):
        page = Page(phone.send("/code", {"code": a_wrong_code(number), "room": home}, "/code"))
        assert "户码和门牌对不上" in page.text
    answer = another().send("/code", {"code": letter.code, "room": home}, "/code")
    page = Page(answer)
    assert answer.status_code == 422
    assert re.search(r"\d\d:00以后才能再输户码", page.text)
    assert "信上的二维码不受影响，现在就能扫" in page.text
    assert "0632-5550123" in page.text
    assert page.form("/code")["code"] == [letter.code]
    assert page.form("/code")["room"] == [home]
    assert another().scan(letter).status == 200
    assert another().send("/code", {"code": hood.letters[4].code}, "/code").status_code == 303


def test_a_page_that_has_to_wait_says_so_and_keeps_what_was_typed(
    app: Flask, phone: Phone, hood: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "LONGEST_WAIT", 0.01)
    with app.app_context(), turnstile.one_guess(0, print):
        answer = phone.send("/code", {"code": hood.letters[3].code}, "/code")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "过几秒再点一次" in Page(answer).text
    assert Page(answer).form("/code")["code"] == [hood.letters[3].code]
    assert phone.send("/code", {"code": hood.letters[3].code}, "/code").status_code == 303
