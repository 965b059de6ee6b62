"""Whatever process ends or hangs, another takes its place; all of them go when whoever watches them goes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving.stage import ROOT
from tests.torture.house import House, command, hurt, serving

STAGE = ("-m", "tests.serving.stage")
LONG = 40.0
"""Seconds that a machine shared with others may need for what takes three of them."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("stage"), STAGE, PYTHONPATH=str(ROOT)) as house:
        yield house


def until(what: Callable[[], object], seconds: float = LONG) -> bool:
    """Whether something comes true in time."""
    began = time.monotonic()
    while not (true := bool(what())) and time.monotonic() < began + seconds:
        time.sleep(0.05)
    return true


def whole(house: House) -> bool:
    return house.whole and house.answers()


def asked(house: House, path: str) -> socket.socket:
    """A phone that asked for something and waits."""
    phone = socket.create_connection(("127.0.0.1", house.port), 20)
    phone.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    return phone


def status(phone: socket.socket, seconds: float = 20.0) -> int:
    """The status that came to a phone; 0 for a connection that ended."""
    phone.settimeout(seconds)
    with phone, suppress(ConnectionError):
        return int(phone.recv(12)[9:] or 0)
    return 0


@pytest.mark.parametrize("kind", ["serving.worker", "keep-time"])
def test_a_killed_process_is_replaced(house: House, kind: str) -> None:
    assert until(lambda: whole(house))
    before = house.processes(kind)
    hurt(before[0], signal.SIGKILL)
    assert house.silent_for(5) < 5
    assert until(lambda: "停了（-9），马上换一个。" in house.said() and whole(house))
    assert before[0] not in house.processes(kind)


def test_a_stopped_worker_and_a_stopped_keeper_are_replaced_and_nobody_waits_for_them(house: House) -> None:
    assert until(lambda: whole(house))
    stopped = [house.workers[0], house.processes("keep-time")[0]]
    for pid in stopped:
        hurt(pid, signal.SIGSTOP)
    statuses = [status(asked(house, "/healthz")) for _ in range(12)]
    assert statuses.count(200) >= 11, "what was accepted just before may be lost, and nothing else"
    assert until(lambda: house.said().count("没有反应") == 2 and whole(house))
    assert not {*stopped} & {*house.processes()}


def test_a_worker_whose_native_code_lets_nothing_else_run_is_replaced(house: House) -> None:
    assert until(lambda: whole(house))
    before, phone = house.workers, asked(house, "/busy")
    assert until(lambda: len({*before} & {*house.workers}) == 1 and whole(house))
    assert status(phone) == 0


def test_a_worker_whose_threads_wait_for_ever_says_so_to_those_that_wait_and_is_replaced(house: House) -> None:
    assert until(lambda: whole(house))
    before = house.workers
    stuck = [asked(house, "/deadlock") for _ in range(3)]  # two threads have each of two workers
    waiting = asked(house, "/healthz")
    assert status(waiting, 10) in (503, 200)
    assert until(lambda: whole(house) and len({*before} & {*house.workers}) < 2)
    for phone in stuck:
        phone.close()


def test_workers_that_crash_one_after_the_other_are_replaced_ever_more_slowly(house: House) -> None:
    assert until(lambda: whole(house))
    for _ in range(7):  # one of the two then crashed four times
        assert until(lambda: status(asked(house, "/crash")) == 0)
        assert until(house.answers)
    assert "秒以后再开" in house.said()
    assert "看看上面写的是什么错" in house.said()


def test_it_ends_at_once_and_leaves_nobody_behind(tmp_path: Path) -> None:
    with serving(tmp_path, STAGE, PYTHONPATH=str(ROOT)) as house:
        everybody = house.processes()
        hurt(house.workers[0], signal.SIGSTOP)  # who can't end by itself
        began = time.monotonic()
        house.process.send_signal(signal.SIGTERM)
        assert house.process.wait(20) == 0
        assert time.monotonic() - began < 12
        assert not [pid for pid in everybody if running(pid)]


def test_nobody_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path, STAGE, PYTHONPATH=str(ROOT)) as house:
        everybody = house.processes()
        assert len(everybody) == 3
        house.process.kill()
        house.process.wait()
        assert until(lambda: not [pid for pid in everybody if running(pid)], 10)


def running(pid: int) -> bool:
    """Whether one of the stage's processes still runs."""
    return "tests.serving.stage" in command(pid) or "keep-time" in command(pid)


def test_what_can_never_start_says_so_and_ends() -> None:
    broken = "import tests.serving.stage as s; s.FACTORY = 'tests.serving.stage:nothing'; s.main(['--port', '0'])"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; {broken.replace('s.main', 'status = s.main')}; sys.exit(status)"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert run.returncode == 1
    assert "服务没能启动" in run.stderr
