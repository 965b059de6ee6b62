"""Several processes, and one that is killed: nothing acknowledged is lost, and nobody waits forever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from surveys.store.ballot import revisions_t
from tests.conftest import Database
from tests.factories import doors, opened, rooms, voted
from tests.store.writer import submission

ROOT = Path(__file__).parents[2]


def writer(*arguments: object) -> subprocess.Popen[str]:
    """The writing process, started."""
    command = [sys.executable, "-m", "tests.store.writer", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def acknowledged_until_killed(process: subprocess.Popen[str], number: int) -> list[tuple[int, int, str]]:
    """What the process acknowledged until it was killed, some moment after its first `number` receipts."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if len(lines) == number:
            process.kill()
    process.communicate()
    assert process.returncode == -9
    found = [line.split() for line in lines if line.endswith("\n")]
    return [(int(household), int(revision), receipt) for household, revision, receipt in found]


@pytest.mark.parametrize("number", [3, 40])
def test_a_killed_process_loses_no_ballot_that_it_acknowledged(database: Database, number: int) -> None:
    with database.transaction() as session:
        poll = opened(session, *rooms(5))
        at = {door.household_id: door for door in doors(session, poll)}
    acknowledged = acknowledged_until_killed(writer("vote", database.url, poll.id), number)
    assert len(acknowledged) >= number
    # The next in line may have been written though nobody was told: the phone sends everything again, under the same name.
    last = acknowledged[-1][1] + 1
    again = {}
    for revision in range(last + 1):
        for household, door in at.items():
            with database.transaction() as session:
                ballot = voted(session, door, "yes", submission=submission(household, revision), random=b"another" * 5)
            again[household, revision] = ballot.receipt
    assert {(h, r): receipt for h, r, receipt in acknowledged}.items() <= again.items()
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(revisions_t)).scalar_one() == len(again)
        if database.kind == "sqlite":
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_no_writer_of_any_process_is_kept_waiting_by_the_others(sqlite: Database) -> None:
    """Two processes with two threads each, as the product is served; by SQLite's own lock it was 15,449 to 1."""
    processes = [writer("race", sqlite.url, 1) for _ in range(2)]
    assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n"] * 2
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    times = [int(line) for process in processes for line in process.communicate()[0].split()]
    assert len(times) == 4
    assert min(times) > sum(times) / len(times) / 4
