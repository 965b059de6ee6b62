"""What many tests stand on: databases, migrated once and then copied for every test, and a browser."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import Migrate, upgrade
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, event, text

from surveys.store.db import Connection, db, engine_options, prepare_engine, reading, transaction
from tests.postgres import NoPostgres, postgres

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@dataclass(frozen=True)
class Database:
    """A migrated, empty database behind an app that has nothing else. Usable from any thread."""

    app: Flask
    url: str

    @property
    def kind(self) -> str:
        """sqlite or postgresql."""
        return self.url.partition(":")[0].partition("+")[0]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """`surveys.store.db.transaction`, here."""
        with self.app.app_context(), transaction() as session:
            yield session

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that run inside the block, transactions aside."""
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        with self.app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                yield statements
            finally:
                event.remove(db.engine, "before_cursor_execute", note)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """`surveys.store.db.reading`, here."""
        with self.app.app_context(), reading() as session:
            yield session


@contextmanager
def connected(url: str) -> Iterator[Database]:
    """The database at `url`, its connections closed at the end."""
    app = Flask("store-tests")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        prepare_engine(db.engine)
    try:
        yield Database(app, url)
    finally:
        with app.app_context():
            db.engine.dispose()


def migrated(url: str) -> None:
    """Bring the database at `url` to the latest revision."""
    with connected(url) as database, database.app.app_context():
        upgrade()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy; it has no WAL left."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """A PostgreSQL server, as a URL with `{database}`, in which the database `template` is migrated and empty."""
    try:
        with postgres() as url:
            _in_postgres(url, "CREATE DATABASE template")
            migrated(url.format(database="template"))
            yield url
    except NoPostgres as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL did not start: {reason}")
        pytest.skip(f"PostgreSQL did not start: {reason}")


def _in_postgres(url: str, command: str) -> None:
    engine = create_engine(url.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()


_numbers = itertools.count(1)


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database."""
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    with connected(f"sqlite:///{path}") as database:
        yield database


@pytest.fixture
def postgresql(postgres_template: str) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    _in_postgres(postgres_template, f"CREATE DATABASE {name} TEMPLATE template")
    with connected(postgres_template.format(database=name)) as database:
        yield database
    _in_postgres(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database, once on SQLite and once on PostgreSQL."""
    found: Database = request.getfixturevalue(request.param)
    return found


def _chromium() -> str:
    named = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in named if name and (found := shutil.which(name))), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, except in continuous integration."""
    program = _chromium()
    if not program:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: install it or set CHROMIUM")
        pytest.skip("no Chromium: install it or set CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()
