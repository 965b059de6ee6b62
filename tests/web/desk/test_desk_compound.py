"""The desk's lists, one compound door by door, and closing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from surveys.core.roster import Household, UnitKind
from surveys.store.db import db
from surveys.web.desk.compound.facade import DoorMark, facades
from tests.office import Office, alert
from tests.phone import Page


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, transactions' own words aside."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with office.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def names(page: Page) -> list[str]:
    return [name for name in ("春风里", "昨日里", "明天里", "草稿里", "竹影苑") if name in page.text]


def test_the_list_shows_every_compound_with_both_parts_of_its_turnout(shown: Office) -> None:
    page = shown.signed_in().page("/desk/compounds")
    assert names(page) == ["春风里", "昨日里", "明天里", "草稿里", "竹影苑"]
    assert page.text.count("8户中的7户（87.5%）") == 2
    assert "16户中的7户（43.8%）" in page.text, "the two open polls together"
    assert "40户" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=春", ["春风里"]),
        ("state=open", ["春风里", "竹影苑"]),
        ("state=closed", ["昨日里"]),
        ("state=draft&q=稿", ["草稿里"]),
        ("state=nonsense", []),
        ("street=2", ["竹影苑"]),
        ("area=1&state=scheduled", ["明天里"]),
        ("area=x", []),
    ],
)
def test_the_list_can_be_narrowed(shown: Office, query: str, found: list[str]) -> None:
    page = shown.signed_in().page(f"/desk/compounds?{query}")
    assert names(page) == found
    assert ("没有符合的小区" in page.text) is (not found)


def test_filters_stay_as_they_were_chosen(shown: Office) -> None:
    form = shown.signed_in().page("/desk/compounds?q=里&state=closed&street=1").form("")
    assert (form["q"], form["state"], form["street"]) == (["里"], ["closed"], ["1"])


def test_each_sees_their_own_compounds(shown: Office) -> None:
    seen = {user: names(shown.signed_in(user).page("/desk/compounds")) for user in ("jie", "song", "ju", "zhu")}
    street = ["春风里", "昨日里", "明天里", "草稿里"]
    assert seen == {"jie": street, "song": ["竹影苑"], "ju": ["春风里"], "zhu": ["竹影苑"]}


def test_the_list_takes_as_many_queries_for_one_compound_as_for_five(shown: Office) -> None:
    counted = []
    for user in ("ju", "office"):
        browser = shown.signed_in(user)
        with statements(shown) as sent:
            browser.get("/desk/compounds")
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 12


def test_a_compound_takes_few_queries_however_many_households(shown: Office) -> None:
    browser = shown.signed_in()
    with statements(shown) as sent:
        browser.get(f"/desk/compounds/{shown.open.compound.id}")
    assert len(sent) <= 5


def test_an_empty_district_says_where_to_begin(ours: Office) -> None:
    page = ours.signed_in("zhu").page("/desk/compounds?q=zzz")
    assert "/desk" in page.links


def test_a_compound_shows_who_has_answered_and_never_what(shown: Office) -> None:
    page = shown.signed_in().page(f"/desk/compounds/{shown.open.compound.id}")
    assert "房主的票7张，住户的意见1张" in page.text
    assert page.html.count('<a class="door in"') == 7
    assert page.html.count('<a class="door "') == 1
    for word in ("roof", "lift", "abstain", "不同意"):
        assert word not in page.html
    assert f"/desk/polls/{shown.open.id}/close" in page.links
    assert f"/desk/polls/{shown.open.id}/result" not in page.links


def test_a_closed_compound_leads_to_its_result_and_can_not_be_closed_again(shown: Office) -> None:
    page = shown.signed_in().page(f"/desk/compounds/{shown.closed.compound.id}")
    assert f"/desk/polls/{shown.closed.id}/result" in page.links
    assert f"/desk/polls/{shown.closed.id}/close" not in page.links


def test_a_draft_leads_to_its_wave_and_its_menu(shown: Office) -> None:
    page = shown.signed_in().page(f"/desk/compounds/{shown.draft.compound.id}")
    assert f"/desk/waves/{shown.draft.wave.id}" in page.links
    assert f"/desk/polls/{shown.draft.id}/menu" in page.links


def test_closing_is_asked_first_then_done_and_the_result_is_there(ours: Office) -> None:
    browser, path = ours.signed_in("jie"), f"/desk/polls/{ours.open.id}/close"
    assert "还没答的1户不能再答" in browser.page(path).text
    assert browser.get(f"/desk/polls/{ours.open.id}/result").status_code == 409
    assert "写明原因" in alert(Page(browser.fill(path, {})))
    answer = browser.fill(path, {"reason": "家家都答了"})
    assert answer.status_code == 303
    assert "征询已经截止" in browser.page(answer.location).text
    assert browser.get(f"/desk/polls/{ours.open.id}/result").status_code == 200
    assert browser.get(path).status_code == 409


def test_a_draft_can_not_be_closed(shown: Office) -> None:
    assert shown.signed_in().get(f"/desk/polls/{shown.draft.id}/close").status_code == 409


def home(key: int, unit: str, floor: int, room: str, kind: UnitKind = UnitKind.HOME) -> Household:
    return Household(key, "3", unit, floor, room, 80_00, str(key), kind)


def test_a_facade_has_its_top_floor_on_top_and_a_gap_where_no_door_is() -> None:
    homes = [home(1, "1", 1, "101"), home(2, "1", 1, "102"), home(3, "1", 2, "201"), home(4, "2", 1, "101")]
    (facade,) = facades([*homes, home(5, "", -1, "P1", UnitKind.PARKING)], owners={1, 4}, occupants={1, 3}, visited={})
    assert facade.stairwells == (("1", 2), ("2", 1))
    assert [floor for floor, _ in facade.floors] == [2, 1]
    (_, upper), (_, ground) = facade.floors
    assert [(cell.household, cell.mark) for cell in upper] == [(3, DoorMark.HALF), (0, DoorMark.OUT), (0, DoorMark.OUT)]
    assert [(cell.room, cell.mark) for cell in ground] == [("101", DoorMark.IN), ("102", DoorMark.OUT), ("101", DoorMark.IN)]
