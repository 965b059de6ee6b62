"""What was cast opens where it was cast, for three quarters of an hour, and with the key of its receipt."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from surveys.core.place import DISTRICT
from surveys.paper.qr import qr
from surveys.services.district import name_district
from surveys.services.letter import Letter, reissue
from surveys.store.db import db, transaction
from tests.factories import LI
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Page, Phone, receipt_key_of
from tests.web.lean.kept import standing


def test_the_letter_alone_shows_that_it_was_received_and_nothing_more(
    phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    own = phone.page("r")
    key, number = receipt_key_of(own), re.findall(r"<b>([0-9A-Z]{5}-[0-9A-Z]{5})</b>", own.html)[0]
    other = another()
    page = other.scan(letter)
    assert "已经收到。光凭信看不到内容，也改不了" in page.text
    assert "手机上填的" in page.text
    for secret in (number, key, "楼道的灯坏了很久", "同意"):
        assert secret not in page.text
    assert {action.rsplit("/", 1)[-1] for action in page.actions if "/r/" in action} == {"not-ours"}
    assert other.get("contact?capacity=owner").status_code == 409
    assert other.page("a?again=owner").h1 == page.h1
    assert other.post("key", {**page.form("key"), "key": number}).status_code == 422
    wrong = Page(other.post("key", {**page.form("key"), "key": key[:-1] + ("0" if key[-1] != "0" else "1")}))
    assert (wrong.status, wrong.title.startswith("错误：")) == (422, True)
    assert other.post("key", {**page.form("key"), "key": key.lower()}).status_code == 303
    assert "楼道的灯坏了很久" in other.page("r").text


@pytest.mark.parametrize("pasted", ["{key}", "http://diandan.test/k/{key}", " {key}/ "])
def test_a_receipt_key_is_read_however_it_is_written(
    phone: Phone, another: Callable[[], Phone], letter: Letter, pasted: str
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    key = receipt_key_of(phone.page("r")).replace(" ", "")
    other = another()
    form = other.scan(letter).form("key")
    assert other.post("key", {**form, "key": pasted.format(key=key)}).status_code == 303


def test_the_key_leaves_the_address_at_the_first_hop(
    app: Flask, phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    key = receipt_key_of(phone.page("r")).replace(" ", "")
    other = another()
    answer = other.get(f"/k/{key}")
    assert (answer.status_code, answer.location) == (303, f"/h/{letter.household}/r")
    assert "楼道的灯坏了很久" in Page(other.get(answer.location)).text
    with app.app_context(), db.engine.connect() as connection:
        for name in sorted(db.metadatas[None].tables):
            assert key not in str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()), name
    assert other.page("/k/0000000000000000").h1 == "这个回执钥匙打不开"


def test_a_letter_that_was_issued_anew_leaves_what_was_cast_to_whoever_cast_it(
    app: Flask, phone: Phone, another: Callable[[], Phone], hood: Neighbourhood, letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    key = receipt_key_of(phone.page("r")).replace(" ", "")
    with app.app_context(), transaction() as session:
        keys, at = app.config["KEYS"], datetime.now(UTC)
        new = reissue(session, DISTRICT, hood.open.id, letter.household, keys=keys, base_url="http://x", by=LI, now=at)
    assert another().scan(letter).h1 == "这封信换过了"
    assert "楼道的灯坏了很久" in phone.scan(letter).text, "the browser that cast it loses nothing by the new letter"
    assert phone.send("r/withdraw", {}, "r").status_code == 303
    assert phone.send("r/undo", {}, "r").status_code == 303
    assert set(standing(app, letter)) == {"owner"}
    assert "已经收到" in another().scan(new).text
    assert "楼道的灯坏了很久" in another().keyed(f"/k/{key}").text


def test_after_45_minutes_the_answers_are_put_away_until_the_letter_is_shown_again(
    app: Flask, phone: Phone, letter: Letter, later: Callable[[float], None]
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    form = phone.page("r").form("r/withdraw")
    later(44)
    assert "楼道的灯坏了很久" in phone.page("r").text
    later(46)
    page = phone.page("r")
    assert "楼道的灯坏了很久" not in page.text
    assert "过了45分钟，内容收起来了。再扫一次信上的二维码，就能看、能改。" in page.text
    assert Page(phone.post("r/withdraw", form)).h1 == "要先证明是您交的"
    assert phone.page("a?again=owner").text == page.text
    assert set(standing(app, letter)) == {"owner"}
    assert "楼道的灯坏了很久" in phone.scan(letter).text


def test_a_browser_that_cleared_its_record_has_only_the_letter_again(phone: Phone, letter: Letter) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    answer = phone.send("/leave", {}, "r")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert "光凭信看不到内容" in phone.scan(letter).text


def test_a_withdrawn_vote_is_put_back_from_any_later_look_for_ten_minutes(
    app: Flask, phone: Phone, letter: Letter, later: Callable[[float], None]
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    phone.send("r/withdraw", {}, "r")
    phone.scan(letter)
    assert "恢复刚才撤回的回答" in phone.page("r").text
    later(9)
    form = phone.page("r").form("r/undo")
    later(11)
    assert "恢复刚才撤回的回答" not in phone.page("r").text
    assert Page(phone.post("r/undo", form)).h1 == "过了十分钟，不能恢复了"
    later(9)
    assert phone.post("r/undo", form).status_code == 303
    assert set(standing(app, letter)) == {"owner"}


def test_the_code_of_a_receipt_leads_to_the_address_that_is_stored(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    key = receipt_key_of(phone.page("r")).replace(" ", "")
    with app.app_context(), transaction() as session:
        name_district(session, "薛城区", "住建局", "https://stored.example", by=LI, now=datetime.now(UTC))
    assert qr(f"https://stored.example/k/{key}").path in phone.page("r").html
    app.config["ADDRESSES"] = replace(app.config["ADDRESSES"], given="https://given.example")
    assert qr(f"https://given.example/k/{key}").path in phone.page("r").html
