"""Closing a poll now, before its announced date."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, SignInRefused
from surveys.core.poll import PollState
from surveys.core.second import Grave, Proposal
from surveys.core.staff import Right
from surveys.services.compound import CompoundDesk, poll_desk
from surveys.services.poll import close_poll
from surveys.store.db import reading, transaction
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.seconding import settled, told, withdrawn
from surveys.web.sessions import now
from surveys.words.account import one_time_code_words


@pages.get("/polls/<int:poll_id>/close")
@may(Right.CLOSE)
def close(poll_id: int) -> str:
    """What closing means, before it is done."""
    return _page(poll_id)


def _page(poll_id: int, error: str = "") -> str:
    with reading() as session:
        desk = poll_desk(session, my_scope(), poll_id, now=now())
        second = told(session, poll_id, Grave.CLOSE)
    if desk.state not in (PollState.OPEN, PollState.SCHEDULED):
        raise NotAllowed(str(desk.state))
    return render_template("desk/poll/close.html", desk=desk, error=error, **second)


@pages.post("/polls/<int:poll_id>/close")
@may(Right.CLOSE)
def close_now(poll_id: int) -> Response | tuple[str, int]:
    """Close the poll, or ask for somebody to confirm it; closing it again changes nothing."""
    try:
        with transaction() as session:
            desk = poll_desk(session, my_scope(), poll_id, now=now())
            runs = desk.state in (PollState.OPEN, PollState.SCHEDULED)
            done = not runs or settled(session, _proposal(desk))
            if done:
                close_poll(session, my_scope(), poll_id, by=me(), now=now())
    except SignInRefused as refused:
        return _page(poll_id, one_time_code_words(refused)), 422
    flash(_("征询已经截止，现在可以看结果") if done else _("提出来了，等另一位同事确认后截止"))
    return redirect(url_for("desk.compound", compound_id=desk.compound.id, poll=poll_id), 303)


def _proposal(desk: CompoundDesk) -> Proposal:
    assert desk.poll is not None
    return Proposal(Grave.CLOSE, desk.poll.id, {"closes_at": desk.poll.closes_at.isoformat()})


@pages.post("/polls/<int:poll_id>/close/withdraw")
@may(Right.CLOSE)
def withdraw_close(poll_id: int) -> Response:
    """Let what waits for a second person wait no longer."""
    withdrawn(poll_id, Grave.CLOSE)
    flash(_("撤回了，没有截止"))
    return redirect(url_for("desk.close", poll_id=poll_id), 303)
