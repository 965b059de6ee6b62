"""Publishing a result: what the residents will see, until when it hangs, and what was posted before."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from surveys.core.errors import NotAllowed, Rejected, SignInRefused
from surveys.core.notice import Notice
from surveys.core.second import Grave, Proposal
from surveys.core.staff import Right
from surveys.core.tally import Basis
from surveys.paper.papers import notice_pdf
from surveys.paper.press import PressFailed
from surveys.services.notice import draft, earliest_end, notice_desk, publish
from surveys.store.db import reading, transaction
from surveys.web.audience import may
from surveys.web.desk.forms import DayField, accuse, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.seconding import settled, told, withdrawn
from surveys.web.sessions import now
from surveys.words.account import one_time_code_words
from surveys.words.notice import notice_problem_words
from surveys.words.outcome.papers import verdict


class NoticeForm(FlaskForm):
    """Until when a notice hangs, and why it corrects the one before; and a code, where it takes two people."""

    until = DayField(_("公示到哪一天"), [InputRequired(_("选公示到哪一天"))])
    seen = HiddenField()
    reason = TextAreaField(_("更正了什么，为什么"), [Optional()], [stripped])
    one_time_code = StringField(_("验证器上的6位数"), [Optional()])


@pages.route("/polls/<int:poll_id>/publish", methods=["GET", "POST"])
@may(Right.PUBLISH)
def publish_result(poll_id: int) -> Response | tuple[str, int]:
    """What publishing means, before it is done; a notice that was posted is corrected, never taken back."""
    with reading() as session:
        desk = notice_desk(session, my_scope(), poll_id, now=now())
        second = told(session, poll_id, Grave.PUBLISH)
    earliest = earliest_end(now())
    form = NoticeForm(until=max(earliest, desk.standing.until) if desk.standing else earliest)
    if form.validate_on_submit() and (said := _published(form, poll_id)):
        flash(said)
        return redirect(url_for("desk.result", poll_id=poll_id), 303)
    form.seen.data = desk.digest
    page = render_template(
        "desk/notice/publish.html",
        desk=desk,
        poll=desk.exact.poll,
        form=form,
        verdict=verdict(desk.outcome),
        households=desk.outcome.turnout.counts[Basis.HOUSEHOLDS],
        **second,
    )
    return page, 422 if form.errors else 200


def _published(form: NoticeForm, poll_id: int) -> str:
    """What was done: the notice stands, from now or by a tap before this one, or somebody else is asked to confirm it; if
    nothing was, the form says why."""
    reason, until, posted = form.reason.data or "", cast(date, form.until.data), gettext("公示了，居民现在能看到结果")
    try:
        with reading() as session:
            seen = form.seen.data or "nothing was looked at"
            made = draft(session, my_scope(), poll_id, until=until, reason=reason, seen=seen, by=me(), now=now())
        pressed = notice_pdf(made, phone=current_app.config["OFFICE_PHONE"])
        with transaction() as session:
            if not settled(session, _proposal(made)):
                return str(gettext("提出来了，等另一位同事确认后公示"))
            publish(session, my_scope(), made, pressed, by=me(), now=now())
    except NotAllowed as refused:
        if refused.reason != "nothing_to_correct":
            raise
    except SignInRefused as refused:
        form.one_time_code.errors = [one_time_code_words(refused)]
    except PressFailed:
        accuse(form, "until", gettext("公示表没有做出来，所以没有公示。填的都还在，过一会儿再点一次公示"), otherwise="until")
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, notice_problem_words(problem), otherwise="until")
    return "" if form.errors else str(posted)


def _proposal(made: Notice) -> Proposal:
    says = {"until": made.until.isoformat(), "reason": made.reason, "seen": made.digest}
    return Proposal(Grave.PUBLISH, made.poll_id, {**says, "number": made.number})


@pages.post("/polls/<int:poll_id>/publish/withdraw")
@may(Right.PUBLISH)
def withdraw_notice(poll_id: int) -> Response:
    """Let what waits for a second person wait no longer."""
    withdrawn(poll_id, Grave.PUBLISH)
    flash(gettext("撤回了，没有公示"))
    return redirect(url_for("desk.publish_result", poll_id=poll_id), 303)
