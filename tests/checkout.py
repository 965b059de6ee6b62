"""A checkout of its own to start for real: its own instance folder, the code of this one, nothing installed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED, LINKED = ("run.py", "app.py", "config.py"), ("surveys", "templates", "migrations", "static", ".venv")
START = "import sys, run; run.build = lambda **_: None; sys.exit(run.main(sys.argv[1:]))"


@dataclass(frozen=True)
class Checkout:
    """Where it lies, and what of the environment is its own."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def instance(self) -> Path:
        """Its instance folder, which the first start makes."""
        return self.folder / "instance"

    def command(self, *arguments: str) -> list[str]:
        """How `python3 run.py ...` is started here."""
        return [sys.executable, "-c", START, *arguments]

    def surroundings(self, more: Mapping[str, str]) -> dict[str, str]:
        """The environment that it is started in."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DIANDAN_")}
        return {**ours, **self.environment, **more}

    def typed(self, *arguments: str, umask: int = -1, **more: str) -> subprocess.CompletedProcess[str]:
        """What `python3 run.py ...` says here."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.surroundings(more),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            umask=umask,
        )

    @contextmanager
    def served(self, *, umask: int = -1, **more: str) -> Iterator[str]:
        """`python3 run.py serve`, answering; yields its address and ends it and nothing else."""
        port = free_port()
        command = self.command("serve", "--port", str(port))
        said = (self.folder / "said").open("w+")
        process = subprocess.Popen(
            command, cwd=self.folder, env=self.surroundings(more), stdout=said, stderr=said, umask=umask
        )
        try:
            until = time.monotonic() + 90
            while not answers(f"http://127.0.0.1:{port}/healthz"):
                if process.poll() is not None or time.monotonic() > until:
                    raise AssertionError(Path(said.name).read_text("utf-8"))
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            said.close()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether anything answers there."""
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def checkout(folder: Path, **environment: str) -> Checkout:
    """Make one in `folder`."""
    folder.mkdir(exist_ok=True)
    for name in COPIED:
        shutil.copy(ROOT / name, folder)
    for name in LINKED:
        (folder / name).symlink_to((ROOT / name).resolve())
    return Checkout(folder, environment)
