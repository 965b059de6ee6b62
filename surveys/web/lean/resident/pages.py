"""The blueprint that residents' views hang on, who fills in for somebody, and what every household's page begins with."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import CodeRefused, NotEntitled
from surveys.core.poll import PollState
from surveys.core.staff import Right, Staff
from surveys.services.household import AnswerPage
from surveys.web.audience import Audience, audience
from surveys.web.choices import YEAR
from surveys.web.lean.letterhead import head_pages
from surveys.web.lean.program import program as built
from surveys.web.lean.said import Way, said
from surveys.web.packing import made_once
from surveys.web.sessions import current_staff, staff_token
from surveys.words.code import HELPED_ALREADY, NOT_TO_FILL_IN, OUT_OF_REACH, refusal_words
from surveys.words.language import N_

pages = Blueprint("resident", __name__)
BY_STAFF = (Channel.DOOR, Channel.CALL, Channel.PAPER)


def to(endpoint: str, home: int) -> AnyResponse:
    """On to another page of this household."""
    return redirect(url_for(endpoint, home=home), 303)


def helper() -> Staff | None:
    """Who fills in for somebody (代填) on this phone, if anybody does. Raises `NotEntitled` for staff who may not."""
    staff = current_staff() if staff_token() else None
    if staff is not None and not staff.may(Right.FILL_IN):
        raise NotEntitled(Right.FILL_IN)
    return staff


class AmendedOut(Exception):
    """A household's page is asked for, and the household is counted no more: every page of it says so."""

    def __init__(self, view: AnswerPage) -> None:
        self.view = view
        super().__init__("amended_out")


def headed(view: AnswerPage) -> AnswerPage:
    """The same; from here on every page of this answer says who asks, whatever it is about. Raises `AmendedOut`."""
    head_pages(view.poll, position=view.position, epoch=view.epoch)
    if view.gone:
        raise AmendedOut(view)
    return view


def barred(view: AnswerPage, staff: Staff) -> Response | None:
    """What keeps a member of staff from filling in for this household at all, before anything is asked."""
    if not staff.scope.covers(view.compound):
        return said(OUT_OF_REACH, 403)
    if view.shut >= frozenset(Capacity):
        return said(HELPED_ALREADY, 409)
    return None


def leads_to(view: AnswerPage, home: int, *, answering: bool = False) -> AnyResponse | None:
    """The page where a household stands, if it isn't one where it begins or goes on answering."""
    if view.state.told:
        return to("resident.result", home)
    if view.state is PollState.CANCELLED:
        return None
    if (view.ballots or view.mine_waiting) and (view.state is PollState.CLOSED or not answering):
        return to("resident.receipt", home)
    return None


@pages.errorhandler(NotEntitled)
def not_theirs(_error: NotEntitled) -> Response:
    """Whoever is signed in as staff on this phone and may not fill in for anybody."""
    return said(NOT_TO_FILL_IN, 403, Way(N_("退出登录"), "staff.sign_out", post=True))


@pages.errorhandler(CodeRefused)
def refused(error: CodeRefused) -> Response:
    """A letter, a receipt key or a remembered household that opens nothing any more."""
    return said(
        refusal_words(error.reason), 404, Way(N_("输入户码"), "resident.code"), Way(N_("找人帮忙"), "resident.help_page")
    )


@pages.get("/p-<digest>.js")
@audience(Audience.PUBLIC)
def program(digest: str) -> Response:
    """The residents' script; its address changes with its content, so that phones may keep it."""
    text, current = built(str(current_app.static_folder))
    response = Response(text, mimetype="text/javascript")
    made_once()
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if digest == current else "no-cache"
    return response
