"""The real `run.py serve` beside bad lines, idle crowds and killed processes; `tests/torture/up.py` does more of it."""

from __future__ import annotations

import signal
import socket
import time

import pytest

from tests.serving.test_supervision import until, whole
from tests.sizes import sized
from tests.torture.apart import done
from tests.torture.house import House, hurt
from tests.torture.residents import walk
from tests.torture.up import P99, crowd

SECONDS = sized(2.0, 6.0, 20.0)
CROWD = sized({"drips": 20, "idle": 700, "heads": 10}, *[{"drips": 50, "idle": 2000, "heads": 50, "kept": 50}] * 2)
PATHS = ("/", "/code", "/healthz")


def test_a_crowd_that_drips_and_idles_keeps_nobody_waiting(house: House) -> None:
    assert until(lambda: whole(house))
    alone = done(walk(house.port, PATHS, seconds=SECONDS))
    with crowd(house, **CROWD):
        beside = done(walk(house.port, PATHS, seconds=SECONDS))
    assert not beside.errors
    assert beside.at(0.99) <= max(P99, 3 * alone.at(0.99)), (beside.said(), alone.said())


def test_a_slow_phone_gets_its_answer_while_others_drip(house: House) -> None:
    body = b"code=" + b"1" * 12_000
    with crowd(house, drips=10), socket.create_connection(("127.0.0.1", house.port), 20) as phone:
        head = "POST /code HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        phone.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 1_250):  # 50 kbit/s
            phone.sendall(body[start : start + 1_250])
            time.sleep(0.2)
        assert phone.recv(12)[9:] in (b"400", b"422"), "what was typed is judged by the application"


def test_too_long_a_body_is_refused_before_it_comes(house: House) -> None:
    with socket.create_connection(("127.0.0.1", house.port), 20) as phone:
        phone.sendall(b"POST /code HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n")
        assert phone.recv(12)[9:] in (b"400", b"413")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_it_answers_within_five_seconds_when_a_worker_is_hurt(house: House, how: signal.Signals) -> None:
    assert until(lambda: whole(house))
    hurt(pid := house.workers[0], how)
    assert house.silent_for(5) < 5
    assert sum(house.answers(timeout=5) for _ in range(12)) >= 11
    assert until(lambda: whole(house) and pid not in house.processes())


def test_it_ends_when_it_is_told(house: House) -> None:
    everybody = house.processes()
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(20) == 0
    assert house.said().rstrip().endswith("已停止。数据都在 instance/ 里。")
    assert until(lambda: not {*everybody} & {*house.processes()}, 5)
