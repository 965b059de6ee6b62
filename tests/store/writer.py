"""A process of its own that writes: run as a module, it tells on its standard output what was acknowledged.

`vote URL POLL` casts one ballot after the other, a few revisions for each door, until it is killed.
`fail URL TIMES` records that many failures at the code's door, as the tests' first address.
`race URL SECONDS` says "ready", waits for a line, lets two threads write as fast as they can and tells how often each did.
"""

from __future__ import annotations

import sys
import threading
import time

from surveys.core.place import DISTRICT
from surveys.services.code import hour_of
from surveys.store import poll, wrong_code
from surveys.store.attempt import record
from tests.conftest import Database, connected
from tests.factories import DURING, NOW, doors, voted


def submission(household: int, revision: int) -> str:
    """The submission's name, the same when it is sent again."""
    return f"submission-{household}-{revision}"


def vote(database: Database, poll_id: int) -> None:
    """Cast until killed; one line for each receipt, at once."""
    with database.reading() as session:
        at = doors(session, poll.poll(session, DISTRICT, poll_id))
    for revision in range(10_000):
        for door in at:
            with database.transaction() as session:
                ballot = voted(session, door, "yes", submission=submission(door.household_id, revision))
            print(door.household_id, revision, ballot.receipt, flush=True)


def fail(database: Database, times: int) -> None:
    """Fail at the door of codes that often, each time in a transaction of its own."""
    for _ in range(times):
        with database.transaction() as session:
            wrong_code.count(session, hour_of(DURING), ["from 192.0.2.1"])


def race(database: Database, seconds: int) -> None:
    """Write from two threads for that long, as soon as a line comes in."""
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + seconds

    def write() -> None:
        times = 0
        while time.monotonic() < until:
            with database.transaction() as session:
                record(session, "code", "somebody", NOW)
            times += 1
        print(times, flush=True)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    errand, url, value = sys.argv[1:]
    with connected(url) as reached:
        {"vote": vote, "fail": fail, "race": race}[errand](reached, int(value))
