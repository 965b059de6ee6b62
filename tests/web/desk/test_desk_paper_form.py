"""Paper questionnaires at the desk: printed, given out, fetched back; and the page of the tear-off."""

from __future__ import annotations

from sqlalchemy import event
from werkzeug.test import TestResponse

from surveys.core.paper_form import read_payload
from surveys.core.poll import Poll
from surveys.store.db import db
from tests.office import Browser, Office
from tests.paper.printed import Print
from tests.phone import Values


def path_of(poll: Poll) -> str:
    return f"/desk/polls/{poll.id}/forms"


def printed(browser: Browser, poll: Poll, **values: str) -> TestResponse:
    return browser.fill(path_of(poll), {"where": "blank", "count": "3", **values}, path_of(poll))


def registered(browser: Browser, poll: Poll, values: Values) -> TestResponse:
    return browser.fill(path_of(poll), values, f"{path_of(poll)}/register")


def numbers(pdf: bytes) -> list[str]:
    """The numbers of the forms in a file, from the codes on their first sides."""
    with Print(pdf) as paper:
        read = [read_payload(paper.codes(page, dpi=150)[0].text) for page in range(len(paper))]
    return [found[0] for found in read if found and found[1] == 1]


def test_forms_are_printed_given_out_and_fetched_back_and_the_sums_say_so(ours: Office) -> None:
    clerk, poll = ours.signed_in("ju"), ours.open
    assert "还没有印过" in clerk.page(path_of(poll)).text
    made = printed(clerk, poll)
    assert (made.status_code, made.mimetype, made.headers["Cache-Control"]) == (200, "application/pdf", "no-store")
    found = numbers(made.data)
    assert len(found) == 3
    assert registered(clerk, poll, {"step": "issue", "forms": "1-2", "said": "王芳"}).status_code == 303
    answer = registered(clerk, poll, {"step": "return", "forms": f"D{found[1]}P1"})
    assert "step=return" in answer.headers["Location"]
    page = clerk.page(answer.headers["Location"])
    assert "记好了：收回1份" in page.text
    assert "一共印了3份" in page.text
    assert "王芳" in page.text
    assert page.form(f"{path_of(poll)}/register")["step"] == ["return"]
    assert "第3份" not in clerk.page(f"{path_of(poll)}?q=2").text
    assert "第3份" in clerk.page(f"{path_of(poll)}?state=printed").text


def test_the_same_form_sent_twice_prints_one_batch_and_a_batch_is_downloaded_again_as_it_was(ours: Office) -> None:
    clerk, poll = ours.signed_in("ju"), ours.open
    fields = {**clerk.page(path_of(poll)).form(path_of(poll)), "where": "blank", "count": "2"}
    first, second = (clerk.client.post(path_of(poll), data=fields) for _ in range(2))
    assert first.data == second.data
    again = clerk.fill(path_of(poll), {}, f"{path_of(poll)}/1/again")
    assert again.data == first.data
    assert "第2批" not in clerk.page(path_of(poll)).text


def test_what_cannot_be_is_said_beside_what_was_typed_which_stays(ours: Office) -> None:
    clerk, poll = ours.signed_in("ju"), ours.open
    for count in ("0", "1001", "一百", ""):
        answer = printed(clerk, poll, count=count)
        assert answer.status_code == 422
        assert "空白表一次印1到1000份" in answer.text
    printed(clerk, poll)
    answer = registered(clerk, poll, {"step": "spoil", "forms": "2-3", "said": ""})
    assert answer.status_code == 422
    assert "写上为什么作废" in answer.text
    assert 'value="2-3"' in answer.text
    answer = registered(clerk, poll, {"step": "issue", "forms": "3-9", "said": "王芳"})
    assert "没有这几份，没有印过：4-9" in answer.text
    assert 'value="王芳"' in answer.text


def test_a_poll_that_has_ended_prints_none_and_a_draft_has_none(shown: Office) -> None:
    clerk = shown.signed_in("jie")
    assert "不能再印问卷" in clerk.page(path_of(shown.closed)).text
    assert clerk.get(path_of(shown.draft)).status_code == 409


def test_a_tear_off_tells_that_a_form_came_back_and_is_no_oracle(ours: Office) -> None:
    clerk, poll = ours.signed_in("ju"), ours.open
    first, second, third = numbers(printed(clerk, poll).data)
    registered(clerk, poll, {"step": "return", "forms": "1,3"})
    registered(clerk, poll, {"step": "spoil", "forms": "3", "said": "空白"})
    everybody = ours.signed_in("")

    def told(number: str) -> str:
        return everybody.page(f"/form?n={number}").text.replace(number, "")

    assert "已收" in told(first)
    assert told(second) == told(third) == told("000000000098")
    assert "还没有收到" in told(second)
    wrong = everybody.page("/form?n=1234")
    assert "表号对不上" in wrong.text
    assert 'value="1234"' in wrong.html
    assert poll.compound.name not in told(first)
    queries: list[str] = []
    with ours.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: queries.append(said[2]))
    told(first)
    assert len([query for query in queries if query.startswith("SELECT")]) == 1
    assert "还没有收到" not in everybody.page("/form").text
