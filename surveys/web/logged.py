"""What is told of a request: its route's pattern and never its address, how it ended, and what failed in it.

There is no line for a page that came: beside the times of the ballots a list of every page's time would tell who cast which.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, request

from surveys.log import event, failure_of, reference
from surveys.log.metrics import measures

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SLOW = 2_000
"""From how many milliseconds on a request is told of."""
_ROUTE, _AUDIENCE, _NOTED = "diandan.route", "diandan.audience", "diandan.noted"
BY = "diandan.by"
"""Under which whoever lets staff in says who they are; told of what was refused to them."""
CAUSE = "diandan.cause"
"""Under which whoever turns a request away says why, in a word of `surveys.log.metrics.CAUSES`."""
_LAST = "系统出了点问题，过一会儿再试。编号 {}\n"
_PLAIN = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
Raised = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


def note_fault(error: BaseException, status: int = 500) -> None:
    """Tell the log of what this request failed of; the page that says so carries the number of the line."""
    fault = failure_of(error)
    g.reference = reference(fault)
    request.environ[_NOTED] = True
    event("fault", logging.ERROR, fault, id=g.reference, status=status, **_said(request.environ))


def reference_here() -> str:
    """The number to say on the telephone of a page that failed."""
    if "reference" not in g:
        g.reference = reference()
    return str(g.reference)


def _begin() -> None:
    rule = request.url_rule
    view = current_app.view_functions.get(request.endpoint or "")
    request.environ[_ROUTE] = rule.rule if rule else "?"
    request.environ[_AUDIENCE] = str(getattr(view, "audience", "public"))


def _said(environ: WSGIEnvironment) -> dict[str, Any]:
    method = environ["REQUEST_METHOD"]
    told = {"route": environ.get(_ROUTE, "?"), "audience": environ.get(_AUDIENCE, "public")}
    return {**told, "method": method if method in ("GET", "HEAD", "POST") else "?"}


class Watched:
    """The application as the log sees it: every request whose answer isn't what was asked for, and every slow one.
    Nothing that fails in it reaches the server, which would print it."""

    def __init__(self, app: Flask) -> None:
        self._app, self._inner = app, app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began, status = perf_counter(), 0

        def started(line: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            nonlocal status
            status = int(line[:3])
            return start(line, headers, error)

        try:
            return self._inner(environ, started)
        except Exception as error:
            if self._app.testing:  # tests want to see what they broke
                raise
            status, fault = 500, failure_of(error)
            number = reference(fault)
            event("fault", logging.ERROR, fault, id=number, status=status, **_said(environ))
            environ[_NOTED] = True
            start(
                "500 INTERNAL SERVER ERROR", [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
            )
            return [_LAST.format(number).encode()]
        finally:
            _ended(environ, status, perf_counter() - began)


def _ended(environ: WSGIEnvironment, status: int, seconds: float) -> None:
    ms = int(seconds * 1000)
    if counting := measures():
        counting.request(environ.get(_AUDIENCE, "public"), status, seconds)
        if status == 503:
            counting.unavailable(environ.get(CAUSE, "other"))
    if status >= 500 and not environ.get(_NOTED):
        event("failed", logging.ERROR, status=status, ms=ms, **_said(environ))
    elif 400 <= status < 500:
        event("refused", status=status, **_said(environ), **({"by": environ[BY]} if BY in environ else {}))
    if ms >= SLOW:
        event("slow", logging.WARNING, status=status, ms=ms, **_said(environ))


def _log_exception(exc_info: Raised) -> None:
    if exc_info[1] is not None:
        note_fault(exc_info[1])


def init_app(app: Flask) -> None:
    """Tell the log of this app's requests; to be called before anything else is asked of a request."""
    app.before_request(_begin)
    app.log_exception = _log_exception  # type: ignore[method-assign]
    app.jinja_env.globals["reference_here"] = reference_here


def watch(app: Flask) -> None:
    """Put the watch around the app and all that was put around it."""
    app.wsgi_app = Watched(app)  # type: ignore[method-assign, assignment]
