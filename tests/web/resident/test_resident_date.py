"""A date kind: from the file to the receipt, and never counted or published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from surveys.core.ballots import Capacity
from surveys.core.edition_file import read_edition
from surveys.core.kinds import KINDS
from surveys.core.places import DISTRICT
from surveys.core.questionnaire import Edition, edition_from_document
from surveys.core.roster import Roster
from surveys.core.tally import tally
from surveys.services.answering import answer_page, door_by_link
from surveys.services.letters import Letter, letters
from surveys.services.rosters import import_roster
from surveys.services.waves import add_poll, make_wave, open_poll
from surveys.store.db import reading, transaction
from tests.factories import BASE_URL, MENU, RANDOM, rooms, rows
from tests.phone import Page, Phone

EDITION = """\
key = "dates"
title = "什么时候"
[[question]]
key = "consent"
kind = "single"
role = "consent"
label = "同意吗？"
options = [{ key = "yes", label = "同意", counts = "yes" }, { key = "no", label = "不同意", counts = "no" }]
[[question]]
key = "away"
kind = "date"
label = "哪一天搬出去？"
earliest = "2027-01-01"
latest = "2027-12-31"
"""


@pytest.fixture
def dated(app: Flask) -> tuple[Edition, Letter]:
    """An edition that asks for a day, and a letter of an open poll with it."""
    edition, now = read_edition(EDITION), datetime.now(UTC)
    with app.app_context(), transaction() as session:
        listed = rows(*rooms(6), compound="腊月里小区", street="槐荫街道", building="3")
        compound = import_roster(session, listed, by="li", now=now).compounds[0].compound
        day = timedelta(days=1)
        wave = make_wave(session, "腊月里", edition, now - day, now + 14 * day, by="li", now=now - 2 * day)
        draft = add_poll(session, wave.id, compound.id, MENU, [], budget=None, by="li", now=now - 2 * day)
        keys = app.config["KEYS"]
        poll = open_poll(session, DISTRICT, draft.id, keys=keys, random=RANDOM, by="li", now=now - 2 * day)
        return edition, letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters[0]


def test_a_new_kind_works_from_the_file_to_the_receipt(app: Flask, phone: Phone, dated: tuple[Edition, Letter]) -> None:
    edition, letter = dated
    page = phone.scan(letter)
    [field] = [values for tag, values in page.tags if values.get("name") == "away"]
    assert (field["type"], field["min"], field["max"]) == ("date", "2027-01-01", "2027-12-31")
    assert "哪一天搬出去？ 选一项" in Page(phone.cast({"consent": "yes"})).text
    refused = Page(phone.cast({"consent": "yes", "away": "2028-01-01"}))
    assert (refused.status, refused.form("/a")["away"]) == (422, ["2028-01-01"])
    assert "哪一天搬出去？ 再选一次" in refused.text
    phone.cast({"consent": "yes", "away": "2027-03-01"})
    assert "2027-03-01" in phone.page("/r").text
    assert phone.page("/a?again=owner").form("/a")["away"] == ["2027-03-01"]
    with app.app_context(), reading() as session:
        view = answer_page(session, door_by_link(session, letter.url.rsplit("/", 1)[1]), now=datetime.now(UTC))
    assert edition_from_document(edition.document()) == view.edition == edition
    ballot = view.ballots[Capacity.OWNER]
    assert ballot.answers["away"] == "2027-03-01"
    counted = tally(Roster((view.household,)), edition, MENU, [ballot])
    assert [question.key for question in counted.questions] == ["consent"]
    assert not KINDS["date"].published
