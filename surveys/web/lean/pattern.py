"""Pages rendered once and filled many times: text with holes, kept compressed."""

from __future__ import annotations

import re
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_128
from threading import Lock

import brotli
from flask import Response
from markupsafe import escape

from surveys.web.packing import accepts

# Private-use characters: they stand in no text of ours and pass through escaping unchanged.
_OPEN, _SHUT = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([a-z_0-9]+){_SHUT}")
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_WORTH_DEFLATING = 300
_MOST_KEPT = 512
_CONTEXT = 2
"""So many letters before it decide how brotli reads the next."""


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
        if accepts("br") and (woven := _woven_with(self.parts, [known[part] for part in self.parts[1::2]])):
            return Response(woven, headers={"Content-Encoding": "br", "Vary": "Accept-Encoding"})
        if not accepts("gzip"):
            return Response(plain, headers={"Vary": "Accept-Encoding"})
        blocks = [_block(known[part]) if n % 2 else part for n, part in enumerate(self.packed)]
        tail = struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        body = b"".join((_GZIP, *blocks, _LAST_BLOCK, tail))
        return Response(body, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


class Patterns:
    """The patterns that were filled last, each under its key; the one that wasn't for longest makes room for another."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[object, Pattern] = OrderedDict()

    def get(self, key: object, page: Callable[[], str]) -> Pattern:
        """The pattern kept under `key`, else made of `page`."""
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found
        made = Pattern.of(page())
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


kept_pattern = Patterns(_MOST_KEPT).get
"""The pattern of a page, as `Patterns.get` says."""


def _deflated(text: bytes, level: int, window: int = zlib.MAX_WBITS) -> bytes:
    """A stretch of deflate blocks that ends on a byte and refers to nothing before itself."""
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -window, 9 if window == zlib.MAX_WBITS else 6)
    return squeezer.compress(text) + squeezer.flush(zlib.Z_FULL_FLUSH)


def _block(text: bytes) -> bytes:
    if len(text) >= _WORTH_DEFLATING:
        return _deflated(text, 4, 12)  # a small window is quick to set up
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text


def _woven_with(parts: tuple[bytes, ...], values: Sequence[bytes]) -> bytes:
    """The page in brotli with `values` in its holes, uncompressed too; empty where one is long or the parts don't hold."""
    if any(len(value) >= _WORTH_DEFLATING for value in values):
        return b""
    pieces = _woven(parts, tuple(map(len, values)))
    raw = (_stored(value + part[:_CONTEXT]) for value, part in zip(values, parts[2::2], strict=True))
    return b"".join(piece for pair in zip(pieces, [*raw, b""], strict=True) for piece in pair) if pieces else b""


@lru_cache(maxsize=_MOST_KEPT)
def _woven(parts: tuple[bytes, ...], lengths: tuple[int, ...]) -> tuple[bytes, ...]:
    """The parts of a page as one brotli stream around holes of these lengths; empty where other values would break it.

    The stream is made with noise in the holes, to which nothing later refers, and the noise is taken out. What follows a
    hole hangs on the length of what stands in it and, through the context of its first two letters, on its end: so those
    two letters are stored with it.
    """
    holes = [shake_128(b"%d" % n).digest(length) for n, length in enumerate(lengths)]
    squeezer = brotli.Compressor(mode=brotli.MODE_TEXT)
    pieces = [squeezer.process(parts[0]) + squeezer.flush()]
    for noise, part in zip(holes, parts[2::2], strict=True):
        squeezer.process(noise + part[:_CONTEXT])
        squeezer.flush()
        pieces.append(squeezer.process(part[_CONTEXT:]) + squeezer.flush())
    pieces[-1] += squeezer.finish()
    return tuple(pieces) if _holds(parts, pieces, lengths) else ()


def _holds(parts: tuple[bytes, ...], pieces: Sequence[bytes], lengths: tuple[int, ...]) -> bool:
    """Whether the pieces unpack to the page with something else in its holes."""
    page, stream = parts[0], pieces[0]
    for length, part, piece in zip(lengths, parts[2::2], pieces[1:], strict=True):
        value = b"x" * length
        page, stream = page + value + part, stream + _stored(value + part[:_CONTEXT]) + piece
    try:
        return bool(brotli.decompress(stream) == page)
    except brotli.error:
        return False


def _stored(text: bytes) -> bytes:
    """A block of brotli that holds up to 65,536 bytes as they are (RFC 7932, 9.2)."""
    return ((len(text) - 1) << 3 | 1 << 19).to_bytes(3, "little") + text if text else b""
