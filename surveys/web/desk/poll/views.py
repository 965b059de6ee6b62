"""Closing a poll now, before its announced date."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.services.compound import poll_desk
from surveys.services.poll import close_poll
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.dates import time_words
from surveys.words.poll import poll_state_words


@pages.get("/polls/<int:poll_id>/close")
@may(Right.CLOSE)
def close(poll_id: int) -> str:
    """What closing means, before it is done."""
    with looking() as session:
        desk = poll_desk(session, my_scope(), poll_id, now=now())
    if desk.state not in (PollState.OPEN, PollState.SCHEDULED):
        raise NotAllowed(str(desk.state))
    return render_template("desk/poll/close.html", desk=desk)


def poll_shown(session: Connection, poll_id: int) -> Shown:
    """A poll as it stands: its state and its end."""
    desk = poll_desk(session, my_scope(), poll_id, now=now())
    poll = desk.poll
    assert poll
    lines = (FormLine("", _("状态"), poll_state_words(desk.state)), FormLine("", _("截止时间"), time_words(poll.closes_at)))
    return Shown([desk.state, poll.opens_at, poll.closes_at], lines, last_change(session, poll_id=poll_id))


@pages.post("/polls/<int:poll_id>/close")
@may(Right.CLOSE)
@made_from(poll_shown)
def close_now(poll_id: int) -> Response:
    """Close the poll; closing it again changes nothing."""
    with writing() as session:
        poll = close_poll(session, my_scope(), poll_id, by=me(), now=now())
        said = _("征询已经截止，现在可以看结果")
        return done(said, "desk.compound", compound_id=poll.compound.id, poll=poll_id)
