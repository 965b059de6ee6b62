"""The walk from door to door at the desk: what its page tells and keeps, without a script and from a phone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from surveys.core.place import CHINA, DISTRICT
from surveys.core.staff import Installation
from surveys.core.visit import SentVisit
from surveys.services.visit import note_visits
from surveys.store.db import reading, transaction
from surveys.store.visit import last_visits
from tests.office import Browser, Office
from tests.phone import Page
from tests.plans import watched

PAGE_MOST = 60_000
TOMORROW = (datetime.now(CHINA).date() + timedelta(days=1)).isoformat()


def walk(office: Office) -> str:
    return f"/desk/polls/{office.open.id}/visits"


def stairs(office: Office) -> str:
    return f"{walk(office)}?building=3&unit=1"


def homes(office: Office) -> list[int]:
    first = office.home(office.open)
    return [first + number for number in range(8)]


def noted(office: Office) -> dict[int, str]:
    with office.app.app_context(), reading() as session:
        return {home: visit.outcome.value for home, visit in last_visits(session, office.open.id).items()}


def sent(browser: Browser, office: Office, *rows: dict[str, object], who: str = "wang") -> dict[str, object]:
    """What is answered to a phone that sends these knocks."""
    fields = browser.page(stairs(office)).form(walk(office))
    proofs = {name: fields[name] for name in ("csrf_token", "made_from")}
    answer = browser.client.post(walk(office), data={**proofs, "who": who, "batch": json.dumps(rows)})
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    told: dict[str, object] = answer.get_json()
    return told


def test_a_walker_signs_in_to_their_rounds_and_reads_who_they_are_everywhere(shown: Office) -> None:
    browser = shown.signed_in("wang")
    rounds = browser.page("/desk/visits")
    assert walk(shown) in rounds.links
    for path in ("/desk/visits", walk(shown), stairs(shown)):
        assert "您是网格员网格员小王" in browser.page(path).text, path


def test_the_doors_stand_unanswered_first_and_tell_no_choice(shown: Office) -> None:
    page = shown.signed_in("wang").page(stairs(shown))
    assert page.html.index('data-room="402"') < page.html.index('data-room="101"')
    assert "还要上门1户，共8户" in page.text
    for chosen in ("Y", "lift", "roof", "yes", "abstain"):
        assert f" {chosen} " not in page.text, chosen


def test_a_door_without_a_script_is_a_form_that_says_what_it_kept(ours: Office) -> None:
    browser, last = ours.signed_in("wang"), homes(ours)[7]
    door = f"{stairs(ours)}&door={last}"
    wrong = Page(browser.fill(door, {"outcome": "later", "remark": "<b>狗</b>"}, walk(ours)))
    assert wrong.status == 422
    assert "约下次，要选哪一天，还要选上午、下午还是晚上" in wrong.text
    assert "&lt;b&gt;狗&lt;/b&gt;" in wrong.html
    answer = browser.fill(door, {"outcome": "later", "next_on": TOMORROW, "next_part": "evening"}, walk(ours))
    assert urlsplit(answer.headers["Location"]).path == walk(ours)
    page = browser.page(stairs(ours))
    assert "402：另约，记下了" in page.text
    assert "约明天晚上" in page.text
    mine = browser.page(door).form(walk(ours))
    number = next(value for name, value in browser.page(door).tags if name == "button" and value.get("name") == "undoes")
    browser.client.post(walk(ours), data={**mine, "undoes": number["value"]})
    assert noted(ours) == {}


def test_the_same_form_sent_twice_is_one_knock(ours: Office) -> None:
    browser, last = ours.signed_in("wang"), homes(ours)[7]
    fields = {**browser.page(f"{stairs(ours)}&door={last}").form(walk(ours)), "outcome": "out"}
    for _time in range(2):
        assert browser.client.post(walk(ours), data=fields).status_code == 303
    with ours.app.app_context(), reading() as session:
        assert len(last_visits(session, ours.open.id)) == 1


def test_a_phone_is_told_which_it_may_forget_and_why_not_the_others(ours: Office) -> None:
    browser, last = ours.signed_in("wang"), homes(ours)[7]
    good = {"submission": "good-knock", "household": last, "outcome": "out", "ago": 5}
    bad = {"submission": "bad-knock-1", "household": last, "outcome": "chose yes"}
    strange = {"submission": "strange-one", "household": ours.home(ours.stranger), "outcome": "out"}
    told = sent(browser, ours, good, bad, strange)
    assert told["taken"] == ["good-knock"]
    assert told["refused"] == {
        "bad-knock-1": "选一个：答了、不在、拒答、另约、空置、留信",
        "strange-one": "这一户不在这次征询里，没有收，看看是不是记错了门",
    }
    assert sent(browser, ours, good)["taken"] == ["good-knock"]
    assert noted(ours) == {last: "out"}


def test_what_another_account_noted_is_refused_line_by_line(ours: Office) -> None:
    told = sent(ours.signed_in("wang"), ours, {"submission": "of-another", "household": 1, "outcome": "out"}, who="ju")
    assert told["refused"] == {"of-another": "这一条是别的账号在这部手机上记的，用那个账号登录再传"}
    assert noted(ours) == {}


@pytest.mark.parametrize(
    "batch",
    [
        "",
        "{}",
        "[1]",
        "null",
        "[" * 5_000,
        json.dumps([{}] * 101),
        '[{"submission": {"a": 1}, "household": true, "ago": 1e400}]',
    ],
)
def test_what_is_no_list_of_knocks_keeps_nothing_and_breaks_nothing(ours: Office, batch: str) -> None:
    browser = ours.signed_in("wang")
    fields = browser.page(stairs(ours)).form(walk(ours))
    answer = browser.client.post(walk(ours), data={**fields, "who": "wang", "batch": batch})
    assert answer.status_code in (200, 400)
    assert noted(ours) == {}


def test_a_door_elsewhere_and_a_stairwell_that_is_not_there_are_not_found(shown: Office) -> None:
    browser = shown.signed_in("wang")
    for path in (
        f"{stairs(shown)}&door=999999",
        f"{walk(shown)}?building=9&unit=9",
        f"/desk/polls/{shown.stranger.id}/visits",
    ):
        assert browser.get(path).status_code == 404, path


def test_whoever_looks_reads_the_sums_and_the_grid_and_no_remark(ours: Office) -> None:
    last, now = homes(ours)[7], datetime.now(UTC)
    with ours.app.app_context(), transaction() as session:
        knock = SentVisit("a-knock-1", last, "refused", remark="门口有狗")
        note_visits(session, DISTRICT, ours.open.id, [knock], by=Installation("wang"), now=now)
    browser = ours.signed_in("ju")
    sums = browser.page(f"{walk(ours)}/sums")
    assert "网格员小王" in sums.text
    grid = browser.page(f"/desk/compounds/{ours.open.compound.id}")
    assert "402还没有答，上过门，不愿意答" in grid.text.replace("拒 ", "")
    for page in (sums, grid):
        assert "门口有狗" not in page.text


def test_filling_in_together_leads_to_the_entry_screen_where_there_is_one(shown: Office) -> None:
    page = shown.signed_in("wang").page(f"{stairs(shown)}&door={homes(shown)[7]}")
    entry = f"/desk/polls/{shown.open.id}/entry/{homes(shown)[7]}?channel=door"
    assert (entry in page.links) is ("desk.enter" in shown.app.view_functions)
    assert entry in page.links or "/code" in page.links


def test_the_pages_stay_small_and_ask_the_database_little(shown: Office) -> None:
    browser = shown.signed_in("wang")
    for path in (walk(shown), stairs(shown), "/desk/visits"):
        with watched(shown.app) as seen:
            answer = browser.get(path, buffered=True)
        assert len(answer.get_data()) < PAGE_MOST
        assert len(seen.statements) <= 12, path
