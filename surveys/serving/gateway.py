"""Between granian and the application: reads bodies in the event loop, then answers in the threads of the request's lane."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, Protocol

from surveys.serving.bodies import Bodies, Cut
from surveys.serving.pools import Job, Pool
from surveys.serving.refusals import refusal

Environ = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
THREADS = 2
"""Threads of each lane in each process."""
PATIENCE = 2.5
"""Seconds that a resident's request waits for a thread before it is told to come back; a clerk's may wait for papers."""
_BODILESS = frozenset({"GET", "HEAD"})


class Sorting(Protocol):
    """Which requests are the desk's, and whose they are."""

    def desk(self, path: str) -> bool: ...
    def who(self, environ: Environ) -> str: ...


class AllResidents:
    """For an application that knows no lanes."""

    def desk(self, path: str) -> bool:  # noqa: ARG002
        """Nothing is the desk's."""
        return False

    def who(self, environ: Environ) -> str:  # noqa: ARG002
        """Nobody is told apart."""
        return ""


@dataclass(slots=True)
class _Request:
    """One request on its way."""

    environ: Environ
    body: bytes
    send: Callable[[int, list[tuple[str, str]], bytes], None]
    done: asyncio.Future[None]
    desk: bool


class Gateway:
    """An RSGI application that answers with a WSGI application."""

    def __init__(self, application: Application, lanes: Sorting, *, most: int, loop: asyncio.AbstractEventLoop) -> None:
        self._application, self._lanes, self._loop = application, lanes, loop
        self.bodies = Bodies(most)
        self.residents = Pool(
            "residents", threads=THREADS, share=THREADS, most=2_000, most_of_one=2_000, patience=PATIENCE, longest=20
        )
        self.desk = Pool("desk", threads=THREADS, share=THREADS - 1, most=48, most_of_one=16, patience=60, longest=600)
        self._always: Environ = {
            "SCRIPT_NAME": "",
            "SERVER_SOFTWARE": "granian",
            "wsgi.errors": sys.stderr,
            "wsgi.input_terminated": True,
            "wsgi.multiprocess": True,
            "wsgi.multithread": True,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        environ = self._environ(scope)
        desk, body = self._lanes.desk(environ["PATH_INFO"]), b""
        if scope.method not in _BODILESS or "HTTP_TRANSFER_ENCODING" in environ or "CONTENT_LENGTH" in environ:
            try:
                body = await self.bodies.read(protocol, _length(environ))
            except Cut as cut:
                protocol.response_bytes(*refusal(cut.status or 408, environ, b"", desk=desk))
                return
        environ["wsgi.input"] = BytesIO(body)
        request = _Request(environ, body, protocol.response_bytes, self._loop.create_future(), desk)
        pool, key = (self.desk, self._lanes.who(environ)) if desk else (self.residents, "")
        if pool.put(Job(partial(self._run, request), partial(self._refuse, request)), key):
            await request.done
        else:
            self._refuse(request)

    def look(self) -> bool:
        """What is due twice a second: cut the slow and refuse the late. Returns whether no thread is lost for good."""
        self.bodies.cut_slow()
        now = time.monotonic()
        self.residents.refuse_late(now)
        self.desk.refuse_late(now)
        return not (self.residents.stuck(now) or self.desk.stuck(now))

    def _environ(self, scope: Any) -> Environ:
        environ = self._always.copy()
        name, _, port = scope.server.rpartition(":")
        environ["REQUEST_METHOD"] = scope.method
        environ["PATH_INFO"] = scope.path.encode().decode("latin-1")
        environ["QUERY_STRING"] = scope.query_string
        environ["SERVER_NAME"], environ["SERVER_PORT"] = name.strip("[]"), port
        environ["REMOTE_ADDR"] = scope.client.rpartition(":")[0].strip("[]")
        environ["SERVER_PROTOCOL"] = f"HTTP/{scope.http_version}"
        environ["wsgi.url_scheme"] = scope.scheme
        for header, value in scope.headers.items():
            if "_" in header:  # it would be taken for the one that is written with a hyphen
                continue
            key = header.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                key = f"HTTP_{key}"
            environ[key] = f"{environ[key]}{';' if header == 'cookie' else ','}{value}" if key in environ else value
        environ.setdefault("HTTP_HOST", scope.authority or "")
        return environ

    def _run(self, request: _Request) -> None:
        """Answer a request, in a thread of its lane."""
        try:
            answer = self._answer(request.environ)
        except Exception:
            logging.getLogger("surveys.serving").exception("unanswered")
            answer = refusal(500, request.environ, b"")
        self._send(request, answer)

    def _answer(self, environ: Environ) -> Answer:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:  # noqa: ARG001
            started[:] = [(status, headers)]
            return written.append

        written: list[bytes] = []
        result = self._application(environ, start)
        try:
            written += result
        finally:
            if hasattr(result, "close"):
                result.close()
        status, headers = started[0]
        return int(status[:3]), [(name.lower(), value) for name, value in headers], b"".join(written)

    def _refuse(self, request: _Request) -> None:
        self._send(request, refusal(503, request.environ, request.body, desk=request.desk))

    def _send(self, request: _Request, answer: Answer) -> None:
        try:
            request.send(*answer)
        finally:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(_finish, request.done)


def _finish(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _length(environ: Environ) -> int | None:
    """What a request says of its body's length."""
    told = environ.get("CONTENT_LENGTH", "")
    return int(told) if told.isdecimal() else None
