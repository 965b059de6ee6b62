"""/readyz: a write that reaches the disk, room, the clock and the schema; and asking often costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from threading import Thread

import pytest
from sqlalchemy import text

from surveys.store import entry
from surveys.store.db import transaction
from tests.conftest import Database
from tests.factories import LI
from tests.faults.breaking import BY_QUEUE, held, mounted
from tests.faults.site import SOON, Site, opened


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    """The application on an empty database of either kind."""
    with database.reading() as session:
        version = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    with opened(database.url) as app:
        yield Site(app, [], Path(database.url.partition(":///")[2]))
    with database.transaction() as session:  # the database is lent again
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def said(site: Site) -> str:
    """What is told, all of it."""
    answer = site.ready()
    assert answer.status_code == (200 if answer.text == "ok\n" else 503)
    assert bool(answer.headers.get("Retry-After")) == (answer.status_code == 503)
    return answer.text


def by_hand(site: Site, statement: str) -> None:
    """Change the database past us."""
    with site.app.app_context(), transaction() as session:
        session.execute(text(statement))


def test_it_writes_for_real_and_grows_nothing(site: Site) -> None:
    def rows() -> list[tuple[object, ...]]:
        with site.app.app_context(), transaction() as session:
            return [tuple(row) for row in session.execute(text("SELECT name, seen_at FROM watches"))]

    assert said(site) == "ok\n"
    [first] = rows()
    assert said(site) == "ok\n"
    [second] = rows()
    assert first != second


def test_a_program_gets_a_document(site: Site) -> None:
    by_hand(site, "UPDATE alembic_version SET version_num = '9999'")
    answer = site.ready(Accept="application/json")
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "checks": {"disk": "ok", "write": "ok", "schema": "newer", "clock": "ok", "durable": "ok"},
    }


def test_a_schema_of_another_version_is_told(site: Site) -> None:
    by_hand(site, "UPDATE alembic_version SET version_num = '0001'")
    assert said(site).startswith("schema older: 数据库是旧版本的")
    by_hand(site, "UPDATE alembic_version SET version_num = '9999'")
    assert said(site).startswith("schema newer: 数据库是更新的版本写的")


def test_a_clock_before_the_last_act_is_told(site: Site) -> None:
    with site.app.app_context(), transaction() as session:
        entry.enter(session, "wave_made", by=LI, now=datetime.now(UTC) + timedelta(hours=1))
    assert said(site).startswith("clock behind: 这台机器的时钟")


def test_a_disk_that_is_nearly_full_is_told_before_it_is(sqlite_template: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "24m") as disk:
        (disk / "d.sqlite").write_bytes(sqlite_template.read_bytes())
        with opened(f"sqlite:///{disk / 'd.sqlite'}") as app:
            site = Site(app, [], disk)
            assert said(site) == "ok\n"
            (disk / "large").write_bytes(b"x" * (disk_usage(disk).free - 2**19))
            assert said(site).startswith("disk full: 磁盘快满了")


def test_asking_often_looks_once(sqlite: Database) -> None:
    """Whoever asks a hundred times while nothing works takes up one thread for a second, not a hundred."""
    path = Path(sqlite.url.partition(":///")[2])
    with opened(sqlite.url) as app:
        site = Site(app, [], path)
        assert said(site) == "ok\n"
        found: list[int] = []
        with held(BY_QUEUE, path):
            site.ready()
            began = datetime.now(UTC)
            askers = [Thread(target=lambda: found.append(app.test_client().get("/readyz").status_code)) for _ in range(100)]
            for asker in askers:
                asker.start()
            for asker in askers:
                asker.join()
            assert (datetime.now(UTC) - began).total_seconds() < SOON
            assert set(found) == {503}
