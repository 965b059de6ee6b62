"""A district's office at an address, colleagues who work in it on devices of their own, and a clock to set forward."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pypdfium2
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from app import create_app
from config import Config
from surveys.core.place import CHINA, DISTRICT
from surveys.core.staff import Role
from surveys.services.staff import add_staff
from surveys.store.db import db, transaction
from tests.browser.conftest import PATIENCE, Quiet, violations
from tests.factories import LI, RANDOM
from tests.office import PASSWORD

STREET, COMPOUND, SISTER, FOREIGN = "槐荫街道", "金桂里", "银杏里", "竹影苑"
COMPUTER, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
_CODE = re.compile(r"(?<![\d-])(?<![0-9a-f]{4} )(\d{4} \d{4} \d{4})(?!\d)(?! [0-9a-f]{4})")


class Days:
    """A server's clock that can be set forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self, zone: tzinfo = UTC) -> datetime:
        """Real time and the days that were skipped."""
        return datetime.now(zone) + self._ahead

    fromtimestamp = staticmethod(datetime.fromtimestamp)

    def pass_(self, **time: float) -> None:
        """Let time pass."""
        self._ahead += timedelta(**time)

    def typed(self, **time: float) -> str:
        """A moment that far from now, as a field for date and time takes it."""
        return (self.now(CHINA) + timedelta(**time)).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class Hall:
    """The application at an address, with a district's first account and nothing else."""

    url: str
    app: Flask
    days: Days


@contextmanager
def hall(template: Path, folder: Path, days: Days) -> Iterator[Hall]:
    """The office, served from a thread; what can't be taken back takes two people here."""
    path = shutil.copy(template, folder / "five.db")
    secret = b"a secret of the five people's office, long enough"
    app = create_app(Config(secret, f"sqlite:///{path}", office_phone="0632-5550123", second=True))
    first = {"role": Role.DISTRICT, "scope": DISTRICT, "random": RANDOM, "by": LI, "now": days.now()}
    with app.app_context(), transaction() as session:
        add_staff(session, "ju", "区改造办老周", PASSWORD, **first)  # type: ignore[arg-type]
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Hall(f"http://127.0.0.1:{server.server_port}", app, days)
    finally:
        server.shutdown()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@dataclass
class Colleague:
    """Somebody of the office with a browser of their own; `faults` is what was wrong with the pages that they looked at."""

    hall: Hall
    username: str
    page: Page
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the office, or follow the whole address."""
        self.page.goto(path if path.startswith("http") else self.hall.url + path)
        return self.page

    def sign_in(self) -> None:
        """Sign in, as everybody has to every morning."""
        self.go("/staff/sign-in")
        self.fill("用户名", self.username)
        self.fill("密码", PASSWORD)
        self.press("登录")
        self.page.wait_for_url(re.compile(r"/desk$|/code$|/visits(?:\?|$)"))

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self.page.get_by_label(label).first.fill(text)

    def press(self, name: str, kind: str = "button") -> None:
        """Press a button, or follow a link, and wait for the page that comes."""
        self.page.get_by_role(kind, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state("load")

    def said(self, words: str) -> None:
        """What the page tells."""
        expect(self.page.locator("main")).to_contain_text(words)

    def today(self, words: str) -> None:
        """Begin the day at the first page, and follow the button of what waits there."""
        self.go("/desk")
        self.looks()
        self.page.locator("li[data-row]", has_text=words).get_by_role("link").first.click()
        self.page.wait_for_load_state("load")

    def offered(self, name: str) -> Locator:
        """The buttons and links that are called so."""
        return self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))

    def looks(self) -> None:
        """Look at the page on the narrowest phone and on an office PC: accessible, and never wider than the screen."""
        size = self.page.viewport_size
        for wide in (COMPUTER, PHONE):
            self.page.set_viewport_size(wide)  # type: ignore[arg-type]
            if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                self.faults.append(f"{self.page.url}: wider than {wide['width']}")
        self.faults += [f"{self.page.url}: {fault}" for fault in violations(self.page)]
        if size:
            self.page.set_viewport_size(size)

    def paper(self, name: str) -> str:
        """The text of the paper behind a link or a button."""
        with self.page.expect_download() as download:
            self.offered(name).first.click()
        return text_of(download.value.path())


def text_of(path: Path) -> str:
    """What a PDF says."""
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def codes_in(text: str) -> list[str]:
    """The household codes that stand on letters."""
    return list(dict.fromkeys(_CODE.findall(text)))


def colleague(browser: Browser, hall: Hall, username: str, size: dict[str, int] = COMPUTER) -> Colleague:
    """Somebody at a device of their own."""
    context = browser.new_context(viewport=size, locale="zh-CN", accept_downloads=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    made = Colleague(hall, username, page)
    page.on("pageerror", lambda error: made.faults.append(str(error)))
    page.on("console", lambda said: made.faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith((hall.url, "data:")) else made.faults.append(asked.url))
    return made
