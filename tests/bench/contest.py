"""Applications measured in turn, round by round, and what their rounds say of each other.

A machine's speed drifts: only neighbouring rounds are compared, and every figure is a median with its least and its most.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.phones import Connection, Round, Walk, load
from tests.bench.servers import Server


class Single(Walk):
    """A walk of one request."""

    async def go(self, path: str) -> float:
        """One request on a connection of its own. Raises `RuntimeError` where it isn't answered as it should be."""
        connection, loop = Connection(self.host, self.port), asyncio.get_running_loop()
        began = loop.time()
        try:
            answer = await connection.ask("GET", path)
        finally:
            connection.close()
        self.requests += 1
        if not self.done.search(answer.text):
            raise RuntimeError(f"{answer.status}")
        return loop.time() - began


@dataclass(frozen=True)
class Measured:
    """One round: what the phones saw, the processor seconds that the servers used for it, and the requests."""

    result: Round
    processor: float | None
    requests: int

    @property
    def cost(self) -> float | None:
        """Processor milliseconds of an answer."""
        answers = len(self.result.seconds)
        return None if self.processor is None or not answers else self.processor * 1000 / answers


@dataclass
class Contestant:
    """An application behind a server; it has `paths` for the warm-up and for each round, as a household answers once."""

    name: str
    server: Server
    walk: Walk
    paths: list[Iterator[str]]
    rounds: list[Measured] = field(default_factory=list)

    def measure(self, *, phones: int, seconds: float) -> Measured:
        """The next round."""
        before, self.walk.requests = self.server.processor(), 0
        result = asyncio.run(load(self.walk, self.paths.pop(), phones=phones, seconds=seconds))
        after = self.server.processor()
        used = None if before is None or after is None else after - before
        return Measured(result, used, self.walk.requests)


def in_turn(
    contestants: Sequence[Contestant], *, rounds: int, phones: int, seconds: float, done: Callable[[], None]
) -> None:
    """Warm everybody up and measure all of them, one after the other, in every round."""
    for one in contestants:
        one.measure(phones=phones, seconds=min(2.0, seconds))
        done()
    for _ in range(rounds):
        for one in contestants:
            one.rounds.append(one.measure(phones=phones, seconds=seconds))
            done()


def spread(figures: Sequence[float], shape: str = ".2f") -> str:
    """The median of several figures, the least and the most."""
    if not figures:
        return "-"
    return f"{median(figures):{shape}} ({min(figures):{shape}}-{max(figures):{shape}})"


def table(contestants: Sequence[Contestant]) -> Iterator[str]:
    """What everybody did."""
    yield f"{'':10}{'answers/s':>18}{'CPU ms':>24}{'p50 ms':>18}{'p99 ms':>22}{'worst':>8}{'requests':>9}  errors"
    for one in contestants:
        whole = [each for each in one.rounds if each.result.seconds]
        errors = sum((each.result.errors.total() for each in one.rounds), 0)
        if not whole:
            yield f"{one.name:10}{'none':>18}  {dict(one.rounds[0].result.errors) if one.rounds else ''}"
            continue
        costs = [each.cost for each in whole if each.cost is not None]
        fifty, most = (spread([each.result.at(q) * 1000 for each in whole], ".0f") for q in (0.5, 0.99))
        worst = max(each.result.at(1.0) for each in whole) * 1000
        asked = sum(each.requests for each in whole) / sum(len(each.result.seconds) for each in whole)
        rate = spread([each.result.rate for each in whole], ".0f")
        figures = f"{rate:>18}{spread(costs):>24}{fifty:>18}{most:>22}{worst:>8.0f}{asked:>9.1f}"
        yield f"{one.name:10}{figures}  {errors or 'none'}"


def ratios(contestants: Sequence[Contestant], beside: str, *, of: Sequence[str] = ()) -> Iterator[str]:
    """Everybody, or those that are named, beside one of them: each round beside the same round."""
    by_name = {one.name: one for one in contestants}
    for one in contestants:
        if one.name == beside or (of and one.name not in of):
            continue
        pairs = list(zip(one.rounds, by_name[beside].rounds, strict=True))
        rates = [ours.result.rate / other.result.rate for ours, other in pairs if other.result.rate]
        costs = [ours.cost / other.cost for ours, other in pairs if ours.cost and other.cost]
        yield f"  {f'{one.name} / {beside}':24} answers/s {spread(rates):20} processor {spread(costs)}"
