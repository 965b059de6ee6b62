"""Letters at the desk: they leave in print runs alone, each is written down, and no page that can be opened shows a code."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from surveys.core.act import Act
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.site import Addresses
from surveys.core.staff import RIGHTS, Installation, Right, Role
from surveys.services.letter import letters
from surveys.services.life import pause
from surveys.store.db import reading, transaction
from tests.acts import last
from tests.factories import BASE_URL
from tests.office import SERVED, Browser, Office, alert, contents
from tests.paper.printed import Print
from tests.phone import Page
from tests.secrets_shown import secrets_of, shown_in
from tests.web.routes import addresses, routes

CODE = re.compile(r"(?<![0-9a-f]{4} )\b\d{4} \d{4} \d{4}\b(?! [0-9a-f]{4})")
"""Not three groups of a digest, which may happen to be digits."""
SPOILT = {"again": "y", "reason": "spoilt"}


def path_of(poll: Poll) -> str:
    return f"/desk/polls/{poll.id}/letters"


def entries(office: Office, act: str) -> list[dict[str, object]]:
    with office.app.app_context(), reading() as session:
        query = text("SELECT actor, detail FROM entries WHERE act = :act ORDER BY id")
        return [{"by": row.actor, **json.loads(row.detail)} for row in session.execute(query, {"act": act})]


def codes(office: Office, poll: Poll) -> list[str]:
    with office.app.app_context(), reading() as session:
        keys = office.app.config["KEYS"]
        return [letter.code for letter in letters(session, DISTRICT, poll.id, keys=keys, base_url=BASE_URL).letters]


def printed(browser: Browser, poll: Poll, **values: str) -> TestResponse:
    return browser.fill(f"{path_of(poll)}?building=3", values, path_of(poll))


def sheets(answer: TestResponse) -> int:
    return answer.get_data(as_text=True).count('class="sheet letter"')


def test_the_page_tells_what_is_to_be_printed_and_shows_no_code(shown: Office) -> None:
    page = shown.signed_in("ju").page(f"{path_of(shown.open)}?building=3")
    assert "还没印的有1封" in page.text
    assert "没有印过" in page.text
    assert "房主答了，不用印" in page.text
    assert CODE.findall(page.html) == []
    assert "/q/" not in page.html


def test_a_run_prints_who_has_not_answered_and_is_written_down(ours: Office) -> None:
    browser = ours.signed_in("ju")
    answer = printed(browser, ours.open)
    assert (answer.status_code, sheets(answer), answer.headers["Cache-Control"]) == (200, 1, "no-store")
    assert CODE.findall(answer.text) == codes(ours, ours.open)[-1:]
    for told in ("第1次印，", "春风里社区印", "1封，已经记在台账上", "7户房主已经答了，没有印"):
        assert told in answer.text
    (entry,) = entries(ours, "letters_printed")
    told_there = {name: entry[name] for name in ("by", "run", "building", "letters", "left_out", "reason")}
    assert told_there == {"by": "ju", "run": 1, "building": "3", "letters": 1, "left_out": 7, "reason": "first"}
    page = browser.page(path_of(ours.open))
    assert "第1次" in page.text
    assert "春风里社区" in page.text
    assert CODE.findall(page.html) == []


def test_the_same_form_sent_again_gives_the_same_letters_and_no_second_run(ours: Office) -> None:
    """A double click, a refresh, a download that broke off, the PDF of what is on the screen."""
    browser, path = ours.signed_in("jie"), path_of(ours.scheduled)
    form = ours_form(browser, ours.scheduled)
    first = browser.client.post(path, data=form)
    again = browser.client.post(path, data=form)
    assert CODE.findall(first.text) == CODE.findall(again.text) == codes(ours, ours.scheduled)
    pdf = browser.client.post(f"{path}?file=pdf", data=form)
    assert pdf.get_data().startswith(b"%PDF")
    assert "filename*=UTF-8''" in pdf.headers["Content-Disposition"]
    page = Page(first)
    on_the_page = browser.client.post(f"{path}{page.actions[0]}", data=page.forms[0])
    assert on_the_page.get_data() == pdf.get_data()
    assert len(entries(ours, "letters_printed")) == 1


def ours_form(browser: Browser, poll: Poll) -> dict[str, object]:
    page = browser.page(f"{path_of(poll)}?building=3")
    return {**page.form(path_of(poll))}


def test_nobody_else_gets_the_letters_with_somebodys_form(ours: Office) -> None:
    form = ours_form(ours.signed_in("jie"), ours.scheduled)
    thief = ours.signed_in()
    form["csrf_token"] = thief.page(path_of(ours.scheduled)).form(path_of(ours.scheduled))["csrf_token"]
    answer = thief.client.post(path_of(ours.scheduled), data=form)
    assert (answer.status_code, CODE.findall(answer.text)) == (409, [])
    assert entries(ours, "letters_printed") == []


def test_letters_are_printed_again_only_with_a_reason_and_as_a_run_of_their_own(ours: Office) -> None:
    browser, poll = ours.signed_in(), ours.scheduled
    first = printed(browser, poll)
    for values, why in (
        ({}, "没有要印的信"),
        ({"again": "y"}, "印过的再印，选一个原因"),
        ({"again": "y", "reason": "first"}, "印过的再印，选一个原因"),
        ({"again": "y", "reason": "other"}, "写明是什么原因"),
    ):
        page = Page(printed(browser, poll, **values))
        assert (page.status, why in alert(page), CODE.findall(page.html)) == (422, True, [])
    assert len(entries(ours, "letters_printed")) == 1
    again = printed(browser, poll, **SPOILT)
    assert CODE.findall(again.text) == CODE.findall(first.text)
    assert "第2次印，" in again.text
    assert [entry["reason"] for entry in entries(ours, "letters_printed")] == ["first", "spoilt"]
    assert "没印好、弄坏了" in browser.page(path_of(poll)).text


def test_two_clerks_don_t_print_the_same_letters_without_knowing(ours: Office) -> None:
    one, other, poll = ours.signed_in("jie"), ours.signed_in(), ours.scheduled
    form = ours_form(one, poll)
    printed(other, poll)
    stale = one.client.post(path_of(poll), data={**form, **SPOILT})
    assert stale.status_code == 409
    assert "区改造办" in stale.text
    assert CODE.findall(stale.text) == []


def test_letters_for_older_eyes_say_so(ours: Office) -> None:
    answer = printed(ours.signed_in(), ours.scheduled, big="y")
    assert "扫开就是长辈版" in answer.text


def test_a_draft_has_no_letters_and_no_building_is_made_up(shown: Office) -> None:
    browser = shown.signed_in()
    assert browser.get(path_of(shown.draft)).status_code == 409
    assert browser.get(f"{path_of(shown.open)}?building=99").status_code == 404


def test_nothing_is_printed_once_a_poll_is_over(ours: Office) -> None:
    browser = ours.signed_in()
    before = ours_form(browser, ours.open)
    assert "现在不收回答，不能再印信" in browser.page(path_of(ours.closed)).text
    token = before["csrf_token"]
    answer = browser.client.post(path_of(ours.closed), data={"csrf_token": token, "building": "3"})
    assert (answer.status_code, CODE.findall(answer.text)) == (409, [])


@pytest.mark.parametrize(("reason", "told"), [("lost", "信丢了"), ("seen", "被别人看到了"), ("owner", "换了房主")])
def test_a_home_gets_a_new_letter_with_a_reason_and_the_old_one_opens_nothing(ours: Office, reason: str, told: str) -> None:
    browser, home = ours.signed_in("ju"), ours.home(ours.open)
    path, old = f"/desk/polls/{ours.open.id}/doors/{home}", codes(ours, ours.open)[0]
    refused = Page(browser.fill(path, {}))
    assert (refused.status, "选一个原因" in alert(refused)) == (422, True)
    form = {**browser.page(path).form(""), "reason": reason}
    answer = browser.client.post(path, data=form)
    assert (answer.status_code, sheets(answer)) == (200, 1)
    (new,) = CODE.findall(answer.text)
    assert new != old
    assert CODE.findall(browser.client.post(path, data=form).text) == [new]
    assert [entry["reason"] for entry in entries(ours, "letter_reissued")] == [reason]
    (run,) = entries(ours, "letters_printed")
    assert (run["letters"], run["reason"]) == (1, reason)
    assert told in browser.page(path_of(ours.open)).text
    resident = ours.signed_in("")
    assert resident.fill("/code", {"code": old}, "/code").status_code == 422
    assert resident.fill("/code", {"code": new}, "/code").status_code == 303


def test_another_reason_for_a_new_letter_is_written_out(ours: Office) -> None:
    browser, path = ours.signed_in("ju"), f"/desk/polls/{ours.open.id}/doors/{ours.home(ours.open)}"
    before = contents(ours)
    assert Page(browser.fill(path, {"reason": "other"})).status == 422
    assert Page(browser.fill(path, {"reason": "other", "remark": "字" * 201})).status == 422
    assert contents(ours) == before
    assert browser.fill(path, {"reason": "other", "remark": "被水泡了"}).status_code == 200
    with ours.app.app_context(), reading() as session:
        assert last(session, Act.LETTERS_PRINTED)["remark"] == "被水泡了"


def test_a_letter_made_void_since_is_not_printed_once_more(ours: Office) -> None:
    """The form of a run sent again gives what still opens something."""
    browser, poll = ours.signed_in(), ours.scheduled
    form = ours_form(browser, poll)
    first = CODE.findall(browser.client.post(path_of(poll), data=form).text)
    browser.fill(f"/desk/polls/{poll.id}/doors/{ours.home(poll)}", {"reason": "lost"})
    assert CODE.findall(browser.client.post(path_of(poll), data=form).text) == first[1:]


def test_helpers_and_the_owners_committee_print_nothing() -> None:
    assert {role for role in Role if Right.LETTERS in RIGHTS[role]} == {Role.DISTRICT, Role.STREET, Role.COMMITTEE}


def test_no_page_that_is_opened_shows_anybody_on_the_desk_what_opens_a_home(ours: Office) -> None:
    """Every page for members of staff, after letters were printed, one was issued anew and homes have answered."""
    browser = ours.signed_in()
    printed(browser, ours.open)
    printed(browser, ours.scheduled)
    browser.fill(f"/desk/polls/{ours.open.id}/doors/{ours.home(ours.open)}", {"reason": "seen"})
    with ours.app.app_context(), reading() as session:
        secrets = secrets_of(session, ours.app.config["KEYS"])
    own = printed(browser, ours.scheduled, **SPOILT)
    assert len(shown_in(own.get_data(), secrets)) == 8  # what looks for them finds them
    looked = 0
    for rule in routes(ours, "GET"):
        for address in addresses(ours, rule, [ours.open, ours.closed, ours.scheduled, ours.draft]):
            for more in ("", "?building=3", "?file=pdf", "?household=1", "?letter=big"):
                answer = browser.get(address + more, buffered=True)
                assert shown_in(answer.get_data(), secrets) == set(), address + more
                looked += answer.status_code == 200
    assert looked > 100


def test_an_address_of_this_machine_alone_goes_on_no_letter_without_a_tick(ours: Office) -> None:
    ours.app.config["ADDRESSES"] = Addresses("http://localhost:8000")
    browser, path = ours.signed_in("ju"), path_of(ours.open)
    door = f"/desk/polls/{ours.open.id}/doors/{ours.home(ours.open)}"
    before = contents(ours)
    for address, values in ((path, {"again": "y", "reason": "spoilt"}), (door, {"reason": "lost"})):
        page = browser.page(address)
        assert "只在这台电脑上试" in page.text
        own = next(at for at in page.actions if at in (path, door, "") and "sign-out" not in at)
        form = {**page.form(own), **values}
        refused = Page(browser.client.post(address, data=form))
        assert refused.status == 422
        assert "只有这台电脑自己打得开" in alert(refused)
        assert contents(ours) == before
    assert sheets(browser.client.post(path, data={**browser.page(path).form(path), **SPOILT, "trial": "y"})) > 0


def test_the_page_says_what_letters_leave_out_and_letters_are_not_printed_from_one_older_than_it(ours: Office) -> None:
    browser, path = ours.signed_in(), path_of(ours.open)
    page = browser.page(path)
    assert "还没有写：地址、上班时间、联系人、张贴处、盖章的单位" in page.text
    assert "/desk/communities/1" in page.links
    ours.signed_in("jie").fill("/desk/communities/1", {"phone": "0632-5550199"}, "/desk/communities/1")
    assert browser.client.post(path, data=page.form(path)).status_code == 409


@pytest.mark.parametrize("key", ["poster", "stairwell-posters"])
def test_posters_leave_by_desk_and_command_and_lead_to_the_page_of_the_poll(ours: Office, tmp_path: Path, key: str) -> None:
    path, out = f"/desk/polls/{ours.open.id}/papers", tmp_path / "out.pdf"
    browser = ours.signed_in("ju")
    answer = browser.fill(path, {"paper": key, "format": "pdf"}, path)
    assert answer.status_code == 200
    with Print(answer.get_data()) as paper:
        assert ("本张贴在：3号楼" in paper.text(0)) == (key != "poster")
        for page in range(len(paper)):
            assert [code.text for code in paper.codes(page)] == [f"{SERVED}/p/{ours.open.id}"]
    assert ours.signed_in("").get(f"/p/{ours.open.id}").status_code == 200
    done = ours.app.test_cli_runner().invoke(args=["paper", key, ours.open.compound.name, str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == answer.get_data()


def test_letters_of_a_paused_poll_are_not_printed_and_the_page_says_why(ours: Office) -> None:
    browser, path = ours.signed_in(), path_of(ours.scheduled)
    form = ours_form(browser, ours.scheduled)
    with ours.app.app_context(), transaction() as session:
        pause(session, DISTRICT, ours.scheduled.id, reason="查一查", by=Installation("jie"), now=datetime.now(UTC))
    assert "征询暂停着，先不印信" in browser.page(path).text
    answer = browser.client.post(path, data=form)
    assert (answer.status_code, CODE.findall(answer.text)) == (409, [])
    command = ["letters", ours.scheduled.compound.name, "--pdf", "no.pdf"]
    assert ours.app.test_cli_runner().invoke(args=command).exit_code == 1
    assert entries(ours, "letters_printed") == []
