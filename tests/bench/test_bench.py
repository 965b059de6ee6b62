"""The bench itself works: as little as shows it, and nothing about how long anything took."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import contest
from tests.bench.phones import Round, Walk
from tests.bench.servers import Server
from tests.torture.apart import done

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> str:
    """What the bench prints, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench", "--quick", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_everybody_answers_and_is_told_beside_the_floor_and_the_bare_app() -> None:
    told = bench("--only", "parts,rates,arrivals,fairness", "--without-postgresql")
    for name in ("ours", "floor", "lean", "raw", "bare"):
        (line,) = re.findall(rf"^{name} +\d.*$", told, re.M)
        assert line.endswith("none"), told
    assert re.search(r"^  ours / floor +answers/s \d", told, re.M)
    assert re.search(r"^  ours / bare +answers/s \d", told, re.M)
    assert re.search(r"^  ours / bare: \d", told, re.M)
    assert re.findall(r"^  (ours|floor), .* none$", told, re.M) == ["ours"] * 3 + ["floor"] * 3
    assert re.search(r"\d commits, the slower one \d+%", told)
    assert re.search(r"^memory of our workers: \d+( \+ \d+)+ = \d+ MB$", told, re.M)


def test_a_part_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AssertionError, match="there is no speed"):
        bench("--only", "speed")


def measured(name: str, *rounds: tuple[float, float]) -> contest.Contestant:
    """Somebody with rounds of so many answers a second at so many processor seconds in all."""
    walk, server = Walk("127.0.0.1", 1, re.compile("done")), Server(name, 1, None)  # type: ignore[arg-type]
    made = [contest.Measured(Round(1.0, [0.01] * int(rate)), cost, int(rate)) for rate, cost in rounds]
    return contest.Contestant(name, server, walk, [], made)


def test_rounds_are_compared_with_their_neighbours_and_with_no_other_round() -> None:
    ours, other = measured("ours", (50, 0.5), (5, 0.5), (100, 1.0)), measured("floor", (100, 0.5), (10, 0.5), (100, 1.0))
    (line,) = contest.ratios([ours, other], "floor")
    assert "answers/s 0.50 (0.50-1.00)" in line
    assert "processor 2.00 (1.00-2.00)" in line


def test_phones_that_come_are_counted_from_when_they_came() -> None:
    from tests.bench.arrivals import open_loop

    class Slow(Walk):
        async def go(self, path: str) -> float:
            await asyncio.sleep(0.02 * int(path))
            return 0.0

    came = done(open_loop(Slow("127.0.0.1", 1, re.compile("x")), iter("123"), rate=1000, seconds=1))
    assert len(came.seconds) == 3
    assert min(came.seconds) >= 0.02
    assert came.at(1.0) >= 0.06
