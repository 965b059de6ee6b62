"""Silence at the desk: choosing it with the clause, and writing down delivery and warning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.services.outcome import poll_record
from surveys.services.poll import polls
from surveys.store.db import reading
from tests.office import Office, alert
from tests.phone import Page

NEW = "/desk/waves/new"
CLAUSE = "第9条：送达后到期不表态的，计入多数"
RECORDS = {"clause": CLAUSE, "delivery": "逐户签收，签收单存档", "warning": "信上写明不表态的计入多数"}


def moment(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def plan(compound: int, **other: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "title": "第二轮",
        "edition": "w1-2026",
        "opens_at": moment(1),
        "closes_at": moment(15),
        "menu": "xuecheng-2021",
        "consultation": "xuecheng-2021",
        "compounds": [str(compound)],
        **other,
    }


def opened(office: Office) -> Poll:
    """A poll with a matter in which silence may follow the majority, made and opened at the desk."""
    browser = office.signed_in()
    answer = browser.fill(NEW, plan(office.draft.compound.id))
    assert answer.status_code == 303, Page(answer).text
    wave = answer.location
    matters = next(link for link in browser.page(wave).links if link.endswith("/matters"))
    answer = browser.fill(matters, {"wording": "加装电梯", "decision": "7", "silence": "y", "clause": CLAUSE})
    assert answer.status_code == 303, Page(answer).text
    assert CLAUSE in browser.page(matters).text
    assert browser.post(f"{wave}/open", browser.page(wave).form("budgets")).status_code == 303
    with office.app.app_context(), reading() as session:
        return polls(session, DISTRICT, wave_id=int(wave.rpartition("/")[2]))[0]


def test_only_the_matter_carries_the_clause(ours: Office) -> None:
    poll = opened(ours)
    assert poll.terms is not None
    (consultation,), (matter,) = poll.terms.rules, poll.terms.matters
    assert (consultation["silence"], "clause" in consultation) == ("not_counted", False)
    assert (matter["rule"]["silence"], matter["rule"]["clause"]) == ("follows_majority", CLAUSE)


def test_the_three_records_are_written_down_beside_the_gates(ours: Office) -> None:
    browser, poll = ours.signed_in(), opened(ours)
    gates, form = f"/desk/polls/{poll.id}/gates", f"/desk/polls/{poll.id}/silence"
    assert form in browser.page(gates).links
    assert browser.page(form).form("")["clause"][0].strip() == CLAUSE
    assert "缺一样就不计" in browser.page(form).text
    answer = browser.fill(form, {**RECORDS, "warning": ""})
    assert "还没有登记全，不表态的不计入" in browser.page(answer.location).text
    browser.fill(form, RECORDS)
    assert "三样都登记了。送达后不表态的计入多数一方" in browser.page(gates).text


def test_doors_without_delivery_are_read_and_an_unknown_one_is_said(ours: Office) -> None:
    browser, poll = ours.signed_in(), opened(ours)
    form = f"/desk/polls/{poll.id}/silence"
    page = Page(browser.fill(form, {**RECORDS, "undelivered": "3号楼9999"}))
    assert "“3号楼9999”在户册里找不到" in alert(page)
    assert "#undelivered" in page.links
    with ours.app.app_context(), reading() as session:
        before = poll_record(session, DISTRICT, poll.id)
    assert before.silence is None
    home = before.roster.households[2]
    assert browser.fill(form, {**RECORDS, "undelivered": f"{home.building}-{home.room}\n"}).status_code == 303
    with ours.app.app_context(), reading() as session:
        kept = poll_record(session, DISTRICT, poll.id).silence
    assert kept is not None
    assert kept.undelivered == (home.id,)
    assert home.room in browser.page(form).form("")["undelivered"][0]


def test_a_poll_without_the_clause_has_no_such_form(shown: Office) -> None:
    browser, path = shown.signed_in(), f"/desk/polls/{shown.open.id}"
    refused = browser.get(f"{path}/silence")
    assert refused.status_code == 409
    assert "没有约定不表态计入多数" in refused.get_data(as_text=True)
    assert f"{path}/silence" not in browser.page(f"{path}/gates").links
