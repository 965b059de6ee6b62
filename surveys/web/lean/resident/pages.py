"""The blueprint that residents' views hang on, and who fills in for somebody."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from surveys.core.errors import CodeRefused, NotEntitled
from surveys.core.staff import Right, Staff
from surveys.web.audience import Audience, audience
from surveys.web.choices import YEAR
from surveys.web.lean.page import script
from surveys.web.lean.said import Way, said
from surveys.web.packing import made_once
from surveys.web.sessions import current_staff, staff_token
from surveys.words.code import NOT_TO_FILL_IN, refusal_words
from surveys.words.language import N_

pages = Blueprint("resident", __name__)


def helper() -> Staff | None:
    """Who fills in for somebody (代填) on this phone, if anybody does. Raises `NotEntitled` for staff who may not."""
    staff = current_staff() if staff_token() else None
    if staff is not None and not staff.may(Right.FILL_IN):
        raise NotEntitled(Right.FILL_IN)
    return staff


@pages.errorhandler(NotEntitled)
def not_theirs(_error: NotEntitled) -> Response:
    """Whoever is signed in as staff on this phone and may not fill in for anybody."""
    return said(NOT_TO_FILL_IN, 403, Way(N_("退出登录"), "staff.sign_out", post=True))


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
    made_once()
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if digest == current else "no-cache"
    return response
