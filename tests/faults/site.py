"""A small neighbourhood on a database that can be broken, and a phone without a script that answers there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app import create_app
from config import Config
from surveys.services.letter import Letter
from surveys.store.db import db, transaction
from surveys.web.health import _found as found
from tests.neighbourhood import neighbourhood
from tests.phone import OWNER, Page, Phone

SECRET = b"a secret of the tests of faults, long enough"
SOON = 3.0
"""Seconds in which an answer has to be there, whatever it says."""
TOLD = "还没有收到"
UNKNOWN = "还不知道收到没有"
BUTTON = "再交一次"


@dataclass
class Site:
    """The application, and the letters of homes that haven't answered."""

    app: Flask
    letters: list[Letter]
    path: Path

    def reconnect(self) -> None:
        """Let go of every connection, as a new worker has none."""
        with self.app.app_context():
            db.engine.dispose()

    def revisions(self, letter: Letter) -> list[str]:
        """The receipts of what is stored of a home."""
        query = text("SELECT receipt FROM revisions WHERE household_id = :id ORDER BY id")
        with self.app.app_context(), db.engine.connect() as connection:
            return list(connection.execute(query, {"id": letter.household}).scalars())

    def ready(self, **headers: str) -> TestResponse:
        """What /readyz says, looked at afresh."""
        found.at = 0.0
        return self.app.test_client().get("/readyz", headers=headers)


@dataclass
class Caller:
    """Somebody at home with the questionnaire filled in, who is about to send it."""

    site: Site
    letter: Letter
    phone: Phone
    fields: dict[str, Any]

    def send(self, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send it; the answer has to come soon."""
        began = time.monotonic()
        answer = self.phone.client.post(self.phone.at("a"), data=fields or self.fields, **more)
        assert time.monotonic() - began < SOON
        return answer


def caller(site: Site) -> Caller:
    """The next home, its letter opened and its questionnaire filled in."""
    letter, phone = site.letters.pop(), Phone(site.app.test_client())
    form = phone.opened(letter).form("a")
    return Caller(site, letter, phone, {**form, **OWNER})


def told_nothing_is_lost(answer: TestResponse, sent: dict[str, Any], title: str = TOLD) -> Page:
    """The page of a fault: it says so, when to come again, and holds everything that was sent."""
    page = Page(answer)
    assert (answer.status_code, page.h1) == (503, title)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert BUTTON in page.text
    assert "X-Diandan" in answer.headers
    kept = {name: values for name, values in page.forms[-1].items() if values != [""]}
    typed = {name: [value] if isinstance(value, str) else list(value) for name, value in sent.items()}
    assert kept == {name: values for name, values in typed.items() if values != [""]}
    return page


def gets_through(one: Caller, page: Page) -> None:
    """Pressed once all is well again, the page's button gives a receipt; pressed again, the same; one ballot stands."""
    for _ in range(2):
        answer = one.phone.client.post(page.actions[-1], data=page.forms[-1])
        assert (answer.status_code, answer.headers["Location"]) == (303, one.phone.at("r"))
    [receipt] = one.site.revisions(one.letter)
    assert receipt in one.phone.page("r").text


@contextmanager
def opened(url: str) -> Iterator[Flask]:
    """The application on the database at `url`, as it is."""
    app = create_app(Config(secret=SECRET, database_url=url, office_phone="0632-5550123"))
    app.testing = True
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def served(url: str, path: Path) -> Iterator[Site]:
    """The site on the migrated, empty database at `url`."""
    with opened(url) as app:
        with app.app_context(), transaction() as session:
            hood = neighbourhood(session, app.config["KEYS"], datetime.now(UTC), homes=24)
        yield Site(app, list(hood.letters), path)


@contextmanager
def on_sqlite(template: Path, folder: Path) -> Iterator[Site]:
    """The site on a SQLite file in `folder`."""
    path = Path(shutil.copy(template, folder / "d.sqlite"))
    with served(f"sqlite:///{path}", path) as site:
        yield site


def moved_to(app: Flask, phone: Phone) -> Phone:
    """The same phone with its cookies, at another application of the same installation."""
    there = Phone(app.test_client())
    there.home = phone.home
    there.client._cookies = phone.client._cookies
    return there
