"""How far a measurement is, on one line of the terminal."""

from __future__ import annotations

import shutil
import sys
import time


class Bar:
    """So many steps, drawn as they are done."""

    def __init__(self, name: str, steps: int) -> None:
        self._name, self._steps, self._done, self._began = name, steps, 0, time.monotonic()
        self._draw()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._draw()
        if self._done == self._steps:
            print("\r" + " " * (self._width() - 1) + "\r", end="", file=sys.stderr, flush=True)

    def _draw(self) -> None:
        filled = "#" * int(self._done / self._steps * 30)
        line = f"\r{self._name:<24} [{filled:<30}] {self._done}/{self._steps} {time.monotonic() - self._began:5.0f} s"
        print(line[: self._width()], end="", file=sys.stderr, flush=True)

    def _width(self) -> int:
        return shutil.get_terminal_size((160, 24)).columns
