"""A browser whose every answer is kept, and the forms of a page with all that may be chosen in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.office import PASSWORD

COOKIE = "diandan"
_TYPED = ("复核", "查一查", "2", "13812345678", "张三", "101")
_BY_TYPE = {
    "password": (PASSWORD,),
    "date": ("2099-01-04", "2026-12-20"),
    "datetime-local": ("2099-01-04T10:00",),
    "number": ("1", "3"),
    "tel": ("13812345678",),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: from where, for which request, and its bytes."""

    where: str
    status: int
    content: bytes


class Watched(FlaskClient):
    """A client that keeps every answer it got in `answers`."""

    answers: list[Answer]

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        """Send a request as every client does."""
        answer = super().open(*arguments, **{**more, "buffered": True})
        asked = answer.request
        self.answers.append(Answer(f"{asked.method} {asked.path}", answer.status_code, answer.data))
        return answer


def fresh_browser(app: Flask) -> Watched:
    """A private window."""
    made = Watched(app, app.response_class, use_cookies=True)
    made.answers = []
    return made


def cookie_of(browser: Watched) -> str:
    """The session of a browser."""
    found = browser.get_cookie(COOKIE)
    assert found
    return found.value


def with_cookie(browser: Watched, value: str) -> Watched:
    """The browser with this session in it."""
    browser.set_cookie(COOKIE, value)
    return browser


@dataclass
class Form:
    """A form: where it goes, how, and what may be sent in each of its fields."""

    action: str
    method: str
    kept: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    def filled(self, chance: Random) -> dict[str, list[str]]:
        """What somebody might send."""
        sent = {name: list(values) for name, values in self.kept.items()}
        for name, values in self.chosen.items():
            if chance.random() < 0.8:
                sent[name] = [chance.choice(values)]
        for name, kind in self.typed.items():
            sent[name] = [chance.choice(_BY_TYPE.get(kind, _TYPED))]
        return sent


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._inside = False
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what belongs to a form."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get").lower()))
            self._inside = True
        elif self._inside:
            self._field(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self._inside = False

    def _field(self, tag: str, values: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], values.get("name", ""), values.get("type", "text")
        if tag == "option":
            form.chosen.setdefault(self._select, []).append(values.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            form.typed[name] = "text"
        elif name and (tag == "button" or kind in ("radio", "checkbox", "submit")):
            form.chosen.setdefault(name, []).append(values.get("value", "on"))
        elif name and tag == "input" and kind == "hidden":
            form.kept.setdefault(name, []).append(values.get("value", ""))
        elif name and tag == "input" and kind != "file":
            form.typed[name] = kind


def forms_of(answer: TestResponse) -> list[Form]:
    """The forms of a page that came back."""
    return Forms(answer.get_data(as_text=True)).forms
