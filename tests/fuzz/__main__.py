"""Feeds every parser with broken inputs: python3 run.py fuzz [--minutes M] [--from ROUND] [--only PARSER ...]."""

from __future__ import annotations

import argparse
import sys
from itertools import count
from pathlib import Path
from time import monotonic

from tests.fuzz.hunt import ROOT, Child, Tried, hunted, in_turn, shrunk
from tests.fuzz.parsers import parsers

KEPT = ROOT / "instance" / "fuzz"
_WIDTH = 40


def main() -> int:
    """Hunt, with a bar on the standard error, and report. Exit status 1 where something was found."""
    reader = argparse.ArgumentParser(prog="run.py fuzz")
    reader.add_argument("--minutes", type=float, default=30.0)
    reader.add_argument("--from", dest="first", type=int, default=0, help="the round to begin with")
    reader.add_argument("--only", nargs="*", default=[], help="parsers by their names")
    asked = reader.parse_args()
    often = {name: one.often for name, one in parsers().items() if not asked.only or name in asked.only}
    if not often:
        print("没有这样的解析器", file=sys.stderr)
        return 2
    every: dict[str, list[Tried]] = {name: [] for name in often}
    began, last = monotonic(), asked.first
    with Child() as child:
        rounds = (in_turn(often, range(n, n + 1)) for n in count(asked.first))
        orders = (order for one in rounds for order in one)
        for n, tried in enumerate(hunted(child, orders, seconds=60 * asked.minutes)):
            every[tried.parser].append(tried)
            last = tried.number // often[tried.parser]
            if n % 50 == 0:
                _bar(monotonic() - began, 60 * asked.minutes, every)
        print(file=sys.stderr)
        _report(every, last)
        faults = _one_of_a_kind(every)
        for one in faults:
            _keep(one, shrunk(child, one))
    return 1 if faults else 0


def _bar(took: float, most: float, every: dict[str, list[Tried]]) -> None:
    done = min(_WIDTH, int(_WIDTH * took / max(most, 0.001)))
    tried, faults = sum(map(len, every.values())), sum(bool(one.fault) for many in every.values() for one in many)
    bar = "█" * done + "·" * (_WIDTH - done)
    print(f"\r{bar} {took / 60:.1f}/{most / 60:.0f} min, {tried:,} inputs, {faults} faults", end="", file=sys.stderr)


def _report(every: dict[str, list[Tried]], last: int) -> None:
    for name, many in every.items():
        if many:
            slow, large = max(one.seconds for one in many), max(one.megabytes for one in many)
            refused, faults = sum(bool(one.said) for one in many), sum(bool(one.fault) for one in many)
            print(f"{name:40} {len(many):7,} inputs {refused:7,} refused {faults:4} faults {slow:6.2f} s {large:6.0f} MB")
    print(f"{sum(map(len, every.values())):,} inputs; go on with --from {last + 1}")


def _one_of_a_kind(every: dict[str, list[Tried]]) -> list[Tried]:
    kinds: dict[tuple[str, str], Tried] = {}
    for many in every.values():
        for one in many:
            if one.fault:
                kinds.setdefault((one.parser, one.fault.rpartition(" at ")[2] or one.fault), one)
    return list(kinds.values())


def _keep(one: Tried, data: bytes) -> Path:
    path = KEPT / one.parser / str(one.number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{one}\n    {len(data)} bytes in {path.relative_to(ROOT)}: {data[:200]!r}")
    return path


if __name__ == "__main__":
    sys.exit(main())
