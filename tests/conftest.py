"""What many tests stand on: databases, migrated once and then copied for every test, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from types import CodeType

import psycopg
import pytest
from flask import Flask
from flask_migrate import Migrate, upgrade
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import event

from surveys.core.code import Keys
from surveys.store.db import Connection, db, engine_options, prepare_engine, reading, transaction
from tests.postgres import NoPostgres, Pool, postgres
from tests.sizes import Size, examples, size

# What one run of continuous integration finds every other finds; elsewhere each looks at something else.
fixed = {"derandomize": True, "database": None} if size() is Size.CI else {}
settings.register_profile(size(), deadline=None, max_examples=examples(100), **fixed)
settings.load_profile(size())


class Compiled(BytecodeCache):
    """Templates as they were compiled for the first application that used them: the tests make hundreds, all alike."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept of this very text."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": Compiled()}

Once = Callable[[str, Callable[[Path], None]], Path]
KEYS = Keys.from_secret(b"a secret of the tests")
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
        prepare_engine(db.engine, KEYS)
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
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder by its name, once for the workers of one run, which copy from it; the others wait for the first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, growing = shared / name, shared / f"{name}.growing"
        with (shared / f"{name}.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not folder.is_dir():
                shutil.rmtree(growing, ignore_errors=True)
                growing.mkdir()
                make(growing)
                growing.rename(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def sqlite_template(once: Once) -> Path:
    """A migrated, empty SQLite file to copy; it has no WAL left."""
    return once("empty", lambda folder: migrated(f"sqlite:///{folder / 'template.db'}")) / "template.db"


@pytest.fixture(scope="session")
def postgres_pool() -> Iterator[Pool]:
    """Migrated, empty databases to lend, in a PostgreSQL server of this worker's."""
    try:
        with postgres() as url:
            with psycopg.connect(url.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("CREATE DATABASE template")
            migrated(url.format(database="template"))
            yield Pool(url)
    except NoPostgres as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL did not start: {reason}")
        pytest.skip(f"PostgreSQL did not start: {reason}")


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database."""
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    with connected(f"sqlite:///{path}") as database:
        yield database


@pytest.fixture
def postgresql(postgres_pool: Pool) -> Iterator[Database]:
    """An empty PostgreSQL database."""
    with postgres_pool.lent() as url, connected(url) as database:
        yield database


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
