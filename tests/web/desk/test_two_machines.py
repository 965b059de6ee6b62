"""Nothing that somebody does at one machine has to be found there again: all that is kept is in the database."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from config import Config
from surveys.core.place import DISTRICT
from surveys.core.staff import Role
from surveys.services.letter import Letter
from surveys.services.staff import add_staff
from surveys.services.upload import forget_uploads
from surveys.store.db import db, reading, transaction
from tests.conftest import Database
from tests.factories import LI, RANDOM
from tests.faults.site import Site, caller
from tests.neighbourhood import neighbourhood
from tests.office import PASSWORD, Browser
from tests.web.desk.test_desk_takeover import UPLOAD, brought, group_of, home, sent

SECRET = b"a secret of the tests of two machines"
SURVEYS = Path(__file__).resolve().parents[3] / "surveys"
WRITES = {
    "log/file.py": "each machine's own log",
    "log/metrics.py": "each process's own numbers, which whoever watches adds up",
    "services/backup.py": "a backup, into the folder that the operator chose",
    "services/old_workbook.py": "nowhere: what a library prints is thrown away",
    "store/newest.py": "SQLite's mark: one machine serves that",
    "store/write_queue.py": "SQLite's queue: one machine serves that",
    "store/elsewhere.py": "a copy of a SQLite file, at the command line",
    "store/turnstile.py": "SQLite's locks for guesses: one machine serves that",
}
"""Every module below the command line that opens a file to write in it, and why nobody looks for that on another machine."""


@pytest.fixture
def machines(postgresql: Database, tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """Two that serve one PostgreSQL, each with a folder of its own."""
    made = []
    for name in ("one", "two"):
        app = create_app(Config(secret=SECRET, database_url=postgresql.url))
        app.testing, app.instance_path = True, str(tmp_path / name)
        made.append(Site(app, [], tmp_path / name))
    with made[0].app.app_context(), transaction() as session:
        letters: list[Letter] = list(neighbourhood(session, made[0].app.config["KEYS"], datetime.now(UTC)).letters)
        for who in ("office", "second"):
            person = {"role": Role.DISTRICT, "scope": DISTRICT, "random": RANDOM, "by": LI, "now": datetime.now(UTC)}
            add_staff(session, who, who, PASSWORD, **person)
    yield replace(made[0], letters=letters), made[1]
    for site in made:
        with site.app.app_context():
            db.engine.dispose()


def signed_in(app: Flask, who: str = "office") -> Browser:
    browser = Browser(app.test_client())
    assert browser.fill("/staff/sign-in", {"username": who, "password": PASSWORD}).status_code == 303
    return browser


def elsewhere(browser: Browser, app: Flask) -> Browser:
    """The same browser, whose next request the other machine gets."""
    there = Browser(app.test_client())
    there.client._cookies = browser.client._cookies
    return there


def kept(app: Flask) -> int:
    """How many files wait to be confirmed."""
    with app.app_context(), reading() as session:
        return int(session.execute(text("SELECT count(*) FROM uploads WHERE name = 'file'")).scalar_one())


def test_a_roster_is_looked_at_on_one_machine_and_taken_over_on_the_other(machines: tuple[Site, Site]) -> None:
    one, two = (site.app for site in machines)
    at_one = signed_in(one)
    path = brought(at_one, home("101", "张伟"), home("102", "张伟"))
    at_two = elsewhere(at_one, two)
    page = at_two.page(path)
    key = group_of(page)
    answered = sent(at_two, page, path, look="1", **{key: "one"})
    assert answered.forms[-1][key] == ["one"]
    again = elsewhere(at_two, one).page(path)
    assert again.forms[-1][key] == ["one"], "what was answered at the other"
    assert signed_in(two, "second").get(path).location == UPLOAD, "nobody else finds it"
    done = sent(elsewhere(at_two, one), again, path, apart="1")
    assert done.h1 == "导入好了", done.text
    assert elsewhere(at_two, two).get(path).location == UPLOAD
    assert kept(one) == kept(two) == 0


def test_the_keeper_of_time_forgets_what_nobody_came_back_for(machines: tuple[Site, Site]) -> None:
    one, _ = (site.app for site in machines)
    brought(signed_in(one), home("101"))
    with one.app_context(), transaction() as session:
        assert forget_uploads(session, now=datetime.now(UTC)) == 0
        assert forget_uploads(session, now=datetime.now(UTC) + timedelta(days=1, seconds=1)) == 1
        assert session.execute(text("SELECT count(*) FROM uploads")).scalar_one() == 0


LISTENERS: list[list[str]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not LISTENERS:
        return
    flags = arguments[2] if event == "open" else 0
    if event in ("os.mkdir", "os.rename", "os.link", "os.symlink") or (isinstance(flags, int) and flags & 3):
        LISTENERS[-1].append(f"{event} {arguments[0]}")


sys.addaudithook(_audit)


@contextmanager
def listened() -> Iterator[list[str]]:
    """Whatever this process opens to write in it, or makes."""
    LISTENERS.append(found := [])
    try:
        yield found
    finally:
        LISTENERS.remove(found)


def test_who_serves_writes_nothing_on_its_own_disk(machines: tuple[Site, Site], tmp_path: Path) -> None:
    site, _ = machines
    with listened() as probed:
        (tmp_path / "probe").write_bytes(b"")
    assert probed == [f"open {tmp_path / 'probe'}"]
    with listened() as written:
        assert caller(site).send().status_code == 303
        browser = signed_in(site.app)
        path = brought(browser, home("101"), home("102"))
        assert sent(browser, browser.page(path), path).h1 == "导入好了"
        for page in ("/desk", "/desk/compounds", "/desk/roster/template.xlsx", "/readyz", "/"):
            assert browser.get(page).status_code < 400, page
    left = {line.partition(" ")[2] for line in written if Path(line.partition(" ")[2]).exists()}
    assert {path for path in left - {gettempdir(), os.devnull} if "__pycache__" not in path} == set()


def opens_to_write(module: Path) -> bool:
    """Whether a module's code opens a file to write in it, or makes a folder."""
    calls = (node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call))
    return any(_writes(call) for call in calls)


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in (
        "write_bytes",
        "write_text",
        "mkdir",
        "makedirs",
        "mkstemp",
        "NamedTemporaryFile",
        "mkdtemp",
        "TemporaryDirectory",
    ):
        return True
    modes = [
        value.value for value in (*call.args, *(word.value for word in call.keywords)) if isinstance(value, ast.Constant)
    ]
    if name in ("open", "fdopen"):
        return (
            any(isinstance(mode, str) and len(mode) <= 3 and set(mode) & set("wax+") for mode in modes)
            or "O_WRONLY" in (source := ast.unparse(call))
            or "O_RDWR" in source
        )
    return False


def test_every_module_that_writes_a_file_says_why_no_other_machine_needs_it() -> None:
    floors = ("core", "store", "services", "words", "paper", "camera", "web", "log")
    modules = [path for floor in floors for path in (SURVEYS / floor).rglob("*.py")]
    assert {str(path.relative_to(SURVEYS)) for path in modules if opens_to_write(path)} == set(WRITES)
