"""The headers that answers carry: those of a page, the one that a script or a style needs, none for a redirect."""

from __future__ import annotations

import base64
from hashlib import sha256

from flask import Response, current_app, g, request

from surveys.web.packing import pack

EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
_ANYBODYS = {"X-Content-Type-Options": "nosniff"}
"""On scripts, sheets and fonts: the preview of a questionnaire, which stands in a frame of no origin, needs them too."""
HEADERS = {
    "Referrer-Policy": "no-referrer",  # a code must not travel on in a Referer
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Diandan": "1",  # tells our script that a page is ours, and no proxy's
}
STRICT_TRANSPORT = "max-age=31536000"
"""A year of HTTPS alone. Subdomains are left out: an office's other names may have none."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; connect-src {sends}; "
    "form-action {sends}; base-uri 'none'; frame-ancestors {around}"
)
_FRAMES = "; frame-src 'self'"
_OWN_FILES = "'self'; font-src 'self'"
"""What a page without a style inside takes: sheets of ours, and the fonts that print needs."""

_REDIRECTS = (301, 302, 303, 307, 308)
_PARTS = ("text/javascript", "text/css", "font/", "image/png", "image/jpeg")
"""What is only ever a part of a page."""


def style_hash(css: str) -> str:
    """The policy's name for one inline style sheet."""
    return "'sha256-" + base64.b64encode(sha256(css.encode()).digest()).decode() + "'"


def allow_style(hash_source: str) -> None:
    """Let this answer carry the inline style sheet that `style_hash` named."""
    g.styles = {**g.get("styles", {}), hash_source: None}


def only_looked_at() -> None:
    """Let a page of ours frame this answer, from which nothing can be sent."""
    g.only_looked_at = True


def frame_ours() -> None:
    """Let this answer frame pages of ours."""
    g.frames = True


def _policy() -> str:
    styles = " ".join(g.get("styles", ())) or _OWN_FILES
    own, none = "'self'", "'none'"
    sends, around = (none, own) if g.get("only_looked_at") else (own, none)
    return POLICY.format(styles=styles, sends=sends, around=around) + (_FRAMES if g.get("frames") else "")


def finish(response: Response) -> Response:
    """Put the headers on that mean something here, keep pages out of caches and pack text for whoever accepts it."""
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if current_app.config["STRICT_TRANSPORT"] and request.is_secure:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if response.status_code in _REDIRECTS:  # it has an address and no page: nothing is drawn, run or framed
        response.set_data(b"")
        del response.headers["Content-Type"]
        return response
    response.headers.update(_ANYBODYS if (response.mimetype or "").startswith(_PARTS[:3]) else EVERYWHERE)
    if not (response.mimetype or "").startswith(_PARTS):
        response.headers.update(HEADERS)
        response.headers.setdefault("Content-Security-Policy", _policy())
    return pack(response)
