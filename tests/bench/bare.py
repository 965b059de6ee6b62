"""The same walk in a bare Flask app: the same requests, rows and pages as the product's, and nothing else that it promises.

Its pages are those that the product sent, kept in the folder BARE_PAGES by `tests.bench.hot`; what differs from home to home
is put between two halves that were packed once. Its rows are the product's, and as durable.
"""

from __future__ import annotations

import gzip
import hmac
import json
import os
import re
import secrets
import time
from collections import defaultdict
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, request, session

from surveys.paper.qr import qr
from tests.bench.floor import Durable

HOMES = 20_000
PAGES = ("door", "questionnaire", "receipt")
_KEY = b"the bare app keeps no secret either"
_CUTS = {
    "door": re.compile(r'<div class="go">'),
    "questionnaire": re.compile(r'<input type="hidden" name="proof".*?name="seen"[^>]*>', re.S),
    "receipt": re.compile(r'<dl class="said">.*?<div class="keyed">.*?</p>', re.S),
}
_CHOICE = re.compile(r"<(input|select|option)\b([^>]*)>")
_ATTRIBUTE = re.compile(r"\b(name|value)=(?:\"([^\"]*)\"|([^\s>]+))")
_REVISION = {
    **dict.fromkeys(("poll_id", "household_id", "revision", "since", "epoch", "waiting"), "INTEGER"),
    **dict.fromkeys(("capacity", "answers", "edition", "menu", "channel", "entered_by", "submission"), "TEXT"),
    **dict.fromkeys(("receipt", "key_hash", "cast_at", "leaf", "mark"), "TEXT"),
}
_COLUMNS = ", ".join(f"{name} {kind}" for name, kind in _REVISION.items())
_TABLES = f"""
CREATE TABLE IF NOT EXISTS homes (id INTEGER PRIMARY KEY, link_hash TEXT UNIQUE, poll_id INTEGER, room TEXT);
CREATE TABLE IF NOT EXISTS polls (id INTEGER PRIMARY KEY, closes_at TEXT);
CREATE TABLE IF NOT EXISTS revisions (id INTEGER PRIMARY KEY, {_COLUMNS},
  UNIQUE (household_id, capacity, revision), UNIQUE (household_id, submission), UNIQUE (receipt));
CREATE INDEX IF NOT EXISTS of_poll ON revisions (poll_id, id);
CREATE INDEX IF NOT EXISTS of_key ON revisions (key_hash);
CREATE TABLE IF NOT EXISTS ballots (poll_id INTEGER, household_id INTEGER, capacity TEXT, revision_id INTEGER UNIQUE,
  PRIMARY KEY (poll_id, household_id, capacity));
"""
_LOOK = """SELECT homes.id, homes.poll_id, homes.room, polls.closes_at, revisions.answers, revisions.receipt,
revisions.cast_at FROM homes JOIN polls ON polls.id = homes.poll_id LEFT JOIN revisions ON revisions.household_id = homes.id
LEFT JOIN ballots ON ballots.revision_id = revisions.id WHERE homes.id = ? ORDER BY revisions.id"""
_ADD = f"INSERT INTO revisions ({', '.join(_REVISION)}) VALUES ({', '.join('?' * len(_REVISION))}) RETURNING id"


class Store(Durable):
    """The product's rows."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        connection = self.connection()
        connection.executescript(_TABLES)
        homes = ((n, sha256(str(n).encode()).hexdigest(), f"{n % 30}-{n % 4}-{n % 600}") for n in range(1, HOMES))
        connection.execute("BEGIN")
        connection.execute("INSERT OR IGNORE INTO polls VALUES (1, '2027-01-01')")
        connection.executemany("INSERT OR IGNORE INTO homes VALUES (?, ?, 1, ?)", homes)
        connection.execute("COMMIT")

    def home_of(self, link: str) -> int | None:
        """The home that a link opens."""
        digest = sha256(link.encode()).hexdigest()
        row = self.connection().execute("SELECT id FROM homes WHERE link_hash = ?", (digest,)).fetchone()
        return row and int(row[0])

    def look(self, home: int) -> list[Any]:
        """A home, its poll and all that it cast."""
        return self.connection().execute(_LOOK, (home,)).fetchall()

    def cast(self, home: int, document: str, submission: str) -> None:
        """Keep one answer for good, with its commitment and its mark, unless it came before."""
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        seen = connection.execute("SELECT 1 FROM revisions WHERE household_id = ?", (home,)).fetchone()
        if not seen:
            key = sha256(_key(home).encode()).hexdigest()
            leaf = _mac(document)
            said = (1, home, 1, 1, 1, 0, "owner", document, "e" * 64, "m" * 64, "phone", "", submission)
            row = (*said, secrets.token_hex(5), key, time.strftime("%Y-%m-%d %H:%M:%S"), leaf)
            number = connection.execute(_ADD, (*row, _mac(json.dumps(row)))).fetchone()[0]
            connection.execute("INSERT INTO ballots VALUES (1, ?, 'owner', ?)", (home, number))
        connection.execute("COMMIT")


def _mac(text: str) -> str:
    return hmac.digest(_KEY, text.encode(), "sha256").hex()


def _key(home: int) -> str:
    return _mac(f"key {home}")[:16].upper()


def is_whole(receipt: str) -> bool:
    """Whether a receipt of the product's has all that the bare app's has."""
    return _CUTS["receipt"].search(receipt) is not None


class Page:
    """A page in two halves."""

    def __init__(self, folder: Path, name: str) -> None:
        self.text = (folder / f"{name}.html").read_text("utf-8")
        cut = _CUTS[name].search(self.text)
        assert cut, f"the product's {name} has another shape"
        self._halves = [gzip.compress(half.encode(), 9) for half in (self.text[: cut.start()], self.text[cut.end() :])]

    def answer(self, between: str) -> Response:
        """The whole page."""
        packed = gzip.compress(between.encode(), 4 if len(between) > 300 else 0)
        return Response(self._halves[0] + packed + self._halves[1], headers={"Content-Encoding": "gzip"})


def _choices(page: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    asked = ""
    for kind, attributes in _CHOICE.findall(page):
        given = {name: unescape(quoted or plain) for name, quoted, plain in _ATTRIBUTE.findall(attributes)}
        asked = given.get("name", asked if kind == "option" else "")
        if asked and kind != "select":
            found[asked].add(given.get("value", ""))
    return found


def create_app() -> Flask:
    """The bare app; its database is the file that BARE_PATH names, its pages lie in BARE_PAGES."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=_KEY)
    store, folder = Store(os.environ["BARE_PATH"]), Path(os.environ["BARE_PAGES"])
    door_page, form_page, receipt_page = (Page(folder, name) for name in PAGES)
    choices = _choices(form_page.text)

    @app.get("/q/<link>")
    def by_link(link: str) -> Any:
        home = store.home_of(link)
        session["home"] = home
        return redirect(f"/h/{home}", 303)

    @app.get("/h/<int:home>")
    def door(home: int) -> Any:
        room = store.look(session["home"])[0][2]
        return door_page.answer(f'<h1>{escape(room)}</h1><a href="/h/{home}/a" data-start="{home}">')

    @app.get("/h/<int:home>/a")
    def ask(home: int) -> Any:
        store.look(session["home"])
        submission = secrets.token_hex(16)
        token = _mac(f"{home}|{submission}")
        hidden = (("proof", token), ("submission", submission), ("seen", "0,0"))
        return form_page.answer("".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in hidden))

    @app.post("/h/<int:home>/a")
    def answer(home: int) -> Any:
        submission = request.form["submission"]
        if not hmac.compare_digest(request.form["proof"], _mac(f"{home}|{submission}")) or session["home"] != home:
            return "no", 403
        answers = {name: values for name, values in request.form.lists() if name not in ("proof", "submission", "seen")}
        for name, values in answers.items():
            if not (choices[name] >= set(values) or choices[name] == {""}):
                return "no", 422
        store.cast(home, json.dumps(answers, ensure_ascii=False, sort_keys=True), submission)
        return redirect(f"/h/{home}/r", 303)

    @app.get("/h/<int:home>/r")
    def receipt(home: int) -> Any:
        *_, answers, number, came = store.look(session["home"])[-1]
        said = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{''.join(f'<p>{escape(value)}</p>' for value in values)}</dd></div>"
            for name, values in json.loads(answers).items()
        )
        key = _key(home)
        code = qr(f"http://127.0.0.1:8000/k/{key}")
        drawn = f'<svg class="qr" viewBox="0 0 {code.side} {code.side}"><path d="{code.path}"/></svg>'
        shown = f"{number[:5].upper()}-{number[5:].upper()}"
        return receipt_page.answer(f'<b>{shown}</b><p>{came}</p><dl class="said">{said}</dl><div>{drawn}<b>{key}</b></div>')

    return app
