"""Backups on both databases: whole or not at all, the same when they are put elsewhere, and gone in time."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from surveys.core.errors import NotAllowed
from surveys.services import backup as service
from surveys.services.backup import backups, digests_of, drop_expired, facts_of, last_backup, reading_backup, write_backup
from surveys.services.poll import add_poll
from surveys.services.roster import import_roster
from surveys.store import copy as stored
from surveys.store.db import Connection, db
from tests.conftest import Database, connected
from tests.factories import DURING, LI, MENU, doors, opened, posted, rows, voted
from tests.postgres import Pool

KEY = b"k" * 32
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOSTILE = [
    "'; DROP TABLE polls; --",
    "\\",
    "\\N",
    '"',
    "\t|\r\n\x01\x7f",
    "𠮷野家🏠",
    "\u202eabc",
    "İ",
    "ſ",
    "é",
    "NULL",
    "",
    " ",
]


GIVEN = 4711


def made(database: Database, folder: Path, now: datetime = NOW) -> Path:
    with database.reading() as session:
        facts = facts_of(session, stored.schema_version(session), "0", "f", now=now)
        return write_backup(session, folder, KEY, facts)


def filled(database: Database) -> None:
    """Ballots, and in every kind of column what travels badly."""
    with database.transaction() as session:
        poll = opened(session)
        for door in doors(session, poll)[:3]:
            voted(session, door)
        for number, words in enumerate(HOSTILE):
            session.execute(
                text("INSERT INTO streets (id, name) VALUES (:id, :name)"), {"id": 1000 + number, "name": f"{number}{words}"}
            )
        posted(session, poll.id, until=date(2027, 1, 1))
        draft = add_poll(session, poll.wave.id, beside(session), MENU, [], budget=2**63 - 1, by=LI, now=DURING)
        number = {"number": GIVEN, "poll": draft.id}
        if database.kind == "postgresql":
            session.execute(text("SELECT setval('polls_id_seq', :number)"), number)
        else:
            session.execute(text("UPDATE sqlite_sequence SET seq = :number WHERE name = 'polls'"), number)


def beside(session: Connection) -> int:
    """Another compound."""
    return import_roster(session, rows("101", compound="B"), by=LI, now=DURING).compounds[0].compound.id


def put(target: Database, file: Path) -> None:
    with target.transaction() as session, reading_backup(file, KEY) as backup:
        tables = stored.schema_of(session)
        for part in backup.rows():
            stored.put_in(session, tables, part)
        stored.go_on_from(session, tables, backup.facts.numbers)
        assert digests_of(session) == backup.digests


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, sqlite_template: Path, postgres_pool: Pool, tmp_path: Path) -> Iterator[Database]:
    """A second database, beside the one of the test."""
    with ExitStack() as stack:
        url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'other.db')}"
        yield stack.enter_context(connected(url if request.param == "sqlite" else stack.enter_context(postgres_pool.lent())))


@pytest.mark.by_hand
def test_a_backup_is_the_same_on_either_database(database: Database, other: Database, tmp_path: Path) -> None:
    filled(database)
    file = made(database, tmp_path / "b")
    put(other, file)
    assert made(other, tmp_path / "c").stat().st_size > 0
    with database.reading() as one, other.reading() as two:
        assert digests_of(one) == digests_of(two)
    with other.transaction() as session:  # the next number is above every one that was ever given, as there
        columns = "wave_id, compound_id, menu, rules, budget, basic_first, opens_at, closes_at"
        session.execute(text("INSERT INTO compounds (street_id, name) VALUES (1000, 'new')"))
        chosen = "wave_id, (SELECT max(id) FROM compounds), menu, rules, budget, basic_first, opens_at, closes_at"
        query = f"INSERT INTO polls ({columns}) SELECT {chosen} FROM polls LIMIT 1 RETURNING id"
        assert session.execute(text(query)).scalar_one() == GIVEN + 1


@pytest.mark.by_hand
def test_a_zero_character_is_told_before_postgresql_sees_it(sqlite: Database, postgresql: Database, tmp_path: Path) -> None:
    with sqlite.transaction() as session:
        session.execute(text("INSERT INTO streets (id, name) VALUES (7, :name)"), {"name": "a\0b"})
    with pytest.raises(NotAllowed, match="nul_in_text") as told:
        put(postgresql, made(sqlite, tmp_path))
    assert told.value.detail == {"table": "streets", "column": "name", "row": "7"}
    with postgresql.reading() as session:
        assert session.execute(text("SELECT count(*) FROM streets")).scalar_one() == 0


@pytest.mark.by_hand
def test_a_number_that_postgresql_cannot_hold_is_told(sqlite: Database, postgresql: Database, tmp_path: Path) -> None:
    with sqlite.transaction() as session:
        session.execute(text("INSERT INTO streets (id, name) VALUES (4294967296, 'big')"))
    with pytest.raises(NotAllowed, match="does_not_fit"):
        put(postgresql, made(sqlite, tmp_path))


def test_every_column_is_of_a_kind_that_travels(database: Database) -> None:
    with database.reading() as session:
        for table in stored.schema_of(session).sorted_tables:
            assert all(stored._kind(column) for column in table.columns)


def test_the_file_is_the_owners_alone_and_its_name_names_no_place(database: Database, tmp_path: Path) -> None:
    filled(database)
    before = os.umask(0)
    try:
        file = made(database, tmp_path / "b")
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    with database.reading() as session:
        assert file.name == f"diandan-20261128T120000Z-{stored.schema_version(session)}.backup"
    assert b"DROP TABLE" not in file.read_bytes()


@pytest.mark.parametrize("call", ["fsync", "rename", "write"])
def test_a_full_disk_leaves_no_half_file(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    filled(sqlite)
    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif call == "rename":
        monkeypatch.setattr(Path, "rename", full)
    else:
        monkeypatch.setattr(service.Locking, "close", full)
    with pytest.raises(OSError, match="No space"):
        made(sqlite, tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []
    assert last_backup(tmp_path / "b") is None


def test_what_the_disk_changed_does_not_count_as_made(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(sqlite)
    really = os.fsync

    def lies(opened: int) -> None:
        really(opened)
        path = Path(f"/proc/self/fd/{opened}").resolve()
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(os, "fsync", lies)
    with pytest.raises(NotAllowed, match="damaged"):
        made(sqlite, tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []


def test_old_ones_go_whole_and_what_was_left_half_made(sqlite: Database, tmp_path: Path) -> None:
    for days in (0, 1, 2, 29, 31):
        made(sqlite, tmp_path, NOW - timedelta(days=days))
    (tmp_path / "letters.txt").write_text("not ours")
    half = tmp_path / "diandan-20261101T000000Z-0032.backup.ab.part"
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    assert [(NOW - name.made_at).days for name in drop_expired(tmp_path, 10, now=NOW)] == [31]
    assert [(NOW - name.made_at).days for name in drop_expired(tmp_path, 2, now=NOW)] == [2, 29]
    assert [(NOW - name.made_at).days for name in backups(tmp_path)] == [0, 1]
    assert (tmp_path / "letters.txt").exists()
    assert not half.exists()
    assert last_backup(tmp_path) == NOW


def test_migrations_put_no_rows_into_an_empty_database(database: Database) -> None:
    with database.app.app_context():
        upgrade()
        with db.engine.connect() as session:
            assert sum(stored.row_counts(session, stored.schema_of(session)).values()) == 0
