"""A worker's understudy: a process that has imported all that a worker needs, and waits to take its place.

Importing takes two seconds of processor, and a busy machine needs six for it: too long where everybody is killed at once. So
a worker leaves behind a copy of itself from before it began, which costs what the two come to differ in. When the worker
ends, Linux gives its understudy to the supervisor, as the one above that asked for orphans; elsewhere there is none, and
whoever takes a place imports anew. Standard library only.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from typing import IO

from surveys.serving.child import Beats

WITH_UNDERSTUDY = "--with-understudy"
"""The argument of a worker that leaves one."""
_ADOPT_ORPHANS = 36
_GO = b"!"


def leave_one(beats: Beats) -> None:
    """Leave an understudy behind, and return; so does who was left, once it is to begin, and leaves the next.

    To be called where this process has one thread only.
    """
    gc.collect()
    gc.freeze()  # what is there now is never looked through again, and stays in pages that both share
    while beats.watched and _can():
        if pid := os.fork():
            beats.name(pid)
            return
        os.setsid()
        if not beats.wait_for(_GO):
            os._exit(0)
        beats.begin_anew()


def adopt_orphans() -> None:
    """Become the parent of those whose parents end, so that an understudy can be told from anybody else and waited for."""
    if _can():
        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)


def bury_orphans(known: Collection[int]) -> None:
    """Let go of those that ended and were never ours: what a worker started and left behind."""
    while _can():
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in known:
            return
        os.waitpid(ended.si_pid, 0)


def _can() -> bool:
    return sys.platform.startswith("linux")


class Understudy:
    """One that took over, as `subprocess.Popen` shows those that one started: it has the pipes of who was before."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._status: int | None = None

    def begin(self) -> bool:
        """Have it take over; False where it isn't there."""
        if self.poll() is not None:
            return False
        try:
            os.write(self.stdin.fileno(), _GO)
        except OSError:
            return False
        return True

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self._status is None:
            try:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # it is nobody of ours
                self._status = -signal.SIGKILL
            else:
                self._status = os.waitstatus_to_exitcode(status) if ended else None
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends. Raises `subprocess.TimeoutExpired`."""
        until = time.monotonic() + (3600 if timeout is None else timeout)
        while (status := self.poll()) is None:
            if time.monotonic() >= until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 3600)
            time.sleep(0.02)
        return status

    def terminate(self) -> None:
        """Tell it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
