"""Phones that come whenever they come: so many a second however fast they are served, or all of them at once.

What an answer took is counted from when its phone came, so that whoever waited to be let in at all is counted as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice

from tests.bench.phones import Round, Walk

_LONGEST = 60.0


async def open_loop(walk: Walk, paths: Iterator[str], *, rate: float, seconds: float) -> Round:
    """Let `rate` phones come every second, for that long or until there are no more `paths`."""
    dues = (number / rate for number in range(max(1, int(rate * seconds))))
    return await _arriving(walk, list(zip(dues, paths, strict=False)))


async def burst(walk: Walk, paths: Iterator[str], *, phones: int) -> Round:
    """Let so many phones come in the same moment."""
    return await _arriving(walk, [(0.0, path) for path in islice(paths, phones)])


async def _arriving(walk: Walk, coming: list[tuple[float, str]]) -> Round:
    loop = asyncio.get_running_loop()
    began, result = loop.time(), Round(0.0)

    async def phone(due: float, path: str) -> None:
        await asyncio.sleep(max(0.0, began + due - loop.time()))
        try:
            await asyncio.wait_for(walk.go(path), timeout=_LONGEST)
        except (RuntimeError, OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            result.errors[f"{type(error).__name__}: {error}"[:80]] += 1
        else:
            result.seconds.append(loop.time() - began - due)

    await asyncio.gather(*(phone(due, path) for due, path in coming))
    result.wall = max(loop.time() - began, 1e-9)
    return result


def told(name: str, result: Round) -> str:
    """One line about it."""
    if not result.seconds:
        return f"  {name:28} none  {dict(result.errors)}"
    figures = "".join(f"{result.at(q) * 1000:>9.0f}" for q in (0.5, 0.99, 1.0))
    return f"  {name:28}{len(result.seconds):>7}{figures}  {dict(result.errors) or 'none'}"
