"""The headers that every answer carries, and compression for slow networks."""

from __future__ import annotations

import base64
import gzip
from hashlib import sha256

from flask import Response, g, request

HEADERS = {
    "X-Diandan": "1",  # tells the phone our own answers from those of a proxy
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # a code must not travel on in a Referer
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def style_hash(css: str) -> str:
    """The policy's name for one inline style sheet."""
    return "'sha256-" + base64.b64encode(sha256(css.encode()).digest()).decode() + "'"


def allow_style(hash_source: str) -> None:
    """Let this answer carry the inline style sheet that `style_hash` named."""
    g.styles = (*getattr(g, "styles", ()), hash_source)


def finish(response: Response) -> Response:
    """Put the headers on, keep pages out of caches and compress text for whoever accepts it."""
    response.headers.update(HEADERS)
    styles = "".join(f" {source}" for source in getattr(g, "styles", ()))
    response.headers["Content-Security-Policy"] = POLICY.format(styles=styles)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return _compressed(response)


def _compressed(response: Response) -> Response:
    text = (response.mimetype or "").startswith("text/") or response.mimetype in ("application/json", "image/svg+xml")
    if not text or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) > 500:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
