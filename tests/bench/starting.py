"""How long it is from `python3 run.py serve` to the first answer, in a checkout of its own."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.checkout import Checkout, answers, checkout, free_port

_LONGEST = 120.0


def starts(folder: Path, times: int, **settings: str) -> Iterator[float]:
    """Seconds of so many starts, one after the other, of an installation that was started before."""
    here = checkout(folder, **settings)
    _seconds(here)
    for _ in range(times):
        yield _seconds(here)


def _seconds(here: Checkout) -> float:
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        here.command("serve", "--port", str(port)),
        cwd=here.folder,
        env=here.surroundings({}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if process.poll() is not None or time.monotonic() - began > _LONGEST:
                raise RuntimeError("it didn't start")
            time.sleep(0.01)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
