"""How long whoever asks something may be kept waiting by others: a limit for all waits of one request together.

Only waiting counts, so that long work of its own has the whole patience left for its next transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_LONG = 10.0
"""Seconds for whoever didn't say: the command line, where somebody can wait."""
_LEAST = 0.02


@dataclass
class _Patience:
    """Seconds left: for the locks of others, and for what the database takes to answer; None where that has no limit."""

    locks: float
    answers: float | None


_current: ContextVar[_Patience | None] = ContextVar("patience", default=None)


def be_patient(locks: float, answers: float | None) -> None:
    """From now on whatever this thread asks waits so many seconds in all for locks and for answers."""
    _current.set(_Patience(locks, answers))


def be_patient_again() -> None:
    """From now on this thread waits as long as whoever said nothing."""
    _current.set(None)


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Wait no longer than so many seconds for a lock inside the block, whose work can be left for another time."""
    before = _current.get()
    _current.set(_Patience(min(seconds, for_locks()), for_answers()))
    try:
        yield
    finally:
        _current.set(before)


def for_locks() -> float:
    """How long this thread may still wait for a lock."""
    patience = _current.get()
    return max(patience.locks, _LEAST) if patience else _LONG


def for_answers() -> float | None:
    """How long this thread may still wait for the database's answers; None where it may for ever."""
    patience = _current.get()
    return max(patience.answers, _LEAST) if patience and patience.answers is not None else None


def spent() -> bool:
    """Whether this thread has waited for the database's answers as long as it may."""
    patience = _current.get()
    return patience is not None and patience.answers is not None and patience.answers <= _LEAST


@contextmanager
def waiting_for_locks() -> Iterator[None]:
    """Take the time that the block needs from what is left for locks."""
    began = time.monotonic()
    try:
        yield
    finally:
        if patience := _current.get():
            patience.locks -= time.monotonic() - began


@contextmanager
def waiting_for_answers() -> Iterator[None]:
    """Take the time that the block needs from what is left for answers."""
    began = time.monotonic()
    try:
        yield
    finally:
        patience = _current.get()
        if patience and patience.answers is not None:
            patience.answers -= time.monotonic() - began


def milliseconds(seconds: float) -> int:
    """Seconds as the databases want them, at least one."""
    return max(int(seconds * 1000), 1)
