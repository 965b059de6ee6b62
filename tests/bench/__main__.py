"""python -m tests.bench: how fast, how even and how big, beside a floor, a lean floor, a raw insert and a bare Flask app.

Everybody is measured in turn in the same minute, because a machine's speed drifts: only neighbouring rounds are compared,
and each figure is a median with the least and the most. Nothing leaves this machine, and nothing touches the installation's
own data.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from statistics import median

from tests.bench import floor, hot, inside, visit
from tests.bench.arrivals import burst, open_loop, told
from tests.bench.bar import Bar
from tests.bench.city import city, pooled
from tests.bench.contest import Contestant, Single, in_turn, ratios, spread, table
from tests.bench.fairness import contended
from tests.bench.phones import Walk
from tests.bench.servers import Server, serving
from tests.bench.starting import starts
from tests.checkout import free_port
from tests.pooler import PROGRAM
from tests.postgres import NoPostgres

PARTS = ("parts", "rates", "arrivals", "fairness", "start", "visit", "inside")
RATES = (50, 100)
BESIDE = ("floor", "lean", "raw", "bare")
_WARM = 10


@dataclass(frozen=True)
class Size:
    """How much of everything is measured."""

    rounds: int
    seconds: float
    phones: int
    walks: int
    arriving: float
    at_once: int
    starts: int


USUAL, QUICK = Size(5, 6.0, 8, 150, 4.0, 300, 5), Size(1, 0.5, 2, 3, 0.5, 10, 1)


@dataclass
class Bench:
    """What is measured: the product on a filled database, in process and served, and those beside it."""

    size: Size
    place: Path
    walked: dict[str, hot.Walked]
    district: inside.District
    links: Iterator[str]
    secret: str

    def sqlite(self, name: str) -> str:
        """The address of a database in the bench's own folder."""
        return f"sqlite:///{self.place / f'{name}.sqlite'}"


def main(arguments: list[str]) -> int:
    """Measure, and print what came of it; returns 1 where an answer failed."""
    options = _options(arguments)
    size = QUICK if options.quick else USUAL
    size = Size(options.rounds or size.rounds, min(60.0, options.seconds or size.seconds), *_others(size, options))
    failed = False
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = _prepared(size, Path(folder), quick=options.quick)
        wanted = [part for part in PARTS if part in options.only and not (options.quick and part in ("visit", "inside"))]
        for part in wanted:
            match part:
                case "parts":
                    _parts(bench)
                case "rates":
                    failed |= _rates(bench, postgresql=not options.without_postgresql)
                case "arrivals":
                    failed |= _arrivals(bench)
                case "fairness":
                    _fairness(bench)
                case "start":
                    _start(bench)
                case "visit":
                    _visit(bench)
                case _:
                    _inside(bench.district)
    return 1 if failed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=0, help="how often each is measured, in turn; 5 where it isn't said")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long each measurement lasts, at most 60; usually 6")
    parser.add_argument("--phones", type=int, default=0, help="how many phones answer at once, at most 64; usually 8")
    parser.add_argument("--only", default=",".join(PARTS), help=f"what is measured, of {','.join(PARTS)}")
    parser.add_argument("--without-postgresql", action="store_true", help="leave PostgreSQL and pgbouncer out")
    parser.add_argument("--quick", action="store_true", help="as little as shows that it works, in a small neighbourhood")
    options = parser.parse_args(arguments)
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return options


def _others(size: Size, options: argparse.Namespace) -> tuple[int, int, float, int, int]:
    return min(64, options.phones or size.phones), size.walks, size.arriving, size.at_once, size.starts


def _prepared(size: Size, place: Path, *, quick: bool) -> Bench:
    print("filling a district ...", flush=True)
    walked, district = hot.prepared(place, fill=inside.small if quick else inside.filled)
    print(
        f"filled in {district.seconds:.1f} s: {district.ballots} ballots, {len(district.links)} letters unanswered\n",
        flush=True,
    )
    served = iter(district.links[size.walks + 2 * _WARM :])
    return Bench(size, place, walked, district, served, (place / "secret").read_text())


def _parts(bench: Bench) -> None:
    """Each request of the walk, in process."""
    bar = Bar("requests in process", bench.size.walks)
    for number in range(_WARM + bench.size.walks):
        for one in bench.walked.values():
            one.go()
            if number == _WARM - 1:
                one.spent.clear()
        if number >= _WARM:
            bar.step()
    print(f"each request in process: median of {bench.size.walks} walks, processor milliseconds and walks of the floor")
    for line in hot.table(bench.walked):
        print(f"  {line}")
    print(flush=True)


def _served(
    bench: Bench, stack: ExitStack, beside: Sequence[str], *, postgresql: bool
) -> list[tuple[str, Server, Walk, Iterator[str]]]:
    """The product and those beside it, behind the server that the product runs on."""
    homes = ((f"/s/{n}" for n in count()), (f"/s/{n}" for n in count(10**6)), (f"/{n}" for n in count()))
    others = {
        "floor": ("tests.bench.floor:create_app", "FLOOR_PATH", floor.DONE, Walk, homes[0]),
        "lean": ("tests.bench.lean:create_app", "LEAN_PATH", floor.DONE, Walk, homes[1]),
        "raw": ("tests.bench.raw:create_app", "RAW_PATH", floor.DONE, Single, homes[2]),
        "bare": ("tests.bench.bare:create_app", "BARE_PATH", "", Walk, (f"/q/{n}" for n in count(1000))),
    }
    found = [("ours", *_ours(bench, stack, "ours", bench.sqlite("ours")), bench.links)]
    for name in beside:
        application, setting, done, kind, paths = others[name]
        port = free_port()
        server = stack.enter_context(
            serving(name, application, port, **{setting: str(bench.place / f"served-{name}.sqlite")})
        )
        found.append((name, server, kind("127.0.0.1", port, re.compile(done) if done else hot.RECEIPT), paths))
    if postgresql:
        try:
            found += _in_the_city(bench, stack)
        except NoPostgres as lacking:
            print(f"without PostgreSQL: {lacking}")
    return found


def _in_the_city(bench: Bench, stack: ExitStack) -> Iterator[tuple[str, Server, Walk, Iterator[str]]]:
    """The product on PostgreSQL, where the same households haven't answered yet."""
    there = stack.enter_context(city(bench.place / "ours.sqlite", bench.place, bench.secret))
    links = bench.district.links[bench.size.walks + 2 * _WARM :]
    half = len(links) // 2 if PROGRAM else len(links)
    yield "postgresql", *_ours(bench, stack, "postgresql", there.url, beside=(there.process,)), iter(links[:half])
    if PROGRAM:
        pooler = stack.enter_context(pooled(there, bench.place))
        beside = (there.process, pooler.process)
        yield "pgbouncer", *_ours(bench, stack, "pgbouncer", pooler.url, beside, DIANDAN_POOLER="on"), iter(links[half:])


def _ours(
    bench: Bench, stack: ExitStack, name: str, database: str, beside: tuple[int, ...] = (), **more: str
) -> tuple[Server, Walk]:
    port = free_port()
    settings = {
        "DIANDAN_SECRET": bench.secret,
        "DIANDAN_DATABASE": database,
        "DIANDAN_LOG": str(bench.place / f"log-{name}"),
    }
    server = stack.enter_context(serving(name, "app:create_app", port, beside=beside, **settings, **more))
    return server, Walk("127.0.0.1", port, hot.RECEIPT)


def _rates(bench: Bench, *, postgresql: bool) -> bool:
    """Complete answers over HTTP, in rounds; then what our workers hold."""
    size = bench.size
    with ExitStack() as stack:
        everybody = [_contestant(bench, *one) for one in _served(bench, stack, BESIDE, postgresql=postgresql)]
        bar = Bar("complete answers", (size.rounds + 1) * len(everybody))
        in_turn(everybody, rounds=size.rounds, phones=size.phones, seconds=size.seconds, done=bar.step)
        print(
            f"complete answers over HTTP: {size.phones} phones, {size.rounds} rounds of at most {size.seconds:g} s in turn"
        )
        for line in (
            *table(everybody),
            *ratios(everybody, "floor"),
            *ratios(everybody, "bare", of=("ours",)),
            *ratios(everybody, "ours", of=("postgresql", "pgbouncer")),
        ):
            print(line)
        _weigh(bench, everybody[0].walk)
        held = everybody[0].server.memory()
        print(f"memory of our workers: {' + '.join(f'{one:.0f}' for one in held)} = {sum(held):.0f} MB\n", flush=True)
    return any(one.result.errors for each in everybody for one in each.rounds)


def _weigh(bench: Bench, walk: Walk) -> None:
    """What a first visit fetches."""
    parts = asyncio.run(walk.weigh(next(bench.links)))
    print(f"a first visit: {len(parts)} requests, {sum(size for _, size in parts)} bytes on the wire")
    for path, size in parts:
        print(f"  {size:>7}  {path}")


def _contestant(bench: Bench, name: str, server: Server, walk: Walk, paths: Iterator[str]) -> Contestant:
    """With as many paths a round as keep letters for all of them, and for whoever arrives afterwards."""
    rounds = bench.size.rounds + 1
    later = int(sum(RATES) * bench.size.arriving) + bench.size.at_once + rounds
    each = max(4, (len(bench.district.links) - later - bench.size.walks - 2 * _WARM) // (2 * rounds))
    return Contestant(name, server, walk, [islice(paths, each) for _ in range(rounds)])


def _arrivals(bench: Bench) -> bool:
    """Phones that come whenever they come, to ours and to the floor."""
    size = bench.size
    failed = False
    print(f"phones that come by themselves: {'':8}answers   p50 ms   p99    worst  errors")
    with ExitStack() as stack:
        for name, _, walk, paths in _served(bench, stack, ("floor",), postgresql=False):
            asyncio.run(open_loop(walk, islice(paths, _WARM), rate=20, seconds=1))
            for rate in RATES:
                came = asyncio.run(open_loop(walk, paths, rate=rate, seconds=size.arriving))
                print(told(f"{name}, {rate} a second", came), flush=True)
                failed |= bool(came.errors)
            came = asyncio.run(burst(walk, paths, phones=size.at_once))
            print(told(f"{name}, {size.at_once} at once", came), flush=True)
            failed |= bool(came.errors)
    print()
    return failed


def _fairness(bench: Bench) -> None:
    found = contended(bench.sqlite("ours"), bench.size.seconds)
    print(f"two writers in a tight loop, {bench.size.seconds:g} s: {found.said()}\n", flush=True)


def _start(bench: Bench) -> None:
    bar, seconds = Bar("starts", bench.size.starts), []
    settings = {"DIANDAN_SECRET": bench.secret, "DIANDAN_DATABASE": bench.sqlite("ours")}
    for one in starts(bench.place / "checkout", bench.size.starts, **settings):
        seconds.append(one)
        bar.step()
    print(f"from `python3 run.py serve` to the first answer, started before: {spread(seconds)} s\n", flush=True)


def _visit(bench: Bench) -> None:
    """The letter's door on slow phones."""
    found = []
    with ExitStack() as stack:
        server, _walk = _ours(bench, stack, "ours", bench.sqlite("ours"))
        bar = Bar("first visits", bench.size.rounds * len(visit.LINES))
        for one in visit.visits(f"http://127.0.0.1:{server.port}", bench.links, bench.size.rounds):
            found.append(one)
            bar.step()
    for line in visit.told(found):
        print(line)
    print(flush=True)


def _inside(district: inside.District) -> None:
    polls, seconds = inside.tally_all(district)
    print(f"verdicts and lists of all {polls} closed compounds: {seconds:.2f} s")
    queries = inside.queries(district)
    print(f"queries for each page, {median(queries.values()):.0f} in the middle:")
    for page, number in queries.items():
        print(f"  {number:>3}  {page}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
