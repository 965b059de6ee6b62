"""Databases that the released versions wrote are brought up to date and count as they did then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from flask_migrate import upgrade

from surveys.core.canonical import digest
from surveys.core.place import DISTRICT
from surveys.services.outcome import decide
from surveys.services.replay import replay_ledger
from surveys.store import copy as stored
from surveys.store.db import db
from tests.conftest import Database, connected
from tests.factories import AFTER
from tests.postgres import Pool

RELEASED = Path(__file__).parent / "released"
VERSIONS = {"0.1.0": "0001", "0.2.0": "0003"}
COUNTED = ("tally", "rulings", "manifest_digest")


def written(version: str, file: Path) -> str:
    """Make the database that a version wrote; returns what it counted."""
    script = (RELEASED / f"{version}.sql").read_text("utf-8")
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()
    return script.splitlines()[1].rpartition(" ")[2]


def looked_at(database: Database, counted: str) -> None:
    with database.app.app_context():
        upgrade()
    with database.reading() as session:
        document = decide(session, DISTRICT, 1, now=AFTER).document()
        assert digest({name: document[name] for name in COUNTED}) == counted
        assert replay_ledger(session).differences == ()


@pytest.mark.by_hand
@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_what_a_release_wrote_counts_as_it_did_then(version: str, tmp_path: Path) -> None:
    counted = written(version, tmp_path / "d.sqlite")
    with connected(f"sqlite:///{tmp_path}/d.sqlite") as database:
        with database.reading() as session:
            assert stored.schema_version(session) == VERSIONS[version]
        looked_at(database, counted)


@pytest.mark.by_hand
@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_on_postgresql_as_well(version: str, tmp_path: Path, postgres_pool: Pool) -> None:
    counted = written(version, tmp_path / "d.sqlite")
    with postgres_pool.lent() as url, connected(url) as database, connected(f"sqlite:///{tmp_path}/d.sqlite") as old:
        with database.app.app_context(), db.engine.begin() as session:
            stored.drop_everything(session)
            config = database.app.extensions["migrate"].migrate.get_config()
            config.attributes["connection"] = session
            command.upgrade(config, VERSIONS[version])
            tables = stored.schema_of(session)
            with old.app.app_context(), old.reading() as source:
                for rows in stored.all_rows(source, stored.schema_of(source)):
                    stored.put_in(session, tables, rows)
            stored.go_on_from(session, tables, {})
        looked_at(database, counted)


def test_every_release_of_the_change_log_is_here() -> None:
    log = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
    heads = [line.split()[1] for line in log.splitlines() if line.startswith("## ") and "未发布" not in line]
    assert sorted(heads) == sorted(VERSIONS)
