"""What a first visit costs on the wire, headers counted, as a browser fetches it that takes brotli, and one that doesn't.

The aim for the questionnaire is 13 KB, and it isn't reached: words, style, script and headers alone are 12.4. The bound is
what it weighs now.
"""

from __future__ import annotations

import gzip
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import brotli
import pytest
from flask import Flask
from werkzeug.serving import make_server

from surveys.services.letter import Letter
from tests.browser.conftest import Quiet

DOOR, QUESTIONNAIRE, REDIRECT = 5 * 1024, 16 * 1024 + 768, 512
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@dataclass
class Wire:
    """A browser that counts every byte it is sent."""

    port: int
    codings: str
    cookie: str = ""
    spent: list[int] = field(default_factory=list)
    head: str = ""

    def fetch(self, path: str) -> str:
        """The text of one answer; what it weighed is the last of `spent`."""
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept-Encoding: {self.codings}\r\n"
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall(f"{asked}Cookie: {self.cookie}\r\n\r\n".encode())
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        self.spent.append(len(answer))
        head, _, body = answer.partition(b"\r\n\r\n")
        self.head = head.decode()
        self.cookie = self.told("Set-Cookie").partition(";")[0] or self.cookie
        return UNPACK.get(self.told("Content-Encoding"), bytes)(body).decode()

    def told(self, name: str) -> str:
        """The value of one header of the last answer; empty where it has none."""
        found = re.search(rf"^{name}: (.*?)\r?$", self.head, re.M)
        return found[1] if found else ""

    def scan(self, letter: Letter, look: str = "") -> str:
        """The door that a letter's code leads to."""
        assert self.fetch(urlsplit(letter.url).path) == ""
        self.home = self.told("Location")
        return self.fetch(self.home + look)


@pytest.fixture(scope="module")
def port(app: Flask) -> Iterator[int]:
    """Where the application answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["gzip, deflate, br", "gzip"])
def wire(request: pytest.FixtureRequest, port: int) -> Wire:
    """A browser behind https, and one that isn't."""
    return Wire(port, request.param)


def parts(html: str) -> list[str]:
    """The addresses of everything that a page loads by itself."""
    return re.findall(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="(?!data:)([^"]+)"', html)


@pytest.mark.parametrize("look", ["", "?look=big", "?lang=en"])
def test_the_door_is_usable_after_two_requests_and_five_kilobytes(wire: Wire, letter: Letter, look: str) -> None:
    door = wire.scan(letter, look)
    assert len(wire.spent) == 2
    assert wire.spent[0] <= REDIRECT
    assert sum(wire.spent) <= DOOR
    assert re.findall(r"<script[^>]*>", door) == [f'<script src="{parts(door)[0]}" async>']


def test_the_whole_questionnaire_is_at_most_what_it_was_brought_down_to(port: int, letter: Letter) -> None:
    wire = Wire(port, "gzip, deflate, br")
    wire.scan(letter)
    wire.spent.clear()
    page = wire.fetch(f"{wire.home}/a")
    assert len(parts(page)) == 1
    for part in parts(page):
        wire.fetch(part)
    assert sum(wire.spent) <= QUESTIONNAIRE


def test_the_door_may_carry_the_style_of_the_questionnaire_that_is_written_into_it(wire: Wire, letter: Letter) -> None:
    wire.scan(letter)
    allowed = set(re.findall(r"'sha256-[^']+'", wire.told("Content-Security-Policy")))
    wire.fetch(f"{wire.home}/a")
    assert set(re.findall(r"'sha256-[^']+'", wire.told("Content-Security-Policy"))) < allowed
    assert wire.told("X-Diandan") == "1"
