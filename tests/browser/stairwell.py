"""A compound of one building with two stairwells at an address, two walkers with accounts, and their phones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from config import Config
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.staff import Role
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.staff import add_staff
from surveys.services.wave import make_wave
from surveys.store.db import Connection, db, transaction
from tests.browser.conftest import PATIENCE, Quiet
from tests.factories import EDITION, LI, MENU, RANDOM, rooms, rows
from tests.office import PASSWORD

WALKERS = {"wang": "王秀英", "liq": "李强"}
SMALL = {"width": 360, "height": 740}


def stairwells(session: Connection, app: Flask) -> Poll:
    """An open poll of two stairwells with four homes each, and the walkers' accounts."""
    now, first = datetime.now(UTC), rows(*rooms(4), compound="竹影苑", street="槐荫街道", building="3")
    second = [replace(row, unit="2", owner_key=f"{row.owner_key} of 2") for row in first]
    compound = import_roster(session, [*first, *second], by=LI, now=now).compounds[0].compound
    wave = make_wave(session, "W", EDITION, now - timedelta(days=1), now + timedelta(days=14), by=LI, now=now)
    draft = add_poll(session, wave.id, compound.id, MENU, [], budget=None, by=LI, now=now)
    for username, name in WALKERS.items():
        scope = Jurisdiction(compound=compound.id)
        add_staff(session, username, name, PASSWORD, role=Role.HELPER, scope=scope, random=RANDOM, by=LI, now=now)
    early = now - timedelta(days=2)
    return open_poll(session, DISTRICT, draft.id, keys=app.config["KEYS"], random=RANDOM, by=LI, now=early)


@dataclass
class Stairwell:
    """The application at an address that can be cut off, and the phones that were taken there."""

    app: Flask
    poll: Poll
    browser: Browser
    port: int = 0
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    server: BaseWSGIServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def walk(self) -> str:
        return f"{self.url}/desk/polls/{self.poll.id}/visits"

    def serve(self) -> None:
        """Begin to answer, at the same address as before."""
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True, request_handler=Quiet)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def vanish(self) -> None:
        """Answer nothing any more."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def phone(self, *, workers: str = "block", **more: object) -> BrowserContext:
        """A phone; without `workers` it is an old engine that knows no Service Worker."""
        context = self.browser.new_context(
            viewport=SMALL,
            has_touch=True,
            locale="zh-CN",
            service_workers=workers,
            **more,  # type: ignore[arg-type]
        )
        self.contexts.append(context)
        return context

    def page(self, phone: BrowserContext) -> Page:
        page = phone.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def signed_in(self, phone: BrowserContext, username: str = "wang", unit: str = "1") -> Page:
        """A page on which this walker stands in a stairwell."""
        page = self.page(phone)
        page.goto(f"{self.url}/staff/sign-in")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).to_have_url(f"{self.url}/desk/visits")
        page.goto(f"{self.walk}?building=3&unit={unit}")
        return page

    def kept(self) -> list[tuple[str, str]]:
        """Every knock in the database: who and what."""
        with self.app.app_context(), db.engine.connect() as connection:
            rows_ = connection.execute(text("SELECT by, outcome FROM visits ORDER BY id"))
            return [(row[0], row[1]) for row in rows_]

    def changed(self, statement: str) -> None:
        """Change something behind everybody's back."""
        with self.app.app_context(), transaction() as session:
            session.execute(text(statement))


@contextmanager
def stairwell(database: Path, browser: Browser) -> Iterator[Stairwell]:
    """The application on this database, served until the end."""
    app = create_app(Config(secret=b"a secret of the tests of walks, long enough", database_url=f"sqlite:///{database}"))
    with app.app_context(), transaction() as session:
        poll = stairwells(session, app)
    made = Stairwell(app, poll, browser)
    made.serve()
    yield made
    for context in made.contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    made.vanish()
    with app.app_context():
        db.engine.dispose()
    assert made.faults == []


def knock(page: Page, room: str, outcome: str) -> None:
    """Tap a door and what came of it."""
    page.locator(f"[data-room='{room}']").click()
    page.locator("[data-knock]").get_by_role("button", name=outcome, exact=True).click()


def told(page: Page, words: str) -> None:
    """Wait until the bar on top says this."""
    expect(page.locator("[data-told]")).to_have_text(words)
