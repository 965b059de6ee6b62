"""Hunts: gives inputs to a child, watches the clock, and makes what breaks a parser small."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic
from typing import IO, Any, Self

ROOT = Path(__file__).resolve().parents[2]
FOUND = Path(__file__).parent / "found"
_SLACK = 60.0
"""Seconds of the wall clock beyond an input's own: seeds are made meanwhile, and machines are busy."""


@dataclass(frozen=True)
class Tried:
    """What came of one input."""

    parser: str
    number: int
    fault: str
    said: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0

    def __str__(self) -> str:
        return f"{self.parser} number {self.number}: {self.fault}"


class Child:
    """The process that reads. One that dies or stands still is found out and replaced."""

    def __init__(self, template: Path | None = None) -> None:
        """`template` is a migrated, empty SQLite database, where there is one already."""
        self._template = template

    def __enter__(self) -> Self:
        self._process: subprocess.Popen[str] | None = None
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _begin(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.fuzz.child"]
        pipe = subprocess.PIPE
        command += [str(self._template)] if self._template else []
        process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        self._said: Queue[str] = Queue()
        Thread(target=_passed_on, args=(process.stdout, self._said), daemon=True).start()
        return process

    def _end(self) -> None:
        if self._process is None:
            return
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def tried(self, parser: str, number: int = -1, *, file: Path | None = None, write: Path | None = None) -> Tried:
        """What comes of the input of this number, or of that in a file; `write` keeps its bytes."""
        order: dict[str, Any] = {"parser": parser, **({"file": str(file)} if file else {"number": number})}
        process = self._process = self._process or self._begin()
        assert process.stdin
        try:
            process.stdin.write(json.dumps(order | ({"write": str(write)} if write else {})) + "\n")
            process.stdin.flush()
            line = self._said.get(timeout=_SLACK)
        except (Empty, BrokenPipeError):
            line = "?"
        if line.startswith("{"):
            found = json.loads(line)
            return Tried(parser, number, found["fault"], found["said"], found["seconds"], found["megabytes"])
        if line:
            process.kill()
        status = process.wait()
        self._process = None
        return Tried(parser, number, "stood still" if line == "?" else f"killed the process ({status})")


def _passed_on(stream: IO[str], to: Queue[str]) -> None:
    for line in stream:
        to.put(line)
    to.put("")


def hunted(child: Child, orders: Iterable[tuple[str, int]], *, seconds: float) -> Iterator[Tried]:
    """What comes of each of these inputs, until the time is over."""
    until = monotonic() + seconds
    for parser, number in orders:
        if monotonic() > until:
            return
        yield child.tried(parser, number)


def shrunk(child: Child, one: Tried, *, tries: int = 80) -> bytes:
    """The input with everything left out without which it breaks in the same way."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "input"
        child.tried(one.parser, one.number, write=file)
        data, kind = file.read_bytes(), one.fault.split(":")[0]
        size = len(data) // 2
        while size and tries:
            for begins in range(0, len(data), size):
                less = data[:begins] + data[begins + size :]
                file.write_bytes(less)
                tries -= 1
                if child.tried(one.parser, file=file).fault.split(":")[0] == kind:
                    data = less
                    break
                if not tries:
                    break
            else:
                size //= 2
        return data


def found_inputs() -> Sequence[tuple[str, Path]]:
    """What broke a parser once, by its name."""
    return [(path.parent.name, path) for path in sorted(FOUND.glob("*/*"))]


def in_turn(often: dict[str, int], rounds: range) -> Iterator[tuple[str, int]]:
    """Numbers of inputs for every parser, a round after the other, so that each has had its share whenever time is over."""
    for each in rounds:
        for parser, share in often.items():
            yield from ((parser, number) for number in range(each * share, (each + 1) * share))
