"""What the privacy page says is noted, asked, remembered and deleted, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from surveys.services.edition import edition_keys, edition_named
from surveys.services.letter import Letter
from surveys.store.db import db
from tests.phone import OWNER, Page, Phone
from tests.test_house import ROOT
from tests.town import Town


def contents(app: Flask) -> str:
    """Everything in the database, as text."""
    with app.app_context(), db.engine.connect() as connection:
        names = sorted(db.metadatas[None].tables)
        return "\n".join(str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in names)


def test_of_whoever_answers_nothing_is_noted_but_what_they_sent(app: Flask, phone: Phone, letter: Letter) -> None:
    phone.client.environ_base |= {
        "REMOTE_ADDR": "192.0.2.213",
        "HTTP_USER_AGENT": "UnheardOfPhone/7",
        "HTTP_ACCEPT_LANGUAGE": "tlh",
    }
    phone.opened(letter)
    phone.cast(OWNER)
    noted = contents(app)
    assert OWNER["more"] in noted
    for trace in ("192.0.2.213", "UnheardOfPhone", "tlh"):
        assert trace not in noted
    with app.app_context():
        columns = set(db.metadatas[None].tables["revisions"].columns.keys())
    place, said, when_and_how = {"poll_id", "household_id"}, {"answers", "capacity"}, {"cast_at", "channel", "entered_by"}
    numbers = {"id", "revision", "since", "epoch", "waiting", "submission", "receipt", "key_hash", "edition", "menu"}
    sealed = {"leaf", "mark"}  # made of the rest, by which nobody can put in or change any of it
    assert columns == place | said | when_and_how | numbers | sealed


def test_no_page_asks_who_somebody_is_for_a_picture_or_for_a_place(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    for path in ("", "a", "r", "/code", "/help"):
        answer = phone.get(path or phone.home)
        assert answer.headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
        assert not re.search(r"""type=["']?file|\bcapture\b|身份证""", answer.get_data(as_text=True)), path
    scripts = "".join(path.read_text("utf-8") for path in (ROOT / "static" / "js").glob("*.js"))
    assert not re.search(r"geolocation|getUserMedia|mediaDevices|DeviceOrientation", scripts)
    for key in edition_keys():
        assert not re.search("身份证|姓名|出生", "".join(question.label for question in edition_named(key).questions))


def test_the_bigger_page_and_the_language_are_remembered_for_the_next_visit(phone: Phone) -> None:
    for choice in ("look=big", "lang=en"):
        (cookie,) = phone.get(f"/help?{choice}").headers.getlist("Set-Cookie")
        assert int(re.findall(r"Max-Age=(\d+)", cookie)[0]) >= 300 * 24 * 3600


def test_whatever_may_be_left_blank_may_be(phone: Phone, letter: Letter) -> None:
    optional = {question.key for question in edition_named("w1-2026").questions if question.optional}
    phone.opened(letter)
    bare = {name: value for name, value in OWNER.items() if name.split(".")[0] not in optional}
    assert phone.cast(bare).status_code == 303


def test_a_number_is_deleted_after_the_result_as_before(phone: Phone, town: Town) -> None:
    phone.keyed(town.key(9))
    at = "contact?capacity=owner"
    phone.send("contact", {"phone": "13800004321", "agree": "yes"}, at)
    assert "13800004321" in contents(phone.client.application)
    page = phone.page(phone.send("contact/delete", {}, at).location)
    assert "电话删掉了" in page.text
    assert "13800004321" not in contents(phone.client.application)


def test_a_browser_that_left_knows_no_home_and_the_ballot_stands(
    phone: Phone, another: Callable[[], Phone], letter: Letter
) -> None:
    phone.opened(letter)
    phone.cast(OWNER)
    left = Page(phone.send("/leave", {}, "r"))
    assert left.h1 == "记录清掉了"
    assert "交过的回答还在" in left.text
    assert (phone.page("r").h1, phone.page("a").h1) == ("输入入户信上的户码",) * 2
    assert "已经收到" in another().scan(letter).text
