"""Killed, stopped or hanging, one or all of a kind: it answers again within five seconds, and restarts never spin."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.stage import ROOT
from tests.serving.test_supervision import STAGE, asked, until, whole
from tests.torture.house import House, children, command, hurt, serving
from tests.torture.up import BACK_WITHIN

GONE = [("serving.worker", 1), ("serving.worker", 2), ("keep-time", 1)]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[House]:
    with serving(tmp_path, STAGE, PYTHONPATH=str(ROOT), STAGE_BROKEN=str(tmp_path / "broken")) as house:
        assert until(lambda: whole(house) and understudies(house))
        yield house


def understudies(house: House) -> list[int]:
    """Those that wait to take a worker's place."""
    return [child for pid in house.workers for child in children(pid) if "serving.worker" in command(child)]


def back(house: House, gone: list[int]) -> bool:
    """Whether somebody else holds each place, and answers."""
    return len({*house.workers} - {*gone}) == 2 and house.answers()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize(("kind", "number"), GONE)
def test_whoever_is_gone_it_answers_again_in_five_seconds(house: House, kind: str, number: int, how: signal.Signals) -> None:
    assert until(lambda: whole(house))
    gone = house.processes(kind)[:number]
    for pid in gone:
        hurt(pid, how)
    assert house.silent_for(60) < BACK_WITHIN
    assert until(lambda: whole(house) and not {*gone} & {*house.processes()})


def test_threads_that_all_wait_for_ever_are_replaced_as_soon(stage: House) -> None:
    before = stage.workers
    stuck: list[socket.socket] = []
    while len(stuck) < 24 and any(stage.answers() for _ in range(3)):  # until both workers have none left
        stuck += [asked(stage, "/deadlock") for _ in range(4)]
    assert stage.silent_for(60) < BACK_WITHIN
    assert until(lambda: whole(stage) and {*before} - {*stage.workers})
    for phone in stuck:
        phone.close()


def test_an_understudy_waits_with_one_thread_and_takes_over_from_whoever_is_killed(stage: House) -> None:
    for _ in range(3):
        [understudy] = understudies(stage)
        worker = next(pid for pid in stage.workers if understudy in children(pid))
        assert len(list(Path(f"/proc/{understudy}/task").iterdir())) == 1, "forking beside other threads may lock for ever"
        assert command(understudy) == command(worker)
        hurt(worker, signal.SIGKILL)
        assert until(lambda: understudy in stage.workers and understudies(stage) and whole(stage))  # noqa: B023
    assert stage.silent_for(5) < 5


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_an_understudy_that_is_hurt_itself_costs_only_time(stage: House, how: signal.Signals) -> None:
    everybody = [*understudies(stage), *stage.workers]
    assert len(everybody) == 3
    for pid in everybody:
        hurt(pid, how)
    assert until(lambda: back(stage, everybody))


def test_one_that_dies_at_each_start_is_tried_ever_more_rarely_and_comes_back(stage: House, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    for pid in (gone := stage.workers):
        hurt(pid, signal.SIGKILL)
    time.sleep(8)
    died = lambda: len(re.findall(r"服务进程\d停了（", stage.said()))  # noqa: E731
    assert died() <= 12, "two posts, each at 0, 0, 1, 3 and 7 seconds"
    assert until(lambda: died() >= 4), "a busy machine takes longer to begin one"
    (tmp_path / "broken").unlink()
    assert until(lambda: back(stage, gone))


def test_a_machine_that_slept_shoots_nobody(stage: House) -> None:
    everybody = [*stage.processes(), *understudies(stage)]
    hurt(stage.process.pid, signal.SIGSTOP)
    for pid in everybody:
        hurt(pid, signal.SIGSTOP)
    time.sleep(5)
    for pid in (*everybody, stage.process.pid):
        hurt(pid, signal.SIGCONT)
    assert stage.silent_for(5) < 5
    time.sleep(4)
    assert {*stage.processes()} <= {*everybody}
    assert "没有反应" not in stage.said()


def test_nobody_who_ended_stays_in_the_list_of_processes(stage: House) -> None:
    for _ in range(2):
        hurt(stage.workers[0], signal.SIGKILL)
        assert until(lambda: whole(stage))
    assert not zombies(stage.process.pid)


def zombies(parent: int) -> list[str]:
    """What a process started, or was given, and didn't let go of."""
    stats = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, above = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if (state, above) == ("Z", str(parent)):
            stats.append(folder.name)
    return stats
