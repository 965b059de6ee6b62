"""An installation that isn't fit to be used says so in one sentence, with what to do, and no traceback."""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import config
from config import Config
from tests.checkout import Checkout, checkout
from tests.cli.conftest import Installation, empty, install  # noqa: F401  (fixtures)
from tests.faults.breaking import BY_SQLITE, filled, held, mounted, read_only
from tests.faults.server import Server, server

GOOD = {"DIANDAN_SECRET": "s" * 40}
WRONG = {
    "DIANDAN_SECRET": ["short"],
    "DIANDAN_SECRET_FILE": ["/nowhere/secret", "/"],
    "DIANDAN_DATABASE": ["mysql://x/y", "postgresql://u@h/d", "d.sqlite", "sqlite://", "sqlite:///:memory:"],
    "DIANDAN_BASE_URL": ["diandan", "ftp://diandan.example", "https://diandan.example/path"],
    "DIANDAN_SERVED_AT": ["nowhere"],
    "DIANDAN_PHONE": ["none", "<b>1234567</b>"],
    "DIANDAN_PROXIES": ["one", "-1", "99", "1.5"],
    "DIANDAN_SECOND": ["yes", "1"],
    "DIANDAN_POOLER": ["yes", "1"],
    "DIANDAN_HSTS": ["never"],
    "DIANDAN_BACKUP_KEEP": ["0", "-3", "many", "2.5"],
    "DIANDAN_LOG_LEVEL": ["LOUD"],
    "DIANDAN_METRICS": ["9464", "0.0.0.0:9464", "127.0.0.1:http"],
}
"""Every setting of an installation, and what it can't be set to."""
PATHS = {"DIANDAN_BACKUP_TO", "DIANDAN_BACKUP_KEY_FILE", "DIANDAN_LOG"}
"""Any words may name a file or a folder; whether it can be written shows where it is."""


def one_sentence(said: str, *words: str) -> None:
    """What a person can act on: Chinese, short, no traceback."""
    assert all(word in said for word in words), said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1, said
    assert re.search(r"[一-龥]{4}", said)


def test_every_setting_has_wrong_values_that_are_tried() -> None:
    assert set(re.findall(r"\"(DIANDAN_\w+)\"", Path(config.__file__).read_text("utf-8"))) == set(WRONG) | PATHS


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    given = {name: value} if name == "DIANDAN_SECRET_FILE" else {**GOOD, name: value}
    with pytest.raises(ValueError) as wrong:
        Config.from_env(given)
    one_sentence(str(wrong.value), name)


def test_a_secret_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff" * 40)
    with pytest.raises(ValueError, match="DIANDAN_SECRET_FILE"):
        Config.from_env({"DIANDAN_SECRET_FILE": str(tmp_path / "secret")})


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that was never started."""
    return checkout(tmp_path_factory.mktemp("bare") / "checkout")


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (("serve", "--port", "0"), {}, "1到65535"),
        (("serve", "--port", "70000"), {}, "1到65535"),
        (("serve", "--port"), {}, "--port"),
        (("serve", "--port", "{free}"), {"DIANDAN_SECRET_FILE": "/nowhere/secret"}, "/nowhere/secret"),
        (("flask", "overview"), {"DIANDAN_SECRET_FILE": "/nowhere/secret"}, "/nowhere/secret"),
        (("flask", "overview"), {"DIANDAN_SECRET": "short"}, "DIANDAN_SECRET"),
        (("flask", "db", "upgrade"), {"DIANDAN_DATABASE": "sqlite:////nowhere/d.sqlite"}, "没有这个文件夹"),
        (("flask", "prepare"), {"DIANDAN_DATABASE": "postgresql+psycopg://u@127.0.0.1:1/d"}, "PostgreSQL"),
        (("flask", "db", "upgrade"), {"DIANDAN_DATABASE": "postgresql+psycopg://u@127.0.0.1:1/d"}, "PostgreSQL"),
        (("flask", "overview"), {"DIANDAN_DATABASE": "postgresql+psycopg://u:p@[h/d"}, "DIANDAN_DATABASE"),
    ],
)
def test_a_start_or_command_that_can_not_be_done_says_why(
    bare: Checkout, arguments: tuple[str, ...], environment: dict[str, str], words: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    told = bare.typed(*(free if one == "{free}" else one for one in arguments), **environment)
    assert told.returncode != 0
    one_sentence(told.stderr, words)


def test_a_port_that_is_taken_is_named(bare: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = bare.typed("serve", "--port", str(port))
    assert told.returncode == 1
    one_sentence(told.stderr, str(port))


def test_postgresql_without_its_driver_says_how_to_install_it(bare: Checkout, tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ModuleNotFoundError('no', name='psycopg')")
    told = bare.typed("flask", "prepare", DIANDAN_DATABASE="postgresql+psycopg://u@127.0.0.1:1/d", PYTHONPATH=str(tmp_path))
    assert told.returncode == 1
    one_sentence(told.stderr, "requirements-postgres.txt")


def test_a_folder_that_is_none_says_so(tmp_path: Path) -> None:
    made = checkout(tmp_path / "checkout")
    made.instance.write_text("a file in the place of the folder")
    told = made.typed("flask", "overview")
    assert told.returncode == 1
    one_sentence(told.stderr, "instance")


def refused(installation: Installation, *words: str, command: str = "prepare") -> None:
    """A command ends with the sentence that has these words, and changes nothing."""
    before = (installation.folder / "d.sqlite").read_bytes()
    told = installation.type(command)
    assert told.exit_code == 1
    one_sentence(told.output, *words)
    assert (installation.folder / "d.sqlite").read_bytes() == before


def by_hand(installation: Installation, *statements: str) -> None:
    """Change the database past us."""
    connection = sqlite3.connect(installation.folder / "d.sqlite")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def overwrite(installation: Installation, at: int, size: int) -> None:
    """Put garbage into the file."""
    with (installation.folder / "d.sqlite").open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize("command", ["prepare", "overview", "keep-time"])
@pytest.mark.parametrize(("at", "size"), [(0, 100), (100, 4000)])
def test_a_broken_header_or_schema_is_refused_by_every_command(
    empty: Installation,  # noqa: F811
    command: str,
    at: int,
    size: int,
) -> None:
    overwrite(empty, at, size)
    refused(empty, "数据库文件坏了", "备份", command=command)


def test_a_malformed_schema_is_refused(empty: Installation) -> None:  # noqa: F811
    by_hand(empty, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = 'CREATE TABLE' WHERE name = 'polls'")
    refused(empty, "数据库文件坏了")


def test_a_broken_page_in_the_middle_is_found_at_the_start(empty: Installation) -> None:  # noqa: F811
    found = sqlite3.connect(empty.folder / "d.sqlite")
    page, size = (found.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    found.close()
    overwrite(empty, page // 2 * size, size)
    refused(empty, "数据库文件坏了")


@pytest.mark.parametrize("command", ["prepare", "overview", "demo-links"])
def test_a_newer_schema_is_refused_by_every_command(empty: Installation, command: str) -> None:  # noqa: F811
    by_hand(empty, "UPDATE alembic_version SET version_num = '9999'")
    refused(empty, "更新的版本", command=command)


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE theirs (n)",),
        ("CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('7')"),
    ],
)
def test_a_database_of_somebody_else_is_left_alone(
    install: Callable[[Path], Installation],  # noqa: F811
    tmp_path: Path,
    statements: tuple[str, ...],
) -> None:
    installation = install(tmp_path)
    by_hand(installation, *statements)
    refused(installation, "不是居民点单的")


def test_a_database_that_another_program_holds_is_told(empty: Installation) -> None:  # noqa: F811
    empty.done("prepare")
    with held(BY_SQLITE, empty.folder / "d.sqlite"):
        told = empty.type("prepare")
    assert told.exit_code == 1
    one_sentence(told.output, "占着")


def test_a_full_disk_keeps_it_from_starting(
    sqlite_template: Path,
    install: Callable[[Path], Installation],  # noqa: F811
    tmp_path: Path,
) -> None:
    with mounted(tmp_path / "disk", "24m") as disk:
        shutil.copy(sqlite_template, disk / "d.sqlite")
        with filled(disk):
            told = install(disk).type("prepare")
        assert told.exit_code == 1
        one_sentence(told.output, "清出空间")


def test_a_disk_that_is_to_be_read_only_keeps_it_from_starting(
    bare: Checkout, sqlite_template: Path, tmp_path: Path
) -> None:
    with mounted(tmp_path / "disk", "24m") as disk:
        shutil.copy(sqlite_template, disk / "d.sqlite")
        with read_only(disk):
            told = bare.typed("flask", "prepare", DIANDAN_DATABASE=f"sqlite:///{disk / 'd.sqlite'}")
        assert told.returncode == 1
        one_sentence(told.stderr, "磁盘只能读")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.mark.parametrize(
    ("user", "database", "words"),
    [("postgres", "nobodys", "没有这个库"), ("nobody", "site", "没有这个用户"), ("guarded", "site", "不认这个密码")],
)
def test_a_server_that_lets_nobody_in_says_what_is_wrong(
    bare: Checkout, postgres: Server, user: str, database: str, words: str
) -> None:
    if user == "guarded":
        postgres.asked("DROP ROLE IF EXISTS guarded")
        postgres.asked("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        rules = postgres.home / "data" / "pg_hba.conf"
        rules.write_text("local all guarded scram-sha-256\n" + rules.read_text())
        postgres.asked("SELECT pg_reload_conf()")
    url = f"postgresql+psycopg://{user}:wrong@/{database}?host={postgres.home}"
    told = bare.typed("flask", "prepare", DIANDAN_DATABASE=url)
    assert told.returncode == 1
    one_sentence(told.stderr, words)
