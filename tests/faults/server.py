"""A PostgreSQL of a test's own, which may be stopped, frozen, and brought back."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from tests.conftest import migrated
from tests.faults.breaking import mounted
from tests.postgres import NoPostgres, binaries, initialised, launched


@dataclass
class Server:
    """Its programs, its folder and, while it runs, its process."""

    programs: Path
    home: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str = "site") -> str:
        """Where the application finds it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.home}"

    def asked(self, statement: str, database: str = "site") -> None:
        """Have it do something at once."""
        with psycopg.connect(self.url(database).replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Stop it as a machine that is shut down does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def start(self) -> None:
        """Bring it back."""
        self.process = launched(self.programs, self.home)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Gone for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """There, and silent: each of its processes stands still."""
        family = [self.process.pid, *_children(self.process.pid)]
        for pid in family:
            _signal(pid, "STOP")
        try:
            yield
        finally:
            for pid in family:
                _signal(pid, "CONT")


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def _signal(pid: int, name: str) -> None:
    subprocess.run(["kill", f"-{name}", str(pid)], check=False)


@contextmanager
def on_a_small_disk(size: str) -> Iterator[Server]:
    """One whose disk is so large only."""
    with mounted(Path(tempfile.gettempdir()) / f"dd-pg-{token_hex(4)}", size) as home, server(home) as made:
        yield made


@contextmanager
def server(home: Path | None = None) -> Iterator[Server]:
    """One with a migrated, empty database called site."""
    home = home or Path(tempfile.mkdtemp(prefix="dd-pg-"))
    for programs in binaries():
        try:
            initialised(programs, home)
            made = Server(programs, home, launched(programs, home))
        except (OSError, subprocess.SubprocessError, NoPostgres):
            continue
        break
    else:
        pytest.skip("PostgreSQL did not start")
    try:
        made.asked("CREATE DATABASE site", "postgres")
        migrated(made.url())
        yield made
    finally:
        made.stop()
        shutil.rmtree(home, ignore_errors=True)
