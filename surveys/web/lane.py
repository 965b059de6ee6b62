"""In whose threads a request is answered: residents', or the desk's, where papers and reports may take their time.

What staff open is the desk's, signing in too. Of what is for everybody only what says so with `apart` is.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask
from itsdangerous import BadSignature
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie

from surveys.web.audience import Audience

View = TypeVar("View", bound=Callable[..., Any])
_STAFF = ("desk", "staff")


class Lane(StrEnum):
    """Threads of their own for one kind of work."""

    RESIDENTS = "residents"
    DESK = "desk"


def apart(view: View) -> View:
    """Declare that a view for everybody is answered in the desk's threads, because it may take its time."""
    view.apart = True  # type: ignore[attr-defined]
    return view


def lane_of(app: Flask, endpoint: str) -> Lane:
    """The lane of a route."""
    view = app.view_functions[endpoint]
    staff = endpoint.partition(".")[0] in _STAFF or getattr(view, "audience", None) in (Audience.STAFF, Audience.ACCOUNT)
    return Lane.DESK if staff or hasattr(view, "apart") else Lane.RESIDENTS


class Lanes:
    """The lanes of all routes of an app, for whoever serves it: `app.extensions["lanes"]`."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self._firsts: dict[str, set[Lane]] = {}
        for rule in app.url_map.iter_rules():
            self._firsts.setdefault(_first(rule.rule), set()).add(lane_of(app, rule.endpoint))

    def desk(self, path: str) -> bool:
        """Whether the desk's threads answer at this path; most are known by their first part."""
        lanes = self._firsts.get(_first(path), {Lane.RESIDENTS})
        return Lane.DESK in lanes and (len(lanes) == 1 or self._matched(path) is Lane.DESK)

    def who(self, environ: dict[str, Any]) -> str:
        """The account that a request comes from, by its signed cookie; all who aren't signed in are one."""
        cookie = parse_cookie(environ.get("HTTP_COOKIE", "")).get(self._app.config["SESSION_COOKIE_NAME"], "")
        try:
            return str(self._serializer.loads(cookie).get("username", ""))
        except BadSignature:
            return ""

    def _matched(self, path: str) -> Lane:
        adapter = self._app.url_map.bind("")
        for method in ("GET", "POST"):
            try:
                endpoint, _arguments = adapter.match(path.encode("latin-1").decode("utf-8", "replace"), method=method)
            except HTTPException:
                continue
            return lane_of(self._app, endpoint)
        return Lane.RESIDENTS


def init_app(app: Flask) -> None:
    """Tell whoever serves the app which routes are the desk's."""
    app.extensions["lanes"] = Lanes(app)


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]
