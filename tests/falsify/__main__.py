"""Looks for a printed sentence that isn't so: python3 run.py falsify [--compounds N] [--minutes M] [--afresh].

Goes on from where it stopped, on all cores. Exit status 1 where a sentence was found.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing import Pool
from pathlib import Path
from time import monotonic
from typing import Any

from tests.falsify.compounds import compound
from tests.falsify.features import reached
from tests.falsify.judging import Falsehood, falsehoods
from tests.falsify.shrinking import described, shrunk

STATE = Path(__file__).resolve().parents[2] / "instance" / "falsify.json"
AT_ONCE = 50
_WIDTH = 40
_SHOWN = 5
_LOOKED_INTO = 1000


@dataclass
class State:
    """How far the search has come: the next compound's number, claims put to the test, seconds, and the compounds in which
    a sentence wasn't so."""

    following: int = 0
    claims: int = 0
    seconds: float = 0.0
    false: list[int] = field(default_factory=list)


def main() -> int:
    """Search, with a bar on the standard error, and report."""
    reader = argparse.ArgumentParser(prog="run.py falsify")
    reader.add_argument("--compounds", type=int, default=10_000)
    reader.add_argument("--minutes", type=float, default=60.0)
    reader.add_argument("--afresh", action="store_true", help="from the first compound, whatever was looked at before")
    asked = reader.parse_args()
    state = State() if asked.afresh or not STATE.is_file() else State(**json.loads(STATE.read_text()))
    first, claims = state.following, state.claims
    began, known = monotonic(), len(state.false)
    for last, tried, false in _bar(state, _searched(range(first, first + asked.compounds)), asked.compounds):
        state.following, state.claims = last, state.claims + tried
        state.false += false
        if monotonic() - began > 60 * asked.minutes:
            break
    took = monotonic() - began
    state.seconds += took
    _keep(state)
    _report(state.false[known:])
    done = state.following - first
    _tell_what_was_there(range(first, min(state.following, first + _LOOKED_INTO)))
    print(
        f"{done:,} compounds from number {first:,} in {took:.0f} s ({done / max(took, 0.001):.0f} a second), "
        f"{state.claims - claims:,} claims; false in {len(state.false) - known}. "
        f"So far {state.following:,} compounds, {state.claims:,} claims, {state.seconds:,.0f} s, false in {len(state.false)}"
    )
    return 1 if state.false[known:] else 0


def _tell_what_was_there(numbers: range) -> None:
    print(f"What was there in the first {len(numbers):,} of these compounds:")
    for name, number in sorted(reached(numbers).items(), key=lambda one: one[1]):
        print(f"{number:7,}  {name}")


def _keep(state: State) -> None:
    STATE.parent.mkdir(exist_ok=True)
    STATE.write_text(json.dumps(asdict(state)))


def looked_at(numbers: range) -> tuple[int, int, list[int]]:
    """The number after these, how many claims were tried, and the compounds where a sentence isn't so or can't be made."""
    tried, false = 0, []
    for number in numbers:
        try:
            more, found = falsehoods(compound(number))
        except Exception:
            more, found = 0, [None]
        tried += more
        if found:
            false.append(number)
    return numbers.stop, tried, false


def _searched(numbers: range) -> Iterator[tuple[int, int, list[int]]]:
    parts = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    with Pool(os.cpu_count()) as pool:
        yield from pool.imap(looked_at, parts)


def _bar(state: State, found: Iterator[Any], of: int) -> Iterator[Any]:
    first = state.following
    for part in found:
        done = part[0] - first
        filled = _WIDTH * done // of
        bar = "#" * filled + "." * (_WIDTH - filled)
        false = len(state.false) + len(part[2])
        print(f"\r[{bar}] {done:,}/{of:,}, false: {false}", end="", file=sys.stderr, flush=True)
        yield part
        if done // 5000 != (done - AT_ONCE) // 5000:
            _keep(state)
    print(file=sys.stderr)


def _report(numbers: list[int]) -> None:
    shown: set[tuple[str, str, str]] = set()
    for number in numbers:
        try:
            found: list[Falsehood] = falsehoods(compound(number))[1]
        except Exception:
            print(f"compound {number} can't be printed:\n{traceback.format_exc()}")
            continue
        for one in found:
            if one.kind not in shown and len(shown) < _SHOWN:
                shown.add(one.kind)
                small, still = shrunk(compound(number), one)
                print(f"compound {number}: {still}\n{described(small)}")


if __name__ == "__main__":
    sys.exit(main())
