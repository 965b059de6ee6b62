"""A thousand paper forms and a clerk who cheats: run.py paper-loop [--forms 1000] [--photographed 300]. Exit status 1 where
the count isn't what the papers say, or the cheat isn't found. The forms after those are typed in off the paper."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from surveys.core.paper_reading import Sighting
from tests.conftest import Database, connected, migrated
from tests.paper_loop.office import CHEAT, PaperOffice, paper_office
from tests.paper_loop.writing import Eyes, seen

_WIDTH = 40
Taken = list[tuple[bytes, Sighting]]


def main() -> int:
    """Take the forms all the way, with a bar on the standard error, and report."""
    reader = argparse.ArgumentParser(prog="run.py paper-loop")
    reader.add_argument("--forms", type=int, default=1000)
    reader.add_argument("--photographed", type=int, default=1000)
    asked = reader.parse_args()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/loop.db"
        migrated(url)
        with connected(url) as database, Pool(os.cpu_count()) as pool:
            more = {"photographs": partial(pool.imap, chunksize=4), "bar": True}
            problems, report = looped(database, Path(folder), asked.forms, asked.photographed, **more)
    print("\n".join([*problems[:20], report]))
    return int(bool(problems))


def looped(
    database: Database, folder: Path, forms: int, photographed: int, *, photographs: Any = map, bar: bool = False
) -> tuple[list[str], str]:
    """So many forms from the printer to the count: what is wrong in the end, and what it took."""
    began, steps, eyes = monotonic(), _Bar(2 * forms + photographed if bar else 0), Eyes()
    office = paper_office(database, forms)
    office.print_all(folder)
    printed = monotonic() - began
    office.phone()
    taken = []
    for pages, one in photographs(partial(seen, seed=1), office.papers[:photographed]):
        taken.append(pages)
        eyes.add(one)
        steps.tick()
    read = monotonic() - began - printed
    office.photograph(taken)
    office.type_in(steps.tick)
    waited = office.settle_conflicts()
    office.check(steps.tick)
    problems = [*office.problems(), *_cheat(office), *([f"{eyes.wrong} boxes misread"] if eyes.wrong else [])]
    if waited != len(office.phones):
        problems.append(f"{waited} papers waited for {len(office.phones)} homes that had answered")
    lot = office.checks().numbered(1)
    report = (
        f"{forms:,} forms printed in {printed:.0f} s; {eyes.pages:,} pages, {sum(eyes.boxes.values()):,} boxes photographed "
        f"and read in {read:.0f} s: {eyes.wrong} wrong, {eyes.unread} pages left to a person; {waited} waited beside the "
        f"home's own; {len(office.falsified)} falsified, {lot.wrong} found wrong, lot {lot.lot.state}; "
        f"{monotonic() - began:.0f} s in all"
    )
    return problems, report


def _cheat(office: PaperOffice) -> list[str]:
    """What isn't found of the cheat: every form that was turned around stands in the queue, and no honest one does."""
    lot = office.checks().numbered(1)
    typed = {form.entry: form for form in lot.forms}
    found = {
        form.number for check in lot.checks if check.differs for form in [typed[check.entry]] if form.by == CHEAT.username
    }
    return [] if found == office.falsified else [f"falsified {sorted(office.falsified)}, found {sorted(found)}"]


class _Bar:
    """Progress on the standard error; silent without anything to count."""

    def __init__(self, whole: int) -> None:
        self.whole, self.done = whole, 0

    def tick(self) -> None:
        """One step more."""
        self.done += 1
        if self.whole:
            filled = min(_WIDTH, _WIDTH * self.done // self.whole)
            print(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {self.done:,}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
