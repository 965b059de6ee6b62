"""python -m tests.bench.growing: what counting a district, a city and a country takes, from slopes measured here.

Two sizes of one compound give what a compound costs by itself and what each ballot adds; the parts of a country are its
compounds, which are counted apart, so that the rest is addition. Processor time of one core, memory of a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from surveys.core.gates import Checkpoint
from surveys.core.outcome import document
from surveys.core.outcome.outcome import assemble
from surveys.core.outcome.telling import public
from surveys.core.priorities import examine, priority_list
from tests.bench.deciding import CLOSES, Case, best, case, show

SMALL, LARGE = 100, 1_000
PLACES: Mapping[str, tuple[int, int]] = {
    "district": (146, 24_000),
    "city": (610, 100_000),
    "city, a million ballots": (8_130, 1_333_000),
    "country": (238_000, 39_000_000),
}
"""Compounds and households, three of four of which answer; after the first row a compound has 164 households."""
LIMITS = (20_000, 100_000)


@dataclass(frozen=True)
class Slope:
    """What a part costs for a compound by itself and for each of its ballots."""

    fixed: float
    each: float

    def of(self, compounds: int, ballots: int) -> float:
        """The cost of so many compounds with so many ballots together."""
        return compounds * self.fixed + ballots * self.each


def _verdict(made: Case, listed: object, examined: object = None) -> object:
    return assemble(
        *(made.poll, made.roster, made.edition, made.menu, made.ballots),
        findings=(),
        listed=listed,  # type: ignore[arg-type]
        examined=examined,  # type: ignore[arg-type]
        now=CLOSES,
        on=date(2026, 11, 16),
        checkpoint=Checkpoint.C1,
    )


def _sources(made: Case) -> tuple[object, ...]:
    return made.menu, made.edition, made.roster, made.ballots, made.terms


PARTS: Mapping[str, Callable[[Case], object]] = {
    "list": lambda made: priority_list(*_sources(made)),  # type: ignore[arg-type]
    "verdict and list": lambda made: _verdict(made, priority_list(*_sources(made))),  # type: ignore[arg-type]
    "sheet's checks": lambda made: examine(*_sources(made)),  # type: ignore[arg-type]
    "notice": lambda made: document(public(_verdict(made, priority_list(*_sources(made))))),  # type: ignore[arg-type]
}


def slope(part: Callable[[Case], object]) -> Slope:
    """Measured at two sizes."""
    small, large = (best(partial(part, case(size)), 5)[0] for size in (SMALL, LARGE))
    each = (large - small) / (LARGE - SMALL)
    return Slope(max(0.0, small - SMALL * each), each)


def time_table() -> Iterator[str]:
    """Processor seconds of each part for each place."""
    yield f"{'part':<20}{'ms a compound':>14}{'us a ballot':>13}" + "".join(f"{place:>25}" for place in PLACES)
    for name, part in PARTS.items():
        found = slope(part)
        cells = "".join(f"{found.of(compounds, households * 3 // 4):>23.1f} s" for compounds, households in PLACES.values())
        yield f"{name:<20}{found.fixed * 1000:>14.2f}{found.each * 1e6:>13.1f}{cells}"


def memory_table() -> Iterator[str]:
    """What one compound of so many ballots holds and takes, each in a process of its own."""
    yield f"{'ballots in one compound':>24}{'verdict and list s':>20}{'held MB':>10}{'peak MB':>10}"
    for ballots in LIMITS:
        whole = [sys.executable, "-m", "tests.bench.growing", "--one", str(ballots)]
        told = json.loads(subprocess.run(whole, capture_output=True, check=True, text=True).stdout)
        yield f"{ballots:>24}{told['seconds']:>20.2f}{told['held']:>10.0f}{told['peak']:>10.0f}"


def _one(ballots: int) -> str:
    from tests.bench.deciding import peak

    made = case(ballots)
    held = peak()
    seconds = best(lambda: PARTS["verdict and list"](made), 1)[0]
    return json.dumps({"seconds": seconds, "held": held or 0, "peak": peak() or 0})


def main(arguments: list[str]) -> int:
    """Print both tables; with `--one`, one compound's figures as JSON."""
    if arguments[:1] == ["--one"]:
        print(_one(int(arguments[1])))
        return 0
    show(time_table, memory_table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
