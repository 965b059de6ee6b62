"""Bodies come whole or not at all, and nobody's slowness or size costs another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from surveys.serving.bodies import GRACE, RATE, Bodies, Cut

SLOW_PHONE = 50_000 / 8
"""Bytes a second of a phone at 50 kbit/s."""


class Clock(asyncio.SelectorEventLoop):
    """A loop whose seconds pass at once: nobody waits for the network here."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def time(self) -> float:
        """Its own time."""
        return getattr(self, "passed", 0.0)

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.passed = max(self.passed, self._scheduled[0]._when)  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def timed(what: Coroutine[Any, Any, Any]) -> tuple[Any, float]:
    """What comes of it, and how many seconds passed; in a thread of its own, as a browser may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_timed, what).result()


def _timed(what: Coroutine[Any, Any, Any]) -> tuple[Any, float]:
    loop = Clock()
    try:
        return loop.run_until_complete(what), loop.passed
    finally:
        loop.close()


async def coming(size: int, rate: float, chunk: int) -> AsyncIterator[bytes]:
    for start in range(0, size, chunk):
        await asyncio.sleep(chunk / rate)
        yield b"a" * min(chunk, size - start)


async def read(bodies: Bodies, chunks: AsyncIterator[bytes], length: int | None) -> bytes | int:
    """A body beside what looks after all of them; the status of one that was cut."""

    async def looking() -> None:
        while True:
            bodies.cut_slow()
            await asyncio.sleep(0.5)

    looked = asyncio.create_task(looking())
    try:
        return await asyncio.create_task(bodies.read(chunks, length))  # type: ignore[arg-type]
    except Cut as cut:
        return cut.status
    finally:
        looked.cancel()


@pytest.mark.parametrize("size", [3_000, 60_000, 6 * 1024 * 1024], ids=["an answer", "a long answer", "a photograph"])
def test_a_slow_phone_gets_through(size: int) -> None:
    body, seconds = timed(read(Bodies(6 * 1024 * 1024), coming(size, SLOW_PHONE, 1_400), size))
    assert isinstance(body, bytes)
    assert len(body) == size
    assert seconds >= size / SLOW_PHONE * 0.99


def test_a_byte_a_second_is_cut() -> None:
    status, seconds = timed(read(Bodies(10_000), coming(3_000, 1, 1), 3_000))
    assert status == 408
    assert GRACE <= seconds <= GRACE + 2


def test_what_stops_halfway_is_cut() -> None:
    async def stopping() -> AsyncIterator[bytes]:
        yield b"a" * 5_000
        await asyncio.sleep(10_000)

    status, seconds = timed(read(Bodies(10_000), stopping(), 9_000))
    assert status == 408
    assert seconds <= GRACE + 5_000 / RATE + 2


def test_a_body_that_ends_early_is_nobodys() -> None:
    assert timed(read(Bodies(10_000), coming(2_999, 1e6, 1_000), 3_000))[0] == 0


def test_a_body_that_is_too_long_is_not_waited_for() -> None:
    bodies = Bodies(10_000)
    assert timed(read(bodies, coming(10**9, 1e6, 1_000), 10**9))[0] == b""
    body, _ = timed(read(bodies, coming(10**9, 1e6, 1_000), None))
    assert isinstance(body, bytes)
    assert 10_000 < len(body) <= 11_000, "as much as shows it"


def test_where_memory_ends_the_longest_goes_and_an_answer_stays() -> None:
    async def many() -> list[bytes | int]:
        bodies = Bodies(1_000_000, memory=2_000_000)
        greedy = [read(bodies, coming(900_000, 100_000, 10_000), None) for _ in range(5)]
        return await asyncio.gather(*greedy, read(bodies, coming(3_000, 300, 30), 3_000))

    results, _ = timed(many())
    assert results.count(503) == 3
    assert len(results[-1]) == 3_000
