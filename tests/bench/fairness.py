"""python -m tests.bench.fairness DATABASE SECONDS: write over and over through the product's own transactions.

Two such processes in a tight loop show whether the slower one is left waiting: each prints how often it wrote and how long
its longest wait was.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from surveys.store.attempt import record
from tests.conftest import connected

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Fairness:
    """What two writers came to: how often each wrote, the fewer first, and the longest wait of either in seconds."""

    times: tuple[int, int]
    longest: float

    def said(self) -> str:
        """One line about it."""
        share = self.times[0] / max(1, sum(self.times))
        return (
            f"{self.times[0]} and {self.times[1]} commits, the slower one {share:.0%}; longest {self.longest * 1000:.0f} ms"
        )


def contended(database: str, seconds: float) -> Fairness:
    """Let two processes write for that long."""
    command = [sys.executable, "-m", "tests.bench.fairness", database, str(seconds)]
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("begin\n")
        writer.stdin.flush()
    results = [json.loads(writer.communicate(timeout=seconds + 60)[0]) for writer in writers]
    fewer, more = sorted(result["times"] for result in results)
    return Fairness((fewer, more), max(result["longest"] for result in results))


def main(database: str, seconds: str) -> int:
    """Write until the time is over."""
    with connected(database) as reached:
        print("ready", flush=True)
        sys.stdin.readline()
        times, longest, until = 0, 0.0, time.monotonic() + float(seconds)
        while (began := time.monotonic()) < until:
            with reached.transaction() as session:
                record(session, "bench", "somebody", datetime.now(UTC))
            times, longest = times + 1, max(longest, time.monotonic() - began)
    print(json.dumps({"times": times, "longest": longest}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
