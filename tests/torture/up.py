"""Is it there when somebody scans? `python -m tests.torture.up`: bad lines, idle crowds and desk work beside residents, and
killed and stopped processes of the real `run.py serve`.

Residents are measured with and without the crowd in turn, because the machine's speed drifts: the ratio says more than the
milliseconds.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench import inside
from tests.sizes import Size, size
from tests.torture.apart import done
from tests.torture.house import House, built, hurt, serving
from tests.torture.residents import Waits, papers, signed_in, walk
from tests.torture.result import Result

BACK_WITHIN = 5.0
P99 = 500.0
ROUNDS = {Size.SUITE: 1, Size.CI: 1, Size.FULL: 3}
SECONDS = {Size.SUITE: 3.0, Size.CI: 10.0, Size.FULL: 25.0}
CROWD = {"drips": 50, "idle": 2000, "heads": 50, "kept": 50}
PAPERS = 8
_SILENT = 60.0


def run(of: Size, folder: Path | None = None) -> Result:
    """Torture a service of the demo district; prints what it measures as it goes."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="up-") as made:
            return run(of, Path(made))
    district = inside.filled(folder, secret := secrets.token_urlsafe(48), f"sqlite:///{folder}/town.sqlite", "http://x")
    tell(f"filled in {district.seconds:.0f} s")
    result = Result()
    settings = {"DIANDAN_SECRET": secret, "DIANDAN_DATABASE": f"sqlite:///{folder}/town.sqlite"}
    with serving(built(folder / "house"), **settings) as house:
        paths = ("/", *district.links[:40])
        cookie = done(signed_in(house.port, district.staff["username"], district.staff["password"]))
        paper = _dearest(house, cookie)
        for _ in range(ROUNDS[of]):
            result.add(crowded(house, paths, SECONDS[of], cookie, paper))
        result.add(hurt_each(house))
    return result


def crowded(house: House, paths: tuple[str, ...], seconds: float, cookie: str, paper: str) -> Result:
    """Residents alone, then beside the crowd and the papers."""
    result = Result()
    alone = done(walk(house.port, paths, seconds=seconds))
    tell(f"alone:  {alone.said()}")
    with crowd(house, **CROWD):
        beside, made, checks = done(_beside(house, paths, seconds, cookie, paper))
    tell(f"beside: {beside.said()}; papers {made}; health {checks.said()}; p99 {beside.at(0.99) / alone.at(0.99):.1f} times")
    result.counts.update({"requests beside a crowd": len(beside.seconds), "health checks": len(checks.seconds)})
    result.problems += [f"a resident got {error}" for error in beside.errors]
    result.problems += [f"a health check got {error}" for error in checks.errors]
    if beside.at(0.99) > P99 and beside.at(0.99) > 2 * alone.at(0.99):
        result.problems.append(f"p99 {beside.at(0.99):.0f} ms beside the crowd, {alone.at(0.99):.0f} ms without")
    return result


async def _beside(house: House, paths: tuple[str, ...], seconds: float, cookie: str, paper: str) -> tuple[Waits, str, Waits]:
    async def printing() -> str:
        made, until = [], time.monotonic() + seconds - 1
        while time.monotonic() < until:
            statuses, took = await papers(house.port, cookie, paper, PAPERS)
            made.append(f"{dict(statuses)} in {took:.1f} s")
        return ", ".join(made)

    residents = asyncio.create_task(walk(house.port, paths, seconds=seconds))
    checks = asyncio.create_task(walk(house.port, ("/healthz",), seconds=seconds, pace=2))
    made = await printing() if paper else ""
    return await residents, made, await checks


@contextmanager
def crowd(house: House, **kinds: int) -> Iterator[None]:
    """Have a crowd stand there until the block ends."""
    command = [sys.executable, "-m", "tests.torture.crowd", str(house.port), *(f"{kind}={n}" for kind, n in kinds.items())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdout.readline()
            yield
        finally:
            process.stdin.close()
            process.wait(30)


def _dearest(house: House, cookie: str) -> str:
    """The sheet that takes longest: one that is pressed anew each time."""
    costs = {}
    for poll in range(1, 30):
        path = f"/desk/polls/{poll}/sheet.pdf?posted=1"
        made, took = done(papers(house.port, cookie, path, 1))
        if made[200]:
            costs[path] = took
    return max(costs, key=costs.__getitem__, default="")


def hurt_each(house: House) -> Result:
    """Kill and stop one and all of each kind; the service has to answer again, with everybody there."""
    result = Result()
    for how in (signal.SIGKILL, signal.SIGSTOP):
        for kind, number in (("serving.worker", 1), ("keep-time", 1), ("serving.worker", 2)):
            before = _whole(house)
            for pid in house.processes(kind)[:number]:
                hurt(pid, how)
            silent, began = house.silent_for(_SILENT), time.monotonic()
            _whole(house, before, number)
            whole = silent + time.monotonic() - began
            tell(f"{how.name} {number} of {kind}: {silent:.2f} s without an answer, whole after {whole:.1f} s")
            result.counts[f"{how.name} of {kind}"] += number
            if silent > BACK_WITHIN:
                result.problems.append(f"{silent:.1f} s without an answer after {how.name} of {number} {kind}")
    return result


def _whole(house: House, before: Sequence[int] = (), gone: int = 0) -> list[int]:
    """Everybody, once both workers and the keeper run and so many of those before are gone. Raises `TimeoutError`."""
    began = time.monotonic()
    while time.monotonic() < began + _SILENT:
        now = house.processes()
        if house.whole and len({*before} - {*now}) >= gone:
            return now
        time.sleep(0.05)
    raise TimeoutError(f"not whole, {before} then {now}: {house.said()[-500:]}")


def tell(words: str) -> None:
    """Say how far it is."""
    print(words, flush=True)


if __name__ == "__main__":
    told = run(size() if size() is not Size.SUITE else Size.FULL)
    tell(told.said())
    for problem in told.problems:
        tell(f"  {problem}")
    sys.exit(1 if told.problems else 0)
