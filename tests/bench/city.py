"""The district on PostgreSQL, by itself and behind pgbouncer, on this machine and as durable as on SQLite."""

from __future__ import annotations

import shutil
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
from tests.pooler import pooler
from tests.postgres import postgres


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
    with pooler(place, there.socket) as found:
        _wait(found.url)
        yield City(found.url, found.process, there.socket)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(url.replace("+psycopg", "")).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("pgbouncer didn't start")
