"""One way to write a document down, so that the same facts always give the same bytes and the same digest."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def _refuse(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _check(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("float has no canonical form: use an integer or a fraction as text")
    if isinstance(value, dict):
        for item in value.values():
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)


def canonical(value: object) -> bytes:
    """The bytes of a JSON document: keys sorted, no spaces, UTF-8. Raises `TypeError` on floats and unknown types."""
    _check(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse)
    return text.encode()


def digest(value: object) -> str:
    """SHA-256, in hex, of bytes as they are or of a document's canonical form."""
    return sha256(value if isinstance(value, bytes) else canonical(value)).hexdigest()
