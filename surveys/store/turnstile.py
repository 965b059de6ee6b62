"""One guess after another at the same door: between looking how often it was tried and counting, nobody else gets in.

Otherwise a hundred guesses that come together would all be looked at before the first of them is counted. On SQLite the
processes of one machine lock a byte of a file; on PostgreSQL all machines lock a number. Neither makes a ballot wait.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import text

from surveys.core.errors import CodeRefused
from surveys.store.db import db

try:  # Windows serves with one process, where the lock between threads is enough
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

STRIPES = 256
LONGEST_WAIT = 1.0
_GUESSES = 7_002
"""The number of these locks on PostgreSQL."""
_MOST_LOOKING = 2
"""Guesses of one process that lock a number on PostgreSQL at once: each takes a connection beside the one it looks with."""


class Turnstile:
    """The locks of one process. What could not be counted is owed, and paid before the next guess there is looked at."""

    def __init__(self) -> None:
        self.stripes = [threading.Lock() for _ in range(STRIPES)]
        self.looking = threading.Semaphore(_MOST_LOOKING)
        self.owed: dict[int, list[tuple[str, ...]]] = {}


@cache
def _turnstile(url: str, process: int) -> Turnstile:  # noqa: ARG001 (a forked child has locks of its own)
    return Turnstile()


@cache
def _file(path: str, process: int) -> int:  # noqa: ARG001
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def one_guess(stripe: int, count: Callable[[tuple[str, ...]], None]) -> Iterator[None]:
    """Let one guess after another pass. A `CodeRefused` with something to count is counted by `count` before the next one
    may look; where that fails, nobody may until it has been. Raises `CodeRefused`: busy, after a second."""
    until = time.monotonic() + LONGEST_WAIT
    here = _turnstile(str(db.engine.url), os.getpid())
    _wait(lambda: here.stripes[stripe].acquire(timeout=LONGEST_WAIT))
    try:
        with _between_processes(here, stripe, until):
            owed = here.owed.setdefault(stripe, [])
            _pay(owed, count)
            try:
                yield
            except CodeRefused as refused:
                if refused.counted:
                    owed.append(refused.counted)
                    _pay(owed, count)
                raise
    finally:
        here.stripes[stripe].release()


def _pay(owed: list[tuple[str, ...]], count: Callable[[tuple[str, ...]], None]) -> None:
    while owed:
        count(owed[-1])
        owed.pop()


def _wait(taken: Callable[[], bool]) -> None:
    if not taken():
        raise CodeRefused("busy")


@contextmanager
def _between_processes(here: Turnstile, stripe: int, until: float) -> Iterator[None]:
    if db.engine.dialect.name == "postgresql":
        _wait(lambda: here.looking.acquire(timeout=max(0, until - time.monotonic())))
        try:
            with _locked_number(stripe, until):
                yield
        finally:
            here.looking.release()
    elif fcntl:
        file = _file(str(Path(f"{db.engine.url.database}.codes")), os.getpid())
        _wait(lambda: _locked_byte(file, stripe, until))
        try:
            yield
        finally:
            fcntl.lockf(file, fcntl.LOCK_UN, 1, stripe)
    else:
        yield


@contextmanager
def _locked_number(stripe: int, until: float) -> Iterator[None]:
    with db.engine.connect() as session, session.begin():
        locked = text("SELECT pg_try_advisory_xact_lock(:kind, :stripe)")
        _wait(lambda: _tried(lambda: bool(session.execute(locked, {"kind": _GUESSES, "stripe": stripe}).scalar()), until))
        yield


def _locked_byte(file: int, stripe: int, until: float) -> bool:
    def taken() -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, stripe)
        except OSError:
            return False
        return True

    return _tried(taken, until)


def _tried(taken: Callable[[], bool], until: float) -> bool:
    while not taken():
        if time.monotonic() > until:
            return False
        time.sleep(0.003)
    return True
