"""Lean pages: the style inside, one script beside, and nothing else to fetch."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, g, render_template, url_for

from surveys.web.choices import big
from surveys.web.lean.pattern import hole
from surveys.web.lean.program import program
from surveys.web.lean.squeeze import squeezed_css
from surveys.web.security import allow_style, style_hash

SHEETS = ("tokens.css", "app.css", "lean.css")
SAID = ("fields.css", "said.css", "parts.css")
OWN_SHEETS = {
    "lean/resident/door.html": ("door.css",),
    "lean/resident/ask.html": ("fields.css", "ask.css"),
    "lean/resident/preview.html": ("fields.css", "ask.css"),
    "lean/result.html": (*SAID, "result.css"),
    "lean/public/home.html": (*SAID, "public.css"),
    "lean/public/poll.html": (*SAID, "public.css"),
    "lean/public/receipts.html": (*SAID, "result.css"),
    "lean/public/roll.html": (*SAID, "ledger.css"),
    "lean/public/object.html": (*SAID, "ledger.css"),
    "lean/public/ledger.html": (*SAID, "ledger.css"),
    "lean/resident/proof.html": (*SAID, "ledger.css"),
}


@cache
def style(folder: str, own: tuple[str, ...]) -> tuple[str, str]:
    """A page's whole style, with its `own` sheets, and its name in the content security policy."""
    css = squeezed_css("\n".join((Path(folder) / "css" / name).read_text("utf-8") for name in (*SHEETS, *own)))
    return css, style_hash(css)


def styled(template: str) -> str:
    """The style that goes into a page; the answer that carries it is allowed to."""
    css, name = style(str(current_app.static_folder), OWN_SHEETS.get(template, SAID))
    allow_style(name)
    return css


def render(template: str, **values: Any) -> str:
    """A resident's page as text, the style put inside."""
    folder = str(current_app.static_folder)
    css = styled(template)
    address = url_for("resident.program", digest=program(folder)[1])
    text = render_template(template, css=hole("css"), script=address, big=big(), head=g.get("head"), **values)
    return text.replace(hole("css"), css, 1)
