"""Desk work keeps nobody else waiting; whoever can't be answered is told what to do, with what was typed in the page."""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from surveys.serving.refusals import refusal
from tests.serving.stage import ROOT
from tests.torture.house import House, serving

ASKED, LONG = 60, 30.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("lanes"), ("-m", "tests.serving.stage"), PYTHONPATH=str(ROOT)) as house:
        yield house


def answered(house: House, path: str, who: str = "") -> tuple[int, str, float]:
    """Status, everything that came, and after how many seconds."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", house.port), LONG) as phone:
        phone.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Who: {who}\r\nConnection: close\r\n\r\n".encode())
        got = b""
        while part := phone.recv(65_536):
            got += part
    return int(got[9:12]), got.decode(), time.monotonic() - began


def test_one_account_that_asks_for_everything_holds_neither_the_desk_nor_residents(house: House) -> None:
    with ThreadPoolExecutor(ASKED + 2) as phones:
        printing = [phones.submit(answered, house, "/desk/slow?seconds=0.3", "printing") for _ in range(ASKED)]
        time.sleep(0.5)
        clerk = phones.submit(answered, house, "/desk/slow?seconds=0", "another")
        residents = [answered(house, "/healthz") for _ in range(20)]
        assert clerk.result()[0] == 200
        assert not all(one.done() for one in printing), "the other clerk was answered before the printing ended"
        told = [one.result() for one in printing]
    assert {status for status, _, _ in residents} == {200}
    threads = Counter(text.rpartition("\r\n")[2].rpartition("-")[0] for status, text, _ in told if status == 200)
    assert set(threads) == {"desk"}
    assert {status for status, _, _ in told} == {200, 503}
    refused = next(text for status, text, _ in told if status == 503)
    assert "retry-after: 3" in refused.lower()
    assert "打印和下载的人多，请等几秒" in refused


def test_a_refused_form_holds_what_was_typed_and_goes_where_it_was_sent() -> None:
    typed = {"name": "居民", "quoted": "\"'<script>&amp;", "empty": "", "lines": "one\r\ntwo"}
    body = b"name=%E5%B1%85%E6%B0%91&quoted=%22%27%3Cscript%3E%26amp%3B&empty=&lines=one%0D%0Atwo"
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    status, headers, page = refusal(503, environ, body)
    text = page.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text))
    assert {name: unescape(value) for name, value in fields.items()} == typed
    assert '<form method="post">' in text
    assert "<script" not in text
    assert (status, dict(headers)["retry-after"], dict(headers)["cache-control"]) == (503, "3", "no-store")


@pytest.mark.parametrize("body", [b"\xff\xfe=1", b"&".join(b"a=1" for _ in range(3_000)), b"", b"username=a&password=b"])
def test_what_is_no_form_or_has_a_password_is_not_sent_again(body: bytes) -> None:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    assert b"<form" not in refusal(503, environ, body)[2]


@pytest.mark.parametrize("status", [408, 500, 503])
def test_every_refusal_says_in_chinese_what_to_do(status: int) -> None:
    _, headers, page = refusal(status, {"REQUEST_METHOD": "GET"}, b"")
    assert re.search(r"<h1>[\u4e00-\u9fff，]+</h1><p>[\u4e00-\u9fff，。；]+</p>", page.decode())
    assert "default-src 'none'" in dict(headers)["content-security-policy"]
