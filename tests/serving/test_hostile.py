"""Callers who send what no browser does: nobody else notices, no process ends, and memory stays where it was."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving.stage import ROOT
from tests.serving.test_supervision import STAGE, until, whole
from tests.torture.house import House, serving

GET = b"GET /many HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
GROWS = 96 * 1024
"""Kilobytes by which both workers together may grow: bodies on their way have so many, and give them back."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("hostile"), STAGE, PYTHONPATH=str(ROOT)) as house:
        assert until(lambda: whole(house))
        yield house


def called(house: House) -> socket.socket:
    return socket.create_connection(("127.0.0.1", house.port), 10)


def answered(caller: socket.socket) -> bytes:
    """What comes first; nothing where the line is cut."""
    with suppress(OSError):
        return caller.recv(32)
    return b""


def kilobytes(house: House) -> int:
    """The memory of both workers."""
    lines = [line for pid in house.workers for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def reads_nothing(house: House) -> list[socket.socket]:
    """Forty ask two hundred times each in one breath, and read none of it."""
    callers = [called(house) for _ in range(40)]
    for caller in callers:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        caller.sendall(GET * 200)
    return callers


def long_head(house: House) -> list[socket.socket]:
    caller = called(house)
    with suppress(OSError):
        caller.sendall(GET[:-2] + b"X-Long: " + b"a" * 3_000_000 + b"\r\n\r\n")
    assert answered(caller)[9:12] in (b"431", b"400", b"")
    return [caller]


def chunks_without_end(house: House) -> list[socket.socket]:
    caller, sent = called(house), 0
    caller.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    with suppress(OSError):
        while sent < 2000:
            caller.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
            sent += 1
    assert sent < 1000, "it was cut long before"
    return [caller]


def waits_to_be_asked(house: House) -> list[socket.socket]:
    """Expect: 100-continue, and then nothing at first."""
    caller = called(house)
    caller.sendall(POST + b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n")
    assert b"100 Continue" in answered(caller)
    caller.sendall(b"answer")
    assert b"HTTP/1.1 200" in answered(caller)
    return [caller]


def speaks_http_2(house: House) -> list[socket.socket]:
    caller = called(house)
    caller.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
    assert answered(caller)[9:12] in (b"400", b"505", b"")
    return [caller]


def comes_and_goes(house: House) -> list[socket.socket]:
    for _ in range(700):
        called(house).close()
    return []


@pytest.mark.parametrize(
    "caller", [reads_nothing, long_head, chunks_without_end, waits_to_be_asked, speaks_http_2, comes_and_goes]
)
def test_nobody_else_notices(house: House, caller: Callable[[House], list[socket.socket]]) -> None:
    everybody, before = house.processes(), kilobytes(house)
    callers = caller(house)
    assert sum(house.answers(timeout=3) for _ in range(12)) == 12
    assert house.processes() == everybody
    assert kilobytes(house) < before + GROWS
    for each in callers:
        each.close()
