"""A browser engine of January 2018 (Chromium 64), driven over its debugging port: what old WeChat views are made of.

`OLD_CHROMIUM` names the program; `.ci/run` fetches one. It reads nothing but pages of this machine.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket

PATIENCE = 60.0


class OldPage:
    """One page in the old engine; `faults` are the exceptions that its scripts raised."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self._number = 0
        self.faults: list[str] = []
        for domain in ("Page", "Runtime"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one command; what the page reports in between is noted."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("method") == "Runtime.exceptionThrown":
                self.faults.append(str(told["params"]["exceptionDetails"]))
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page; None while a new page is on its way."""
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait(self, expression: str) -> Any:
        """The first true value of an expression."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if value := self.ask(expression):
                return value
            time.sleep(0.05)
        raise AssertionError(f"never true: {expression}; {self.ask('document.body.innerText')}")

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def open(self, address: str) -> None:
        """Go to an address and wait for its page and its script."""
        self.send("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")


@contextmanager
def old_page(width: int = 360, height: int = 640) -> Iterator[OldPage]:
    """A page of a phone's size in an engine of its own, which ends with it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [os.environ["OLD_CHROMIUM"], "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += ["--remote-debugging-port=0", f"--user-data-dir={folder}", f"--window-size={width},{height}"]
        engine = subprocess.Popen([*command, "about:blank"], stderr=subprocess.PIPE, text=True)
        try:
            with closing(OldPage(_page_of(engine))) as page:
                yield page
        finally:
            engine.kill()
            engine.wait()
            assert engine.stderr
            engine.stderr.close()


def _page_of(engine: subprocess.Popen[str]) -> str:
    """The address of the engine's only page, from the port that it names when it starts."""
    assert engine.stderr
    for line in engine.stderr:
        if found := re.search(r"ws://127\.0\.0\.1:(\d+)/", line):
            return _first_page(f"http://127.0.0.1:{found[1]}/json/list")
    raise AssertionError("the old engine did not start")


def _first_page(listing: str) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with urlopen(listing, timeout=PATIENCE) as answer:
            for page in json.load(answer):
                return str(page["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise AssertionError("the old engine has no page")


def there_is_one() -> bool:
    """Whether `OLD_CHROMIUM` names a program."""
    return Path(os.environ.get("OLD_CHROMIUM", "")).is_file()
