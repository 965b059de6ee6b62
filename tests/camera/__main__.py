"""Forms marked by a script and photographed badly: run.py read-forms-hunt [--boxes 50000]. Exit status 1 where a box is
invented, or more than one in a thousand is missed without being flagged."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import count
from multiprocessing import Pool
from time import monotonic

from tests.camera.hunting import Hunt, hunted

_WIDTH = 40
_SHOWN = 20


def main() -> int:
    """Photograph until there are boxes enough, with a bar on the standard error, and report."""
    reader = argparse.ArgumentParser(prog="run.py read-forms-hunt")
    reader.add_argument("--boxes", type=int, default=50_000)
    reader.add_argument("--from", type=int, default=1, dest="first")
    reader.add_argument("--even", action="store_true", help="the half that the thresholds were set on")
    asked = reader.parse_args()
    began, found = monotonic(), Hunt()
    with Pool(os.cpu_count()) as pool:
        for one in _one_by_one(pool, asked.first + (asked.first % 2 == asked.even)):
            found.add(one)
            _bar(found, asked.boxes)
            if sum(found.boxes.values()) >= asked.boxes:
                break
    print(file=sys.stderr)
    print("\n".join([*found.wrong[:_SHOWN], f"{found.report()}; {monotonic() - began:.0f} s in all"]))
    return int(found.invented > 0 or 1000 * (found.missed + found.unlooked) > sum(found.boxes.values()))


def _one_by_one(pool: Pool, first: int) -> Iterator[Hunt]:
    for start in count(first, 64):
        yield from pool.imap_unordered(hunted, range(start, start + 64, 2))


def _bar(found: Hunt, of: int) -> None:
    done = min(sum(found.boxes.values()), of)
    filled = _WIDTH * done // of
    bar = "#" * filled + "." * (_WIDTH - filled)
    told = f"[{bar}] {done:,}/{of:,} boxes, invented: {found.invented}, missed: {found.missed}"
    print(f"\r{told}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
