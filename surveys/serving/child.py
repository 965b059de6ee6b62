"""What a process that is watched does for it: it beats, and it ends when whoever watches it does.

`python -m surveys.serving.child MODULE ...` runs a module that way.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

WATCHED = "DIANDAN_WATCHED"
"""The environment's name for the process number of whoever watches this process; unset where nobody does."""
EVERY = 0.5
"""Seconds between two beats."""
THROUGH_BEAT = b"+"
"""The beat of a process whose work gets through; any other byte says that it is scheduled at all."""
NAMING = b"=%d;"
"""How a process names its understudy, between two beats."""
_DIE_WITH_PARENT = 1
_STANDS_AFTER = 2.0


class Beats:
    """The way to the supervisor: a pipe that takes a byte a beat. Where nobody watches, it goes nowhere."""

    def __init__(self) -> None:
        self._pipe: int | None = None
        watcher = os.environ.pop(WATCHED, "")
        if not watcher:
            return
        # What is printed here goes where errors go, and no child of this process holds either pipe open.
        self._pipe, self._life, self._watcher = os.dup(1), os.dup(0), int(watcher)
        os.set_blocking(self._pipe, False) if os.name != "nt" else None
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        self.begin_anew()

    @property
    def watched(self) -> bool:
        """Whether anybody watches."""
        return self._pipe is not None

    def begin_anew(self) -> None:
        """Have Linux kill this process when its parent ends, which is the supervisor now, however busy it is then."""
        if self._pipe is not None:
            _end_with(self._watcher)

    def live(self) -> None:
        """Watch in a thread whether the supervisor still is there."""
        if self._pipe is not None:
            threading.Thread(target=_end_after, args=(self._life,), name="life", daemon=True).start()

    def name(self, understudy: int) -> None:
        """Tell who would take this process's place."""
        if self._pipe is not None:
            with suppress(OSError):
                os.write(self._pipe, NAMING % understudy)

    def wait_for(self, word: bytes) -> bool:
        """Wait until the supervisor says a word; False where it is gone."""
        return os.read(self._life, 1) == word

    def beat(self, *, through: bool = True) -> None:
        """Say that this process runs, and whether it also gets through what it has to do."""
        if self._pipe is None:
            return
        try:
            os.write(self._pipe, THROUGH_BEAT if through else b".")
        except BlockingIOError:  # whoever watches is stopped
            return
        except OSError:
            end_family()

    def forever(self) -> None:
        """Beat while this process is scheduled, whose work may take long; it counts as begun once it stood a while."""
        began = time.monotonic()
        while True:
            self.beat(through=time.monotonic() > began + _STANDS_AFTER)
            time.sleep(EVERY)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Beat in a thread while this process gets ready; afterwards there is none."""
        begun = threading.Event()

        def beating() -> None:
            while not begun.is_set():
                self.beat(through=False)
                begun.wait(EVERY)

        thread = threading.Thread(target=beating, name="beginning", daemon=True)
        thread.start()
        try:
            yield
        finally:
            begun.set()
            thread.join()


def _end_with(watcher: int) -> None:
    """Have Linux kill this process when its parent ends, however busy it is then."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != watcher:  # it ended before that
        os._exit(1)


def _end_after(life: int) -> None:
    """End when the other end of a pipe that carries nothing is closed: every system does that for a process that ends."""
    while os.read(life, 1):
        pass
    end_family()


def end_family() -> None:
    """End this process and what it started: the supervisor gave it a process group of its own."""
    if os.name != "nt" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def main(arguments: list[str]) -> None:
    """Run the module that `arguments` name with the rest of them."""
    beats = Beats()
    beats.live()
    threading.Thread(target=beats.forever, name="beats", daemon=True).start()
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
