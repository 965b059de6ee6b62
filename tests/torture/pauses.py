"""Pauses at every point where somebody may be overtaken, and clocks that don't agree: a test's own hands on an engine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Engine, event

_POINTS = ("begin", "before_cursor_execute", "after_cursor_execute", "commit")


@dataclass
class Pauses:
    """How long to wait at most, and by which chance; each thread draws for itself, and some never wait at all."""

    longest: float
    seed: int

    def __post_init__(self) -> None:
        self._own = threading.local()

    def wait(self, *_arguments: object, **_named: object) -> None:
        """Wait, perhaps."""
        if not hasattr(self._own, "chance"):
            self._own.chance = Random(f"{self.seed} {threading.current_thread().name}")
            self._own.share = self._own.chance.choice((0, 0.2, 0.5))
        chance: Random = self._own.chance
        if chance.random() < self._own.share:
            time.sleep(chance.random() * self.longest)


@contextmanager
def paused(engine: Engine, pauses: Pauses) -> Iterator[None]:
    """Everything that is done on `engine` inside the block stops for a while before and after each statement and before it
    is committed."""
    for point in _POINTS:
        event.listen(engine, point, pauses.wait)
    try:
        yield
    finally:
        for point in _POINTS:
            event.remove(engine, point, pauses.wait)


@dataclass(frozen=True, slots=True)
class SkewedClock:
    """The clock of one machine: so far from the others' for good, and read with a pause before and after."""

    shows: datetime
    since: float
    apart: timedelta
    pauses: Pauses

    def __call__(self) -> datetime:
        """The time that this machine shows."""
        self.pauses.wait()
        found = self.shows + timedelta(seconds=time.monotonic() - self.since) + self.apart
        self.pauses.wait()
        return found
