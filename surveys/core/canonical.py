"""One way to write a document down, so that the same facts always give the same bytes and the same digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


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


_NEVER_CHANGED = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def zipped(files: Mapping[str, bytes], *, deflated: bool = False) -> bytes:
    """One archive of these files: the same bytes for the same content, with names that every Windows reads."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED if deflated else ZIP_STORED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _NEVER_CHANGED)
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            entry.compress_type = ZIP_DEFLATED if deflated else ZIP_STORED
            archive.writestr(entry, content)
    return buffer.getvalue()
