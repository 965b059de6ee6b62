"""The blueprint that residents' views hang on, and who fills in for somebody."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from surveys.core.errors import CodeRefused
from surveys.core.staff import Staff
from surveys.web.audience import Audience, audience
from surveys.web.choices import YEAR
from surveys.web.lean.page import script
from surveys.web.lean.said import Way, said
from surveys.web.sessions import current_staff, staff_token
from surveys.words.code import refusal_words
from surveys.words.language import N_

pages = Blueprint("resident", __name__)


def helper() -> Staff | None:
    """The member of staff who fills in for somebody (代填) on this phone, if any."""
    return current_staff() if staff_token() else None


@pages.errorhandler(CodeRefused)
def refused(error: CodeRefused) -> Response:
    """A letter or a cookie that opens nothing any more."""
    return said(
        refusal_words(error.reason), 404, Way(N_("输入户码"), "resident.code"), Way(N_("找人帮忙"), "resident.help_page")
    )


@pages.get("/p-<digest>.js")
@audience(Audience.PUBLIC)
def program(digest: str) -> Response:
    """The residents' script; its address changes with its content, so that phones may keep it."""
    text, current = script(str(current_app.static_folder))
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if digest == current else "no-cache"
    return response
