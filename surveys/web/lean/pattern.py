"""Pages rendered once and filled many times: text with holes, kept compressed."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, request
from markupsafe import escape

# Private-use characters: they stand in no text of ours and pass through escaping unchanged.
_OPEN, _SHUT = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([a-z_0-9]+){_SHUT}")
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_WORTH_DEFLATING = 300
_MOST_KEPT = 512


def hole(name: str) -> str:
    """A place in a template's values that is filled later, page by page."""
    return f"{_OPEN}{name}{_SHUT}"


@dataclass(frozen=True)
class Pattern:
    """A rendered page with holes: text and names of holes in turn; `packed` is the same text, each part deflated by itself.

    What is filled in stays uncompressed where it is short, so that the size of an answer tells nothing about a token in it.
    """

    parts: tuple[bytes, ...]
    packed: tuple[bytes, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """The pattern that rendered `text` holds."""
        parts = tuple(part.encode() for part in _HOLE.split(text))
        return cls(parts, tuple(part if n % 2 else _deflated(part, 9) for n, part in enumerate(parts)))

    def answer(self, values: Mapping[str, str]) -> Response:
        """The page with every hole filled, escaped unless it is markup already; `KeyError` where one is left open."""
        known = {name.encode(): str(escape(value)).encode() for name, value in values.items()}
        plain = b"".join(known[part] if n % 2 else part for n, part in enumerate(self.parts))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return Response(plain, headers={"Vary": "Accept-Encoding"})
        blocks = [_block(known[part]) if n % 2 else part for n, part in enumerate(self.packed)]
        tail = struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        body = b"".join((_GZIP, *blocks, _LAST_BLOCK, tail))
        return Response(body, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


_patterns: dict[object, Pattern] = {}


def kept_pattern(key: object, page: Callable[[], str]) -> Pattern:
    """The pattern kept under `key`, else made of `page`."""
    found = _patterns.get(key)
    if found is None:
        if len(_patterns) >= _MOST_KEPT:
            _patterns.clear()
        found = _patterns[key] = Pattern.of(page())
    return found


def _deflated(text: bytes, level: int, window: int = zlib.MAX_WBITS) -> bytes:
    """A stretch of deflate blocks that ends on a byte and refers to nothing before itself."""
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -window, 9 if window == zlib.MAX_WBITS else 6)
    return squeezer.compress(text) + squeezer.flush(zlib.Z_FULL_FLUSH)


def _block(text: bytes) -> bytes:
    if len(text) >= _WORTH_DEFLATING:
        return _deflated(text, 4, 12)  # a small window is quick to set up
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text
