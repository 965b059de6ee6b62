"""What is to be done today: for whom, in which order, and what the page says where nothing is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from surveys.core.due import DUE_FOR, SHOWN_AT_ONCE, Due, DueKind, by_urgency
from surveys.core.place import DISTRICT
from surveys.services.due import FINDERS
from surveys.services.objection import answer, record
from surveys.store.db import transaction
from surveys.web.desk.due.views import LINKS
from surveys.words.due import DUES, coming_words, time_left_words
from tests.factories import LI
from tests.office import DAY, Office
from tests.web.desk.test_desk_compound import statements

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)


def test_every_kind_has_its_right_its_finder_its_words_and_its_way() -> None:
    assert set(DUE_FOR) == set(FINDERS) == set(DUES) == set(LINKS) == set(DueKind)


def test_what_waits_longest_and_ends_soonest_comes_first_and_what_has_no_moment_last() -> None:
    moments = (None, NOON + 2 * DAY, NOON - 3 * DAY, NOON + DAY)
    found = by_urgency(Due(DueKind.PRINT, None, when=when) for when in moments)
    assert [due.when for due in found.shown] == [NOON - 3 * DAY, NOON + DAY, NOON + 2 * DAY, None]


def test_one_kind_does_not_push_the_others_off_the_page() -> None:
    found = by_urgency([Due(DueKind.PRINT, None, when=NOON) for _ in range(30)] + [Due(DueKind.GATES, None)])
    assert len(found.shown) == SHOWN_AT_ONCE + 1
    assert found.more == {DueKind.PRINT: 30 - SHOWN_AT_ONCE}


def test_how_far_a_moment_is_away_is_told_in_days_of_the_calendar() -> None:
    night = datetime(2026, 12, 1, 15, 59, tzinfo=UTC)  # 23:59 there
    said = [time_left_words(night + timedelta(minutes=minutes), night) for minutes in (0, 1, 2, 2 * 24 * 60, -24 * 60)]
    assert said == ["今天23:59", "今天", "明天", "还有2天", "过了1天"], "midnight belongs to the day that it ends"


@pytest.mark.parametrize(
    ("user", "due"),
    [
        ("office", ["复核过了，还没有公示", "还有住户没有印过入户信", "有1个小区的草稿没有打开", "五个不改还有"]),
        ("jie", ["复核过了，还没有公示", "还有住户没有印过入户信", "五个不改还有"]),
        ("ju", ["还有住户没有印过入户信", "五个不改还有"]),
    ],
)
def test_each_sees_what_their_role_does_in_their_place(shown: Office, user: str, due: list[str]) -> None:
    page = shown.signed_in(user).page("/desk")
    told = [
        what
        for what in ("复核过了，还没有公示", "还有住户没有印过入户信", "有1个小区的草稿没有打开", "五个不改还有")
        if what in page.text
    ]
    assert told == due
    assert ("竹影苑" in page.text) is (user == "office")


def test_each_thing_leads_to_the_page_where_it_is_done(shown: Office) -> None:
    browser = shown.signed_in("jie")
    links = browser.page("/desk").links
    assert {f"/desk/polls/{shown.closed.id}/publish", f"/desk/polls/{shown.open.id}/letters"} <= set(links)
    for link in links:
        if link.startswith("/desk"):
            assert browser.get(link).status_code == 200, link


def test_an_objection_is_due_until_it_is_answered_and_then_the_final_notice(ours: Office) -> None:
    ours.publish(ours.closed)
    now = datetime.now(UTC)
    with ours.app.app_context(), transaction() as session:
        made = record(session, DISTRICT, ours.closed.id, who="301", what="少算了一户", by=LI, now=now)
    browser = ours.signed_in("jie")
    assert "有1条异议没有答复" in browser.page("/desk").text
    with ours.app.app_context(), transaction() as session:
        answer(session, DISTRICT, ours.closed.id, made.id, "查过了", adopted=False, by=LI, now=now)
    assert "条异议没有答复" not in browser.page("/desk").text


def test_a_second_person_is_asked_of_everybody_but_the_one_who_asks(ours: Office) -> None:
    path = f"/desk/polls/{ours.open.id}/close"
    ours.signed_in("ju").fill(path, {"reason": "家家都答了"})
    assert "等您确认：提前截止" in ours.signed_in("jie").page("/desk").text
    assert "等您确认" not in ours.signed_in("ju").page("/desk").text


def test_a_poll_that_closes_soon_says_what_it_still_needs(ours: Office) -> None:
    with ours.app.app_context(), transaction() as session:
        moment = (datetime.now(UTC) + DAY).strftime("%Y-%m-%d %H:%M:%S.%f")
        session.exec_driver_sql(f"UPDATE polls SET closes_at = '{moment}' WHERE id = {ours.stranger.id}")
    page = ours.signed_in("song").page("/desk")
    assert "快截止了，还差7户" in page.text
    assert "明天" in page.text


def test_nothing_due_says_so_and_what_comes_next(shown: Office) -> None:
    assert coming_words(None, now=NOON) == "近期没有要开始、截止或者期满的征询。"
    words = coming_words((shown.open, shown.open.closes_at), now=datetime.now(UTC))
    assert words.startswith("下一件：春风里的“春风里的轮次”")


def test_the_first_page_takes_as_many_queries_for_one_compound_as_for_five(shown: Office) -> None:
    counted = []
    for user in ("ju", "jie"):
        browser = shown.signed_in(user)
        with statements(shown) as sent:
            browser.get("/desk")
        counted.append(len(sent))
    assert max(counted) <= 13


def test_an_address_of_the_list_as_it_was_before_leads_to_the_list(shown: Office) -> None:
    answer = shown.signed_in().get("/desk?q=春&state=open")
    assert (answer.status_code, answer.location) == (303, "/desk/compounds?q=%E6%98%A5&state=open")
