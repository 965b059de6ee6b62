"""What reaches the application, and what comes back, as with the server's own way of calling it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.checkout import free_port
from tests.serving.stage import FACTORY, ROOT
from tests.torture.house import serving

SAME = {"PYTHONHASHSEED": "0"}
HEAD = b"Host: example.org:99\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
ODD = {
    "a plain page": b"GET /echo HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a page of HTTP 1.0": b"GET /echo HTTP/1.0\r\n\r\n",
    "no body by HEAD": b"HEAD /echo HTTP/1.1\r\n" + HEAD + b"\r\n",
    "what may be asked": b"OPTIONS /echo HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a method that isn't allowed": b"DELETE /echo HTTP/1.1\r\n" + HEAD + b"\r\n",
    "escapes and a query": b"GET /a%2Fb/%E4%B8%AD//x/../y?q=%E4&z=1;2 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a path that is no text": b"GET /a/%ff HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a whole address": b"GET http://abs.example/echo?x HTTP/1.1\r\n" + HEAD + b"\r\n",
    "the same header twice": b"GET /echo HTTP/1.1\r\n"
    + HEAD
    + b"X-Two: a\r\nX-Two: b\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n",
    "a proxy's headers": b"GET /echo HTTP/1.1\r\n"
    + HEAD
    + b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n",
    "a form": b"POST /echo HTTP/1.1\r\n" + HEAD + FORM + b"Content-Length: 7\r\n\r\na=1&b=2",
    "an empty form": b"POST /echo HTTP/1.1\r\n" + HEAD + FORM + b"Content-Length: 0\r\n\r\n",
    "a form without a length": b"POST /echo HTTP/1.1\r\n" + HEAD + FORM + b"\r\n",
    "a form in chunks": b"POST /echo HTTP/1.1\r\n"
    + HEAD
    + FORM
    + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n4\r\n&b=2\r\n0\r\n\r\n",
    "a body with GET": b"GET /echo HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\r\n\r\nabc",
    "a body that waits to be asked for": b"PUT /echo HTTP/1.1\r\n"
    + HEAD
    + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    "a body that is too long": b"POST /echo HTTP/1.1\r\n" + HEAD + FORM + b"Content-Length: 200001\r\n\r\n",
    "chunks that are too long": b"POST /echo HTTP/1.1\r\n"
    + HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n30D41\r\n"
    + b"a" * 200_001
    + b"\r\n0\r\n\r\n",
    "two requests on one line": b"GET /healthz?1 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo?2 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "what breaks": b"GET /broken HTTP/1.1\r\n" + HEAD + b"\r\n",
    "a length that is none": b"POST /echo HTTP/1.1\r\n" + HEAD + b"Content-Length: abc\r\n\r\n",
    "two lengths": b"POST /echo HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a length and chunks": b"POST /echo HTTP/1.1\r\n"
    + HEAD
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00",
}


@contextmanager
def granian(folder: Path) -> Iterator[int]:
    """The same application called by granian itself."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--http", "1", "--log-level", "critical"]
    command += ["--workers", "1", "--blocking-threads", "2", "--port", str(port), FACTORY]
    with (
        (folder / "granian.log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **SAME}, stdout=log, stderr=log) as process,
    ):
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        try:
            yield port
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    folder = tmp_path_factory.mktemp("odd")
    with granian(folder) as theirs, serving(folder, ("-m", "tests.serving.stage"), PYTHONPATH=str(ROOT), **SAME) as house:
        yield theirs, house.port


def said(port: int, request: bytes) -> list[str]:
    """Everything that comes back to a request, but for what differs by itself."""
    with socket.create_connection(("127.0.0.1", port), 20) as phone:
        phone.sendall(request)
        if not request.endswith(b"\r\n") and request[0] == 0x16:
            phone.shutdown(socket.SHUT_WR)
        got = b""
        with suppress(ConnectionError):
            while part := phone.recv(65_536):
                got += part
    lines = got.decode("latin-1").split("\r\n")
    beside = ("date:", "content-length: 4", "content-length: 5")
    return sorted(line for line in lines if not line.lower().startswith(beside) and not line.isdecimal())


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_answered_as_by_the_servers_own_way(name: str, ports: tuple[int, int]) -> None:
    theirs, ours = (said(port, ODD[name]) for port in ports)
    assert ours == theirs
    assert ours or name == "no HTTP"


def test_a_page_in_pieces_comes_whole(ports: tuple[int, int]) -> None:
    pages = []
    for port in ports:
        with urlopen(f"http://127.0.0.1:{port}/many") as answer:
            pages.append(answer.read())
    assert pages == [b"one,two,three"] * 2


def test_a_header_with_an_underscore_reaches_nobody_as_the_one_with_a_hyphen(ports: tuple[int, int]) -> None:
    spoofed = b"GET /echo HTTP/1.1\r\n" + HEAD + b"X_Forwarded_For: 192.0.2.7\r\n\r\n"
    assert "192.0.2.7" not in "".join(said(ports[1], spoofed))
