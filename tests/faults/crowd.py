"""A process of its own that sends a crowd of writers at once: `URL WRITERS`; tells how many got through and the longest
wait. It says "ready" and waits for a line, so that several begin together.
"""

from __future__ import annotations

import sys
import threading
import time

from surveys.core.fault import StoreUnavailable
from surveys.store.attempt import record
from surveys.store.patience import be_patient
from surveys.web.unavailable import PATIENCE
from tests.conftest import connected
from tests.factories import NOW


def main(url: str, writers: int) -> None:
    """Let each writer write once, with the patience of a request."""
    waits: list[float] = []
    with connected(url) as database:

        def write() -> None:
            be_patient(PATIENCE, PATIENCE)
            began = time.monotonic()
            try:
                with database.transaction() as session:
                    record(session, "code", "somebody", NOW)
            except StoreUnavailable:
                return
            waits.append(time.monotonic() - began)

        threads = [threading.Thread(target=write) for _ in range(writers)]
        print("ready", flush=True)
        sys.stdin.readline()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(len(waits), max(waits, default=0.0), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
