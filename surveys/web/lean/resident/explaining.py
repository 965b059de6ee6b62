"""Pages that explain: whose letter this is, where help is, what happens with the answers."""

from __future__ import annotations

from flask import Response, current_app

from surveys.web.audience import Audience, audience
from surveys.web.lean.page import render
from surveys.web.lean.resident.pages import pages
from surveys.web.lean.said import Way, said
from surveys.web.packing import made_once
from surveys.words.code import NOT_MINE
from surveys.words.language import N_


@pages.get("/not-mine")
@audience(Audience.PUBLIC)
def not_mine() -> Response:
    """Somebody else's letter: what to do; the code stays as it was."""
    return said(
        NOT_MINE,
        200,
        Way(N_("输入自家的户码"), "resident.code"),
        Way(N_("清掉本机记录"), "resident.leave", post=True),
    )


@pages.get("/help")
@audience(Audience.PUBLIC)
def help_page() -> str:
    """Where the code is, and how to answer without a phone."""
    made_once()
    return render("lean/resident/help.html", phone=current_app.config["OFFICE_PHONE"])


@pages.get("/privacy")
@audience(Audience.PUBLIC)
def privacy() -> str:
    """Who uses the answers, for what, how long, and how to take them back."""
    made_once()
    return render("lean/resident/privacy.html", phone=current_app.config["OFFICE_PHONE"])
