"""English is whole: no Chinese is left on any page but names, and what a district wrote itself is told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import chain

import pytest
from flask import Flask

from surveys.core.kinds.number import NUMERALS, WRITTEN
from surveys.core.place import DISTRICT
from surveys.services.letter import Letter
from surveys.services.life import close as close_early
from surveys.store.db import transaction
from tests.factories import LI
from tests.neighbourhood import Neighbourhood, neighbourhood
from tests.office import PASSWORD, Browser
from tests.phone import OWNER, TENANT, Page, Phone
from tests.town import Town

CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
NAMES = ("春风里小区", "明天里小区", "昨天里小区", "水杉里")
"""Compounds; they keep their names, and a title can't say in which language a part of it is."""
OWN_WORDS = "楼道的灯坏了很久"


class Chinese(HTMLParser):
    """The Chinese on a page that isn't marked as such."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._marked: list[bool] = []
        self._void = {"input", "meta", "link", "br", "path", "use", "rect", "circle"}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marked = (self._marked or [False])[-1] or str(dict(attrs).get("lang")).startswith("zh")
        if tag not in self._void:
            self._marked.append(marked)
        if not marked:
            self.found += chain.from_iterable(CJK.findall(value or "") for _name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._void:
            self._marked.pop()

    def handle_data(self, data: str) -> None:
        if not self._marked[-1:] or not self._marked[-1]:
            self.found += CJK.findall(data)


def left(page: Page) -> list[str]:
    """The Chinese that is left on a page, names and the household's own words aside."""
    html = page.html
    for name in (*NAMES, OWN_WORDS, "槐荫街道", WRITTEN, NUMERALS):  # numbers are read in Chinese too
        html = html.replace(name, "")
    return Chinese(html).found


@pytest.fixture
def english(phone: Phone) -> Phone:
    """A phone whose owner chose English."""
    page = phone.page("/help?lang=en")
    assert page.h1 == "Get help"
    return phone


def test_everybodys_pages_are_english(english: Phone, hood: Neighbourhood, town: Town) -> None:
    polls = (hood.open, hood.scheduled, hood.closed, town.poll)
    paths = ["/", "/?q=nowhere", "/code", "/help", "/privacy", "/not-mine", "/q/NOPE", "/nowhere"]
    paths += [f"/p/{poll.id}" for poll in polls]
    paths += [f"/p/{town.poll.id}/receipts", f"/p/{town.poll.id}/receipts?receipt=x", f"/p/{town.poll.id}?building=2"]
    for path in paths:
        page = english.page(path)
        assert 'lang="en"' in page.html
        assert left(page) == [], path


def test_the_walk_from_door_to_receipt_is_english(english: Phone, letter: Letter) -> None:
    assert left(english.scan(letter)) == []
    page = english.page("a")
    assert left(page) == []
    assert "Building 3, Unit 1" in page.text
    assert "Do you agree to the renovation" in page.text
    empty = Page(english.send("a", {}, "a"))
    assert empty.title.startswith("Error: ")
    assert left(empty) == []
    english.cast({**OWNER, "more": OWN_WORDS})
    receipt = english.page("r")
    assert receipt.h1 == "Received, thank you"
    assert left(receipt) == []
    assert "Needed most: Parking" in receipt.text
    assert left(english.page("contact?capacity=owner")) == []
    assert left(Page(english.send("contact", {"phone": "1"}, "contact?capacity=owner"))) == []
    again = english.page("a?again=owner")
    assert left(again) == []
    english.send("r/withdraw", {}, "r")
    assert left(english.page("r")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": "many"},
        {"people": "99"},
        {"more": "x" * 501},
        {"wishes": ["none", "roof"]},
        {"urgent.2": "parking"},
        {"troubles": ["leaks", "walls", "sewers", "roads", "parking", "dark"]},
        {"who": "nobody"},
    ],
)
def test_every_mistake_is_explained_in_english(english: Phone, hood: Neighbourhood, wrong: dict[str, str]) -> None:
    english.scan(hood.letters[2])
    page = Page(english.send("a", {**OWNER, "more": "", **wrong}, "a"))
    assert page.status == 422
    assert left(page) == []


@pytest.mark.parametrize("typed", ["", "123", "1234 5678 9012", "000000000000"])
def test_every_wrong_code_is_explained_in_english(english: Phone, typed: str) -> None:
    page = Page(english.send("/code", {"code": typed}, "/code"))
    assert page.status == 422
    assert left(page) == []


def test_before_and_after_the_poll_it_is_english(english: Phone, hood: Neighbourhood) -> None:
    for letter in (hood.later[1], hood.over[1]):
        assert left(english.scan(letter)) == []


def test_a_late_answer_is_read_back_in_english(app: Flask, english: Phone) -> None:
    with app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        made = neighbourhood(session, app.config["KEYS"], now, homes=2, mark=str(now.timestamp()))
    english.scan(made.letters[0])
    form = {**english.page("a").form("a"), **TENANT}
    with app.app_context(), transaction() as session:
        close_early(session, DISTRICT, made.open.id, reason="all answered", by=LI, now=datetime.now(UTC))
    page = Page(english.post("a", form))
    assert page.status == 409
    assert left(page) == []
    assert "Your answers (not counted)" in page.text


def test_the_published_result_is_english(english: Phone, town: Town) -> None:
    for place in (0, 5, 54, 61):
        page = english.scan(town.letters[place])
        assert left(page) == []
    english.keyed(town.key(5))
    assert left(english.page("result")) == []
    assert english.scan(town.letters[5]).h1 == "Not decided yet"
    assert "44 of 59 households chose it (74.6%)" in page.text


def test_who_fills_in_for_others_reads_english_where_they_chose_it(app: Flask, town: Town, letter: Letter) -> None:
    browser = Browser(app.test_client())
    browser.page("/help?lang=en")
    browser.fill("/staff/sign-in", {"username": "office2", "password": PASSWORD})
    page = browser.opened(letter)
    assert "Filled in by staff" in page.text
    assert left(page) in ([], ["小"])


def test_the_desk_stays_chinese(english: Phone) -> None:
    page = english.page("/staff/sign-in")
    assert 'lang="zh-CN"' in page.html
    assert "登录" in page.text


def test_what_is_not_found_at_the_desk_is_chinese_too(english: Phone) -> None:
    assert "没有找到这一页" in english.page("/desk/nowhere").text


def test_a_language_that_is_not_there_changes_nothing(phone: Phone) -> None:
    assert phone.page("/help?lang=fr").h1 == "找人帮忙"
    assert phone.page("/help").h1 == "找人帮忙"


def test_going_back_to_chinese_is_one_tap(english: Phone) -> None:
    page = english.page("/help")
    assert "?lang=zh-CN" in page.links
    assert english.page("/help?lang=zh-CN").h1 == "找人帮忙"
    assert "?lang=en" in english.page("/help").links


def test_a_page_kept_ready_in_one_language_is_not_given_in_the_other(
    english: Phone, another: Callable[[], Phone], hood: Neighbourhood
) -> None:
    def asked() -> Iterator[str]:
        for phone in (english, another(), english):
            yield phone.scan(hood.letters[4]).h1

    assert [h1.endswith("home?") for h1 in asked()] == [True, False, True]


def test_the_switch_keeps_the_place(english: Phone, town: Town) -> None:
    page = english.page(f"/p/{town.poll.id}?building=3")
    assert "?building=3&lang=zh-CN" in page.links
    assert "?building=3&look=big" in page.links
