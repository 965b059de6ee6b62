"""Lean pages: the style inside, one script beside, and nothing else to fetch."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, g, render_template, url_for

from surveys.web.choices import big
from surveys.web.lean.pattern import hole
from surveys.web.lean.squeeze import squeezed_css, squeezed_js
from surveys.web.security import allow_style, style_hash

SHEETS = ("tokens.css", "app.css", "lean.css")
SAID = ("fields.css", "said.css", "parts.css")
OWN_SHEETS = {
    "lean/resident/door.html": ("door.css",),
    "lean/resident/ask.html": ("fields.css", "ask.css"),
    "lean/result.html": (*SAID, "result.css"),
    "lean/public/home.html": (*SAID, "public.css"),
    "lean/public/poll.html": (*SAID, "public.css"),
    "lean/public/receipts.html": (*SAID, "result.css"),
}
SCRIPTS = (
    *("page.js", "clock.js", "look.js", "field.js", "steps.js", "menu.js", "places.js", "check.js"),
    *("draft.js", "pending.js", "send.js", "idle.js", "start.js", "door.js"),
)


@cache
def style(folder: str, own: tuple[str, ...]) -> tuple[str, str]:
    """A page's whole style, with its `own` sheets, and its name in the content security policy."""
    css = squeezed_css("\n".join((Path(folder) / "css" / name).read_text("utf-8") for name in (*SHEETS, *own)))
    return css, style_hash(css)


@cache
def script(folder: str) -> tuple[bytes, str]:
    """The residents' script, its parts in one function so that nothing leaks into the page, and a digest for its address."""
    parts = ((Path(folder) / "js" / name).read_text("utf-8") for name in SCRIPTS)
    text = squeezed_js(f'(function () {{ "use strict";\n{"".join(parts)} }})();').encode()
    return text, sha256(text).hexdigest()[:12]


def styled(template: str) -> str:
    """The style that goes into a page; the answer that carries it is allowed to."""
    css, name = style(str(current_app.static_folder), OWN_SHEETS.get(template, SAID))
    allow_style(name)
    return css


def render(template: str, **values: Any) -> str:
    """A resident's page as text, the style put inside."""
    folder = str(current_app.static_folder)
    css = styled(template)
    address = url_for("resident.program", digest=script(folder)[1])
    text = render_template(template, css=hole("css"), script=address, big=big(), head=g.get("head"), **values)
    return text.replace(hole("css"), css, 1)
