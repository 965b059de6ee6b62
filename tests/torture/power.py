"""Power cuts under our own statements and settings: what was acknowledged is there when the power is back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

import apsw
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.core.evidence import EvidenceFile, EvidenceKind
from surveys.services.code import Door
from surveys.store.db import db, prepare_engine, transaction
from surveys.store.evidence import keep_evidence
from tests.conftest import connected, migrated
from tests.factories import DURING, KEYS, LI, doors, opened, rooms, voted
from tests.torture.disk import Disk, File, driver
from tests.torture.result import Result

HOMES = 12
Tell = Callable[[Result], None]


@dataclass
class Machine:
    """A machine with one database on a disk that loses power, and everything that it acknowledged."""

    app: Flask
    disk: Disk
    poll: int
    doors: list[Door]
    acknowledged: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    number: int = 0

    def work(self, chance: Random) -> None:
        """Take ballots, and a file now and then, until the power goes."""
        while True:
            self.number += 1
            if chance.random() < 0.15:
                content = b"%PDF-1.7 " + chance.randbytes(chance.randrange(1_000, 60_000))
                file = EvidenceFile(EvidenceKind.PDF, 1, content)
                with self.app.app_context(), transaction() as session:
                    keep_evidence(session, self.poll, file, by=LI, now=DURING)
                self.kept.add(sha256(content).hexdigest())
                continue
            with self.app.app_context(), transaction() as session:
                cast = voted(session, chance.choice(self.doors), submission=f"submission-{self.number:08d}")
            self.acknowledged.add(cast.receipt)

    def lost(self) -> tuple[int, str]:
        """How much of what was acknowledged isn't there, and what SQLite says of the file."""
        with self.app.app_context(), db.engine.connect() as session:
            said = str(session.execute(text("PRAGMA integrity_check")).scalar_one())
            there = set(session.scalars(text("SELECT receipt FROM revisions")))
            files = {sha256(content).hexdigest() for content in session.scalars(text("SELECT content FROM evidence_files"))}
        return len(self.acknowledged - there) + len(self.kept - files), said

    def restart(self) -> None:
        """Let go of everything that the machine held in memory."""
        self.disk.off = True
        with self.app.app_context(), suppress(DBAPIError, apsw.Error):
            db.engine.dispose()


def run(cuts: int, tell: Tell, *, seed: int = 0) -> Result:
    """So many power cuts, one after the other, on one database that lives on; what is lost is counted once."""
    result, folder = Result(), Path(tempfile.mkdtemp(prefix="dd-power-"))
    try:
        machine = _machine(folder)
        for number in range(cuts):
            chance = Random(f"{seed} {number}")
            machine.disk.left = int(chance.expovariate(1 / 150)) + 1
            try:
                machine.work(chance)
            except (DBAPIError, apsw.Error):
                result.counts["cuts"] += 1
            machine.restart()
            machine.disk.cut(chance)
            lost, said = machine.lost()
            result.counts["lost"] += lost
            if lost:
                result.problems.append(f"cut {number}: {lost} lost")
            if said != "ok":
                result.problems.append(f"cut {number}: {said}")
                break
            result.counts["acknowledged"] += len(machine.acknowledged) + len(machine.kept)
            machine.acknowledged.clear()
            machine.kept.clear()
            tell(result)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return result


def _machine(folder: Path) -> Machine:
    path = folder / "power.db"
    url = f"sqlite:///{path}"
    migrated(url)
    with connected(url) as database, database.transaction() as session:
        poll = opened(session, *rooms(HOMES))
        found = doors(session, poll)
    content = bytearray(path.read_bytes())
    name = "/power.db"
    disk = Disk({name: File(content, bytearray(content))})
    app = Flask("power")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS={"module": driver(name)})
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, KEYS)
    return Machine(app, disk, poll.id, found)
