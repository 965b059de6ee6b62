"""Numbers of all processes together: how many requests of which kind, how long they took, why some were turned away.

No number names a household, a compound or a person: what is counted has one of a few names. Nothing is counted before
`start`; each process counts in a file of its own, and `served` adds them up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

AUDIENCES = {"household": "resident", "public": "public", "account": "staff", "staff": "staff"}
CAUSES = ("full", "read_only", "busy", "gone", "damaged", "disk", "replaced", "other")
"""Those of `surveys.core.fault.Cause`, and whatever else turns a request away."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_A_DAY = 24 * 3_600


_TOLD = {
    "requests": "Requests by audience and class of status",
    "request_seconds": "How long requests took",
    "unavailable": "Requests turned away with 503, by cause",
    "write_wait_seconds": "How long writers waited for their turn",
    "ballots_acknowledged": "Ballots whose receipt was given out",
}


class Measures:
    """What one process counts."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        registry = CollectorRegistry()

        def counter(name: str, *labels: str) -> Any:
            return Counter(f"diandan_{name}", _TOLD[name], labels, registry=registry)

        def histogram(name: str, *labels: str) -> Any:
            return Histogram(f"diandan_{name}", _TOLD[name], labels, buckets=SECONDS, registry=registry)

        self._requests, self._seconds = counter("requests", "audience", "status"), histogram("request_seconds", "audience")
        self._unavailable, self._waits = counter("unavailable", "cause"), histogram("write_wait_seconds")
        self._ballots = counter("ballots_acknowledged")
        self._kinds = {
            (who, status): (self._requests.labels(who, f"{status}xx"), self._seconds.labels(who))
            for who in {*AUDIENCES.values()}
            for status in range(1, 6)
        }

    def request(self, audience: str, status: int, seconds: float) -> None:
        """Count a request."""
        counted, took = self._kinds[AUDIENCES.get(audience, "public"), min(max(status // 100, 1), 5)]
        counted.inc()
        took.observe(seconds)

    def unavailable(self, cause: str) -> None:
        """Count a request that was turned away."""
        self._unavailable.labels(cause if cause in CAUSES else "other").inc()

    def waited(self, seconds: float) -> None:
        """Count a wait for the turn to write."""
        self._waits.observe(seconds)

    def acknowledged(self, number: int) -> None:
        """Count ballots."""
        self._ballots.inc(number)


_counting: list[Measures] = []


def measures() -> Measures | None:
    """What this process counts in; None where nobody wants to know."""
    return _counting[0] if _counting else None


def start(folder: Path) -> None:
    """Count from now on, in files of `folder`; may be called again."""
    _prepare(folder)
    if not _counting:
        _counting.append(Measures())


def _prepare(folder: Path) -> None:
    """Make the folder, and tell the library before it is imported that processes add up."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def stop() -> None:
    """Count nothing any more."""
    _counting.clear()


def read_address(text: str) -> tuple[str, int]:
    """Where numbers are served. Raises `ValueError` unless only this machine can reach it."""
    host, _, port = text.rpartition(":")
    if not (port.isdigit() and ip_address(host.strip("[]")).is_loopback):
        raise ValueError(text)
    return host.strip("[]"), int(port)


def served(address: tuple[str, int], folder: Path, conditions: Callable[[], list[Any]]) -> Any:
    """Serve the numbers of all processes and what stands now; returns the server. Raises `OSError` where somebody does."""
    _prepare(folder)
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    _tidy(folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]

    class Now:
        """What is asked for at each look."""

        def collect(self) -> list[Any]:
            """The numbers of now."""
            return conditions()

    registry.register(Now())
    return start_http_server(address[1], addr=address[0], registry=registry)[0]


def _tidy(folder: Path) -> None:
    """Let go of the counts of processes that ended a day ago: each leaves its files."""
    for path in folder.glob("*.db"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _A_DAY:
                path.unlink()
