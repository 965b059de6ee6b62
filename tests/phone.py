"""A phone without a script: it opens letters, reads pages and fills in forms, as a browser would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from surveys.services.letter import Letter

Values = Mapping[str, str | Sequence[str]]

# What an owner who agrees says to every question of the first-wave edition.
OWNER: dict[str, str | list[str]] = {
    "who": "owner",
    "consent": "yes",
    "troubles": ["leaks", "parking"],
    "wishes": ["roof", "parking"],
    "wishes.how.parking": "lines",
    "urgent.1": "parking",
    "urgent.2": "roof",
    "lift": "4",
    "people": "3",
    "share": "depends",
    "structures": "absent",
    "management": "company",
    "more": "楼道的灯坏了很久",
}
ON_PAPER: dict[str, str | list[str]] = {**OWNER, "channel": "paper"}
TENANT: dict[str, str | list[str]] = {
    "who": "tenant",
    "consent": "no",
    "reasons": ["noise"],
    "troubles": ["dark"],
    "wishes": ["lamp"],
    "lift": "1",
    "share": "zero",
}


class Page(HTMLParser):
    """A page taken apart: its text, title, ids, links, and the fields of its forms as a browser would send them."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__(convert_charrefs=True)
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.title = self.h1 = ""
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._area = self._select = ""
        self.feed(self.html)
        self.text = " ".join("".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag not in ("input", "meta", "link", "br", "path", "use", "rect", "circle"):
            self._open.append(tag)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if tag == "a":
            self.links.append(values.get("href") or "")
        if tag == "form":
            self.forms.append({})
            self.actions.append(values.get("action") or "")
        if self.forms:
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str | None]) -> None:
        name, form = values.get("name") or "", self.forms[-1]
        if tag == "input" and name and (values.get("type") not in ("radio", "checkbox") or "checked" in values):
            form.setdefault(name, []).append(values.get("value") or "")
        elif tag == "textarea":
            self._area = name
            form.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in values and values.get("value"):
            form.setdefault(self._select, []).append(values["value"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area][-1] += data.removeprefix("\n")
        if "title" in self._open:
            self.title += data
        if "h1" in self._open:
            self.h1 += data.strip()
        if "style" not in self._open and "script" not in self._open:
            self._text.append(data)

    def form(self, action: str) -> dict[str, list[str]]:
        """The fields of the form that goes to `action`, or ends so, as they stand."""
        return self.forms[next(n for n, at in enumerate(self.actions) if at == action or at.endswith(f"/{action}"))]


def receipt_key_of(page: Page) -> str:
    """The receipt key that a receipt shows, in its groups; empty where it shows none."""
    found = re.search(r"(?<![0-9A-Z])(?:[0-9A-HJKMNP-TV-Z]{4} ){3}[0-9A-HJKMNP-TV-Z]{4}(?![0-9A-Z])", page.text)
    return found[0] if found else ""


class Phone:
    """One browser with its cookies; a path without a slash is one of the household whose letter was scanned last."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.home = ""

    def at(self, path: str) -> str:
        """The address of a page."""
        return path if path.startswith("/") else f"{self.home}/{path}"

    def get(self, path: str, **more: Any) -> TestResponse:
        """The answer to one request, no redirect followed."""
        return self.client.get(self.at(path), **more)

    def page(self, path: str) -> Page:
        """The page at the end of the redirects."""
        return Page(self.client.get(self.at(path), follow_redirects=True))

    def scan(self, letter: Letter) -> Page:
        """What the QR code of a letter leads to."""
        found = self.client.get(urlsplit(letter.url).path)
        self.home = found.headers.get("Location", "")
        return Page(self.client.get(self.home, follow_redirects=True) if self.home else found)

    def keyed(self, path: str) -> Page:
        """What the QR code of a receipt leads to."""
        found = self.client.get(path)
        self.home = found.headers.get("Location", "").removesuffix("/r")
        return Page(self.client.get(found.headers["Location"]) if self.home else found)

    def opened(self, letter: Letter) -> Page:
        """The questionnaire behind a letter's door."""
        self.scan(letter)
        return self.page("a")

    def post(self, action: str, fields: Mapping[str, Any]) -> TestResponse:
        """The answer to a form as it is sent."""
        return self.client.post(self.at(action), data=fields)

    def send(self, action: str, values: Values, at: str) -> TestResponse:
        """Post the form at `at` that goes to `action`, with `values` in it."""
        fields = self.page(at).form(action)
        return self.post(action, {**fields, **values})

    def cast(self, values: Values) -> TestResponse:
        """Answer the questionnaire that this phone opened."""
        return self.send("a", values, "a")
