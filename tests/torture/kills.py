"""The real service is killed again and again, one process of it or all, while phones that don't give up vote."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy import text

from surveys.core.code import Keys
from tests.checkout import Checkout, answers, checkout, free_port
from tests.conftest import connected, migrated
from tests.neighbourhood import neighbourhood
from tests.torture.machine import Postgres, kill, own_postgres, tree
from tests.torture.phones import Phone
from tests.torture.result import Result

SECRET = "a secret of the torture, long enough"
KINDS = ("sqlite", "postgresql")
Tell = Callable[[Result], None]


@dataclass
class Service:
    """`python3 run.py serve` in a checkout of its own, and whoever would start it again where it ended: as systemd does,
    what is left of it is killed first."""

    place: Checkout
    port: int
    url: str
    process: subprocess.Popen[bytes] | None = None
    known: set[int] = field(default_factory=set)
    starts: int = 0

    @property
    def base(self) -> str:
        """Where phones find it."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Start it."""
        with (self.place.folder / "said").open("ab") as said:
            command = self.place.command("serve", "--port", str(self.port))
            environment = self.place.surroundings({"DIANDAN_DATABASE": self.url, "DIANDAN_SECRET": SECRET})
            self.process = subprocess.Popen(command, cwd=self.place.folder, env=environment, stdout=said, stderr=said)
        self.starts += 1

    def pids(self) -> list[int]:
        """All of it, run.py first."""
        assert self.process is not None
        found = tree(self.process.pid)
        self.known.update(found)
        return found

    def attend(self) -> None:
        """Start it again where it ended, after whatever is left of it."""
        if self.process is None or self.process.poll() is None:
            return
        kill(*self.known)
        self.known.clear()
        self.begin()

    def healthy(self, seconds: float = 240) -> bool:
        """Wait until it answers, starting it where it has to be."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.attend()
            if answers(f"{self.base}/healthz"):
                return True
            time.sleep(0.1)
        return False

    def end(self) -> None:
        """End all of it."""
        if self.process is not None:
            kill(*self.pids(), *self.known)
            self.process.wait(30)


def run(kind: str, kills: int, wanted: int, tell: Tell, *, phones: int = 12, seed: int = 0) -> Result:
    """So many kills, and so many acknowledged ballots at least, on one kind of database."""
    result, folder = Result(), Path(tempfile.mkdtemp(prefix="dd-kills-"))
    try:
        with a_database(kind, folder) as (url, postgres):
            paths = letters(url, phones)
            service = Service(checkout(folder / "checkout"), free_port(), url)
            service.begin()
            try:
                _torture(service, postgres, paths, result, tell, kills=kills, wanted=wanted, chance=Random(seed))
            finally:
                service.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return result


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[tuple[str, Postgres | None]]:
    """A migrated, empty database of a kind, with its PostgreSQL where it has one."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'diandan.sqlite'}"
        migrated(url)
        yield url, None
        return
    with own_postgres() as machine:
        address = machine.url.format(database="postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE diandan")
        url = machine.url.format(database="diandan")
        migrated(url)
        yield url, machine


def letters(url: str, homes: int) -> list[str]:
    """A neighbourhood in a database, and where the letters of its homes lead."""
    with connected(url) as database, database.transaction() as session:
        found = neighbourhood(session, Keys.from_secret(SECRET.encode()), datetime.now(UTC), homes)
        return [f"/q/{letter.url.rsplit('/', 1)[1]}" for letter in found.letters]


def _torture(
    service: Service,
    postgres: Postgres | None,
    paths: list[str],
    result: Result,
    tell: Tell,
    *,
    kills: int,
    wanted: int,
    chance: Random,
) -> None:
    if not service.healthy(120):
        result.problems.append("the service didn't start")
        return
    stop = threading.Event()
    phones = [Phone(service.base, path, stop) for path in paths]
    threads = [threading.Thread(target=lived, args=(phone, result)) for phone in phones]
    for thread in threads:
        thread.start()
    while not result.problems:
        time.sleep(0.3 + chance.random() * 1.5)
        result.counts["acknowledged"] = sum(len(phone.acknowledged) for phone in phones)
        tell(result)
        if result.counts["kills"] >= kills:
            if result.counts["acknowledged"] >= wanted:
                break
            continue
        _one_kill(service, postgres, result, chance)
        if not service.healthy():
            result.problems.append("the service didn't come back")
    stop.set()
    service.healthy()
    for thread in threads:
        thread.join(120)
    result.counts["acknowledged"] = sum(len(phone.acknowledged) for phone in phones)
    result.counts["sent again"] = sum(phone.retries for phone in phones)
    result.counts["starts"] = service.starts
    service.end()
    judge(service.url, phones, result)


def lived(phone: Phone, result: Result) -> None:
    """One phone's life; what it couldn't bear is a problem."""
    try:
        phone.live()
    except Exception as error:
        result.problems.append(f"{type(error).__name__}: {error}")


def _one_kill(service: Service, postgres: Postgres | None, result: Result, chance: Random) -> None:
    result.counts["kills"] += 1
    pids = service.pids()
    if postgres and chance.random() < 0.4:
        backends = postgres.backends()
        if chance.random() < 0.3 or not backends:
            kill(postgres.server.pid)
            result.counts["postmasters killed"] += 1
            postgres.again()
        else:
            kill(chance.choice(backends))  # the others are ended by the first, which starts anew
            result.counts["backends killed"] += 1
        return
    match chance.choice(("one", "one", "one", "first", "all")):
        case "all":
            kill(*pids)
            result.counts["everything killed"] += 1
        case "first":
            kill(pids[0])
            result.counts["run.py killed"] += 1
        case _:
            kill(chance.choice(pids[1:] or pids))
            result.counts["processes killed"] += 1
    if service.process is not None:
        time.sleep(0.05)


def judge(url: str, phones: list[Phone], result: Result) -> None:
    """Hold what stands in the database against what the phones were told."""
    with connected(url) as database, database.reading() as session:
        rows = session.execute(text("SELECT submission, answers, receipt FROM revisions")).all()
        if database.kind == "sqlite" and (said := session.execute(text("PRAGMA integrity_check")).scalar_one()) != "ok":
            result.problems.append(f"integrity: {said}")
    result.counts["stored"] = len(rows)
    for phone in phones:
        for sent in phone.acknowledged:
            found = [row for row in rows if f'"{sent.said}"' in row.answers]
            if not found:
                result.counts["lost"] += 1
                result.problems.append(f"lost: {sent.said}")
            elif len(found) > 1:
                result.counts["doubled"] += 1
                result.problems.append(f"doubled: {sent.said}")
            elif not found[0].submission.startswith(sent.submission) or not _shows(sent.receipt, found[0].receipt):
                result.counts["wrong receipts"] += 1
                result.problems.append(f"wrong receipt: {sent.said}")


def _shows(page: str, receipt: str) -> bool:
    plain = "".join(sign for sign in page if sign.isalnum())
    return "".join(sign for sign in receipt if sign.isalnum()) in plain
