"""An office that cheats: run.py office-attack [--orders 2000] [--from 0]. Exit status 1 where a household was robbed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.conftest import migrated
from tests.office_attack.scene import Scene, scene
from tests.office_attack.walking import Walk, order, shrunk, walk

LENGTH = 60
_WIDTH = 40
_SHOWN = 5
_open = ExitStack()


def main() -> int:
    """Try every order, with a bar on the standard error, and report."""
    reader = argparse.ArgumentParser(prog="run.py office-attack")
    reader.add_argument("--orders", type=int, default=2000)
    reader.add_argument("--from", type=int, default=0, dest="first")
    asked = reader.parse_args()
    numbers, began = range(asked.first, asked.first + asked.orders), monotonic()
    walks = dict(_with_bar(_walked(numbers), len(numbers)))
    robbed = sorted(number for number, went in walks.items() if went.robbed)
    for number in robbed[:_SHOWN]:
        _, went = shrunk(_scene(), order(number, LENGTH))
        print("\n".join([f"order {number}", *(f"  {act}" for act in went.done), went.robbed]))
    secrets, ballots = (sum(getattr(went, name) for went in walks.values()) for name in ("secrets", "ballots"))
    acts, answers = sum(len(went.done) for went in walks.values()), sum(went.answers for went in walks.values())
    print(
        f"{len(walks):,} orders from number {asked.first:,} in {monotonic() - began:.0f} s: {acts:,} acts, {ballots:,} "
        f"ballots cast, {answers:,} answers and files to the office with {secrets:,} secrets; robbed in {len(robbed)}"
    )
    _open.close()
    return 1 if robbed else 0


@cache
def _scene() -> Scene:
    """The scene of this process."""
    folder = Path(_open.enter_context(TemporaryDirectory()))
    template = folder / "template.db"
    migrated(f"sqlite:///{template}")
    return _open.enter_context(scene(template, folder))


def _one(number: int) -> tuple[int, Walk]:
    return number, walk(_scene(), order(number, LENGTH))


def _walked(numbers: range) -> Iterator[tuple[int, Walk]]:
    with Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(_one, numbers)


def _with_bar(walks: Iterator[tuple[int, Walk]], of: int) -> Iterator[tuple[int, Walk]]:
    robbed = 0
    for done, (number, went) in enumerate(walks, 1):
        robbed += bool(went.robbed)
        filled = _WIDTH * done // of
        bar = "#" * filled + "." * (_WIDTH - filled)
        print(f"\r[{bar}] {done}/{of}, robbed: {robbed}", end="", file=sys.stderr, flush=True)
        yield number, went
    print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
