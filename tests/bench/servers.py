"""Both applications behind the server that the product runs on, on free ports of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveys.serving import service
from surveys.serving.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
_HZ = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Server:
    """A running application; `beside` are the processes that work for it besides its own, as a database server does."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    beside: tuple[int, ...] = ()

    def processor(self) -> float | None:
        """Processor seconds that it, its workers and those beside it have used; None where the system doesn't tell."""
        family = [member for pid in (self.process.pid, *self.beside) for member in _family(pid)]
        return sum(_seconds(pid) for pid in family) if family else None

    def memory(self) -> list[float]:
        """Megabytes that each worker holds, shared pages divided among whoever shares them; empty where nobody tells."""
        workers = [pid for pid in _family(self.process.pid) if pid != self.process.pid]
        return [_kilobytes(pid) / 1024 for pid in workers]


@contextmanager
def serving(name: str, application: str, port: int, *, beside: tuple[int, ...] = (), **settings: str) -> Iterator[Server]:
    """Serve `application` (`module:factory`) until the block ends."""
    command = [sys.executable, "-m", "tests.bench.servers", application, str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        _wait(port, process)
        yield Server(name, port, process, beside)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server didn't start")


def _family(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    family = [pid] if pid in parents else []
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _HZ


def _kilobytes(pid: int) -> int:
    try:
        lines: Mapping[str, str] = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        )
    except OSError:
        return 0
    return int(lines["Pss"].split()[0])


def main(arguments: list[str]) -> int:
    """Serve an application with the product's own workers, watched as they are by `run.py serve`."""
    application, port = arguments
    place = service.claimed("127.0.0.1", int(port))
    assert place is not None
    posts = service.workers(place, Path(sys.executable), application)
    return Supervisor(posts, folder=ROOT, environment=os.environ, say=print).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
