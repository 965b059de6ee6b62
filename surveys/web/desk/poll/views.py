"""Closing a poll now, before its announced date."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.services.compound import poll_desk
from surveys.services.poll import close_poll
from surveys.store.db import reading, transaction
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.sessions import now


@pages.get("/polls/<int:poll_id>/close")
@may(Right.CLOSE)
def close(poll_id: int) -> str:
    """What closing means, before it is done."""
    with reading() as session:
        desk = poll_desk(session, my_scope(), poll_id, now=now())
    if desk.state not in (PollState.OPEN, PollState.SCHEDULED):
        raise NotAllowed(str(desk.state))
    return render_template("desk/poll/close.html", desk=desk)


@pages.post("/polls/<int:poll_id>/close")
@may(Right.CLOSE)
def close_now(poll_id: int) -> Response:
    """Close the poll; closing it again changes nothing."""
    with transaction() as session:
        poll = close_poll(session, my_scope(), poll_id, by=me(), now=now())
    flash(_("征询已经截止，现在可以看结果"))
    return redirect(url_for("desk.compound", compound_id=poll.compound.id, poll=poll_id), 303)
