"""The district on PostgreSQL, by itself and behind pgbouncer, on this machine and as durable as on SQLite."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app import create_app
from config import Config
from surveys.store.db import db
from surveys.store.elsewhere import copy_file
from surveys.store.newest import mark_file
from tests.bench.servers import free_port
from tests.postgres import postgres

ROOT = Path(__file__).resolve().parents[2]
POOLED = shutil.which("pgbouncer") or ("/usr/sbin/pgbouncer" if Path("/usr/sbin/pgbouncer").exists() else "")


@dataclass(frozen=True)
class City:
    """Where the database is, and the process that keeps it."""

    url: str
    process: int
    socket: Path


@contextmanager
def city(file: Path, place: Path, secret: str) -> Iterator[City]:
    """A server with what a SQLite file holds, moved as an installation is. Raises `NoPostgres`."""
    copied = place / "moved.sqlite"
    copy_file(file, copied)
    shutil.copy(mark_file(file), mark_file(copied))
    with postgres(durable=True) as address:
        with psycopg.connect(_plain(address, "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE diandan")
            row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        url = address.format(database="diandan")
        app = create_app(Config(secret=secret.encode(), database_url=f"sqlite:///{copied}"))
        app.instance_path = str(place)
        result = app.test_cli_runner().invoke(args=["move-to", url])
        with app.app_context():
            db.engine.dispose()
        if result.exit_code:
            raise RuntimeError(result.output) from result.exception
        with psycopg.connect(_plain(address, "diandan"), autocommit=True) as connection:
            connection.execute("ANALYZE")
        process = int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])
        yield City(url, process, Path(row[0]).parent)


def _plain(address: str, database: str) -> str:
    return address.format(database=database).replace("+psycopg", "")


@contextmanager
def pooled(there: City, place: Path) -> Iterator[City]:
    """The same database through pgbouncer, with the settings that are given away."""
    port, nobody = free_port(), pwd.getpwnam("nobody")
    settings = (ROOT / "deploy" / "pgbouncer.ini").read_text("utf-8")
    for ours, theirs in {
        "host=127.0.0.1 port=5432 dbname=diandan": f"host={there.socket} dbname=diandan user=postgres",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = any",
        "auth_file = /etc/pgbouncer/userlist.txt": f"logfile = {place}/pooler.log",
    }.items():
        assert ours in settings
        settings = settings.replace(ours, theirs)
    file = place / "pgbouncer.ini"
    file.write_text(settings, "utf-8")
    as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
    if as_nobody:
        place.chmod(0o711)
        os.chown(file, nobody.pw_uid, nobody.pw_gid)
        (place / "pooler.log").touch()
        os.chown(place / "pooler.log", nobody.pw_uid, nobody.pw_gid)
    process = subprocess.Popen([POOLED, "-q", *as_nobody, str(file)], stderr=subprocess.DEVNULL)
    url = f"postgresql+psycopg://diandan@127.0.0.1:{port}/diandan"
    try:
        _wait(url)
        yield City(url, process.pid, there.socket)
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(url.replace("+psycopg", "")).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("pgbouncer didn't start")
