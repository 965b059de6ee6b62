"""Bringing the database up to date: a copy first, and one that fails leaves everything as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command, op

from surveys.cli import database
from surveys.services.backup import backups
from surveys.store.db import db, transaction
from tests.cli.conftest import Installation
from tests.factories import opened
from tests.postgres import Pool
from tests.store.test_released import written


def schema(file: Path) -> tuple[str, list[str]]:
    connection = sqlite3.connect(file)
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    rows = [line for line in connection.iterdump() if "INSERT" in line]
    connection.close()
    return version, rows


@pytest.mark.by_hand
def test_an_old_database_is_copied_first_and_the_version_before_can_open_the_copy(fresh: Installation) -> None:
    written("0.2.0", fresh.folder / "d.sqlite")
    before = schema(fresh.folder / "d.sqlite")
    refused = fresh.type("prepare", "--district", "薛城区", "--office", "住建局")
    assert "一封也对不上" in refused.stderr  # its letters were made with the tests' secret, not with this one's
    (name,) = backups(fresh.folder / "backups")
    assert (name.schema, name.whole) == ("0003", False)
    copy = fresh.folder / "backups" / name.file
    assert schema(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o600


@pytest.mark.by_hand
def test_a_migration_that_fails_leaves_the_database_as_it_was_and_says_where_the_copy_is(
    fresh: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = fresh.folder / "d.sqlite"
    written("0.1.0", file)
    before = schema(file)
    really = op.create_table

    def breaks_late(name: str, *columns: object, **more: object) -> object:
        if name == "rechecks":  # after twenty-seven others
            raise RuntimeError("a migration that fails")
        return really(name, *columns, **more)

    monkeypatch.setattr(op, "create_table", breaks_late)
    failed = fresh.type("prepare")
    with fresh.app.app_context():
        db.engine.dispose()
    assert failed.exit_code == 2
    (name,) = backups(fresh.folder / "backups")
    assert name.file in failed.stderr
    assert "还是更新以前的样子" in failed.stderr
    assert schema(file) == before


def test_without_room_for_the_copy_nothing_is_migrated(fresh: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    written("0.1.0", fresh.folder / "d.sqlite")
    before = schema(fresh.folder / "d.sqlite")
    (fresh.folder / "backups").write_text("a file where the folder should be")
    assert "没有更新" in fresh.type("prepare").stderr
    with fresh.app.app_context():
        db.engine.dispose()
    assert schema(fresh.folder / "d.sqlite") == before


def test_on_postgresql_the_copy_is_a_backup_that_can_be_restored_as_it_was(
    fresh: Installation, postgres_pool: Pool, install_at: Callable[[str], Installation]
) -> None:
    with postgres_pool.lent() as url:
        city = install_at(url)
        with city.app.app_context():
            with transaction() as session:
                opened(session)
            config = database.alembic_config()
            command.downgrade(config, "0028")
            database.bring_up_to_date()
            db.engine.dispose()
        (name,) = backups(city.folder / "backups")
        assert (name.schema, name.whole) == ("0028", True)
        city.done("restore", str(city.folder / "backups" / name.file), "--replace", "--as-it-was", "--other-secret")
        with city.app.app_context():
            assert database._current() == "0028"
            db.engine.dispose()


@pytest.fixture
def install_at(fresh: Installation) -> Callable[[str], Installation]:
    """Makes an installation on another database, in the folder of the test."""
    from app import create_app
    from config import Config

    def install_at(url: str) -> Installation:
        app = create_app(Config(secret=b"a secret for the command line's tests", database_url=url))
        app.instance_path = str(fresh.folder)
        return Installation(app, fresh.folder)

    return install_at
