"""What everybody may see: the front page and a compound's own page."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from surveys.core.place import DISTRICT
from surveys.services.life import close as close_early
from surveys.store.db import transaction
from tests.factories import LI
from tests.office import Office


def test_the_front_page_lists_the_compounds_that_are_asked_now_and_no_others(shown: Office) -> None:
    page = shown.signed_in("").page("/")
    assert f"/p/{shown.open.id}" in page.links
    assert "春风里" in page.text
    for poll in (shown.closed, shown.scheduled, shown.draft):
        assert poll.compound.name not in page.text
    assert {"/code", "/staff/sign-in"} <= set(page.links)


def test_the_front_page_finds_a_compound_by_name_or_street(shown: Office) -> None:
    browser = shown.signed_in("")
    assert "竹影苑" not in browser.page("/?q=春").text
    assert "竹影苑" in browser.page("/?q=松风").text
    assert "没有找到名字里有“没有这个”的小区" in browser.page("/?q=没有这个").text
    assert f"/p/{shown.closed.id}" not in browser.page(f"/?q={shown.closed.compound.name}").links


def test_an_open_poll_tells_until_when_and_how_many_answered_never_what(shown: Office) -> None:
    page = shown.signed_in("").page(f"/p/{shown.open.id}")
    assert "8户中的7户（87.5%）" in page.text
    assert "截止，在那之前都可以答" in page.text
    assert "tel:06325550123" in page.links
    assert "同意" not in page.text


def test_a_closed_poll_says_that_the_result_is_being_checked(shown: Office) -> None:
    page = shown.signed_in("").page(f"/p/{shown.closed.id}")
    assert "结果正在核对" in page.text
    assert "8户中的7户（87.5%）" in page.text
    assert "roof" not in page.html


def test_a_poll_that_has_not_begun_says_when_it_will(shown: Office) -> None:
    assert "入户信会先送到您家" in shown.signed_in("").page(f"/p/{shown.scheduled.id}").text


def test_a_draft_and_a_poll_that_is_not_there_look_the_same(shown: Office) -> None:
    answers = [shown.signed_in("").get(f"/p/{poll}") for poll in (shown.draft.id, 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].get_data() == answers[1].get_data()


def test_a_district_without_open_polls_says_what_comes(ours: Office) -> None:
    with ours.app.app_context(), transaction() as session:
        for poll in (ours.open, ours.stranger):
            close_early(session, DISTRICT, poll.id, reason="all answered", by=LI, now=datetime.now(UTC))
    assert "现在没有正在征询的小区" in ours.signed_in("").page("/").text


def test_a_long_list_comes_in_pages_and_a_page_past_the_end_is_the_last(shown: Office) -> None:
    page = shown.signed_in("").page("/?page=99999999999999999999")
    assert "春风里" in page.text
    assert "春风里" in shown.signed_in("").page("/?page=x").text


@pytest.mark.parametrize("typed", ["春风里", " 春风 里 ", "春\u3000风里\u200b"])
def test_a_compound_is_found_however_its_name_is_spaced(shown: Office, typed: str) -> None:
    found = shown.signed_in("").page(f"/?q={quote(typed)}")
    assert "春风里" in found.text
    assert "没有找到" not in found.text


def test_a_search_for_markup_stays_text(shown: Office) -> None:
    assert "<script>" not in shown.signed_in("").page("/?q=<script>alert(1)</script>").html
