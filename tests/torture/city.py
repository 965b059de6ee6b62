"""Two machines with the program, a pooler and one PostgreSQL, as deploy/ has it for a city, while one machine dies and the
database is started anew.

The machines are network namespaces of this one, made here and gone at the end: nothing of theirs is shared but the address
of the pooler and the secret. It takes root, `ip`, nginx and pgbouncer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.checkout import answers, checkout, free_port
from tests.conftest import migrated
from tests.pooler import pooler
from tests.torture.kills import SECRET, Service, judge, letters, lived
from tests.torture.machine import Postgres, kill, own_postgres
from tests.torture.phones import Phone
from tests.torture.result import Result

ROOT = Path(__file__).resolve().parents[2]
NET = "10.77.0"
APP_PORT = 8000


def lacking() -> str:
    """What this machine lacks for it; empty where it lacks nothing."""
    programs = [name for name in ("ip", "nginx", "pgbouncer") if shutil.which(name) is None]
    if programs or os.name != "posix" or os.getuid() != 0:
        return f"no {'、'.join(programs)}" if programs else "not root"
    made = subprocess.run(["ip", "netns", "add", "dd-try"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", "dd-try"], capture_output=True, check=False)
    return "no network namespaces" if made.returncode else ""


@dataclass
class Machine(Service):
    """One of the two: `python3 run.py serve` in a network of its own."""

    name: str = ""
    address: str = ""

    @property
    def base(self) -> str:
        """Where the proxy finds it."""
        return f"http://{self.address}:{APP_PORT}"

    def begin(self) -> None:
        """Start it."""
        command = ["ip", "netns", "exec", self.name, *self.place.command("serve", "--lan", "--port", str(APP_PORT))]
        settings = {"DIANDAN_DATABASE": self.url, "DIANDAN_POOLER": "on", "DIANDAN_SECRET": SECRET, "DIANDAN_PROXIES": "1"}
        with (self.place.folder / "said").open("ab") as said:
            environment = self.place.surroundings(settings)
            self.process = subprocess.Popen(command, cwd=self.place.folder, env=environment, stdout=said, stderr=said)
        self.starts += 1

    def dies(self) -> None:
        """Everything on it ends at once, and nothing reaches it."""
        pids = self.pids()
        _ip("link", "set", f"{self.name}-out", "down")
        kill(*pids)
        if self.process is not None:
            self.process.wait(30)

    def comes_back(self) -> None:
        """It is switched on again."""
        _ip("link", "set", f"{self.name}-out", "up")
        self.known.clear()
        self.begin()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextmanager
def _network(names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """A bridge with a namespace for each name; yields their addresses."""
    bridge = f"dd{os.getpid() % 10_000}br"
    found = {name: f"{NET}.{11 + place}" for place, name in enumerate(names)}
    try:
        _ip("link", "add", bridge, "type", "bridge")
        _ip("addr", "add", f"{NET}.1/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for name, address in found.items():
            _ip("netns", "add", name)
            _ip("link", "add", f"{name}-out", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"{name}-out", "master", bridge, "up")
            _ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")
            _ip("-n", name, "route", "add", "default", "via", f"{NET}.1")
        yield found
    finally:
        for name in found:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", bridge], capture_output=True, check=False)


@contextmanager
def _proxy(folder: Path, machines: list[Machine]) -> Iterator[str]:
    """nginx with the file that is given away, before both machines and without TLS; yields where phones find it."""
    port = free_port()
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    both = "\n    ".join(f"server {one.address}:{APP_PORT} max_fails=2 fail_timeout=10s;" for one in machines)
    for ours, theirs in {
        "server 127.0.0.1:8000 max_fails=2 fail_timeout=10s;": both,
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "/var/log/nginx": str(folder),
    }.items():
        assert ours in site
        site = site.replace(ours, theirs)
    (folder / "site.conf").write_text("\n".join(line for line in site.splitlines() if "ssl_" not in line))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whole = f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log warn; events {{}} "
    (folder / "whole.conf").write_text(f"{whole} http {{ {temporary} access_log off; include {folder}/site.conf; }}")
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "whole.conf")], stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def run(tell: Callable[[Result], None], *, phones: int = 8, steady: float = 10) -> Result:
    """Vote while the first machine dies, the database starts anew, and the machine comes back, so many seconds between."""
    result, names = Result(), tuple(f"dd{os.getpid() % 10_000}{letter}" for letter in "ab")
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="dd-city-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        for part in ("pooler", "proxy"):
            (folder / part).mkdir()
        folder.chmod(0o755)
        postgres = stack.enter_context(own_postgres())
        direct = postgres.url.format(database="diandan")
        with psycopg.connect(postgres.url.format(database="postgres").replace("+psycopg", ""), autocommit=True) as first:
            first.execute("CREATE DATABASE diandan")
        migrated(direct)
        paths = letters(direct, phones)
        places = stack.enter_context(_network(names))
        url = stack.enter_context(pooler(folder / "pooler", postgres.home, listens=f"{NET}.1")).url
        machines = [Machine(checkout(folder / name), 0, url, name=name, address=places[name]) for name in names]
        for machine in machines:
            stack.callback(machine.end)
            machine.begin()
        base = stack.enter_context(_proxy(folder / "proxy", machines))
        if not all(machine.healthy(180) for machine in machines):
            result.problems.append("a machine didn't start: " + (machines[0].place.folder / "said").read_text()[-2_000:])
            return result
        voting = Voting(base, machines, postgres, result, tell, [Phone(base, path, threading.Event()) for path in paths])
        voting.lived_through(steady)
    return result


@dataclass
class Voting:
    """Phones that vote through the proxy, and what is done meanwhile to what stands behind it."""

    base: str
    machines: list[Machine]
    postgres: Postgres
    result: Result
    tell: Callable[[Result], None]
    phones: list[Phone]

    def acknowledged(self) -> int:
        """How many ballots the service said it has."""
        return sum(len(phone.acknowledged) for phone in self.phones)

    def goes_on(self, seconds: float) -> None:
        """Let them vote for so long, and until somebody could; after a minute and a half something is wrong."""
        before, began = self.acknowledged(), time.monotonic()
        while (waited := time.monotonic() - began) < seconds or (self.acknowledged() == before and waited < seconds + 90):
            time.sleep(0.2)
            self.result.counts["acknowledged"] = self.acknowledged()
            self.tell(self.result)
        if self.acknowledged() == before:
            self.result.problems.append("nobody could vote any more")

    def lived_through(self, steady: float) -> None:
        """All of it, and what came of it."""
        watch, counts = _Watch(f"{self.base}/healthz"), self.result.counts
        threads = [threading.Thread(target=lived, args=(phone, self.result)) for phone in self.phones]
        for thread in (*threads, watch):
            thread.start()
        self.goes_on(steady)
        self.machines[0].dies()
        counts["machines killed"] += 1
        self.goes_on(steady)
        counts["longest without an answer, ms"] = int(watch.longest * 1000)
        kill(self.postgres.server.pid)
        self.postgres.again()
        counts["databases started anew"] += 1
        self.goes_on(steady)
        self.machines[0].comes_back()
        if not self.machines[0].healthy(120):
            self.result.problems.append("the machine didn't come back")
        self.goes_on(steady)
        for stop in (watch.stop, *(phone.stop for phone in self.phones)):
            stop.set()
        for thread in (*threads, watch):
            thread.join(120)
        counts["acknowledged"] = self.acknowledged()
        counts["sent again"] = sum(phone.retries for phone in self.phones)
        for machine in self.machines:
            machine.end()
        judge(self.postgres.url.format(database="diandan"), self.phones, self.result)


class _Watch(threading.Thread):
    """Asks again and again whether anybody answers, and keeps how long nobody did at most."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.longest, self.stop = address, 0.0, threading.Event()

    def run(self) -> None:
        """Ask until told to stop."""
        last = time.monotonic()
        while not self.stop.is_set():
            with suppress(OSError):
                if answers(self.address):
                    last = time.monotonic()
            self.longest = max(self.longest, time.monotonic() - last)
            time.sleep(0.1)
