"""Pages that explain: whose letter this is, where help is, what happens with the answers.

With ?poll= they name who asks in that poll: a household's pages link to them so, and need no proof for it.
"""

from __future__ import annotations

from flask import Response, request

from surveys.core.errors import NotFound
from surveys.core.poll import Poll
from surveys.services.poll import public_poll
from surveys.store.db import reading
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.lean.letterhead import head_pages, phone_to_call
from surveys.web.lean.page import render
from surveys.web.lean.resident.pages import pages
from surveys.web.lean.said import Way, said
from surveys.web.packing import made_once
from surveys.web.sessions import now
from surveys.words.code import NOT_MINE
from surveys.words.language import N_


def _head() -> Poll | None:
    poll_id = request.args.get("poll", type=int)
    if not poll_id or not 0 < poll_id < 2**31:
        return None
    stay(poll=poll_id)
    try:
        with reading() as session:
            poll = public_poll(session, poll_id, now=now()).poll
    except NotFound:
        return None
    head_pages(poll)
    return poll


@pages.get("/not-mine")
@audience(Audience.PUBLIC)
def not_mine() -> Response:
    """Somebody else's letter: what to do; the code stays as it was."""
    _head()
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
    _head()
    made_once()
    return render("lean/resident/help.html", phone=phone_to_call())


@pages.get("/privacy")
@audience(Audience.PUBLIC)
def privacy() -> str:
    """Who uses the answers, for what, how long, and how to take them back."""
    poll = _head()
    made_once()
    return render("lean/resident/privacy.html", phone=phone_to_call(), roll=bool(poll and poll.terms and poll.terms.roll))
