"""A crowd that means no good, or has a bad line: `python -m tests.torture.crowd PORT drips=50 idle=2000 heads=50`.

It says "there" once everybody is connected, and goes on until its standard input ends.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from collections import Counter
from contextlib import suppress

PACE = 1.0
_POST = b"POST /code HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000\r\n\r\n"


class Crowd:
    """So many connections of each kind, each opened anew where the server ends it."""

    def __init__(self, port: int, kinds: dict[str, int]) -> None:
        self._port, self._kinds = port, kinds
        self._connected: Counter[str] = Counter()
        self._gate = asyncio.Semaphore(100)

    async def gather(self) -> None:
        """Have everybody come; says so when all are there."""
        tasks = [asyncio.create_task(self._stay(kind)) for kind, count in self._kinds.items() for _ in range(count)]
        while any(self._connected[kind] < count for kind, count in self._kinds.items()):
            await asyncio.sleep(0.05)
        print("there", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        for task in tasks:
            task.cancel()

    async def _stay(self, kind: str) -> None:
        first = True
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                async with self._gate:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                self._connected[kind] += first
                first = False
                sending = asyncio.create_task(getattr(self, f"_{kind}")(writer))
                while await reader.read(4096):
                    pass
                sending.cancel()
                writer.close()
            await asyncio.sleep(0.2)

    async def _idle(self, writer: asyncio.StreamWriter) -> None:
        """Says nothing."""

    async def _drips(self, writer: asyncio.StreamWriter) -> None:
        """An answer that comes a byte a second."""
        writer.write(_POST)
        while True:
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(PACE)

    async def _heads(self, writer: asyncio.StreamWriter) -> None:
        """A request whose headers never end."""
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        while True:
            writer.write(b"X-A: b\r\n")
            await writer.drain()
            await asyncio.sleep(PACE)

    async def _kept(self, writer: asyncio.StreamWriter) -> None:
        """A connection that is kept and asks a little now and then."""
        while True:
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(5 * PACE)


def main(arguments: list[str]) -> None:
    """Send the crowd that `arguments` name."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 16_384)), hard))
    kinds = {kind: int(count) for kind, count in (one.split("=") for one in arguments[1:])}
    asyncio.run(Crowd(int(arguments[0]), kinds).gather())


if __name__ == "__main__":
    main(sys.argv[1:])
