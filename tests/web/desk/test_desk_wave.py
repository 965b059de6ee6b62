"""Planning a wave, looking it over, changing it, opening it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services import draft
from surveys.services.poll import polls
from surveys.store.db import reading
from tests.office import Office, alert
from tests.phone import Page

NEW = "/desk/waves/new"


def moment(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def plan(*compounds: int, **other: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "title": "第二轮",
        "edition": "w1-2026",
        "opens_at": moment(1),
        "closes_at": moment(15),
        "menu": "xuecheng-2021",
        "consultation": "xuecheng-2021",
        "compounds": [str(key) for key in compounds],
        **other,
    }


def made(office: Office, *chosen: Poll) -> int:
    answer = office.signed_in().fill(NEW, plan(*(poll.compound.id for poll in chosen)))
    assert answer.status_code == 303, Page(answer).text
    return int(answer.location.rpartition("/")[2])


def of_wave(office: Office, wave: int) -> tuple[Poll, ...]:
    with office.app.app_context(), reading() as session:
        return polls(session, DISTRICT, wave_id=wave)


def test_the_form_comes_with_what_is_usual_and_nothing_chosen(shown: Office) -> None:
    page = shown.signed_in().page(NEW)
    form = page.form("")
    assert form["consultation"] == ["xuecheng-2021"]
    assert "compounds" not in form
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT08:00", form["opens_at"][0])
    assert "民法典第二百七十八条" not in page.text, "a consultation decides nothing"
    assert "要业主共同决定的事（民法典第278条" in page.text


def test_a_new_wave_is_a_draft_that_says_what_will_be_fixed(ours: Office) -> None:
    wave = made(ours, ours.closed, ours.draft)
    page = ours.signed_in().page(f"/desk/waves/{wave}")
    assert "要打印16封入户信" in page.text
    assert "草稿里只有8户：" in page.text
    assert "打开2个小区的征询" in page.text
    assert [poll.terms for poll in of_wave(ours, wave)] == [None, None]


@pytest.mark.parametrize("ticked", [True, False])
def test_the_roll_is_posted_where_that_is_ticked_and_the_tick_comes_back(ours: Office, ticked: bool) -> None:
    office, roll = ours.signed_in(), {"roll": "y"} if ticked else {}
    answer = office.fill(NEW, plan(ours.draft.compound.id, title=f"名册{ticked}", **roll))
    assert answer.status_code == 303, Page(answer).text
    (poll,) = of_wave(ours, int(answer.location.rpartition("/")[2]))
    assert ("roll" in office.page(f"/desk/waves/{poll.wave.id}/edit").form("")) is ticked


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(shown: Office) -> None:
    wrong = plan(shown.open.compound.id, title="", opens_at=moment(9), closes_at=moment(2), compounds=[])
    answer = shown.signed_in().fill(NEW, wrong)
    page = Page(answer)
    assert answer.status_code == 422
    assert {"#title", "#closes_at", "#compounds"} <= set(page.links)
    for told in ("写上轮次名称", "截止时间要晚于开始时间", "至少选一个小区"):
        assert told in alert(page)
    assert page.form("")["opens_at"] == [wrong["opens_at"]]


def test_a_title_that_is_taken_and_a_date_that_is_none_are_said(shown: Office) -> None:
    taken = shown.open.wave.title
    page = Page(shown.signed_in().fill(NEW, plan(shown.open.compound.id, title=taken)))
    assert f"已经有一轮叫“{taken}”" in alert(page)
    assert page.form("")["compounds"] == [str(shown.open.compound.id)]
    assert "写成2026-12-01 08:00这样" in Page(shown.signed_in().fill(NEW, plan(1, opens_at="明天"))).text


def test_a_compound_that_is_not_there_makes_no_wave(ours: Office) -> None:
    assert ours.signed_in().fill(NEW, plan(99999)).status_code == 404
    assert "第二轮" not in ours.signed_in().page("/desk/waves").text


def test_a_draft_can_be_changed_in_everything(ours: Office) -> None:
    wave = made(ours, ours.closed, ours.draft)
    path = f"/desk/waves/{wave}/edit"
    form = ours.signed_in().page(path).form("")
    assert form["title"] == ["第二轮"]
    assert set(form["compounds"]) == {str(ours.closed.compound.id), str(ours.draft.compound.id)}
    changed = plan(ours.draft.compound.id, ours.open.compound.id, title="改过的", basic_first="y")
    assert ours.signed_in().fill(path, changed).status_code == 303
    with ours.app.app_context(), reading() as session:
        now = draft.planned(session, wave)
    assert now.wave.title == "改过的"
    assert {poll.compound.name for poll in now.polls} == {"草稿里", "春风里"}
    assert [rule["key"] for rule in now.rules] == ["xuecheng-2021"]
    assert now.basic_first
    assert {poll.closes_at for poll in now.polls} == {now.wave.closes_at}


def test_budgets_are_typed_in_wan_and_kept_to_the_fen(ours: Office) -> None:
    wave = made(ours, ours.closed, ours.draft)
    first, second = (poll.id for poll in of_wave(ours, wave))
    page, action = f"/desk/waves/{wave}", f"/desk/waves/{wave}/budgets"
    typed = {f"budget-{first}": "１２３.４５６７８９万元", f"budget-{second}": ""}
    assert ours.signed_in().fill(page, typed, action).status_code == 303
    with ours.app.app_context(), reading() as session:
        assert draft.planned(session, wave).budgets == {first: 123_456_789, second: None}
    assert ours.signed_in().page(page).form(action)[f"budget-{first}"] == ["123.456789"]


def test_a_budget_that_is_no_number_stays_and_is_explained(ours: Office) -> None:
    wave = made(ours, ours.draft)
    (poll,) = of_wave(ours, wave)
    action = f"/desk/waves/{wave}/budgets"
    answer = ours.signed_in().fill(f"/desk/waves/{wave}", {f"budget-{poll.id}": "三十万"}, action)
    page = Page(answer)
    assert answer.status_code == 422
    assert "预算写成数字，单位万元" in alert(page)
    assert page.form(action)[f"budget-{poll.id}"] == ["三十万"]


def test_opening_freezes_and_leaves_nothing_to_change(ours: Office) -> None:
    wave = made(ours, ours.closed, ours.draft)
    page = f"/desk/waves/{wave}"
    browser = ours.signed_in()
    answer = browser.post(f"{page}/open", browser.page(page).form("budgets"))
    assert "2个小区的征询打开了" in browser.page(answer.location).text
    assert all(poll.terms for poll in of_wave(ours, wave))
    assert f"{page}/edit" not in browser.page(page).links
    token = browser.page(NEW).form("")["csrf_token"]
    assert browser.client.post(f"{page}/edit", data={**plan(1), "csrf_token": token}).status_code == 409


def test_a_wave_whose_time_is_over_says_so_instead_of_opening(ours: Office) -> None:
    late = plan(ours.draft.compound.id, opens_at=moment(-9), closes_at=moment(-2))
    answer = ours.signed_in().fill(NEW, late)
    page = ours.signed_in().page(answer.location)
    assert "截止时间已经过了" in page.text
    assert f"{answer.location}/open" not in page.actions


@pytest.mark.parametrize("user", ["jie", "ju"])
def test_only_the_district_plans_waves_and_others_look(shown: Office, user: str) -> None:
    browser = shown.signed_in(user)
    assert browser.get(NEW).status_code == 404
    assert NEW not in browser.page("/desk/waves").links
    page = browser.page(f"/desk/waves/{shown.open.wave.id}")
    assert "春风里" in page.text
    assert page.actions == ["/staff/sign-out", f"/desk/waves/{shown.open.wave.id}/budgets"]


def test_half_a_year_and_more_is_asked_about_and_taken_once_it_is_meant(ours: Office) -> None:
    browser, far = ours.signed_in(), plan(ours.draft.compound.id, closes_at="9999-12-31T20:00")
    page = Page(browser.fill(NEW, far))
    assert "看看年份有没有写错" in alert(page)
    assert page.form("")["closes_at"] == ["9999-12-31T20:00"]
    assert "就是要这么久" in page.text
    assert browser.fill(NEW, {**far, "long": "y"}).status_code == 303


def test_a_compound_that_is_asked_already_opens_only_where_that_is_meant(ours: Office) -> None:
    wave = made(ours, ours.open)
    browser, page = ours.signed_in(), f"/desk/waves/{wave}"
    form = browser.page(page).form("budgets")
    answer = Page(browser.post(f"{page}/open", form))
    assert answer.status == 422
    assert "春风里同时还有别的征询：春风里的轮次" in answer.text
    assert "同时进行" in answer.text
    assert [poll.terms for poll in of_wave(ours, wave)] == [None]
    assert browser.post(f"{page}/open", {**answer.form("budgets"), "meant": "y"}).status_code == 303
    assert all(poll.terms for poll in of_wave(ours, wave))


def test_a_wave_is_looked_for_by_its_name(shown: Office) -> None:
    browser = shown.signed_in()
    assert "共1轮" in browser.page("/desk/waves?q=春风").text
    assert "没有找到“没有这样的一轮”" in browser.page("/desk/waves?q=没有这样的一轮").text
