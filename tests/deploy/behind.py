"""A program behind a proxy for the tests: it says what reached it, and when."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answers(port: int, *, within: float = 20) -> None:
    """Wait until somebody listens on `port`. Raises `TimeoutError`."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


class Behind:
    """The program: every request that reached it, by its path, with its headers and the moment at which it came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, str], float]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever drips goes away in the middle
        self.port = self.server.server_address[1]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        came = self.came

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, time.monotonic()))
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                said = json.dumps({"path": self.path, "body": len(body)}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        return Handler


@contextmanager
def behind() -> Iterator[Behind]:
    """The program, listening on a port of its own until the block ends."""
    program = Behind()
    thread = threading.Thread(target=program.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield program
    finally:
        program.server.shutdown()
        program.server.server_close()
