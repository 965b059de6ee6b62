"""Answers made smaller for slow networks: brotli, gzip, or as they are, whatever the browser takes."""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from flask import Response, g, request

_WORTH_PACKING = 500
_PACKED = ("application/json", "image/svg+xml")


def accepts(coding: str) -> bool:
    """Whether whoever asks takes answers in this coding."""
    return coding in [part.partition(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")]


def made_once() -> None:
    """Say that this answer is the same bytes for many: it is packed as small as can be, and kept."""
    g.made_once = True


def pack(response: Response) -> Response:
    """The answer, packed where that is worth it."""
    text = (response.mimetype or "").startswith("text/") or response.mimetype in _PACKED
    if not text or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    lasting = request.endpoint == "static" or g.get("made_once", False)
    coding = "br" if lasting and accepts("br") else "gzip" if accepts("gzip") else ""
    if not coding:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) > _WORTH_PACKING:
        response.set_data(_smallest(body, coding) if lasting else gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = coding
    return response


@lru_cache(maxsize=128)
def _smallest(text: bytes, coding: str) -> bytes:
    return brotli.compress(text, brotli.MODE_TEXT) if coding == "br" else gzip.compress(text, 9, mtime=0)
