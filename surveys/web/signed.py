"""What a household's browser carries and nobody but us can have written: a text that bears its own mark.

One HMAC over the whole text, by a key that serves one purpose alone: a mark from a form opens no cookie, and none from a
cookie a form. Nothing in it is secret.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Any

from flask import Flask, current_app

FIRST = "~"
"""What every such text begins with, and none that itsdangerous writes."""
_LENGTH = 16
"""Bytes of a mark: 128 bits."""


class Signer:
    """Signs for one purpose. The first secret signs, what any of them signed is read: one can take another's place."""

    def __init__(self, secrets: tuple[bytes, ...], purpose: str) -> None:
        self._keys = [hmac.digest(secret, f"diandan signed {purpose}".encode(), "sha256") for secret in secrets]

    def sign(self, value: Any) -> str:
        """The text that says `value`, which JSON must know."""
        said = json.dumps(value, separators=(",", ":")).encode()
        return FIRST + urlsafe_b64encode(_mark(self._keys[0], said) + said).rstrip(b"=").decode()

    def read(self, text: str) -> Any:
        """What a text of `sign` says; None where nobody here wrote it for this purpose."""
        try:
            whole = urlsafe_b64decode(text[1:] + "==") if text.startswith(FIRST) else b""
        except ValueError:
            return None
        mark, said = whole[:_LENGTH], whole[_LENGTH:]
        good = [hmac.compare_digest(mark, _mark(key, said)) for key in self._keys]
        return json.loads(said) if any(good) else None


def _mark(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, said, "sha256")[:_LENGTH]


def signer(purpose: str, app: Flask | None = None) -> Signer:
    """The signer of this installation for a purpose."""
    config = (app or current_app).config
    return _made((config["SECRET_KEY"], *(config["SECRET_KEY_FALLBACKS"] or ())), purpose)


@cache
def _made(secrets: tuple[str | bytes, ...], purpose: str) -> Signer:
    return Signer(tuple(one if isinstance(one, bytes) else one.encode() for one in secrets), purpose)
