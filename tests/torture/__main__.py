"""Do to the service what loses things: python3 run.py torture [--part NAME] [--kills 100] [--seed 0]."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.conftest import Database, connected, migrated
from tests.sizes import Size
from tests.torture import city, kills, late, mutations, power, up
from tests.torture.machine import own_postgres
from tests.torture.result import Result

CUTS, ROUNDS, WANTED = 1_500, 40, 1_500


@dataclass(frozen=True)
class Asked:
    """How much of it."""

    kills: int
    seed: int


class Bar:
    """How far a part is, on one line of the terminal."""

    def __init__(self, name: str, counted: str, most: int) -> None:
        self._name, self._counted, self._most = name, counted, most
        self._began = time.monotonic()

    def show(self, result: Result) -> None:
        """Draw it anew."""
        done = min(result.counts[self._counted] / self._most, 1.0)
        bar = "#" * int(done * 30)
        took = time.monotonic() - self._began
        line = f"\r{self._name:<20} [{bar:<30}] {took:5.0f} s  {result.said()}"
        print(line[: shutil.get_terminal_size((160, 24)).columns - 1], end="", file=sys.stderr, flush=True)

    def end(self, result: Result) -> None:
        """Say what it came to."""
        print(f"\r{self._name:<20} {result.said()}; {len(result.problems)} problems", flush=True)
        for problem in result.problems[:20]:
            print(f"  {problem}", flush=True)


def _power(asked: Asked) -> Iterator[Result]:
    bar = Bar("power cuts", "cuts", CUTS)
    found = power.run(CUTS, bar.show, seed=asked.seed)
    bar.end(found)
    yield found


def _late(asked: Asked) -> Iterator[Result]:
    for kind in kills.KINDS:
        with _database(kind) as database:
            for place, ending in enumerate(late.Ending):
                found, bar = Result(), Bar(f"{ending} {kind}", "rounds", ROUNDS)
                for number in range(ROUNDS):
                    turn = (asked.seed * len(late.Ending) + place) * ROUNDS + number
                    found.add(late.fought(database, turn, ending, longest=0.5))
                    bar.show(found)
                bar.end(found)
                yield found


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="dd-late-") as folder:
            url = f"sqlite:///{Path(folder) / 'late.db'}"
            migrated(url)
            with connected(url) as database:
                yield database
        return
    with own_postgres() as machine:
        address = machine.url.format(database="postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE late")
        url = machine.url.format(database="late")
        migrated(url)
        with connected(url) as database:
            yield database


def _kills(asked: Asked) -> Iterator[Result]:
    for kind in kills.KINDS:
        bar = Bar(f"kills {kind}", "kills", asked.kills)
        wanted = WANTED * asked.kills // 100
        found = kills.run(kind, asked.kills, wanted, bar.show, seed=asked.seed)
        bar.end(found)
        yield found


def _city(_asked: Asked) -> Iterator[Result]:
    if why := city.lacking():
        print(f"two machines: not tried here, {why}", file=sys.stderr)
        return
    bar = Bar("two machines", "acknowledged", 4_000)
    found = city.run(bar.show, phones=12, steady=30)
    bar.end(found)
    yield found


def _mutations(_asked: Asked) -> Iterator[Result]:
    for kind in kills.KINDS:
        with mutations.made(kind) as there:
            hunt = mutations.run(Size.FULL, there)
        counted = Counter(made=hunt.made, refused=hunt.refused, recounted=hunt.recounted)
        found = Result(counted, hunt.problems)
        Bar(f"mutations {kind}", "made", hunt.made).end(found)
        yield found


PARTS: Mapping[str, Callable[[Asked], Iterator[Result]]] = {
    "power": _power,
    "late": _late,
    "kills": _kills,
    "up": lambda _asked: iter((up.run(Size.FULL),)),
    "city": _city,
    "mutations": _mutations,
}
"""What can be done to it: each part says at its end what it came to."""


def main() -> int:
    """Every part, or the one that was asked for; 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="run.py torture")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    asked = Asked(given.kills, given.seed)
    found = [result for part in given.part or PARTS for result in PARTS[part](asked)]
    return 1 if any(result.problems for result in found) else 0


if __name__ == "__main__":
    sys.exit(main())
