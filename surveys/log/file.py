"""The file of lines: every process appends whole lines to it; it is turned over by size and age, and old ones go."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

NAME, MOST_BYTES, MOST_FILES = "diandan.jsonl", 4_000_000, 10
"""Ten files of 4 MB: all the log there ever is."""
KEPT = timedelta(days=90)
"""How long a line is kept at most, and a month longer where it shares its file with younger ones."""
_TURNED_AFTER = timedelta(days=30)


def append(folder: Path, line: bytes, *, most: int = MOST_BYTES) -> None:
    """Add a line to the end. A file opened for appending takes a line whole, whoever else writes; nothing is kept open, so
    that a turned file is let go at once and a forked process shares nothing."""
    path = folder / NAME
    file = _open(path)
    try:
        os.write(file, line)
        full = os.fstat(file).st_size >= most
    finally:
        os.close(file)
    if full:
        turn(folder, lambda: path.stat().st_size >= most)


def turn(folder: Path, wanted: Callable[[], bool]) -> None:
    """Make the newest file the second, and let the oldest go, where that is still `wanted` once nobody else does it."""
    with _alone(folder), suppress(OSError):  # Windows refuses while somebody reads it: it is turned by a later line
        if not wanted():
            return
        for number in range(MOST_FILES - 1, 0, -1):
            older = folder / f"{NAME}.{number}"
            newer = folder / (f"{NAME}.{number - 1}" if number > 1 else NAME)
            if newer.exists():
                os.replace(newer, older)


def trim(folder: Path, now: datetime, kept: timedelta = KEPT) -> int:
    """Let go of the files whose last line is past its time, and turn the newest where its first is old; returns how many
    went."""
    newest = folder / NAME
    if newest.exists() and (first := _first_moment(newest)) and now - first > _TURNED_AFTER:
        turn(folder, lambda: _first_moment(newest) == first)
    gone = 0
    for path in files(folder)[:-1]:
        with suppress(OSError):
            if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > kept:
                path.unlink()
                gone += 1
    return gone


def files(folder: Path) -> list[Path]:
    """The files there are, the oldest first; the newest is the last."""
    older = [folder / f"{NAME}.{number}" for number in range(MOST_FILES - 1, 0, -1)]
    return [*(path for path in older if path.exists()), folder / NAME]


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Every line there is, the oldest first; what was cut off by a full disk is left out."""
    for path in files(folder):
        with suppress(FileNotFoundError):
            for line in path.read_bytes().splitlines():
                if (told := read_line(line)) is not None:
                    yield told


def read_line(line: bytes) -> dict[str, Any] | None:
    """What a line says; None where it isn't whole."""
    with suppress(ValueError, RecursionError):
        told = json.loads(line)
        if isinstance(told, dict):
            return told
    return None


def _first_moment(path: Path) -> datetime | None:
    with suppress(OSError, ValueError, KeyError, TypeError), path.open("rb") as file:
        return datetime.fromisoformat(json.loads(file.readline())["at"])
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait, not long, until no other process turns the files."""
    file = os.open(folder / ".turning", os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for _ in range(100):
            try:
                if fcntl:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(0.01)
        yield
    finally:
        os.close(file)
