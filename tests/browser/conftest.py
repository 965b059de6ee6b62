"""A real browser, and the application served to it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from config import Config
from surveys.services.letter import Letter
from surveys.store.db import db, transaction
from tests.neighbourhood import Neighbourhood, neighbourhood
from tests.town import Town

SECRET = b"a secret of the browser tests, long enough"
WECHAT = " MicroMessenger/8.0.50.2701(0x28003236) NetType/4G Language/zh_CN"
_ANDROID = (
    "Mozilla/5.0 (Linux; Android {}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/{} Mobile Safari/537.36"
)
_APPLE = "Mozilla/5.0 ({}; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"

DEVICES: dict[str, dict[str, Any]] = {
    "old Android": {
        "viewport": {"width": 360, "height": 640},
        "user_agent": _ANDROID.format("8.0.0", "60.0.3112.116") + WECHAT,
    },
    "Android": {"viewport": {"width": 412, "height": 915}, "user_agent": _ANDROID.format("14", "126.0.0.0") + WECHAT},
    "iPhone": {"viewport": {"width": 390, "height": 844}, "user_agent": _APPLE.format("iPhone") + WECHAT},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "user_agent": _APPLE.format("iPad") + WECHAT},
}
PATIENCE = 30_000
"""Milliseconds: only what fails takes them, and two workers on a busy machine need more than five seconds now and then."""
expect.set_options(timeout=PATIENCE)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    """Serves without writing a log."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Site:
    """The application at an address, and who lives there."""

    url: str
    app: Flask
    hood: Neighbourhood
    town: Town

    def path(self, letter: Letter) -> str:
        """Where this letter's QR code leads, here."""
        return self.url + urlsplit(letter.url).path


@pytest.fixture(scope="session")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application on a database of its own, with a small neighbourhood, served from a thread."""
    path = tmp_path_factory.mktemp("site") / "diandan.db"
    shutil.copy(sqlite_template, path)
    app = create_app(Config(secret=SECRET, database_url=f"sqlite:///{path}", office_phone="0632-5550123"))
    with app.app_context(), transaction() as session:
        hood = neighbourhood(session, app.config["KEYS"], datetime.now(UTC), homes=150)
        town = Town(session, app.config["KEYS"])
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", app, hood, town)
    server.shutdown()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def _letters(site: Site) -> Iterator[Letter]:
    return iter(site.hood.letters)


@pytest.fixture
def letter(_letters: Iterator[Letter]) -> Letter:
    """The letter of a household that no other test uses."""
    return next(_letters)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Make a page in a fresh phone; whatever breaks in its script or is asked of another host fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(device: str = "old Android", **more: Any) -> Page:
        context = browser.new_context(**{**DEVICES[device], "has_touch": True, "locale": "zh-CN", **more})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda asked: None if asked.url.startswith((site.url, "data:")) else faults.append(asked.url))
        return page

    yield make
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # or a request that is being answered outlives its page
        context.close()
    assert faults == []


def audited(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules that axe finds broken on a page; a document reads its script once, and only what is broken comes back.

    A click comes back when the next document has begun, and without its stylesheet that one has a browser's own colours.
    """
    page.wait_for_load_state("load")
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    run = "options => axe.run(document, options).then(found => found.violations)"
    found: list[dict[str, Any]] = page.evaluate(run, {**options, "resultTypes": ["violations"]})
    return found


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page at WCAG 2.2 AA, one line each."""
    found = audited(page, {"runOnly": {"type": "tag", "values": RULES}})
    return [f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for rule in found for node in rule["nodes"]]
