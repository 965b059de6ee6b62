"""How long anybody is kept waiting: never beyond the limit, and by an ordinary crowd not up to it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from surveys.core.fault import Cause, StoreUnavailable
from surveys.store.attempt import record
from surveys.store.patience import be_patient, be_patient_again, for_locks
from tests.conftest import Database
from tests.factories import NOW
from tests.faults.breaking import BY_QUEUE, BY_SQLITE, held

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 4
CROWD = 300


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    yield
    be_patient_again()


def test_a_crowd_at_once_gets_through(database: Database) -> None:
    """Three hundred writers of four processes at the same moment, each with the patience of one request."""
    command = [sys.executable, "-m", "tests.faults.crowd", database.url, str(CROWD // PROCESSES)]
    with ExitStack() as programs:
        crowd = [
            programs.enter_context(
                subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(PROCESSES)
        ]
        for program in crowd:
            assert program.stdout
            assert program.stdout.readline() == "ready\n"
        told = [program.communicate("go\n")[0].split() for program in crowd]
    assert sum(int(through) for through, _longest in told) == CROWD


@pytest.mark.parametrize("how", [BY_QUEUE, BY_SQLITE])
def test_who_comes_after_one_that_waited_in_vain_waits_less(sqlite: Database, how: str) -> None:
    """The threads that serve are few: while somebody holds the turn and does nothing, readers find one of them."""
    path = Path(sqlite.url.partition(":///")[2])
    with sqlite.transaction() as session:
        record(session, "code", "somebody", NOW)
    waits = []
    with held(how, path):
        for _ in range(3):
            be_patient(1.0, 1.0)
            began = time.monotonic()
            with pytest.raises(StoreUnavailable) as told, sqlite.transaction():
                pass
            assert told.value.cause is Cause.BUSY
            waits.append(time.monotonic() - began)
    assert 0.9 < waits[0] < 2.0
    assert all(wait < 0.9 for wait in waits[1:])
    be_patient(1.0, 1.0)
    with sqlite.transaction() as session:
        record(session, "code", "somebody", NOW)


def test_all_waits_of_a_request_come_out_of_one_patience(sqlite: Database) -> None:
    be_patient(1.0, 1.0)
    let_go = threading.Event()

    def hold() -> None:
        with sqlite.transaction():
            begun.set()
            let_go.wait()

    begun = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    begun.wait()
    threading.Timer(0.6, let_go.set).start()
    with sqlite.transaction() as session:
        record(session, "code", "somebody", NOW)
    other.join()
    assert for_locks() < 0.5


def test_work_of_its_own_takes_nothing_of_a_patience(sqlite: Database) -> None:
    be_patient(0.5, None)
    time.sleep(0.6)
    assert for_locks() == 0.5
    with sqlite.transaction() as session:
        session.execute(text("SELECT 1"))


def test_postgresql_is_told_the_limits_of_each_transaction(postgresql: Database) -> None:
    be_patient(1.5, 2.0)
    with postgresql.transaction() as session:
        limits = [session.execute(text(f"SHOW {name}")).scalar() for name in ("lock_timeout", "statement_timeout")]
    assert limits[0] == "1500ms"
    assert str(limits[1]).endswith("ms")
    be_patient(10.0, None)
    with postgresql.reading() as session:
        assert session.execute(text("SHOW statement_timeout")).scalar() == "0"
