"""The machine under the service: its processes, to be killed by their number, and a PostgreSQL that can be started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import binaries, initialised, launched


def children() -> dict[int, list[int]]:
    """Every process of this machine with those that it began."""
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                found.setdefault(parent, []).append(int(folder.name))
    return found


def tree(root: int) -> list[int]:
    """A process and all that it began, and what those began."""
    known, found = children(), [root]
    for pid in found:
        found += known.get(pid, [])
    return found


def kill(*pids: int) -> None:
    """End these processes at once; those that are gone stay so."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@dataclass
class Postgres:
    """A PostgreSQL of our own."""

    folder: Path
    home: Path
    server: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address, with a place for the database's name."""
        return f"postgresql+psycopg://postgres@/{{database}}?host={self.home}"

    def backends(self) -> list[int]:
        """Its processes but for the first."""
        return tree(self.server.pid)[1:]

    def again(self) -> None:
        """Start it once more after it was killed; its children need a moment to see that."""
        self.server.wait(30)
        until = time.monotonic() + 60
        while True:
            try:
                self.server = launched(self.folder, self.home)
                return
            except Exception:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """One in a temporary folder, ended at the end."""
    folder, home = next(binaries()), Path(tempfile.mkdtemp(prefix="dd-pg-"))
    try:
        initialised(folder, home)
        machine = Postgres(folder, home, launched(folder, home))
        try:
            yield machine
        finally:
            machine.server.send_signal(signal.SIGINT)
            machine.server.wait(60)
    finally:
        shutil.rmtree(home, ignore_errors=True)
