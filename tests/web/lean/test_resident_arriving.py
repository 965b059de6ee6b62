"""Arriving: by the letter's link, by the typed code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from surveys.core.place import DISTRICT
from surveys.services.code import MOST_FAILURES
from surveys.services.letter import Letter, reissue
from surveys.store.db import db, transaction
from tests.factories import LI
from tests.neighbourhood import Neighbourhood
from tests.phone import OWNER, Page, Phone


def contents(app: Flask) -> str:
    """A digest over every row of the database."""
    with app.app_context(), db.engine.connect() as connection:
        tables = sorted(db.metadatas[None].tables)
        rows = [repr(connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2").all()) for name in tables]
    return sha256("".join(rows).encode()).hexdigest()


def test_the_code_leaves_the_address_at_the_first_hop(phone: Phone, letter: Letter) -> None:
    first = phone.get(urlsplit(letter.url).path)
    assert (first.status_code, first.headers["Location"]) == (303, f"/h/{letter.household}")
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = letter.url.rsplit("/", 1)[1]
    page = phone.get(f"/h/{letter.household}")
    assert token not in page.get_data(as_text=True)
    assert token not in str(page.headers)


@pytest.mark.parametrize("path", ["a", "r", "/code", "/help", "/privacy", "/not-mine"])
def test_no_page_is_cached_or_tells_where_it_came_from(phone: Phone, hood: Neighbourhood, path: str) -> None:
    phone.scan(hood.letters[0])
    headers = phone.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_home_is_named_before_the_first_question(phone: Phone, letter: Letter) -> None:
    page = phone.scan(letter)
    assert phone.at("a") in page.links
    assert f"3号楼 1单元 {letter.address.room}，对吗？" in page.text


def test_looking_changes_nothing(app: Flask, phone: Phone, hood: Neighbourhood) -> None:
    """Link scanners and chat apps open what they see, with GET and with HEAD, as often as they like."""
    before = contents(app)
    paths = [urlsplit(letter.url).path for letter in (hood.letters[0], hood.later[0], hood.over[0])]
    homes = [f"/h/{hood.letters[0].household}{path}" for path in ("", "/a", "/a?again=new", "/r")]
    for path in [*paths, "/q/NOPE", "/k/NOPE", *homes, "/code", "/help", "/privacy", "/not-mine"]:
        for method in ("HEAD", "GET", "HEAD", "GET"):
            assert phone.client.open(path, method=method, follow_redirects=True).status_code < 500
    assert contents(app) == before


def test_a_link_opens_as_often_as_it_is_opened(another: Callable[[], Phone], letter: Letter) -> None:
    assert [another().scan(letter).status for _ in range(3)] == [200, 200, 200]


def test_somebody_elses_letter_keeps_its_code(phone: Phone, another: Callable[[], Phone], letter: Letter) -> None:
    phone.scan(letter)
    page = phone.page("/not-mine")
    assert "这封信的户码还能用" in page.text
    phone.send("/leave", {}, "/not-mine")
    assert phone.get("a").headers["Location"].startswith("/code")
    assert another().scan(letter).status == 200


@pytest.mark.parametrize(
    "typing",
    [
        lambda code: code,
        lambda code: code.replace(" ", ""),
        lambda code: code.replace(" ", "-"),
        lambda code: code.replace(" ", "　").translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_typed_code_works_as_the_qr_does(phone: Phone, hood: Neighbourhood, typing: Callable[[str], str]) -> None:
    letter = hood.letters[1]
    assert phone.send("/code", {"code": typing(letter.code)}, "/code").headers["Location"] == f"/h/{letter.household}"
    assert f"{letter.address.room}，对吗？" in phone.page(f"/h/{letter.household}").text


def test_every_wrong_code_says_what_is_wrong(app: Flask, phone: Phone, hood: Neighbourhood) -> None:
    digits = hood.letters[0].code.replace(" ", "")
    swapped = (
        digits[:5] + digits[6] + digits[5] + digits[7:] if digits[5] != digits[6] else digits[:-1] + str(9 - int(digits[-1]))
    )
    said = {}
    for typed in ("", "1234", swapped):
        page = Page(phone.send("/code", {"code": typed}, "/code"))
        assert page.status == 422
        assert page.title.startswith("错误：")
        assert "#code" in page.links
        assert page.form("/code")["code"] == [typed]
        said[typed] = page.text
    assert "填上信里的12位户码" in said[""]
    assert "户码是12位数字" in said["1234"]
    assert "有一位数字对不上" in said[swapped]


def test_a_wrong_code_is_counted_and_never_locks_the_household_out(app: Flask, phone: Phone, hood: Neighbourhood) -> None:
    wrong = "0000 0000 0000"
    for _ in range(MOST_FAILURES):
        assert "没有找到这个户码" in Page(phone.send("/code", {"code": wrong}, "/code")).text
    page = Page(phone.send("/code", {"code": hood.letters[2].code}, "/code"))
    assert "再填上您家的楼号、单元号和房号" in page.text
    assert "#room" in page.links
    assert [values["id"] for tag, values in page.tags if tag == "input" and values.get("aria-invalid")] == ["room"]
    mistaken = {"code": hood.letters[2].code, "room": hood.letters[1].address.room}
    page = Page(phone.send("/code", mistaken, "/code"))
    assert "户码和门牌对不上" in page.text
    assert page.form("/code")["room"] == [mistaken["room"]]
    home = f"3号楼 1单元 {hood.letters[2].address.room}"
    assert phone.send("/code", {"code": hood.letters[2].code, "room": home}, "/code").status_code == 303


def test_an_unknown_link_says_what_to_do(phone: Phone) -> None:
    page = phone.page("/q/NOPE")
    assert page.status == 404
    assert "这个二维码打不开" in page.h1
    assert {"/code", "/help"} <= set(page.links)


def test_a_letter_issued_anew_shuts_the_old_one(app: Flask, phone: Phone, letter: Letter, hood: Neighbourhood) -> None:
    phone.scan(letter)
    with app.app_context(), transaction() as session:
        new = reissue(
            session,
            DISTRICT,
            hood.open.id,
            letter.household,
            keys=app.config["KEYS"],
            base_url="http://x",
            by=LI,
            now=datetime.now(UTC),
        )
    assert "这封信换过了" in phone.page("a").h1
    assert "这封信换过了" in phone.page(urlsplit(letter.url).path).h1
    assert phone.scan(new).status == 200
    assert phone.cast(OWNER).status_code == 303


def test_the_bigger_page_is_remembered(phone: Phone, letter: Letter) -> None:
    phone.scan(letter)
    assert 'class="big"' not in phone.page("a").html
    assert 'class="big"' in phone.page("a?look=big").html
    assert 'class="big"' in phone.page("a").html
    assert 'class="big"' in phone.page("/help").html
    assert 'class="big"' not in phone.page("/help?look=plain").html


def test_the_code_is_typed_on_the_compounds_own_page(app: Flask, phone: Phone, hood: Neighbourhood) -> None:
    path = f"/p/{hood.open.id}"
    phone.client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    assert phone.send("/code", {"code": hood.letters[5].code}, path).location == f"/h/{hood.letters[5].household}"
    assert "3号楼 1单元" in phone.page(f"/h/{hood.letters[5].household}").text
    page = Page(phone.send("/code", {"code": "0000 0000 0000"}, path))
    assert page.status == 422
    assert page.form("/code")["poll"] == [str(hood.open.id)]
    assert page.form("/code")["code"] == ["0000 0000 0000"]
    with app.app_context(), db.engine.connect() as connection:
        counted = connection.execute(
            text("SELECT times FROM wrong_codes WHERE what = :what"), {"what": f"poll {hood.open.id}"}
        )
        assert counted.scalar_one() == 1


@pytest.mark.parametrize("poll", ["", "x", "-1", "٣", "9" * 40, "1 OR 1=1"])
def test_a_spoilt_poll_number_is_no_trouble(phone: Phone, hood: Neighbourhood, poll: str) -> None:
    phone.client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    assert phone.send("/code", {"code": hood.letters[5].code, "poll": poll}, "/code").status_code == 303


def test_a_letter_for_older_eyes_opens_the_bigger_page(phone: Phone, hood: Neighbourhood) -> None:
    path = urlsplit(hood.letters[6].url).path
    assert 'class="big"' in phone.page(f"{path}?look=big").html
    assert 'class="big"' in phone.page("/help").html


@pytest.mark.parametrize("after", ["/", "。", ")", "&from=timeline", "%E3%80%82", "/?from=singlemessage", "%20扫码填写"])
@pytest.mark.parametrize("case", [str, str.lower])
def test_a_link_opens_with_what_a_chat_added_to_it(
    phone: Phone, hood: Neighbourhood, after: str, case: Callable[[str], str]
) -> None:
    letter = hood.letters[0]
    token = case(urlsplit(letter.url).path.removeprefix("/q/"))
    assert phone.get(f"/q/{token}{after}").headers.get("Location") == f"/h/{letter.household}"


@pytest.mark.parametrize("typed", ["{}", " {} 。", "请打开：{}", "{}&from=timeline"])
def test_a_pasted_address_opens_where_the_code_is_typed(phone: Phone, hood: Neighbourhood, typed: str) -> None:
    letter = hood.letters[0]
    sent = phone.send("/code", {"code": typed.format(letter.url)}, "/code")
    assert (sent.status_code, sent.headers.get("Location")) == (303, f"/h/{letter.household}")
    assert phone.page(f"/h/{letter.household}").status == 200


def test_an_address_that_opens_nothing_is_refused_like_a_code(phone: Phone) -> None:
    page = Page(phone.send("/code", {"code": f"https://diandan.test/q/{'0' * 26}"}, "/code"))
    assert page.status == 422
    assert "没有找到这个户码" in page.text


def test_the_field_that_is_wrong_is_the_one_that_is_marked(phone: Phone) -> None:
    def marked(page: Page) -> list[str | None]:
        return [values.get("id") for tag, values in page.tags if tag == "input" and values.get("aria-invalid")]

    assert marked(phone.page("/code")) == []
    wrong = Page(phone.send("/code", {"code": "1234"}, "/code"))
    assert (marked(wrong), "e-code" in wrong.ids) == (["code"], True)
    assert marked(Page(phone.send("/code", {"code": "1234", "room": ""}, "/code"))) == ["code"]
