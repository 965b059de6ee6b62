"""Breaking what lies under the application, for real, and mending it: disks, locks, programs beside it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOLDING = """import sys
{take}
print("held", flush=True)
sys.stdin.readline()
"""
BY_SQLITE = """import sqlite3
held = sqlite3.connect({path!r}, isolation_level=None)
held.execute("BEGIN EXCLUSIVE")"""
BY_QUEUE = """import fcntl, os
held = os.open({path!r} + ".lock", os.O_RDWR)
fcntl.flock(held, fcntl.LOCK_EX)"""
SHUT = """import sqlite3
held = sqlite3.connect({path!r}, isolation_level=None)
held.execute("PRAGMA locking_mode=EXCLUSIVE")
held.execute("BEGIN EXCLUSIVE")
held.execute("UPDATE watches SET name = name")"""
"""Ways to hold a database: the writers' lock of SQLite, the writers' queue of ours, and everything, from readers too."""


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A small disk of its own at `folder`."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root mounts a disk to fill")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """The disk under `folder` full to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            for size in (1 << 16, 1 << 9, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue
            assert os.statvfs(folder).f_bavail == 0
            yield
        finally:
            filler.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The disk under `folder` as the system leaves it after an error: to be read only."""
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)


@contextmanager
def no_byte_written() -> Iterator[None]:
    """A disk that takes nothing any more from this process: each write beyond the first pages of a file fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def held(how: str, path: Path, *, stopped: bool = False) -> Iterator[None]:
    """The database held by another program, which may be stopped while it does."""
    take = how.format(path=str(path))
    command = [sys.executable, "-c", HOLDING.format(take=take)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "held\n"
        if stopped:
            program.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            program.kill()
