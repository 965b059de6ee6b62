"""Phones that don't give up: what is sent is sent again under the same number until it is acknowledged."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit

from tests.phone import OWNER, Page

PATIENCE = 300.0
"""How many seconds one request is tried again and again."""
_LOST = (OSError, http.client.HTTPException)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


@dataclass(frozen=True)
class Reply:
    """What came back, as `tests.phone.Page` reads it."""

    status_code: int
    text: str
    location: str

    def get_data(self, as_text: bool = True) -> str:
        """The body."""
        return self.text


@dataclass(frozen=True)
class Acknowledged:
    """A ballot that the service said it has: under which number it was sent, what stood in it, and its receipt's page."""

    submission: str
    said: str
    receipt: str


class GaveUp(Exception):
    """Nothing answered for too long, or what answered was a refusal."""


@dataclass
class Phone:
    """One home's phone; it knows where its letter leads and nothing of the machine behind."""

    base: str
    path: str
    stop: threading.Event
    acknowledged: list[Acknowledged] = field(default_factory=list)
    retries: int = 0

    def __post_init__(self) -> None:
        self._browser = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPCookieProcessor(CookieJar()))

    def live(self) -> None:
        """Scan the letter, and answer again and again until told to stop."""
        home = urlsplit(self._asked(self.path).location).path
        self._asked(home)
        address, number = f"{home}/a", 0
        while not self.stop.is_set():
            number += 1
            page = Page(self._asked(address))  # type: ignore[arg-type]
            form = {**page.form("a"), **OWNER, "more": f"{home} {number}"}
            if self._sent(f"{home}/a", form).status_code != 303:
                raise GaveUp(f"{home}: refused")
            receipt = self._asked(f"{home}/r").text
            self.acknowledged.append(Acknowledged(str(form["submission"][0]), f"{home} {number}", receipt))
            address = f"{home}/a?again=owner"

    def _asked(self, path: str) -> Reply:
        return self._tried(path, None)

    def _sent(self, path: str, form: dict[str, object]) -> Reply:
        return self._tried(path, urlencode(form, doseq=True).encode())

    def _tried(self, path: str, body: bytes | None) -> Reply:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                reply = self.once(path, body)
            except _LOST:
                reply = None
            if reply and reply.status_code < 400:
                return reply
            if reply and reply.status_code < 500:
                raise GaveUp(f"{path}: {reply.status_code} {Page(reply).text[:300]}")  # type: ignore[arg-type]
            self.retries += 1
            time.sleep(0.2)
        raise GaveUp(f"{path}: nobody answered")

    def once(self, path: str, body: bytes | None = None) -> Reply:
        """What comes back, no redirect followed and nothing tried again."""
        request = urllib.request.Request(f"{self.base}{path}", data=body)
        try:
            with self._browser.open(request, timeout=10) as response:
                return Reply(response.status, response.read().decode(), "")
        except urllib.error.HTTPError as answer:
            with answer:
                return Reply(answer.code, answer.read().decode(errors="replace"), answer.headers.get("Location") or "")
