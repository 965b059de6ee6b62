"""The app on a migrated database with a small neighbourhood, and phones that visit it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from config import Config
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.staff import Installation, Role
from surveys.services.letter import Letter
from surveys.services.life import close as close_early
from surveys.services.staff import add_staff
from surveys.store.clock import accept
from surveys.store.db import db, transaction
from surveys.web import audience, sessions
from surveys.web.lean.resident import answering, arriving, contact, door, proving, questionnaire, receipt
from tests.factories import LI, RANDOM
from tests.neighbourhood import Neighbourhood, neighbourhood
from tests.office import PASSWORD
from tests.phone import Phone
from tests.town import NOW, Town

SECRET = b"a secret of the residents' tests, long enough"
HELPER_PASSWORD = "hai-tang-2026"
PHONE = "0632-5550123"
CLOCKS = [
    import_module("surveys.web.health"),
    sessions,
    audience,
    answering,
    arriving,
    contact,
    door,
    proving,
    questionnaire,
    receipt,
]
"""What asks the server's clock on a household's pages."""


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole application on a database of its own."""
    path = tmp_path_factory.mktemp("resident") / "diandan.db"
    shutil.copy(sqlite_template, path)
    made = create_app(Config(secret=SECRET, database_url=f"sqlite:///{path}", office_phone=PHONE))
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def hood(app: Flask) -> Neighbourhood:
    """Three compounds: asked now, later, before."""
    with app.app_context(), transaction() as session:
        return neighbourhood(session, app.config["KEYS"], datetime.now(UTC), homes=60)


@pytest.fixture(scope="module")
def town(app: Flask) -> Town:
    """A compound whose result is out, with staff at doors and at the desk."""
    with app.app_context(), transaction() as session:
        made = Town(session, app.config["KEYS"])
        here = Jurisdiction(compound=made.poll.compound.id)
        for username, role, scope in (("xiao", Role.HELPER, here), ("office2", Role.DISTRICT, DISTRICT)):
            add_staff(session, username, "Xiao", PASSWORD, role=role, scope=scope, random=RANDOM, by=LI, now=NOW)
        return made


@pytest.fixture(scope="module")
def fresh_letters(hood: Neighbourhood) -> Iterator[Letter]:
    """The letters that no test has used yet; the first ten never answer."""
    return iter(hood.letters[10:])


@pytest.fixture
def letter(fresh_letters: Iterator[Letter]) -> Letter:
    """The letter of a household of the open poll that hasn't answered."""
    return next(fresh_letters)


@pytest.fixture
def phone(app: Flask) -> Phone:
    """A phone that has visited nothing."""
    return Phone(app.test_client())


@pytest.fixture
def another(app: Flask) -> Callable[[], Phone]:
    """More phones."""
    return lambda: Phone(app.test_client())


@pytest.fixture
def two(fresh_letters: Iterator[Letter]) -> tuple[Letter, Letter]:
    """The letters of two households."""
    return next(fresh_letters), next(fresh_letters)


@pytest.fixture
def flats(app: Flask) -> tuple[Letter, ...]:
    """Three flats of one owner, and two of others."""
    with app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        mark = str(now.timestamp()).translate(str.maketrans("0123456789.", "甲乙丙丁戊己庚辛壬癸子"))  # no room is in it
        return neighbourhood(session, app.config["KEYS"], now, homes=5, mark=mark, flats=3).letters


@pytest.fixture
def later(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], None]]:
    """Move the server's clock on by so many minutes; at the end it is right again, and said to be."""

    def move(minutes: float) -> None:
        moved = datetime.now(UTC) + timedelta(minutes=minutes)
        for module in CLOCKS:
            monkeypatch.setattr(module, "now", lambda: moved)

    yield move
    with app.app_context(), transaction() as session:
        accept(session, datetime.now(UTC))


@pytest.fixture
def closing(app: Flask) -> tuple[Letter, Callable[[], None]]:
    """A letter of a poll of its own, and how to close that poll."""
    with app.app_context(), transaction() as session:
        now = datetime.now(UTC)
        hood = neighbourhood(session, app.config["KEYS"], now, homes=2, mark=str(now.timestamp()))

    def close() -> None:
        with app.app_context(), transaction() as session:
            close_early(session, DISTRICT, hood.open.id, reason="all answered", by=LI, now=datetime.now(UTC))

    return hood.letters[0], close


@pytest.fixture(scope="module")
def _staff(app: Flask, hood: Neighbourhood) -> None:
    scopes = {
        "grid": Jurisdiction(compound=hood.open.compound.id),
        "grid2": Jurisdiction(compound=hood.open.compound.id),
        "elsewhere": Jurisdiction(compound=hood.closed.compound.id),
    }
    with app.app_context(), transaction() as session:
        for username, scope in scopes.items():
            add_staff(
                session,
                username,
                "网格员小海",
                HELPER_PASSWORD,
                role=Role.HELPER,
                scope=scope,
                random=b"s" * 16,
                by=Installation("cli"),
                now=datetime.now(UTC),
            )


@pytest.fixture
def signed_in(app: Flask, _staff: None) -> Callable[[str], Phone]:
    """A phone on which a member of staff has signed in."""

    def sign_in(username: str) -> Phone:
        phone = Phone(app.test_client())
        form = {**phone.page("/staff/sign-in").forms[0], "username": username, "password": HELPER_PASSWORD}
        assert phone.client.post("/staff/sign-in", data=form).status_code == 303
        return phone

    return sign_in
