"""The page of papers, and both doors through which they leave: the desk's and the command line's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask, g
from openpyxl import load_workbook
from sqlalchemy import text

from app import create_app
from config import Config
from surveys.cli import errand
from surveys.core.paper import PaperFormat
from surveys.core.poll import Poll, PollState
from surveys.core.staff import Role
from surveys.paper.papers import PAPERS
from surveys.services.account import account_called
from surveys.services.staff import add_staff
from surveys.store.db import db, reading, transaction
from surveys.web import sessions
from surveys.web.made_from import token
from surveys.words.paper import REFUSED_PAPERS
from tests.factories import DISTRICT, LI, RANDOM
from tests.office import PASSWORD, Browser, Office
from tests.phone import Values
from tests.services.test_life import brought_to


@dataclass(frozen=True)
class Place:
    """An installation with one poll in one state, looked at when it is."""

    app: Flask
    poll: Poll
    state: PollState
    at: datetime
    browser: Browser

    @property
    def path(self) -> str:
        return f"/desk/polls/{self.poll.id}/papers"

    def form(self) -> Values:
        """The form of a paper, also where the page offers none: then as whoever makes one up would have it."""
        with self.app.test_request_context(self.path):
            with reading() as session:
                g.staff = account_called(session, "office")
            made_from = token(self.path)
        return {"csrf_token": self.browser.page("/staff/password").form("")["csrf_token"], "made_from": [made_from]}

    def copies(self) -> list[tuple[str, int]]:
        with self.app.app_context(), reading() as session:
            rows = session.execute(text("SELECT paper, number FROM paper_copies ORDER BY id"))
            return [(row.paper, row.number) for row in rows]

    def entries(self) -> int:
        with self.app.app_context(), reading() as session:
            return int(session.execute(text("SELECT count(*) FROM entries WHERE act = 'paper_printed'")).scalar_one())


def stopped(at: datetime) -> type[datetime]:
    """A clock that always shows this moment."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return at.astimezone(tz)

    return Stopped


@pytest.fixture(params=list(PollState))
def place(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    path = shutil.copy(sqlite_template, tmp_path / "papers.db")
    app = create_app(Config(secret=b"a secret of the papers' tests, long enough", database_url=f"sqlite:///{path}"))
    app.testing, app.instance_path = True, str(tmp_path / "instance")
    with app.app_context(), transaction() as session:
        poll, at = brought_to(session, request.param)
        add_staff(session, "office", "区改造办", PASSWORD, role=Role.DISTRICT, scope=DISTRICT, random=RANDOM, by=LI, now=at)
    for clock in (sessions, errand):
        monkeypatch.setattr(clock, "datetime", stopped(at))
    browser = Browser(app.test_client())
    browser.fill("/staff/sign-in", {"username": "office", "password": PASSWORD})
    yield Place(app, poll, request.param, at, browser)
    with app.app_context():
        db.engine.dispose()


def test_each_paper_is_refused_in_each_wrong_state_and_printed_in_each_right_one_through_both_doors(
    place: Place, tmp_path: Path
) -> None:
    for key, row in PAPERS.items():
        out = tmp_path / f"{key}.pdf"
        copies, entries = place.copies(), place.entries()
        answer = place.browser.client.post(place.path, data={**place.form(), "paper": key, "format": "pdf"})
        command = place.app.test_cli_runner().invoke(args=["paper", key, place.poll.compound.name, str(out)])
        if place.state in row.printable.states and not (row.conditional and answer.status_code == 409):
            assert answer.status_code == 200, key
            assert command.exit_code == 0, command.output
            assert answer.get_data() == out.read_bytes()  # the same content is the same file through either door
            assert place.copies() == [*copies, (key, 1), (key, 2)]
            assert place.entries() == entries + 2
        else:
            assert answer.status_code == 409, key
            assert command.exit_code == 1, command.output
            assert not out.exists()
            assert (place.copies(), place.entries()) == (copies, entries)
            assert row.conditional or any(said in answer.get_data(as_text=True) for said in REFUSED_PAPERS.values())
            assert row.conditional or any(said in command.output for said in REFUSED_PAPERS.values())


def test_the_page_says_of_each_paper_what_it_is_for_and_when_it_may_be_printed(place: Place) -> None:
    page = place.browser.page(place.path)
    for row in PAPERS.values():
        assert row.printable.title in page.text
        assert row.purpose in page.text
    closed = [row for row in PAPERS.values() if place.state not in row.printable.states]
    assert page.text.count("现在不能印") >= len(closed)


def test_a_form_that_is_sent_twice_gives_the_same_copy_and_one_entry(ours: Office) -> None:
    browser, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/papers"
    fields = {**browser.page(path).form(path), "paper": "sheet", "format": "pdf"}
    first, again = (browser.client.post(path, data=fields) for _ in range(2))
    assert first.get_data() == again.get_data()
    assert first.headers["Cache-Control"] == "no-store"
    page = browser.page(path)
    assert "第1次印（PDF），槐荫街道办" in page.text
    assert "第2次印" not in page.text
    ledger = browser.page(f"/desk/ledger?poll={ours.closed.id}").text
    assert "印了一张纸" in ledger
    assert "汇总表" in ledger


def test_what_is_no_paper_or_no_format_of_it_is_refused(ours: Office) -> None:
    browser, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/papers"
    for values, status in (
        ({"paper": "x"}, 404),
        ({"paper": "sheet", "format": "doc"}, 404),
        ({"paper": "sheet", "format": "xlsx"}, 409),
    ):
        fields = {**browser.page(path).form(path), **values}
        assert browser.client.post(path, data=fields).status_code == status


def test_only_what_somebody_may_print_is_offered_to_them(ours: Office) -> None:
    path = f"/desk/polls/{ours.closed.id}/papers"
    assert ours.signed_in("song").get(path).status_code == 404
    assert ours.signed_in("wang").get(path).status_code == 404
    page = ours.signed_in("jie").page(path)
    assert "汇总表" in page.text
    here = f"/desk/polls/{ours.closed.id}"
    ways = ("letters", "forms", "sheet?posted=1", "life")
    assert {f"{here}/{way}" for way in ways} <= set(page.links)


@pytest.mark.parametrize("key", [key for key, row in PAPERS.items() if row.workbook])
def test_a_workbook_lies_beside_what_has_one(ours: Office, key: str) -> None:
    state = ours.closed if PollState.CLOSED in PAPERS[key].printable.states else ours.open
    browser, path = ours.signed_in("jie"), f"/desk/polls/{state.id}/papers"
    fields = {**browser.page(path).form(path), "paper": key, "format": PaperFormat.XLSX.value}
    book = load_workbook(BytesIO(browser.client.post(path, data=fields).get_data()))
    assert len(book.worksheets) >= 2


def test_the_sheet_that_is_printed_is_a_pdf_of_the_exact_figures(ours: Office) -> None:
    browser, path = ours.signed_in("jie"), f"/desk/polls/{ours.closed.id}/papers"
    fields = {**browser.page(path).form(path), "paper": "sheet", "format": "pdf"}
    made = pypdfium2.PdfDocument(browser.client.post(path, data=fields).get_data())
    said = "".join(page.get_textpage().get_text_range() for page in made)
    made.close()
    assert "昨日里" in said
