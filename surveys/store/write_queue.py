"""The queue of SQLite's writers, of all threads and processes: one after the other, none for longer than its patience."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from surveys.core.fault import Cause, StoreUnavailable
from surveys.log.metrics import measures
from surveys.store.fault import fault_of
from surveys.store.newest import MarkKeeper
from surveys.store.patience import for_locks, waiting_for_locks

try:  # the lock between processes; Windows serves with one process, where the lock between threads is enough
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

_SOON, _LATER, _STEADY = 0.0002, 0.001, 0.05
"""Seconds between two looks whether the turn is free: at first, and once it took as long as the last of these."""
_WARY = 0.25
"""Seconds that a writer waits while the one before ran out of patience: somebody holds the turn and does nothing, and who
only reads must find a thread to serve them."""


def _opened(path: Path) -> int:
    """A lock file, made where it lacks; on a disk that is to be read only, where one still has to look, as it lies there."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        if not path.exists():
            raise
        return os.open(path, os.O_RDONLY)


class WriteQueue:
    """Lets the writers of all threads and processes pass one after the other: SQLite's own lock starves the unlucky.

    Whoever is first in the queue between processes keeps its place there until it has the turn; with one lock alone the
    threads of one process would hand the turn to each other for seconds.
    """

    def __init__(self, path: Path) -> None:
        self._paths = (path.with_name(f"{path.name}.queue"), path.with_name(f"{path.name}.lock"))
        self.mark = MarkKeeper(path)
        self._files: list[int] = []
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._process = os.getpid()
        self._threads = threading.Lock()
        self._holder: int | None = None
        self._stuck = False
        self._files = [_opened(path) for path in self._paths] if fcntl else []
        self.mark.begin_anew()

    def take(self) -> float:
        """Wait for the turn; returns how many seconds of patience are left for the database itself. A thread that already
        holds it made a second write transaction inside the first: a bug. Raises `StoreUnavailable`."""
        if self._process != os.getpid():  # a forked child would share its parent's lock
            self._open()
        if self._holder == threading.get_ident():
            raise RuntimeError("a write transaction inside a write transaction")
        patience, began = for_locks(), time.monotonic()
        until = time.monotonic() + (min(patience, _WARY) if self._stuck else patience)
        with waiting_for_locks():
            if not self._threads.acquire(timeout=max(until - time.monotonic(), 0)):
                self._give_up()
            try:
                self._take_files(until)
            except BaseException:
                self._threads.release()
                raise
        self._holder = threading.get_ident()
        if counting := measures():
            counting.waited(time.monotonic() - began)
        return max(until - time.monotonic(), 0.0)

    def _open(self) -> None:
        try:
            self._begin_anew()
        except OSError as error:
            self._process = 0
            raise (fault_of(error) or StoreUnavailable(Cause.DISK)) from error

    def _take_files(self, until: float) -> None:
        if not self._files:
            return
        queue, turn = self._files
        self._flock(queue, until)
        try:
            self._flock(turn, until)
        finally:
            fcntl.flock(queue, fcntl.LOCK_UN)

    def _flock(self, file: int, until: float) -> None:
        began = time.monotonic()
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                at = time.monotonic()
                if at >= until:
                    self._give_up()
                time.sleep(_SOON if at - began < _STEADY else _LATER)
            else:
                return

    def _give_up(self) -> None:
        self._stuck = True
        raise StoreUnavailable(Cause.BUSY)

    def went(self, *, well: bool) -> None:
        """Say whether the database itself let the one who has the turn write: another program may hold it."""
        self._stuck = not well

    def give(self) -> None:
        """Let the next writer pass."""
        if self._process != os.getpid():  # a forked child that drops its parent's connections must not open its way
            return
        self._holder = None
        if self._files:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Let go of the lock files; the next writer opens them anew."""
        for file in self._files:
            os.close(file)
        self._files = []
        self.mark.close()
        self._process = 0
