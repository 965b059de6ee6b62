"""The same application looked at from inside: the demo district, what a page asks of the database, what a count costs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from config import Config
from surveys.core.place import DISTRICT
from surveys.core.poll import PollState
from surveys.services.compound import compound_desk, compound_lines
from surveys.services.letter import letters
from surveys.services.outcome import decide_all
from surveys.store.db import db, reading, transaction
from tests.neighbourhood import neighbourhood


@dataclass(frozen=True)
class District:
    """A filled database behind an application: how long filling took, the letters that can still be answered, its staff."""

    app: Flask
    seconds: float
    ballots: int
    links: tuple[str, ...]
    staff: Mapping[str, str]


def filled(place: Path, secret: str, database: str, base: str, *, fresh: bool = True) -> District:
    """The demo district in a database of its own, which is there already unless it is `fresh`."""
    app = create_app(Config(secret=secret.encode(), database_url=database, base_url=base))
    app.instance_path = str(place)  # whose base_url is not that of the installation
    runner = app.test_cli_runner()
    began = time.perf_counter()
    if fresh:
        _run(runner.invoke(args=["prepare", "--demo"]))
    seconds = time.perf_counter() - began
    counted = json.loads(_run(runner.invoke(args=["overview", "--json"])))
    staff = json.loads(_run(runner.invoke(args=["demo-links", "--json"])))["staff"]
    ballots = sum(counted["ballots"].values())
    return District(app, seconds, ballots, tuple(_links(app, base)), staff)


def small(place: Path, secret: str, database: str, base: str, *, fresh: bool = True) -> District:
    """A neighbourhood in a database of its own, made in a moment, to see that everything works."""
    app = create_app(Config(secret=secret.encode(), database_url=database, base_url=base))
    app.instance_path = str(place)
    began = time.perf_counter()
    _run(app.test_cli_runner().invoke(args=["prepare"]))
    with app.app_context(), transaction() as session:
        made = neighbourhood(session, app.config["KEYS"], datetime.now(UTC), homes=200)
    return District(app, time.perf_counter() - began, 0, tuple(urlsplit(letter.url).path for letter in made.letters), {})


def _run(result: Any) -> str:
    if result.exit_code:
        raise RuntimeError(result.output) from result.exception
    return str(result.stdout)


def _links(app: Flask, base: str) -> Iterator[str]:
    """The paths of the letters of open polls that nobody has answered yet, one compound after another."""
    with app.app_context(), reading() as session:
        now = datetime.now(UTC)
        for line in compound_lines(session, DISTRICT, now=now, state=PollState.OPEN):
            assert line.poll is not None
            doors = compound_desk(session, DISTRICT, line.compound.id, now=now).doors
            silent = {door.household.id for door in doors if not door.casts}
            written = letters(session, DISTRICT, line.poll.id, keys=app.config["KEYS"], base_url=base).letters
            yield from (urlsplit(letter.url).path for letter in written if letter.household in silent)


def tally_all(district: District) -> tuple[int, float]:
    """How many compounds have a result, and the best of five times for all their verdicts and lists."""
    best, sheets = float("inf"), 0
    for _ in range(5):
        began = time.perf_counter()
        with district.app.app_context(), reading() as session:
            sheets = sum(1 for _ in decide_all(session, DISTRICT, now=datetime.now(UTC)))
        best = min(best, time.perf_counter() - began)
    return sheets, best


def queries(district: District) -> dict[str, int]:
    """How many statements each page sends to the database, the second time it is opened."""
    app = district.app
    app.config["WTF_CSRF_ENABLED"] = False
    resident, staff = app.test_client(), app.test_client()
    home = resident.get(district.links[0]).location
    who = {"username": district.staff["username"], "password": district.staff["password"]}
    staff.post(urlsplit(district.staff["login_url"]).path, data=who)
    largest, poll = _largest(app)
    pages: dict[str, tuple[FlaskClient, str]] = {
        "letter's link": (resident, district.links[0]),
        "door": (resident, home),
        "questionnaire": (resident, f"{home}/a"),
        "receipt": (resident, f"{home}/r"),
        "public front page": (resident, "/"),
        "public page of a poll": (resident, f"/p/{poll}"),
        "desk: what is due": (staff, "/desk"),
        "desk: all compounds": (staff, "/desk/compounds"),
        "desk: largest compound": (staff, f"/desk/compounds/{largest}"),
        "desk: result": (staff, f"/desk/polls/{poll}/result"),
        "desk: sheet": (staff, f"/desk/polls/{poll}/sheet"),
    }
    return {name: _count(app, lambda at=at: at[0].get(at[1])) for name, at in pages.items()}


def _largest(app: Flask) -> tuple[int, int]:
    """The largest compound's id and its poll's."""
    with app.app_context(), reading() as session:
        lines = compound_lines(session, DISTRICT, now=datetime.now(UTC), state=PollState.CLOSED)
    line = max(lines, key=lambda line: line.households)
    assert line.poll is not None
    return line.compound.id, line.poll.id


def _count(app: Flask, look: Callable[[], Any]) -> int:
    answer = look()
    if answer.status_code >= 400:
        raise RuntimeError(f"{answer.status_code} at {answer.request.path}")
    with _statements(app) as seen:
        look()
    return len(seen)


@contextmanager
def _statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
