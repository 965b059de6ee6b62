"""The cookie that a browser brings back: what it is called, and how it is written and read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from surveys.web.signed import FIRST, Signer, signer

HOST = "__Host-"
"""What a cookie's name begins with where nobody may set it but this host over HTTPS: no other name under the same domain."""


AHEAD = 300
"""Seconds that the clock of another app machine may be before ours: what that one wrote just now is read here next."""
_HOUSEHOLDS = frozenset({"doors", "_permanent"})
"""All that the cookie of a browser holds on which nobody signed in."""


class BesideOthers(TimestampSigner):
    """Signs with the time, and reads what a machine signed whose clock is a little ahead."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """What was signed, with its time where asked for. Raises `SignatureExpired` where that isn't now."""
        value, at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and not _fresh(int(at.timestamp()), max_age):
            raise SignatureExpired("too old, or from a time to come", payload=value, date_signed=at)
        return (value, at) if return_timestamp else value


def _fresh(at: int, max_age: int) -> bool:
    return -AHEAD <= int(time.time()) - at <= max_age


class Cookies:
    """Writes and reads cookies: a household's as `surveys.web.signed` does; those of staff, and all that were written by
    earlier releases, as Flask does."""

    def __init__(self, households: Signer, others: URLSafeTimedSerializer) -> None:
        self._households, self._others = households, others

    def dumps(self, kept: Mapping[str, Any]) -> str:
        """The cookie of a session, from now on good for a while."""
        if kept.keys() <= _HOUSEHOLDS:
            return self._households.sign([int(time.time()), kept])
        return str(self._others.dumps(kept))

    def loads(self, text: str, max_age: int | None = None) -> Any:
        """The session of a cookie. Raises `BadSignature` where nobody here wrote it, or too long ago."""
        if not text.startswith(FIRST):
            return self._others.loads(text, max_age=max_age)
        at, kept = self._households.read(text) or (0, {})
        if not _fresh(at, max_age or 0):
            raise BadSignature("no cookie of ours, or too old")
        return kept


class CookieSession(SecureCookieSessionInterface):
    """Cookies that insist on HTTPS where the installation does, and wherever they were asked for over it."""

    def get_signing_serializer(self, app: Flask) -> Cookies:  # type: ignore[override]
        """What writes and reads this app's cookies, made once."""
        if "cookies" not in app.extensions:
            others = super().get_signing_serializer(app)
            assert others is not None
            others.signer = BesideOthers
            app.extensions["cookies"] = Cookies(signer("cookie", app), others)
        found: Cookies = app.extensions["cookies"]
        return found

    def get_cookie_name(self, app: Flask) -> str:
        """What the cookie of this answer is called."""
        return (HOST if self.get_cookie_secure(app) else "") + super().get_cookie_name(app)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of this request. What was cast from a browser before its cookie had this name is not forgotten; a
        sign-in is."""
        opened = super().open_session(app, request)
        plain = super().get_cookie_name(app)
        if opened is None or self.get_cookie_name(app) in request.cookies or plain not in request.cookies:
            return opened
        try:
            before = self.get_signing_serializer(app).loads(
                request.cookies[plain], max_age=int(app.permanent_session_lifetime.total_seconds())
            )
        except BadSignature:
            return opened
        if "doors" in before:
            opened["doors"], opened.permanent = before["doors"], True
        return opened

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie of this answer insists on HTTPS."""
        return super().get_cookie_secure(app) or request.is_secure
