"""The drill of a new kind: a day, brought along by this test, works from the edition's file to the receipt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from surveys.core.ballot import Capacity
from surveys.core.edition_file import read_edition
from surveys.core.errors import Rejected
from surveys.core.kind import Accepted, Fields, Kind, Offer, Posting, one_value, refuse, written_fields, written_lines
from surveys.core.kinds import KINDS
from surveys.core.paper_part import PaperPart
from surveys.core.place import DISTRICT
from surveys.core.questionnaire import Edition, Question, edition_from_document
from surveys.core.roster import Roster
from surveys.core.tally import tally
from surveys.core.toml_document import TomlTable
from surveys.services.code import door_by_link
from surveys.services.household import answer_page
from surveys.services.letter import Letter, letters
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.db import reading, transaction
from surveys.web.lean.resident.kinds import check_kinds
from tests.factories import BASE_URL, LI, MENU, RANDOM, rooms, rows
from tests.phone import Page, Phone

WIDGET = """\
{% import "macros/questions.html" as ask %}
{% import "macros/typing.html" as form %}
{% macro widget(a) %}{% set q = a.question %}{% call ask.labelled(a) %}
<input type="date" class="field" id="q-{{ q.key }}" name="{{ q.key }}" value="{{ a.value() }}"
min="{{ q.more.earliest }}" max="{{ q.more.latest }}"{{ ask.described(a) }}>
{% endcall %}{% endmacro %}

{% macro typed(a, said, must, signs) %}{% call form.typed_question(a, "line", said, must) %}
<input class="field" name="{{ a.question.key }}" value="{{ a.value() }}">{% endcall %}{% endmacro %}

{% macro mending(p, name) %}
{%- if p.code == "answer_missing" %}{{ _("填一个日期") }}
{%- elif p.code == "answer_no_such_day" %}{{ _("填%(a)s到%(b)s之间的日期", a=p.detail.first, b=p.detail.last) }}
{%- endif %}{% endmacro %}
"""


def a_day(table: TomlTable, key: str) -> str:
    written = table.text(key, 10)
    if not is_day(written):
        table.report("toml_type", key, written, expected="text")
    return written


def is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def check_days(table: TomlTable, question: Question) -> None:
    if question.more["earliest"] >= question.more["latest"]:
        table.report("edition_bounds", "latest", question.more["latest"], low=question.more["earliest"])


def read_day(offer: Offer, fields: Fields) -> Accepted:
    question = offer.question
    value = one_value(question, fields.get(question.key, ())).strip()
    if not value:
        return {}
    first, last = str(question.more["earliest"]), str(question.more["latest"])
    if not is_day(value) or not first <= value <= last:
        refuse(question, "answer_no_such_day", value, first=first, last=last)
    return {question.key: value}


DAY = Kind(
    name="day",
    keys={"earliest": a_day, "latest": a_day},
    check=check_days,
    read=read_day,
    fields=written_fields,
    lines=written_lines,
    counted=False,
    published=Posting.NEVER,
    paper=lambda _offer: PaperPart(lines=1),
)


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
kind = "day"
label = "哪一天搬出去？"
earliest = "2027-01-01"
latest = "2027-12-31"
"""


@pytest.fixture
def brought(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind's module and its template, as if they were files; the app would start with them."""
    monkeypatch.setitem(KINDS, "day", DAY)  # type: ignore[arg-type]
    loader = ChoiceLoader([DictLoader({"kinds/day.html": WIDGET}), app.jinja_env.loader])  # type: ignore[list-item]
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    check_kinds(app)


@pytest.fixture
def dated(app: Flask, brought: None) -> tuple[Edition, Letter]:
    """An edition that asks for a day, and a letter of an open poll with it."""
    edition, now = read_edition(EDITION), datetime.now(UTC)
    with app.app_context(), transaction() as session:
        listed = rows(*rooms(6), compound="腊月里小区", street="槐荫街道", building="3")
        compound = import_roster(session, listed, by=LI, now=now).compounds[0].compound
        day = timedelta(days=1)
        wave = make_wave(session, "腊月里", edition, now - day, now + 14 * day, by=LI, now=now - 2 * day)
        draft = add_poll(session, wave.id, compound.id, MENU, [], budget=None, by=LI, now=now - 2 * day)
        keys = app.config["KEYS"]
        poll = open_poll(session, DISTRICT, draft.id, keys=keys, random=RANDOM, by=LI, now=now - 2 * day)
        return edition, letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters[0]


def test_a_new_kind_works_from_the_file_to_the_receipt(app: Flask, phone: Phone, dated: tuple[Edition, Letter]) -> None:
    edition, letter = dated
    page = phone.opened(letter)
    [field] = [values for tag, values in page.tags if values.get("name") == "away"]
    assert (field["type"], field["min"], field["max"]) == ("date", "2027-01-01", "2027-12-31")
    assert "填一个日期：哪一天搬出去？" in Page(phone.cast({"consent": "yes"})).text
    refused = Page(phone.cast({"consent": "yes", "away": "2028-01-01"}))
    assert (refused.status, refused.form("a")["away"]) == (422, ["2028-01-01"])
    assert "填2027-01-01到2027-12-31之间的日期" in refused.text
    phone.cast({"consent": "yes", "away": "2027-03-01"})
    assert "2027-03-01" in phone.page("r").text
    assert phone.page("a?again=owner").form("a")["away"] == ["2027-03-01"]
    with app.app_context(), reading() as session:
        view = answer_page(session, door_by_link(session, letter.url.rsplit("/", 1)[1]), now=datetime.now(UTC))
    assert edition_from_document(edition.document()) == view.edition == edition
    ballot = view.ballots[Capacity.OWNER]
    assert ballot.answers["away"] == "2027-03-01"
    counted = tally(Roster((view.household,)), edition, MENU, [ballot])
    assert [question.key for question in counted.questions] == ["consent"]


@pytest.mark.usefixtures("brought")
@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('latest = "2027-12-31"', 'latest = "2026-12-31"', ("edition_bounds", "latest", 14)),
        ('latest = "2027-12-31"', 'latest = "soon"', ("toml_type", "latest", 14)),
        ('latest = "2027-12-31"', 'latest = "2027-12-31"\nlow = 3', ("edition_key_of_other_kind", "low", 15)),
        ('role = "consent"', 'role = "consent"\nlatest = "2027-12-31"', ("edition_key_of_other_kind", "latest", 7)),
    ],
)
def test_its_keys_are_its_own(old: str, new: str, problem: tuple[str, str, int]) -> None:
    with pytest.raises(Rejected) as refused:
        read_edition(EDITION.replace(old, new))
    assert [(found.code, found.field, found.row) for found in refused.value.problems] == [problem]
