"""The database taken away under a service that runs: nothing is written where nobody would find it, and it says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from surveys.services.installation import begin, still_ours
from surveys.store.db import db, reading, transaction
from surveys.store.elsewhere import copy_file
from surveys.store.newest import read_mark
from surveys.web.health import look_again
from tests.conftest import Database
from tests.faults.site import SECRET, Site, caller, gets_through, on_sqlite, opened, served, told_nothing_is_lost

FINGERPRINT = "a fingerprint"
TOLD = "write replaced: 开着的时候，数据库文件被换成了另一份"


def begun(app: Flask, name: str = "0123456789abcdef") -> None:
    """Write down whose secret it is, as the first start does."""
    with app.app_context(), transaction() as session:
        begin(session, app.config["FINGERPRINT"], app.config["KEYS"], name=name, now=datetime.now(UTC))


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    with on_sqlite(sqlite_template, tmp_path) as made:
        begun(made.app)
        first = caller(made)
        assert first.send().status_code == 303
        yield made


def older(site: Site) -> Path:
    """A whole copy from before the last ballot."""
    copy = site.path.with_name("older.sqlite")
    with site.app.app_context():
        copy_file(site.path, copy)
    assert caller(site).send().status_code == 303
    return copy


def moved_over(site: Site) -> None:
    """An older copy takes its name."""
    older(site).replace(site.path)


def restored_over(site: Site) -> None:
    """An older copy takes its name, and what lay beside it is gone, as after a restore by hand."""
    copy = older(site)
    for end in ("-wal", "-shm"):
        site.path.with_name(site.path.name + end).unlink()
    copy.replace(site.path)


def log_deleted(site: Site) -> None:
    """What was written last is gone from the disk, but for those who have it open."""
    site.path.with_name(f"{site.path.name}-wal").unlink()


def another_moved_there(site: Site) -> None:
    """The database of another installation takes its name."""
    shutil.copy(Path(os.environ["OTHER"]), site.path.with_name("another"))
    site.path.with_name("another").replace(site.path)


@pytest.mark.parametrize("replacing", [moved_over, restored_over, log_deleted, another_moved_there])
def test_the_file_is_replaced_while_it_is_served(
    site: Site, replacing: Callable[[Site], None], sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER", str(sqlite_template))
    one = caller(site)
    replacing(site)
    page = told_nothing_is_lost(one.send(), one.fields)
    assert page.h1 == "还没有收到"
    told = site.ready()
    assert (told.status_code, told.text.splitlines()[0].startswith(TOLD)) == (503, True)


def test_what_was_acknowledged_before_the_log_was_deleted_is_kept_by_stopping_well(site: Site) -> None:
    one = caller(site)
    with site.app.app_context(), db.engine.connect() as connection:
        before = connection.execute(text("SELECT count(*) FROM revisions")).scalar_one()
    log_deleted(site)
    page = told_nothing_is_lost(one.send(), one.fields)
    site.reconnect()  # as a worker that is told to end: the last one to close carries the log over
    with site.app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM revisions")).scalar_one() == before
    gets_through(one, page)
    assert site.ready().status_code == 200


def test_put_back_it_goes_on_by_itself(site: Site) -> None:
    one, aside = caller(site), site.path.with_name("aside")
    site.path.rename(aside)
    assert one.send().status_code == 503, "nothing lies there"
    aside.rename(site.path)
    assert one.send().status_code == 303


@pytest.fixture
def standing(database: Database) -> Iterator[Site]:
    """The site on a database of either kind, begun, and with a ballot of the first home."""
    with served(database.url, Path(database.url.partition(":///")[2])) as site:
        begun(site.app)
        assert caller(site).send().status_code == 303
        yield site


def looked(app: Flask) -> None:
    """As each worker does every two seconds."""
    with app.app_context():
        look_again()


def by_hand(database: Database, statement: str) -> None:
    """Change what nobody may change, from another process, whose triggers are asleep for that."""
    with database.transaction() as session:
        if session.dialect.name == "sqlite":
            query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'")
            guards = [(f"DROP TRIGGER {name}", sql) for name, sql in session.execute(query)]
        else:
            guards = [("ALTER TABLE entries DISABLE TRIGGER USER", "ALTER TABLE entries ENABLE TRIGGER USER")]
        for asleep, _awake in guards:
            session.execute(text(asleep))
        session.execute(text(statement))
        for _asleep, awake in guards:
            session.execute(text(awake))


CONTENT = {
    "an older one": "DELETE FROM entries WHERE id = (SELECT max(id) FROM entries)",
    "another installation's": "UPDATE installations SET name = 'fedcba9876543210'",
    "made with another secret": "UPDATE installations SET fingerprint = 'another'",
    "moved elsewhere": "UPDATE installations SET moved_to = 'postgresql://elsewhere'",
}


@pytest.mark.parametrize("what", CONTENT)
def test_the_content_is_another_while_it_is_served(standing: Site, database: Database, what: str) -> None:
    looked(standing.app)
    one = caller(standing)
    by_hand(database, CONTENT[what])
    looked(standing.app)
    told_nothing_is_lost(one.send(), one.fields)
    assert standing.ready().text.startswith(TOLD)
    assert one.phone.get("a").status_code == 200, "whoever reads goes on reading"


def test_whoever_accepts_it_at_the_machine_goes_on(site: Site) -> None:
    from surveys.services.installation import accept_database

    looked(site.app)
    with site.app.app_context(), transaction() as session:
        accept_database(session, name="fedcba9876543210")
    looked(site.app)
    assert caller(site).send().status_code == 303
    assert site.ready().status_code == 200


def test_those_who_write_meanwhile_are_never_taken_for_another_database(site: Site) -> None:
    """The mark is read before the database is: whoever comes between has moved both on."""
    with site.app.app_context():
        mark = read_mark(site.path)
        assert caller(site).send().status_code == 303
        with reading() as session:
            assert still_ours(session, site.app.config["FINGERPRINT"], mark)


def test_a_worker_that_begins_with_an_older_one_takes_nothing(site: Site) -> None:
    """Who begins anew has seen nothing: the mark beside the file tells."""
    copy, one = older(site), caller(site)
    site.reconnect()
    copy.replace(site.path)
    with opened(f"sqlite:///{site.path}") as app:
        assert app.config["SECRET_KEY"] == SECRET
        looked(app)
        there = Site(app, [], site.path)
        assert there.ready().text.startswith(TOLD)
    assert one.fields
