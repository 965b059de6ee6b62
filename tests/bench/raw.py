"""The raw insert: one request, one durable row, and no framework. Nothing that keeps answers can be faster here."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from tests.bench.floor import DONE, Store

_DOCUMENT = '{"need0": "5", "agree": "yes", "troubles": ["0", "1", "2"], "people": 3, "more": ""}'


class Raw:
    """A WSGI application without any layer; its database is the file that RAW_PATH names."""

    config: dict[str, Any] = {}
    extensions: dict[str, Any] = {}

    def __init__(self) -> None:
        self._store = Store(os.environ["RAW_PATH"])

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Keep one answer, and say so."""
        self._store.add(environ["PATH_INFO"], _DOCUMENT)
        body = f"<h1>{DONE}</h1>".encode()
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]


def create_app() -> Raw:
    """The raw insert as an application."""
    return Raw()
