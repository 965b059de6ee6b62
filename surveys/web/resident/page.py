"""Lean pages: the style inside, one script beside, and page bytes that are made once and spliced with what differs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, render_template, request, url_for
from markupsafe import escape

from surveys.web.resident.squeeze import squeezed_css, squeezed_js
from surveys.web.security import allow_style, style_hash

SHEETS = ("tokens.css", "app.css")
OWN_SHEET = {"resident/ask.html": "ask.css"}
SCRIPTS = ("page.js", "look.js", "steps.js", "menu.js", "places.js", "check.js", "draft.js", "send.js")

# Private-use characters: they stand in no text of ours and pass through escaping unchanged.
_OPEN, _SHUT = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([a-z_]+){_SHUT}")


def hole(name: str) -> str:
    """A place in a template's values that is filled later, page by page."""
    return f"{_OPEN}{name}{_SHUT}"


@dataclass(frozen=True)
class Pattern:
    """A rendered page with holes: text and names of holes in turn."""

    parts: tuple[bytes, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """The pattern that rendered `text` holds."""
        return cls(tuple(part.encode() for part in _HOLE.split(text)))

    def filled(self, **values: str) -> bytes:
        """The page with every hole filled, escaped; raises `KeyError` where one is left open."""
        known = {name.encode(): str(escape(value)).encode() for name, value in values.items()}
        return b"".join(known[part] if n % 2 else part for n, part in enumerate(self.parts))


@cache
def style(folder: str, own: str) -> tuple[str, str]:
    """A page's whole style, with its `own` sheet, and its name in the content security policy."""
    css = squeezed_css("\n".join((Path(folder) / "css" / name).read_text("utf-8") for name in (*SHEETS, own)))
    return css, style_hash(css)


@cache
def script(folder: str) -> tuple[bytes, str]:
    """The residents' script, its parts in one function so that nothing leaks into the page, and a digest for its address."""
    parts = ((Path(folder) / "js" / name).read_text("utf-8") for name in SCRIPTS)
    text = squeezed_js(f'(function () {{ "use strict";\n{"".join(parts)} }})();').encode()
    return text, sha256(text).hexdigest()[:12]


def big() -> bool:
    """Whether this browser asked for 长辈版, now or before."""
    asked = request.args.get("look")
    return asked == "big" if asked else request.cookies.get("look") == "big"


def styled(template: str) -> str:
    """The style that goes into a page; the answer that carries it is allowed to."""
    css, name = style(str(current_app.static_folder), OWN_SHEET.get(template, "said.css"))
    allow_style(name)
    return css


def render(template: str, **values: Any) -> str:
    """A resident's page as text, the style put inside."""
    folder = str(current_app.static_folder)
    css = styled(template)
    address = url_for("resident.program", digest=script(folder)[1])
    text = render_template(template, css=hole("css"), script=address, big=big(), **values)
    return text.replace(hole("css"), css)
