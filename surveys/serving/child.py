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

WATCHED = "DIANDAN_WATCHED"
"""The environment's name for the process number of whoever watches this process; unset where nobody does."""
EVERY = 0.5
"""Seconds between two beats."""
THROUGH_BEAT = b"+"
"""The beat of a process whose work gets through; any other byte says that it is scheduled at all."""
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
        self._pipe, life = os.dup(1), os.dup(0)
        os.set_blocking(self._pipe, False) if os.name != "nt" else None
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        _end_with(int(watcher))
        threading.Thread(target=_end_after, args=(life,), name="life", daemon=True).start()

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

    def begin(self) -> threading.Event:
        """Beat in a thread while this process gets ready, until the event is set."""
        begun = threading.Event()

        def beginning() -> None:
            while not begun.is_set():
                self.beat(through=False)
                begun.wait(EVERY)

        threading.Thread(target=beginning, name="beginning", daemon=True).start()
        return begun


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
    threading.Thread(target=beats.forever, name="beats", daemon=True).start()
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
