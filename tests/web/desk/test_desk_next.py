"""The next step after each act: one sentence and one button, for whoever may take it, and who it is where one may not."""

from __future__ import annotations

import pytest

from surveys.core.due import NEXT_STEPS, DueKind
from tests.office import Browser, Office
from tests.phone import Page
from tests.web.desk.test_desk_letter import printed
from tests.web.desk.test_desk_roster import brought, csv_of, row


def following(page: Page) -> str:
    """The sentence of the next step."""
    return page.text[page.text.index("下一步：") :].partition("。")[0]


def test_what_is_no_station_of_a_poll_is_never_its_next_step() -> None:
    assert set(DueKind) - NEXT_STEPS == {
        DueKind.PLAN,
        DueKind.GATES,
        DueKind.RUNNING_OUT,
        DueKind.MENU,
        DueKind.AMEND,
    }


def test_a_poll_walks_to_its_end_by_the_next_step_alone(ours: Office) -> None:
    """Each page says what comes next, and its button leads to where that is done."""
    poll, browser = ours.open, ours.signed_in("jie")
    life, result = f"/desk/polls/{poll.id}/life", f"/desk/polls/{poll.id}/result"
    assert following(browser.page(life)) == "下一步：还有住户没有印过入户信"
    letters = Page(printed(browser, poll))
    assert "截止" in following(letters)
    assert f"/desk/compounds/{poll.compound.id}?poll={poll.id}#still" in letters.links
    close(ours, browser)
    page = browser.page(life)
    assert following(page) == "下一步：截止了，结果还没有复核"
    assert browser.fill(life, {}, f"/desk/polls/{poll.id}/review").status_code == 303
    page = browser.page(life)
    assert following(page) == "下一步：复核过了，还没有公示"
    assert f"/desk/polls/{poll.id}/publish" in page.links
    ours.publish(poll)
    assert "公示期满" in following(browser.page(result))


def close(ours: Office, browser: Browser) -> None:
    """Close the open poll early: one asks, another confirms where it takes two."""
    path = f"/desk/polls/{ours.open.id}/close"
    browser.fill(path, {"reason": "家家都答了"})
    if "等第二个人确认" in browser.page(path).text:
        ours.signed_in("office").fill(path, {"reason": "家家都答了"})


def test_who_may_not_take_the_next_step_is_told_who_may(ours: Office) -> None:
    close(ours, ours.signed_in("jie"))
    path = f"/desk/polls/{ours.open.id}/life"
    ours.signed_in("jie").fill(path, {}, f"/desk/polls/{ours.open.id}/review")
    page = ours.signed_in("ju").page(path)
    assert following(page) == "下一步：复核过了，还没有公示，由镇街、住建局来办"


def test_a_wave_that_was_opened_goes_on_with_its_letters(shown: Office) -> None:
    page = shown.signed_in().page(f"/desk/waves/{shown.open.wave.id}")
    assert following(page) == "下一步：还有住户没有印过入户信"
    page = shown.signed_in().page(f"/desk/waves/{shown.draft.wave.id}")
    assert following(page) == "下一步：有1个小区的草稿没有打开"
    page = shown.signed_in("jie").page(f"/desk/waves/{shown.draft.wave.id}")
    assert following(page) == "下一步：有1个小区的草稿没有打开，由住建局来办"


@pytest.mark.parametrize(("user", "button"), [("office", "/desk/waves/new"), ("jie", "/desk")])
def test_an_import_goes_on_with_a_wave(ours: Office, user: str, button: str) -> None:
    browser = ours.signed_in(user)
    path = brought(browser, csv_of(row("101")))
    answer = browser.fill(path, {}, path)
    page = browser.page(answer.location)
    assert following(page).startswith("下一步：有1个小区还没有征询，")
    assert button in page.links
