"""The roll of who answered, door by door: there only where the rules say so, only while objections are taken, no choices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from surveys.core.errors import NotAllowed, NotFound
from surveys.core.poll import PollState
from surveys.core.rules import Rule
from surveys.services.edition import rules_named
from surveys.services.notice import published
from surveys.services.roll import BY, MOST_AN_HOUR, doubt, is_up, roll
from surveys.store import objection
from surveys.store.db import reading, transaction
from surveys.words.community import asker
from surveys.words.letter import letter_words
from surveys.words.poster import poster_words
from surveys.words.roll import DOUBTS, ON_THE_LETTER
from tests import town as made
from tests.neighbourhood import Neighbourhood
from tests.phone import Phone
from tests.town import DOORS, NOW, SILENT, Town

LINE = re.compile(r"<li><b>(.*?)</b> (.*?)\n")


@pytest.fixture(scope="module")
def stood(app: Flask) -> Town:
    """A town whose rule has the roll posted."""

    def with_roll(keys: Sequence[str]) -> list[Rule]:
        return [replace(rule, roll=True) for rule in rules_named(keys)]

    with pytest.MonkeyPatch.context() as patch, app.app_context(), transaction() as session:
        patch.setattr(made, "rules_named", with_roll)
        return Town(session, app.config["KEYS"])


def lines(phone: Phone, poll: int, building: str = "") -> dict[str, str]:
    return dict(LINE.findall(phone.page(f"/p/{poll}/roll?building={building}").html))


def test_each_building_has_its_doors_and_who_answered_how_and_when(phone: Phone, stood: Town) -> None:
    told = {building: lines(phone, stood.poll.id, building) for building in DOORS}
    assert {building: len(found) for building, found in told.items()} == DOORS
    every = [says for found in told.values() for says in found.values()]
    assert sum(says == "没有交" for says in every) == SILENT
    assert sum(bool(re.fullmatch(r"交了，手机上填的，\d{4}年\d+月\d+日", says)) for says in every) == len(every) - SILENT


def test_it_says_nothing_of_choices_names_or_hours(phone: Phone, stood: Town) -> None:
    page = phone.page(f"/p/{stood.poll.id}/roll")
    for untold in ("同意", "停车位", "屋顶", "owner", *stood.receipts.values()):
        assert untold not in page.text
    assert not re.search(r"\d+[:：点]\d+", page.text)


def test_no_search_engine_lists_it_and_the_result_leads_there(phone: Phone, stood: Town) -> None:
    answer = phone.client.get(f"/p/{stood.poll.id}/roll")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex, nofollow"' in answer.get_data(as_text=True)
    assert f"/p/{stood.poll.id}/roll" in phone.page(f"/p/{stood.poll.id}").links


def test_without_the_rule_nobody_is_told_of_one(phone: Phone, hood: Neighbourhood) -> None:
    assert phone.client.get(f"/p/{hood.open.id}/roll").status_code == 404
    assert "按门牌公布" not in phone.page(f"/privacy?poll={hood.open.id}").text
    assert ON_THE_LETTER not in "".join(letter_words(hood.open, "", "").promises)
    assert ON_THE_LETTER not in poster_words(hood.open, asker(hood.open.compound, ""), PollState.OPEN).steps


def test_it_is_there_by_the_rules_alone_and_before_the_final_notice(app: Flask, stood: Town) -> None:
    with app.app_context(), reading() as session:
        found = published(session, stood.poll.id)
    assert found.poll.terms
    assert is_up(found, NOW)
    rules = tuple({**rule, "roll": False} for rule in found.poll.terms.rules)
    without = replace(found, poll=replace(found.poll, terms=replace(found.poll.terms, rules=rules)))
    final = replace(found, notices=(*found.notices, replace(found.notice(), number=2, final=True)))
    assert not is_up(without, NOW)
    assert not is_up(final, NOW)


def test_whoever_is_asked_reads_it_before_answering(phone: Phone, stood: Town) -> None:
    assert "公示页上按门牌公布哪家交了" in phone.page(f"/privacy?poll={stood.poll.id}").text
    assert ON_THE_LETTER in "".join(letter_words(stood.poll, "", "").promises)
    assert ON_THE_LETTER in poster_words(stood.poll, asker(stood.poll.compound, ""), PollState.OPEN).steps


def test_it_is_put_away_when_the_notice_comes_down(app: Flask, stood: Town) -> None:
    with app.app_context(), reading() as session:
        assert roll(session, stood.poll.id, "", now=NOW).lines
        with pytest.raises(NotFound):
            roll(session, stood.poll.id, "", now=NOW + timedelta(days=30))


def test_an_objection_goes_to_the_desk_with_its_door_and_nothing_of_whoever_sent_it(
    app: Flask, phone: Phone, stood: Town
) -> None:
    page = phone.page(f"/p/{stood.poll.id}/roll?building=2")
    path = next(link for link in page.links if f"/p/{stood.poll.id}/roll/" in link)
    form = phone.page(path)
    assert "只记门牌和您选的这一句" in form.text
    fields = {**form.forms[-1], "doubt": "never"}
    for _again in range(2):
        answer = phone.client.post(path.partition("?")[0], data=fields)
        assert (answer.status_code, "记下了" in answer.get_data(as_text=True)) == (200, True)
    with app.app_context(), reading() as session:
        kept = [one for one in objection.objections(session, stood.poll.id) if one.entered_by == BY.username]
    assert len(kept) == 1, "sent twice, it is one"
    assert kept[0].who.startswith("2号楼")
    assert kept[0].open


def test_nothing_chosen_or_made_up_is_no_objection(phone: Phone, stood: Town) -> None:
    path = next(link for link in phone.page(f"/p/{stood.poll.id}/roll").links if f"/p/{stood.poll.id}/roll/" in link)
    form = phone.page(path)
    for chosen in ("", "<script>"):
        answer = phone.client.post(path.partition("?")[0], data={**form.forms[-1], "doubt": chosen})
        assert answer.status_code == 422
    assert phone.client.get(f"/p/{stood.poll.id}/roll/999999?building=1").status_code == 404


def test_so_many_objections_an_hour_and_no_more(app: Flask, stood: Town) -> None:
    what = next(iter(DOUBTS.values()))
    with app.app_context(), transaction() as session:
        for number in range(MOST_AN_HOUR - 1):  # beside the one that was sent through the page
            doubt(session, stood.poll.id, f"3号楼 {number}", what, now=NOW - timedelta(minutes=1))
        with pytest.raises(NotAllowed, match="too_many_doubts"):
            doubt(session, stood.poll.id, "3号楼 98", what, now=NOW)
        doubt(session, stood.poll.id, "3号楼 99", what, now=NOW + timedelta(hours=2))
