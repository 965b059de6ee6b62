"""The first screen says who asks, and so does every other page of a household."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from surveys.core.outcome import too_few_homes
from surveys.core.place import DISTRICT
from surveys.services.community import add_community, assign_compounds
from surveys.services.letter import Letter
from surveys.store.db import transaction
from surveys.words.demo_mark import MARK
from surveys.words.poll import few_homes_note
from tests.factories import LI
from tests.neighbourhood import Neighbourhood, neighbourhood
from tests.phone import OWNER, Phone
from tests.web.lean.conftest import PHONE

THEIRS = "0571-0000-0007"


@pytest.fixture(scope="module")
def few(app: Flask) -> Neighbourhood:
    """Twelve homes of invented data, in a community of its own."""
    now = datetime.now(UTC)
    with app.app_context(), transaction() as session:
        made = neighbourhood(session, app.config["KEYS"], now, homes=12, mark=MARK)
        compounds = [poll.compound for poll in (made.open, made.scheduled, made.closed)]
        street = compounds[0].street.name
        community = add_community(session, DISTRICT, street, "春风里社区", THEIRS, by=LI, now=now)
        assign_compounds(session, DISTRICT, community.id, [compound.id for compound in compounds], by=LI, now=now)
    return made


def test_the_door_is_the_letter_once_more(phone: Phone, few: Neighbourhood) -> None:
    letter = few.letters[0]
    page = phone.scan(letter)
    assert "槐荫街道春风里社区居委会 在问" in page.text
    assert page.h1 == f"3号楼 1单元 {letter.address.room}，对吗？"
    assert f"户码和您信上的一样：…{letter.code[-4:]}" in page.text
    assert f"tel:{THEIRS.replace('-', '')}" in page.links
    assert "截止" in page.text


def test_the_way_on_from_the_door_is_a_plain_link(phone: Phone, letter: Letter) -> None:
    page = phone.scan(letter)
    (start,) = [values for tag, values in page.tags if tag == "a" and "data-start" in values]
    assert (start["href"] or "").endswith("/a")
    assert phone.page(start["href"] or "").text.startswith("春风里小区改造征询")
    assert page.forms == []


def test_without_a_community_the_street_asks_and_the_installation_is_called(phone: Phone, letter: Letter) -> None:
    page = phone.scan(letter)
    assert "槐荫街道社区居委会 在问" in page.text
    assert f"tel:{PHONE.replace('-', '')}" in page.links


def household_pages(app: Flask) -> list[str]:
    """Every page below a household's address."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/h/") and "GET" in (rule.methods or ())]
    return [rule.rule.replace("<int:home>", "{home}") for rule in rules]


@pytest.mark.parametrize("which", ["letters", "later", "over"])
@pytest.mark.parametrize("answered", [False, True])
def test_every_page_of_a_household_says_who_asks(
    app: Flask, phone: Phone, few: Neighbourhood, *, which: str, answered: bool
) -> None:
    letter: Letter = getattr(few, which)[2 + answered]
    home = phone.scan(letter)
    if answered and which == "letters":
        phone.cast(OWNER)
    paths = [path.format(home=letter.household) for path in household_pages(app)]
    assert len(paths) >= 5
    for path in paths:
        page = phone.page(path)
        assert page.status in (200, 409), path
        assert "槐荫街道春风里社区居委会 在问" in page.text, path
        assert f"户码和您信上的一样：…{letter.code[-4:]}" in page.text, path
        assert "演示数据，不是真实征询" in page.text, path
        assert f"tel:{THEIRS.replace('-', '')}" in page.links, path
    assert "演示数据，不是真实征询" in home.text


@pytest.mark.parametrize("path", ["/help", "/privacy", "/not-mine"])
def test_the_pages_that_explain_say_it_by_name(phone: Phone, few: Neighbourhood, letter: Letter, path: str) -> None:
    links = [link for link in phone.scan(few.letters[0]).links if link.startswith(path)]
    assert links == [f"{path}?poll={few.open.id}"]
    page = phone.page(links[0])
    assert "春风里社区居委会" in page.text
    assert f"tel:{THEIRS.replace('-', '')}" in page.links
    assert THEIRS not in phone.page(path).text
    assert f"poll={few.open.id}&look=big" in page.html.replace("&amp;", "&")


@pytest.mark.parametrize("poll", ["0", "-1", "x", "99999999999999999999", "9999"])
def test_a_poll_that_isnt_there_names_nobody(phone: Phone, poll: str) -> None:
    page = phone.page(f"/help?poll={poll}")
    assert page.status == 200
    assert "在问" not in page.text


def test_a_very_small_compound_is_told_before_the_first_question_what_will_be_published(
    phone: Phone, few: Neighbourhood, letter: Letter
) -> None:
    text = phone.scan(few.letters[0]).text
    assert "您小区只有12户。每一项有几户要，不公布；几户同意、几户不同意，要公布。" in text
    assert "您小区只有" not in phone.scan(letter).text


@pytest.mark.parametrize("homes", range(1, 30))
def test_what_is_very_small_is_what_publishing_takes_for_it(homes: int) -> None:
    assert bool(few_homes_note(homes)) is too_few_homes(homes)
