"""An owner of several flats answers for them at once, if the letters of all were opened in one browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from surveys.services.letter import Letter
from tests.phone import OWNER, TENANT, Page, Phone
from tests.web.lean.kept import standing

OFFER = "您另外几套，也这样答吗？"


def offered(page: Page) -> list[str]:
    """What ticks each flat that a questionnaire offers."""
    return [values["value"] or "" for tag, values in page.tags if tag == "input" and values.get("name") == "also"]


def opened(phone: Phone, *letters: Letter) -> Page:
    """The questionnaire of the last letter, after the others were opened too."""
    for letter in letters:
        phone.scan(letter)
    return phone.page("a")


def test_how_the_votes_of_several_flats_count_is_said_to_everybody(phone: Phone, letter: Letter) -> None:
    assert "一位房主几套房只算一个人，面积加在一起，以最后交的那份为准" in phone.opened(letter).text


def test_only_flats_whose_letters_were_opened_here_are_offered(phone: Phone, flats: tuple[Letter, ...]) -> None:
    page = opened(phone, flats[0])
    assert OFFER not in page.text
    page = opened(phone, flats[1])
    assert OFFER in page.text
    assert len(offered(page)) == 1
    assert flats[0].address.room in page.text
    assert flats[2].address.room not in page.text


def test_other_peoples_flats_are_not_offered_whoever_opened_their_letters(phone: Phone, flats: tuple[Letter, ...]) -> None:
    page = opened(phone, flats[3], flats[4], flats[0])
    assert OFFER not in page.text
    assert flats[3].address.room not in page.text


def test_one_form_answers_for_all_that_were_ticked(app: Flask, phone: Phone, flats: tuple[Letter, ...]) -> None:
    page = opened(phone, flats[0], flats[2], flats[1])
    boxes = offered(page)
    assert len(boxes) == 2
    assert "also" not in page.form("a")
    assert phone.post("a", {**page.form("a"), **OWNER, "also": boxes}).location == f"/h/{flats[1].household}/r"
    assert [set(standing(app, letter)) for letter in flats[:4]] == [{"owner"}, {"owner"}, {"owner"}, set()]
    receipt = phone.page("r")
    assert "您在这部手机上还交过" in receipt.text
    assert f"/h/{flats[0].household}/r" in receipt.links
    phone.home = f"/h/{flats[0].household}"
    assert "楼道的灯坏了很久" in phone.page("r").text
    assert phone.send("a", {"consent": "no"}, "a?again=owner").status_code == 303
    assert '"consent":"no"' in standing(app, flats[0])["owner"]
    assert '"consent":"yes"' in standing(app, flats[1])["owner"]


def test_what_is_not_ticked_is_not_answered_for(app: Flask, phone: Phone, flats: tuple[Letter, ...]) -> None:
    page = opened(phone, flats[0], flats[1])
    phone.post("a", {**page.form("a"), **OWNER})
    assert standing(app, flats[0]) == {}


def test_all_or_none_where_one_was_answered_meanwhile(
    app: Flask, phone: Phone, another: Callable[[], Phone], flats: tuple[Letter, ...]
) -> None:
    page = opened(phone, flats[0], flats[1])
    boxes = offered(page)
    other = another()
    other.opened(flats[0])
    other.cast({**OWNER, "consent": "no"})
    told = Page(phone.post("a", {**page.form("a"), **OWNER, "also": boxes}))
    assert (told.status, "几套没有一起交成" in told.text) == (409, True)
    assert told.form("a")["consent"] == ["yes"]
    assert standing(app, flats[1]) == {}
    assert '"consent":"no"' in standing(app, flats[0])["owner"]
    assert phone.post("a", {**told.form("a"), "also": []}).status_code == 303


def test_only_owners_answer_for_several(app: Flask, phone: Phone, flats: tuple[Letter, ...]) -> None:
    page = opened(phone, flats[0], flats[1])
    told = Page(phone.post("a", {**page.form("a"), **TENANT, "also": offered(page)}))
    assert (told.status, "只有房主的意见才行" in told.text) == (409, True)
    assert standing(app, flats[0]) == standing(app, flats[1]) == {}


@pytest.mark.parametrize("box", ["", "x", "WzE.x 0,0", "🏠 0,0"])
def test_a_box_that_proves_nothing_answers_for_nothing(
    app: Flask, phone: Phone, flats: tuple[Letter, ...], box: str
) -> None:
    page = opened(phone, flats[0])
    assert phone.post("a", {**page.form("a"), **OWNER, "also": [box]}).status_code == 303
    assert standing(app, flats[1]) == {}


def test_a_flat_that_was_cast_without_acknowledgement_is_named_on_the_receipt_though_unticked_since(
    app: Flask, phone: Phone, another: Callable[[], Phone], flats: tuple[Letter, ...]
) -> None:
    page = opened(phone, flats[0], flats[1])
    form = {**page.form("a"), **OWNER}
    number = form["submission"][0]
    lost = another().post(phone.at("a"), {**form, "also": offered(page), "submission": f"{number}.1"})
    assert lost.status_code == 200
    assert phone.post("a", {**form, "submission": f"{number}.2"}).status_code == 303
    receipt = phone.page("r")
    assert "您在这部手机上还交过" in receipt.text
    phone.home = f"/h/{flats[0].household}"
    assert phone.send("r/withdraw", {}, "r").status_code == 303
    assert set(standing(app, flats[1])) == {"owner"}
    assert standing(app, flats[0]) == {}
