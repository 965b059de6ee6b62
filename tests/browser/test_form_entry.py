"""Typing forms in by keyboard over the shipped first edition: how many keys a form takes, and every way along the screen."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from config import Config
from surveys.core.ballot import Revision
from surveys.core.paper_form import PaperForm, payload
from surveys.core.place import DISTRICT
from surveys.core.poll import Poll
from surveys.core.staff import Jurisdiction, Role
from surveys.services.compound import poll_desk
from surveys.services.staff import add_staff
from surveys.store.ballot import history
from surveys.store.db import db, reading, transaction
from tests.browser.conftest import Quiet, violations
from tests.factories import LI, RANDOM
from tests.neighbourhood import neighbourhood
from tests.office import PASSWORD
from tests.services.typed_in import printed

SIZES = {"office": {"width": 1366, "height": 768}, "phone": {"width": 360, "height": 740}}


@dataclass
class Counter:
    """The desk of somebody who types; `keys` are those that they pressed."""

    page: Page
    url: str
    app: Flask
    poll: Poll
    homes: list[int]
    forms: tuple[PaperForm, ...]
    doors: list[str]
    keys: int = field(default=0)

    @property
    def path(self) -> str:
        return f"{self.url}/desk/polls/{self.poll.id}/entry"

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def scan(self, form: PaperForm) -> None:
        """A scanner types what the form's code says, and Enter; nobody presses a key."""
        self.page.keyboard.type(payload(form.number, 1))
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/entry/*")

    def saved(self) -> None:
        expect(self.page.get_by_text("存好了，回执号")).to_be_visible()
        expect(self.page.locator("#q")).to_be_focused()

    def said(self, home: int) -> Revision:
        with self.app.app_context(), reading() as session:
            return history(session, home)[-1]


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Flask, Poll]]:
    """A neighbourhood that is asked the first edition, with a helper at its doors."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("typing") / "diandan.db")
    app = create_app(Config(secret=b"a secret of these tests, long enough", database_url=f"sqlite:///{path}"))
    with app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        poll = neighbourhood(session, app.config["KEYS"], now, homes=40).open
        where = Jurisdiction(compound=poll.compound.id)
        more = {"role": Role.HELPER, "scope": where, "random": RANDOM, "by": LI, "now": now}
        add_staff(session, "wang", "网格员王", PASSWORD, **more)  # type: ignore[arg-type]
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", app, poll
    server.shutdown()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=SIZES)
def desk(request: pytest.FixtureRequest, browser: Browser, served: tuple[str, Flask, Poll]) -> Iterator[Counter]:
    url, app, poll = served
    with app.app_context(), transaction() as session:
        lines = [line for line in poll_desk(session, DISTRICT, poll.id, now=datetime.now(UTC)).doors if not line.casts]
        homes = [line.household for line in lines]
        tied = printed(session, poll, *(home.id for home in homes[:6]), at=datetime.now(UTC))
        forms = (*tied, *printed(session, poll, None, None, at=datetime.now(UTC)))
    context = browser.new_context(viewport=SIZES[request.param], locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{url}/staff/sign-in")
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()
    doors = [f"{home.building}-{home.unit}-{home.room}" for home in homes]
    made = Counter(page, url, app, poll, [home.id for home in homes], forms, doors)
    page.goto(made.path)
    yield made
    context.close()


ANSWERS = (
    *("1", "1"),  # owner, agrees
    *("1", "5", "Enter"),  # two troubles
    *("2", "3", "Enter"),  # two wishes
    "Enter",  # no most urgent
    *("2", "3", "2", "1", "2"),  # lift, people, share, structures, management
)


def test_a_typical_form_takes_at_most_25_keys_scanned_or_found_by_its_address(desk: Counter) -> None:
    desk.scan(desk.forms[0])
    desk.press("1", *ANSWERS, "Enter", "0", "Enter")  # on paper; nothing more said; signed and dated; save
    desk.saved()
    scanned, desk.keys = desk.keys, 0
    desk.press(*desk.doors[7], "Enter")
    desk.page.wait_for_url("**/entry/*")
    desk.press("2", *ANSWERS, "Enter")  # at the door
    desk.saved()
    typed, desk.keys = desk.keys, 0
    assert (scanned, typed) == (18, 24), desk.doors[7]
    first, second = desk.said(desk.homes[0]).ballot(), desk.said(desk.homes[7]).ballot()
    assert (first.channel, second.channel) == ("paper", "door")
    for said in (first, second):
        assert said.answers["consent"] == "yes"
        assert (said.answers["people"], said.answers["management"]) == (3, "community")
        assert (len(said.answers["troubles"]), len(said.answers["wishes"])) == (2, 2)  # type: ignore[arg-type]


def test_the_screen_goes_forth_and_back_and_passes_over_what_is_not_asked(desk: Counter) -> None:
    page = desk.page
    page.goto(f"{desk.path}/{desk.homes[8]}")
    assert violations(page) == []
    on = page.locator(".t.on")
    desk.press("2", "4")  # at the door, a tenant: the owner's questions are grey
    assert page.locator("#t-structures.off").count() == 1
    desk.press("2")  # no
    expect(on).to_have_id("t-reasons")
    desk.press("1", "3", "1", "Enter", "Backspace", "Backspace")
    expect(on).to_have_id("t-consent")
    desk.press("1")  # yes after all: no reasons asked
    expect(on).to_have_id("t-troubles")
    desk.press("ArrowUp", "ArrowDown", "b", "Enter")
    expect(page.locator("[name=troubles][value=stairs]")).to_be_checked()
    desk.press("Enter", "3", "1", "3", "Enter")  # nothing ordered; of the most urgent the third was taken back
    assert page.locator("[name='urgent.1']").input_value() != ""
    assert page.locator("[name='urgent.2']").input_value() == ""
    desk.press("0", "1", "2", "0", "Enter")  # the lift left open, twelve people, the share left open, nothing more
    desk.saved()
    said = desk.said(desk.homes[8])
    assert (said.capacity, said.ballot().answers["consent"]) == ("occupant", "yes")
    assert said.ballot().answers["people"] == 12
    assert not {"reasons", "lift", "share", "structures"} & set(said.ballot().answers)


def test_what_is_wrong_brings_back_everything_and_begins_there(desk: Counter) -> None:
    page = desk.page
    page.goto(f"{desk.path}/{desk.homes[9]}")
    desk.press("1", *"1234", "Enter", *ANSWERS, "Enter", "1", "Enter")
    expect(page.get_by_role("heading", name="有1处要改，填的都还在")).to_be_visible()
    expect(page.locator("#t-form.on")).to_be_visible()
    assert page.locator("[name=wishes]:checked").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_field_is_read_by_everybody_and_homes_are_chosen_by_their_figures(desk: Counter) -> None:
    page = desk.page
    for path in (desk.path, f"{desk.path}?q=9-9", f"{desk.path}?q=3-1"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    second = page.locator(".homes a").nth(1).get_attribute("href")
    page.keyboard.press("2")
    page.wait_for_url(f"**{second}")


@pytest.mark.parametrize("desk", ["office"], indirect=True)
def test_without_a_script_the_screen_is_a_form(desk: Counter, browser: Browser) -> None:
    kept = desk.page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=kept, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{desk.path}/{desk.homes[10]}")
    for name, value in (("_channel", "call"), ("who", "tenant"), ("consent", "abstain"), ("lift", "3"), ("share", "zero")):
        page.check(f"[name={name}][value='{value}']")
    page.check("[name=troubles][value=none]")
    page.get_by_role("button", name="存下").click()
    assert "存好了，回执号" in page.content()
    assert desk.said(desk.homes[10]).channel == "call"
    context.close()
