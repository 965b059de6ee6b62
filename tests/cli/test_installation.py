"""The secret and the database that belong together: nothing runs with another one, or on a database that isn't all there."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy.exc import IntegrityError

from app import create_app
from config import Config
from surveys.cli.commands import COMMANDS
from surveys.store.db import db, reading, transaction
from surveys.store.newest import mark_file, read_mark
from surveys.store.upkeep import empty_log
from tests.cli.conftest import Installation
from tests.factories import CLOSES, doors, opened, rooms, voted

WITHOUT = {"prepare", "backups", "backup-key", "restore", "secret", "accept-database"}
"""What may run on a database that isn't sound: it looks itself, or mends."""
FILES_ALONE = {"rule", "pb", "check-edition", "check-menu", "check-rules", "roster-template", "recount"}
BALLOTS = 34


def with_secret(folder: Path, secret: bytes) -> Installation:
    app = create_app(Config(secret=secret, database_url=f"sqlite:///{folder}/d.sqlite", served_at="http://diandan.test"))
    app.instance_path = str(folder)
    return Installation(app, folder)


def closed(installation: Installation) -> None:
    with installation.app.app_context():
        db.engine.dispose()


@pytest.fixture
def begun(fresh: Installation) -> Installation:
    """An installation that was started once."""
    fresh.done("prepare", "--district", "薛城区", "--office", "住建局")
    return fresh


def test_another_secret_is_refused_at_the_start_with_what_would_happen(own: Installation) -> None:
    other = with_secret(own.folder, b"another secret, put there by mistake")
    result = other.type("prepare")
    assert result.exit_code == 1
    assert "印好的" in result.stderr
    assert "信全都打不开" in result.stderr
    letters = int(result.stderr.partition("印好的")[2].partition("封")[0])
    assert letters > 100
    own.done("prepare")
    closed(other)


def every_command() -> Iterator[tuple[str, ...]]:
    """All commands with those inside of groups, and values that their arguments and options might have."""
    for command in COMMANDS:
        if isinstance(command, click.Group):
            yield from ((str(command.name), str(part.name), *given(part)) for part in command.commands.values())
        elif command.name not in WITHOUT | FILES_ALONE:
            yield (str(command.name), *given(command))


def given(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        if parameter.required:
            yield from parameter.opts[:1] if isinstance(parameter, click.Option) else ()
            match parameter.type:
                case click.Choice(choices=choices):
                    yield str(choices[0])
                case click.DateTime(formats=formats):
                    yield CLOSES.strftime(formats[0])
                case click.Path(file_okay=False):
                    yield "/tmp"
                case _:
                    yield "1"


@pytest.mark.parametrize("typed", list(every_command()), ids=lambda typed: " ".join(typed[:2]))
def test_every_command_refuses_another_secret(begun: Installation, typed: tuple[str, ...]) -> None:
    other = with_secret(begun.folder, b"another secret, put there by mistake")
    result = other.type(*typed)
    assert result.exit_code == 1, result.output
    assert "密钥不是原来的那一个" in result.stderr
    closed(other)


def test_an_older_installation_is_asked_for_its_letters(own: Installation) -> None:
    with own.app.app_context(), transaction() as session:
        session.exec_driver_sql("DELETE FROM installations")
    other = with_secret(own.folder, b"another secret, put there by mistake")
    result = other.type("prepare")
    assert result.exit_code == 1
    assert "一封也对不上" in result.stderr
    assert "还没有记下指纹" in own.done("secret")
    own.done("prepare")
    assert "一样" in own.done("secret")
    assert other.type("secret").exit_code == 1
    closed(other)


def test_a_secret_that_is_lost_can_be_replaced_only_by_saying_so(begun: Installation) -> None:
    other = with_secret(begun.folder, b"another secret, the first is lost...")
    assert other.type("secret").exit_code == 1
    assert other.app.test_cli_runner().invoke(args=["secret", "--accept"], input="n\n").exit_code == 1
    assert other.type("overview").exit_code == 1
    assert other.app.test_cli_runner().invoke(args=["secret", "--accept"], input="y\n").exit_code == 0
    other.done("overview")
    assert begun.type("overview").exit_code == 1
    closed(other)


def voting(installation: Installation) -> None:
    """Ballots of 34 homes, acknowledged one by one; the connection stays open, so that they stand in the log."""
    with installation.app.app_context():
        with transaction() as session:
            at = doors(session, opened(session, *rooms(BALLOTS)))
        empty_log()
        for door in at:
            with transaction() as session:
                voted(session, door)


def copied(installation: Installation, to: Path, *endings: str) -> Path:
    to.mkdir()
    for ending in endings:
        shutil.copy(installation.folder / f"d.sqlite{ending}", to / f"d.sqlite{ending}")
    return to


def test_the_trap_is_one_sqlite_calls_the_copy_whole(begun: Installation, tmp_path: Path) -> None:
    voting(begun)
    alone = copied(begun, tmp_path / "copy", "")
    copy = sqlite3.connect(alone / "d.sqlite")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM ballots").fetchone() == (0,)
    copy.close()


@pytest.mark.parametrize(
    ("endings", "said"),
    [(("",), "只拷了这一个文件"), (("", ".mark"), f"少了最后写进去的{BALLOTS}张票"), (("", "-wal", ".mark"), "")],
)
def test_a_copy_without_its_log_is_told_at_the_start_and_by_every_command(
    begun: Installation,
    install: Callable[[Path], Installation],
    tmp_path: Path,
    endings: tuple[str, ...],
    said: str,
) -> None:
    voting(begun)
    copy = install(copied(begun, tmp_path / "copy", *endings))
    for command in ("prepare", "overview"):
        result = copy.type(command)
        assert (result.exit_code, said in result.stderr) == (1 if said else 0, True), result.output
    if said:
        assert copy.app.test_cli_runner().invoke(args=["accept-database", "--yes"]).exit_code == 0
        copy.done("prepare")
    else:
        with copy.app.app_context(), reading() as session:
            assert session.exec_driver_sql("SELECT count(*) FROM ballots").scalar_one() == BALLOTS


def test_a_log_that_was_deleted_is_told(
    begun: Installation, install: Callable[[Path], Installation], tmp_path: Path
) -> None:
    voting(begun)
    killed = copied(begun, tmp_path / "killed", "", "-wal", ".mark")
    (killed / "d.sqlite-wal").unlink()
    assert f"少了最后写进去的{BALLOTS}张票" in install(killed).type("prepare").stderr


def undone() -> None:
    with transaction() as session:
        voted(session, doors(session, opened(session, compound="B", wave="V"))[0])
        session.exec_driver_sql("INSERT INTO streets (id, name) VALUES (1, 'S')")


def test_the_mark_follows_every_commit_and_no_rollback(begun: Installation) -> None:
    database = begun.folder / "d.sqlite"
    voting(begun)
    before = read_mark(database)
    assert before is not None
    assert before.revision == BALLOTS
    with begun.app.app_context():
        with pytest.raises(IntegrityError):
            undone()
        assert read_mark(database) == before
        with transaction() as session:
            voted(session, doors(session, opened(session, compound="B", wave="V"))[0])
    after = read_mark(database)
    assert after is not None
    assert after.revision == BALLOTS + 1
    assert after.act > before.act
    assert mark_file(database).stat().st_mode & 0o777 == 0o600


def test_a_mark_that_cannot_be_written_stops_nobody(begun: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with begun.app.app_context():
        with transaction() as session:
            at = doors(session, opened(session))
        monkeypatch.setattr(os, "lseek", full)
        with transaction() as session:
            voted(session, at[0])
        with reading() as session:
            assert session.exec_driver_sql("SELECT count(*) FROM ballots").scalar_one() == 1
