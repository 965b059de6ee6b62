"""The real `run.py serve` in a folder of its own, so that the installation beside it keeps its secret and its address."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.checkout import free_port

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("run.py", "app.py", "config.py", "requirements.txt", "requirements-dev.txt")
_LINKED = ("surveys", "templates", "static", "migrations", "tests", "recount.py", "pyproject.toml")


@dataclass(frozen=True)
class House:
    """A service that runs, and where what it says is written."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def processes(self, kind: str = "") -> list[int]:
        """The processes that were started for it and whose command names `kind`."""
        return [pid for pid in children(self.process.pid) if kind in command(pid)]

    @property
    def workers(self) -> list[int]:
        """Those that answer."""
        return self.processes("serving.worker")

    def said(self) -> str:
        """What it said until now."""
        return self.log.read_text()

    @property
    def whole(self) -> bool:
        """Whether everybody is there and has begun: what is said of each that ended, and of each that took its place."""
        said = self.said()
        gone, back = said.count("停了（") + said.count("没有反应"), said.count("又好了")
        return len(self.workers) == 2 and len(self.processes("keep-time")) == 1 and gone == back

    def answers(self, path: str = "/healthz", timeout: float = 1.0) -> bool:
        """Whether it answers a request now."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as phone:
            phone.settimeout(timeout)
            phone.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            return phone.recv(12) == b"HTTP/1.1 200"
        return False

    def silent_for(self, most: float) -> float:
        """Seconds until it answers; raises `TimeoutError` after `most`."""
        began = time.monotonic()
        while time.monotonic() < began + most:
            if self.answers():
                return time.monotonic() - began
            time.sleep(0.05)
        raise TimeoutError(f"no answer for {most} s: {self.said()[-800:]}")


def built(folder: Path) -> Path:
    """A tree in which run.py finds everything and installs nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        shutil.copy(ROOT / name, folder)
    for name in _LINKED:
        (folder / name).symlink_to(ROOT / name)
    venv = folder / ".venv"
    venv.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "built":
            (venv / path.name).symlink_to(path)
    digests = [hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in _COPIED[-2:]]
    (venv / "built").write_text("\n".join(digests))
    return folder


@contextmanager
def serving(folder: Path, command: Sequence[str] = ("run.py", "serve"), **settings: str) -> Iterator[House]:
    """Serve from `folder` until the block ends."""
    port, log = free_port(), folder / "served.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            cwd=folder,
            env={**os.environ, **settings},
            stdout=file,
            stderr=file,
        )
    house = House(port, process, log)
    try:
        house.silent_for(90)
        yield house
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def children(parent: int) -> list[int]:
    """The processes that a process started and that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, above = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            if int(above) == parent and state != "Z":
                found.append(int(folder.name))
    return sorted(found)


def command(pid: int) -> str:
    """How a process was started."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def hurt(pid: int, how: signal.Signals) -> None:
    """Send a signal to a process that we started; one that is gone already has had its end."""
    with suppress(ProcessLookupError):
        os.kill(pid, how)
