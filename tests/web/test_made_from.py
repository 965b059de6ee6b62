"""Two clerks, one truth: every form of the desk carries what it was made from, and a stale one writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer

from surveys.core.staff import Right
from surveys.web.audience import may
from surveys.web.made_from import FIELD, check_made_from, made_from
from surveys.web.shown import nothing
from tests.office import Browser, Office, contents
from tests.phone import Page
from tests.web.routes import addresses, routes

ROOT = Path(__file__).parents[2]
OFFICE = {"decider": "bureau", "checkpoint": "C1", "valid_until": ""}
TYPED = {"anything": "我填的那句话", "note": "十一月二十八日的批文"}


def desk_forms(office: Office) -> Iterator[str]:
    """Where every form of the desk goes, for polls in every state."""
    polls = [office.open, office.closed, office.draft]
    for rule in routes(office, "POST"):
        if rule.rule.startswith("/desk"):
            yield from addresses(office, rule, polls)


def made_token(office: Office, path: str) -> str:
    """A token signed for this place, but made from what nobody ever saw."""
    signer = URLSafeSerializer(office.app.secret_key, salt=FIELD)  # type: ignore[arg-type]
    return str(signer.dumps([path, "office", "0" * 64, "page"]))


def test_every_form_of_the_desk_that_is_stale_or_forged_is_refused_and_shows_what_was_typed(ours: Office) -> None:
    browser = ours.signed_in()
    csrf = browser.page("/desk/waves/new").form("")["csrf_token"]
    before, sent = contents(ours), 0
    for path in desk_forms(ours):
        for token in (None, "forged", made_token(ours, path)):
            data = {**TYPED, "csrf_token": csrf, **({FIELD: token} if token else {})}
            answer = Page(browser.client.post(path, data=data))
            if answer.status == 404 and token in (None, "forged"):
                continue  # there is nothing of that name, or a draft has no such page
            assert answer.status == 409, (path, token)
            assert all(text in answer.text for text in TYPED.values()), (path, answer.text)
            sent += 1
    assert sent > 40
    assert contents(ours) == before


def test_every_form_as_a_page_just_showed_it_is_taken_as_fresh(ours: Office) -> None:
    browser, sent = ours.signed_in(), set()
    for rule in routes(ours, "GET"):
        for path in addresses(ours, rule, [ours.open, ours.closed, ours.draft]) if rule.rule.startswith("/desk") else ():
            found = browser.get(path, buffered=True)
            if found.mimetype != "text/html":
                continue
            for place in range(len(Page(found).forms)):
                page = Page(browser.get(path, buffered=True))  # what was sent before may have changed it
                action, form = (page.actions[place], page.forms[place]) if place < len(page.forms) else ("", {})
                if FIELD in form:
                    answer = browser.client.post(action or path, data=form, buffered=True)
                    assert answer.status_code in (200, 303, 422), (action or path, answer.status_code)
                    sent.add(action or path)
    assert len(sent) > 8


def test_no_form_of_the_desk_forgets_its_version() -> None:
    naked = []
    for path in (ROOT / "templates" / "desk").rglob("*.html"):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text("utf-8"), re.S):
            if path.parent.name != "staff" and not re.search(r"\{\{ (?:token|carried)\(", form):
                naked.append(path.name)
    assert naked == []


def test_no_view_of_the_desk_writes_past_the_comparison() -> None:
    """`transaction` knows no versions; the rehearsal of a roster is undone again."""
    views = [path for path in (ROOT / "surveys/web/desk").rglob("*.py") if path.parent.name not in ("staff", "roster")]
    assert [path.name for path in views if re.search(r"\b(?:transaction|reading)\(\)", path.read_text("utf-8"))] == []


def test_a_form_of_the_desk_that_names_nothing_keeps_the_app_from_starting() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/desk/x", "desk.x", may(Right.LOOK)(lambda: "x"), methods=["POST"])
    with pytest.raises(RuntimeError, match=r"desk\.x"):
        check_made_from(app)
    made_from(nothing)(app.view_functions["desk.x"])
    check_made_from(app)


def budget(office: Office, browser: Browser) -> tuple[str, dict[str, list[str]], str]:
    page = f"/desk/waves/{office.draft.wave.id}"
    return f"{page}/budgets", browser.page(page).form("budgets"), f"budget-{office.draft.id}"


def test_the_second_of_two_clerks_sees_both_budgets_and_may_send_theirs_over_the_other(ours: Office) -> None:
    first, second = ours.signed_in(), ours.signed_in()
    (path, mine, name), (_, theirs, _) = budget(ours, first), budget(ours, second)
    assert second.client.post(path, data={**theirs, name: "61.5"}).status_code == 303
    refused = Page(first.client.post(path, data={**mine, name: "72.5"}))
    assert refused.status == 409
    assert "61.5" in refused.text
    assert "72.5" in refused.text
    assert "区改造办" in refused.text
    again = refused.forms[-1]
    assert again[name] == ["72.5"]
    assert first.client.post(path, data=again).status_code == 303
    page = first.page(path.removesuffix("/budgets"))
    assert page.form("budgets")[name] == ["72.5"]
    assert "从“61.5”改成“72.5”" in page.text


def test_the_same_form_sent_twice_gets_its_first_answer(ours: Office) -> None:
    browser = ours.signed_in()
    path, form, name = budget(ours, browser)
    data = {**form, name: "61.5"}
    first = browser.client.post(path, data=data)
    once = [line for line in contents(ours) if "entries" in line]
    second = browser.client.post(path, data=data)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert [line for line in contents(ours) if "entries" in line] == once
    assert browser.client.post(path, data={**form, name: "62"}).status_code == 303  # their own page, corrected
    assert "没有改动" in Page(browser.client.post(path, data={**budget(ours, browser)[1]}, follow_redirects=True)).text


def test_opening_takes_the_budgets_along_that_were_typed(ours: Office) -> None:
    browser = ours.signed_in()
    path, form, name = budget(ours, browser)
    answer = browser.client.post(path.replace("budgets", "open"), data={**form, name: "88"})
    assert answer.status_code == 303
    assert "88" in browser.page(path.removesuffix("/budgets")).text


def test_budgets_from_a_page_older_than_the_opening_are_shown_and_not_stored(ours: Office) -> None:
    browser, other = ours.signed_in(), ours.signed_in()
    path, form, name = budget(ours, browser)
    opened = budget(ours, other)
    assert other.client.post(path.replace("budgets", "open"), data=opened[1]).status_code == 303
    before = contents(ours)
    refused = Page(browser.client.post(path, data={**form, name: "77.7"}))
    assert refused.status == 409
    assert "77.7" in refused.text
    again = Page(browser.client.post(path, data=refused.forms[-1]))
    assert again.status == 409
    assert "77.7" in again.text
    assert contents(ours) == before


def test_of_two_opposite_findings_at_once_one_is_taken(ours: Office) -> None:
    path = f"/desk/polls/{ours.open.id}/gates/committee"
    clerks = [ours.signed_in(), ours.signed_in()]
    forms = [clerk.page(path).form("") for clerk in clerks]
    start = Barrier(2)

    def find(place: int) -> Page:
        start.wait()
        said = {
            "decider": "bureau",
            "checkpoint": "C1",
            "valid_until": "",
            "status": ("pass", "fail")[place],
            "note": f"第{place}份理由",
        }
        return Page(clerks[place].client.post(path, data={**forms[place], **said}))

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(find, range(2)))
    assert sorted(answer.status for answer in answers) == [303, 409]
    refused = next(place for place, answer in enumerate(answers) if answer.status == 409)
    assert f"第{refused}份理由" in answers[refused].text
    assert f"第{1 - refused}份理由" in answers[refused].text
    assert sum('INSERT INTO "findings"' in line for line in contents(ours)) == 2  # with the one that the office has


def test_a_file_has_to_be_chosen_again_and_the_page_says_so(ours: Office) -> None:
    browser = ours.signed_in()
    form = {**browser.page("/desk/roster").form(""), FIELD: "forged", "file": (BytesIO(b"x"), "户册.csv")}
    refused = Page(browser.client.post("/desk/roster", data=form, content_type="multipart/form-data"))
    assert refused.status == 409
    assert "文件要再选一次" in refused.text
    assert refused.forms[-1]["file"] == [""]
