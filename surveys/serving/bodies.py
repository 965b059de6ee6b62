"""Bodies of requests, read whole before a thread is asked: whoever sends slowly keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass, field

GRACE = 20.0
"""Seconds that everybody has before the rate counts: a phone may lose its network between two bytes."""
RATE = 1024
"""Bytes a second that a body has to come at, in all; a phone at 50 kbit/s brings six times as many."""
MEMORY = 96 * 1024 * 1024
"""Bytes of unfinished bodies in one process; beyond that the longest is dropped, and that is never an answer's."""


class Cut(Exception):
    """A body that wasn't read to its end: the status that says why, 0 where whoever sent it is gone."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


@dataclass(eq=False, slots=True)
class _Body:
    task: asyncio.Task[None]
    began: float
    content: bytearray = field(default_factory=bytearray)
    status: int = 0

    def cut(self, status: int) -> None:
        if not self.status:
            self.status = status
            self.task.cancel()


class Bodies:
    """All bodies that are being read in this process."""

    def __init__(self, most: int, memory: int = MEMORY) -> None:
        self.most, self._memory = most, memory
        self._open: set[_Body] = set()
        self._held = 0

    async def read(self, chunks: AsyncIterable[bytes], length: int | None) -> bytes:
        """A body of this length, or of unknown length; of one that is too long only as much as shows that. Raises `Cut`."""
        if length is not None and length > self.most:
            return b""
        task = asyncio.current_task()
        assert task is not None
        body = _Body(task, asyncio.get_running_loop().time())
        self._open.add(body)
        try:
            await self._fill(body, chunks)
        except asyncio.CancelledError:
            if not body.status:
                raise
            task.uncancel()
        finally:
            self._open.discard(body)
            self._held -= len(body.content)
        if body.status:
            raise Cut(body.status)
        if length is not None and len(body.content) != length:
            raise Cut(0)
        return bytes(body.content)

    async def _fill(self, body: _Body, chunks: AsyncIterable[bytes]) -> None:
        async for chunk in chunks:
            body.content += chunk
            self._held += len(chunk)
            if len(body.content) > self.most:
                return
            if self._held > self._memory:
                self._drop(max(self._open, key=lambda one: len(one.content)))

    def _drop(self, body: _Body) -> None:
        """Cut a body and free at once what it held."""
        body.cut(503)
        self._held -= len(body.content)
        body.content.clear()

    def cut_slow(self) -> None:
        """Cut those that come too slowly."""
        now = asyncio.get_running_loop().time()
        for body in list(self._open):
            if len(body.content) < RATE * (now - body.began - GRACE):
                body.cut(408)
