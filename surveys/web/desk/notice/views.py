"""Publishing a result: what the residents will see, until when it hangs, and what was posted before."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Optional

from surveys.core.errors import NotAllowed, Rejected
from surveys.core.life import STEPS, Step
from surveys.core.staff import Right
from surveys.core.tally import Basis
from surveys.paper.papers import notice_pdf
from surveys.paper.press import PressFailed
from surveys.services.notice import draft, earliest_end, notice_desk, publish
from surveys.store.db import reading, transaction
from surveys.web.audience import may
from surveys.web.desk.forms import DayField, accuse, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.sessions import now
from surveys.words.notice import notice_problem_words
from surveys.words.outcome.papers import verdict
from surveys.words.refusal import not_allowed_words


class NoticeForm(FlaskForm):
    """Until when a notice hangs, and why it corrects the one before."""

    until = DayField(_("公示到哪一天"), [InputRequired(_("选公示到哪一天"))])
    seen = HiddenField()
    reason = TextAreaField(_("更正了什么，为什么"), [Optional()], [stripped])


@pages.route("/polls/<int:poll_id>/publish", methods=["GET", "POST"])
@may(Right.PUBLISH)
def publish_result(poll_id: int) -> Response | tuple[str, int]:
    """What publishing means, before it is done; a notice that was posted is corrected, never taken back."""
    with reading() as session:
        desk = notice_desk(session, my_scope(), poll_id, now=now())
    earliest = earliest_end(now())
    form = NoticeForm(until=max(earliest, desk.standing.until) if desk.standing else earliest)
    if form.validate_on_submit() and _published(form, poll_id, final=False):
        flash(gettext("公示了，居民现在能看到结果"))
        return redirect(url_for("desk.result", poll_id=poll_id), 303)
    form.seen.data = desk.digest
    page = render_template(
        "desk/notice/publish.html",
        desk=desk,
        poll=desk.exact.poll,
        form=form,
        verdict=verdict(desk.outcome),
        households=desk.outcome.turnout.counts[Basis.HOUSEHOLDS],
    )
    return page, 422 if form.errors else 200


@pages.route("/polls/<int:poll_id>/final", methods=["GET", "POST"])
@may(Right.PUBLISH)
def finalise(poll_id: int) -> Response | tuple[str, int]:
    """What posting as final means, before it is done, or why it can't be done yet."""
    with reading() as session:
        desk = notice_desk(session, my_scope(), poll_id, now=now())
    poll = desk.exact.poll
    if (state := poll.state(now())) not in STEPS[Step.FINALISE].states:
        raise NotAllowed(state.value)
    form = NoticeForm(until=earliest_end(now()))
    if form.validate_on_submit() and _published(form, poll_id, final=True):
        flash(gettext("最终公示了"))
        return redirect(url_for("desk.life", poll_id=poll_id), 303)
    form.seen.data = desk.digest
    why = desk.final_refusal(now())
    page = render_template(
        "desk/notice/final.html",
        desk=desk,
        poll=poll,
        form=form,
        refusal=not_allowed_words(NotAllowed(why)) if why else "",
        verdict=verdict(desk.outcome),
    )
    return page, 422 if form.errors else 200


def _published(form: NoticeForm, poll_id: int, *, final: bool) -> bool:
    """Whether the notice stands, from now or by a tap before this one; if not, the form says why."""
    reason, until = form.reason.data or "", cast(date, form.until.data)
    try:
        with reading() as session:
            seen = form.seen.data or "nothing was looked at"
            at, by = now(), me()
            made = draft(session, my_scope(), poll_id, until=until, reason=reason, seen=seen, final=final, by=by, now=at)
        pressed = notice_pdf(made, phone=current_app.config["OFFICE_PHONE"])
        with transaction() as session:
            publish(session, my_scope(), made, pressed, by=me(), now=now())
    except NotAllowed as refused:
        if refused.reason != "nothing_to_correct":
            raise
    except PressFailed:
        accuse(form, "until", gettext("公示表没有做出来，所以没有公示。填的都还在，过一会儿再点一次公示"), otherwise="until")
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, notice_problem_words(problem), otherwise="until")
    return not form.errors
