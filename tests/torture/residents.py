"""Residents at a steady pace, whatever else goes on: how long each request took."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.bench.phones import Connection


@dataclass
class Waits:
    """Seconds that each request took, and what came instead of an answer."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """Milliseconds that this share of the requests took at most."""
        ordered = sorted(self.seconds) or [float("nan")]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    def said(self) -> str:
        """The figures in a line."""
        p50, p99, worst = self.at(0.5), self.at(0.99), self.at(1)
        errors = dict(self.errors) or "no errors"
        return f"{len(self.seconds)} requests, p50 {p50:.0f} p99 {p99:.0f} worst {worst:.0f} ms, {errors}"


async def walk(port: int, paths: Sequence[str], *, seconds: float, pace: float = 20.0, timeout: float = 10.0) -> Waits:
    """Ask for `paths` in turn, `pace` times a second, each time on a new connection as a new phone would."""
    waits, tasks, began = Waits(), set[asyncio.Task[None]](), time.perf_counter()
    for number in range(int(seconds * pace)):
        await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
        task = asyncio.create_task(_ask(port, paths[number % len(paths)], waits, timeout))
        tasks.add(task)
    await asyncio.gather(*tasks)
    return waits


async def _ask(port: int, path: str, waits: Waits, timeout: float) -> None:
    connection, began = Connection("127.0.0.1", port), time.perf_counter()
    try:
        answer = await asyncio.wait_for(connection.ask("GET", path), timeout)
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        waits.errors[type(error).__name__] += 1
        return
    finally:
        connection.close()
    if answer.status >= 500:
        waits.errors[str(answer.status)] += 1
    else:
        waits.seconds.append(time.perf_counter() - began)


async def signed_in(port: int, username: str, password: str) -> str:
    """The cookie of a member of staff who signed in."""
    connection = Connection("127.0.0.1", port)
    page = await connection.ask("GET", "/staff/sign-in")
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    body = urlencode({"csrf_token": token, "username": username, "password": password}).encode()
    answer = await connection.ask("POST", "/staff/sign-in", body)
    connection.close()
    if answer.status != 303:
        raise RuntimeError(f"not signed in: {answer.status}")
    jar = SimpleCookie(connection.cookies)
    return "; ".join(f"{name}={one.value}" for name, one in jar.items())


async def papers(port: int, cookie: str, path: str, count: int) -> tuple[Counter[int], float]:
    """Ask for one paper so many times at once; what came, and after how many seconds all had."""
    began = time.perf_counter()
    statuses = await asyncio.gather(*(_paper(port, cookie, path) for _ in range(count)))
    return Counter(statuses), time.perf_counter() - began


async def _paper(port: int, cookie: str, path: str) -> int:
    connection = Connection("127.0.0.1", port)
    connection.cookies = dict(pair.split("=", 1) for pair in cookie.split("; "))
    try:
        return (await asyncio.wait_for(connection.ask("GET", path), 120)).status
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        return 0
    finally:
        connection.close()
