"""The drill: a backup made while people vote is the same elsewhere and serves; from SQLite to PostgreSQL and back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import create_app
from config import Config
from surveys.store.db import db, reading, sqlite_module, transaction
from tests.cli.conftest import Installation
from tests.factories import opened, rooms
from tests.postgres import Pool

ROOT = Path(__file__).parents[2]
SECRET = b"a secret for the command line's tests"


@contextmanager
def served_from(url: str, folder: Path, secret: bytes = SECRET) -> Iterator[Installation]:
    """An installation on another database, with the key and the backups of `folder`."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    app = create_app(Config(secret=secret, database_url=url, served_at="http://diandan.test"))
    app.instance_path = str(folder)
    app.config["BACKUP_TO"], app.config["BACKUP_KEY_FILE"] = folder / "backups", folder / "backup.key"
    yield Installation(app, folder)
    with app.app_context():
        db.engine.dispose()


def free(installation: Installation) -> None:
    """Let go of the database, as a service that was stopped."""
    with installation.app.app_context():
        db.engine.dispose()


def backed_up(installation: Installation, *options: str) -> Path:
    said = installation.done("backup", *options)
    return Path(said.partition("：")[2].partition("（")[0])


def what_it_tells(installation: Installation) -> tuple[object, ...]:
    """The tally of each poll, what is posted byte by byte, and the ledger gone through."""
    with installation.app.app_context(), reading() as session:
        query = "SELECT poll_id, number, document, sheet_digest, pdf FROM notices ORDER BY poll_id, number"
        posted = [(*row[:4], bytes(row[4] or b"")) for row in session.exec_driver_sql(query)]
        names = "SELECT c.id FROM compounds c JOIN polls p ON p.compound_id = c.id WHERE p.terms IS NOT NULL ORDER BY p.id"
        compounds = [str(number) for (number,) in session.exec_driver_sql(names)]
    tallied = [installation.type("tally", name, "--json").stdout for name in compounds[:6]]
    assert any(tallied)
    return posted, tallied, installation.done("replay-ledger")


def test_the_drill_from_sqlite_to_postgresql_and_back(own: Installation, postgres_pool: Pool, tmp_path: Path) -> None:
    own.done("prepare")
    before = what_it_tells(own)
    file = backed_up(own)
    with postgres_pool.lent() as url, served_from(url, own.folder) as city:
        assert "和备份时一样" in own.done("restore", str(file), "--into", url)
        assert what_it_tells(city) == before
        city.done("prepare")
        assert city.app.test_client().get("/").status_code == 200
        second = backed_up(city)
        with served_from(f"sqlite:///{tmp_path}/back/d.sqlite", own.folder) as back:
            free(city)
            assert "和原来的一样" in city.done("move-to", f"sqlite:///{tmp_path}/back/d.sqlite")
            assert what_it_tells(back) == before
            back.done("prepare")
            refused = city.type("tally", "1")
            assert (refused.exit_code, "已经搬到" in refused.stderr) == (1, True)
        with served_from(f"sqlite:///{tmp_path}/third/d.sqlite", own.folder) as third:
            third.done("restore", str(second))
            assert what_it_tells(third) == before


def test_nothing_acknowledged_before_the_backup_began_lacks_in_it(begun: Installation, tmp_path: Path) -> None:
    with begun.app.app_context(), transaction() as session:
        poll = opened(session, *rooms(5))
    url = f"sqlite:///{begun.folder}/d.sqlite"
    command = [sys.executable, "-m", "tests.store.writer", "vote", url, str(poll.id)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _round in range(2):
            receipts = [writer.stdout.readline().split()[2] for _ in range(20)]
            file = backed_up(begun)
            with served_from(f"sqlite:///{tmp_path}/{_round}/d.sqlite", begun.folder) as copy:
                copy.done("restore", str(file))
                with copy.app.app_context(), reading() as session:
                    kept = set(session.exec_driver_sql("SELECT receipt FROM revisions").scalars())
                    assert session.exec_driver_sql("SELECT count(*) FROM ballots").scalar_one() == 5
            assert set(receipts) <= kept
        writer.kill()


@pytest.fixture
def begun(fresh: Installation) -> Installation:
    """An installation that was started once."""
    fresh.done("prepare", "--district", "薛城区", "--office", "住建局")
    return fresh


def test_a_wrong_secret_a_wrong_key_and_a_damaged_file_are_refused_before_anything_is_touched(
    begun: Installation, tmp_path: Path
) -> None:
    file = backed_up(begun)
    target = tmp_path / "new" / "d.sqlite"
    with served_from(f"sqlite:///{target}", begun.folder, b"another secret, put there by mistake") as other:
        refused = other.type("restore", str(file))
        assert (refused.exit_code, "印好的信全都打不开" in refused.stderr) == (1, True)
        assert not target.exists()
        assert other.type("restore", str(file), "--other-secret").exit_code == 0
        other.done("overview")
    (tmp_path / "key").write_text(begun.done("backup-key").split("：\n")[1].split("机器")[0])
    begun.done("restore", str(file), "--into", f"sqlite:///{tmp_path}/typed.sqlite", "--key-file", str(tmp_path / "key"))
    (tmp_path / "key").write_text("4R77 SNDB 2MXB CS1Q DRXR VQ42 NNX3 BWPC YPHX NCGA R8XN VGTM 0RRG 0000")
    assert begun.type("restore", str(file), "--key-file", str(tmp_path / "key")).exit_code == 1
    assert begun.type("restore", str(file), "--key-file", str(tmp_path / "none")).exit_code == 1
    file.write_bytes(file.read_bytes()[:-5])
    refused = begun.type("restore", str(file), "--into", f"sqlite:///{tmp_path}/e.sqlite")
    assert (refused.exit_code, "坏了" in refused.stderr) == (1, True)
    assert not list(tmp_path.glob("e.sqlite*"))
    assert begun.type("backups").exit_code == 2


def test_what_stands_there_is_kept_and_backed_up_first(begun: Installation) -> None:
    file = backed_up(begun)
    with begun.app.app_context(), transaction() as session:
        opened(session)
    refused = begun.type("restore", str(file))
    assert (refused.exit_code, "已经有数据" in refused.stderr) == (1, True)
    said = begun.done("restore", str(file), "--replace")
    with begun.app.app_context(), reading() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM polls").scalar_one() == 0
    begun.done("prepare")
    free(begun)
    begun.done("restore", said.partition("备份在 ")[2].splitlines()[0], "--replace")
    with begun.app.app_context(), reading() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM polls").scalar_one() == 1


@pytest.mark.parametrize("command", ["restore", "move-to"])
def test_nothing_is_put_where_or_taken_from_where_somebody_is_served(
    begun: Installation, tmp_path: Path, command: str
) -> None:
    file = backed_up(begun)
    server = sqlite_module().connect(begun.folder / "d.sqlite")
    server.execute("SELECT count(*) FROM polls").fetchall()
    typed = ["restore", str(file), "--replace"] if command == "restore" else ["move-to", f"sqlite:///{tmp_path}/new.sqlite"]
    refused = begun.type(*typed)
    assert (refused.exit_code, "还有程序开着" in refused.stderr) == (1, True)
    server.close()
    begun.done(*typed)


def test_a_move_that_fails_leaves_the_old_place_serving(
    begun: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from surveys.store import copy

    def breaks(*_arguments: object) -> None:
        raise OSError("the network is gone")

    monkeypatch.setattr(copy, "put_in", breaks)
    assert begun.type("move-to", f"sqlite:///{tmp_path}/new.sqlite").exit_code == 1
    assert not list(tmp_path.glob("new.sqlite*"))
    begun.done("overview")
    assert "不是数据库的地址" in begun.type("move-to", "mysql://somewhere/d").stderr
    assert "这就是正在用的" in begun.type("move-to", f"sqlite:///{begun.folder}/d.sqlite").stderr


def test_the_key_is_made_once_and_can_be_typed_in_from_paper(begun: Installation) -> None:
    key = (begun.folder / "backup.key").read_text()
    assert (begun.folder / "backup.key").stat().st_mode & 0o777 == 0o600
    paper = begun.done("backup-key")
    groups = [word for word in paper.split() if len(word) == 4 and word.isascii()]
    assert groups == key.split()
    assert begun.type("backup-key", "--typed").exit_code == 1
    (begun.folder / "backup.key").unlink()
    runner = begun.app.test_cli_runner()
    assert runner.invoke(args=["backup-key", "--typed"], input=" ".join(groups).lower() + "\n").exit_code == 0
    assert (begun.folder / "backup.key").read_text() == key
