"""Threads that answer requests, in a pool for each lane, so that one kind of work never takes another's threads."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue


@dataclass(slots=True)
class Job:
    """One request that waits to be answered, and what tells whoever sent it that it can't be now."""

    run: Callable[[], None]
    refuse: Callable[[], None]
    since: float = field(default_factory=time.monotonic)


class Pool:
    """So many threads, of which whoever is named by one key holds at most `share`; the keys take turns.

    At most `most` jobs wait, and at most `most_of_one` of one key. What waits longer than `patience` seconds is refused;
    what runs longer than `longest` will never end.
    """

    def __init__(
        self, name: str, *, threads: int, share: int, most: int, most_of_one: int, patience: float, longest: float
    ) -> None:
        self._share, self._most, self._most_of_one = share, most, most_of_one
        self._patience, self._longest = patience, longest
        self._lock = threading.Lock()
        self._tickets: SimpleQueue[None] = SimpleQueue()
        self._waiting: dict[str, deque[Job]] = {}
        self._running: Counter[str] = Counter()
        self._began: dict[int, float] = {}
        self._count = self._parked = 0
        self.finished = 0
        """How many jobs came to their end: what moves where threads get through."""
        for number in range(threads):
            threading.Thread(target=self._work, name=f"{name}-{number + 1}", daemon=True).start()

    def put(self, job: Job, key: str = "") -> bool:
        """Let a job wait for a thread; False where too many wait."""
        with self._lock:
            line = self._waiting.get(key)
            if self._count >= self._most or (line and len(line) >= self._most_of_one):
                return False
            if line is None:
                line = self._waiting[key] = deque()
            line.append(job)
            self._count += 1
        self._tickets.put(None)
        return True

    @property
    def busy(self) -> bool:
        """Whether anything waits or runs."""
        with self._lock:
            return bool(self._count or self._running)

    def stuck(self, now: float) -> bool:
        """Whether one of the threads will never come back."""
        with self._lock:
            return any(now - began > self._longest for began in self._began.values())

    def refuse_late(self, now: float) -> None:
        """Refuse what has waited too long."""
        late: list[Job] = []
        with self._lock:
            for line in self._waiting.values():
                while line and now - line[0].since > self._patience:
                    late.append(line.popleft())
            self._count -= len(late)
        for job in late:
            job.refuse()

    def _work(self) -> None:
        while True:
            self._tickets.get()
            with self._lock:
                key, job = self._next()
            if job is None:
                continue
            try:
                job.run()
            except BaseException:  # no request takes a thread along, not even one that would end the process
                logging.getLogger(__name__).exception("a job that nobody answered")
            finally:
                with self._lock:
                    self._leave(key)

    def _next(self) -> tuple[str, Job | None]:
        """The next job of whoever has a share left, whose turn then is over; a ticket that finds none waits for a share."""
        for key, line in self._waiting.items():
            if line and self._running[key] < self._share:
                job = line.popleft()
                del self._waiting[key]
                if line:
                    self._waiting[key] = line
                self._count -= 1
                self._running[key] += 1
                self._began[threading.get_ident()] = time.monotonic()
                return key, job
        self._waiting = {key: line for key, line in self._waiting.items() if line}
        self._parked += bool(self._waiting)
        return "", None

    def _leave(self, key: str) -> None:
        self.finished += 1
        del self._began[threading.get_ident()]
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]
        if self._parked:
            self._parked -= 1
            self._tickets.put(None)
