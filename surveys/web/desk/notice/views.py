"""Publishing a result: what the residents will see, until when it hangs, and what was posted before."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import cast

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from surveys.core.errors import NotAllowed, Rejected, SignInRefused
from surveys.core.life import STEPS, Step
from surveys.core.notice import Notice
from surveys.core.poll import PollState
from surveys.core.second import Grave, Proposal
from surveys.core.staff import Right
from surveys.core.tally import Basis
from surveys.paper.papers import notice_pdf
from surveys.paper.press import PressFailed
from surveys.services.district import site
from surveys.services.notice import NoticeDesk, draft, earliest_end, notice_desk, publish
from surveys.services.queue import pending
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import DayField, accuse, lines_of, refuse, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.seconding import settled, told, waiting_shown, withdrawn
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.web.typed import TypedForm
from surveys.words.account import one_time_code_words
from surveys.words.community import asker
from surveys.words.notice import notice_problem_words
from surveys.words.outcome.papers import verdict
from surveys.words.queue import pending_words
from surveys.words.refusal import not_allowed_words


class NoticeForm(TypedForm):
    """Until when a notice hangs, and why it corrects the one before; and a code, where it takes two people."""

    until = DayField(_("公示到哪一天"), [InputRequired(_("选公示到哪一天"))])
    reason = TextAreaField(_("更正了什么，为什么"), [Optional()], [stripped])
    one_time_code = StringField(_("验证器上的6位数"), [Optional()])


def notice_shown(session: Connection, poll_id: int) -> Shown:
    """What a notice would say now, and those that were posted."""
    desk = notice_desk(session, my_scope(), poll_id, now=now())
    form = NoticeForm(
        formdata=None, data={"until": desk.standing.until, "reason": desk.standing.reason} if desk.standing else {}
    )
    lines = (*lines_of(form), FormLine("", gettext("结论"), verdict(desk.outcome).title))
    asks = asker(desk.exact.poll.compound, current_app.config["OFFICE_PHONE"])
    return Shown([desk.digest, len(desk.notices), asdict(asks)], lines, last_change(session, poll_id=poll_id))


def final_shown(session: Connection, poll_id: int) -> Shown:
    """What a final notice would repeat, and how many objections nobody answered."""
    desk, shown = notice_desk(session, my_scope(), poll_id, now=now()), notice_shown(session, poll_id)
    left = sum(found.open for found in desk.objections)
    lines = (*shown.lines, FormLine("", gettext("没有答复的异议"), gettext("%(n)s条", n=left)))
    return Shown([shown.facts, len(desk.objections), left], lines, shown.changed)


@pages.route("/polls/<int:poll_id>/publish", methods=["GET", "POST"])
@may(Right.PUBLISH)
@made_from(notice_shown)
def publish_result(poll_id: int) -> Response | tuple[str, int]:
    """What publishing means, before it is done; a notice that was posted is corrected, never taken back."""
    with looking() as session:
        desk = notice_desk(session, my_scope(), poll_id, now=now())
        second = told(session, poll_id, Grave.PUBLISH)
        left = pending_words(pending(session, poll_id), PollState.CLOSED)
    earliest = earliest_end(now())
    form = NoticeForm(until=max(earliest, desk.standing.until) if desk.standing else earliest)
    if form.validate_on_submit() and (answer := _published(form, desk, final=False)):
        return answer
    page = render_template(
        "desk/notice/publish.html",
        desk=desk,
        left=left,
        unchecked=entered.forms - entered.confirmed if (entered := desk.exact.entered) else 0,
        poll=desk.exact.poll,
        form=form,
        verdict=verdict(desk.outcome),
        households=desk.outcome.turnout.counts[Basis.HOUSEHOLDS],
        **second,
    )
    return page, 422 if form.errors else 200


@pages.route("/polls/<int:poll_id>/final", methods=["GET", "POST"])
@may(Right.PUBLISH)
@made_from(final_shown)
def finalise(poll_id: int) -> Response | tuple[str, int]:
    """What posting as final means, before it is done, or why it can't be done yet."""
    with looking() as session:
        desk = notice_desk(session, my_scope(), poll_id, now=now())
        second = told(session, poll_id, Grave.FINALISE)
    poll = desk.exact.poll
    if (state := poll.state(now())) not in STEPS[Step.FINALISE].states:
        raise NotAllowed(state.value)
    form = NoticeForm(until=earliest_end(now()))
    if form.validate_on_submit() and (answer := _published(form, desk, final=True)):
        return answer
    why = desk.final_refusal(now())
    page = render_template(
        "desk/notice/final.html",
        desk=desk,
        poll=poll,
        form=form,
        refusal=not_allowed_words(NotAllowed(why)) if why else "",
        verdict=verdict(desk.outcome),
        **second,
    )
    return page, 422 if form.errors else 200


def _published(form: NoticeForm, desk: NoticeDesk, *, final: bool) -> Response | None:
    """The way on once the notice stands, from now or by a tap before this one; if it doesn't, the form says why."""
    reason, until = form.reason.data or "", cast(date, form.until.data)
    poll, seen = desk.exact.poll, desk.digest
    poll_id = poll.id
    back = "desk.life" if final else "desk.result"
    try:
        with looking() as session:
            at, by = now(), me()
            made = draft(session, my_scope(), poll_id, until=until, reason=reason, seen=seen, final=final, by=by, now=at)
            reached = site(session, current_app.config["ADDRESSES"])
        pressed = notice_pdf(made, asks=asker(poll.compound, current_app.config["OFFICE_PHONE"]), site=reached)
        with writing() as session:
            if not settled(session, _proposal(made)):
                said = gettext("提出来了，等另一位同事确认后公示")
                return done(said, back, poll_id=poll_id, same=said)
            publish(session, my_scope(), made, pressed, by=me(), now=now())
            said = gettext("最终公示了") if final else gettext("公示了，居民现在能看到结果")
            return done(said, back, poll_id=poll_id)
    except NotAllowed as refused:
        if refused.reason != "nothing_to_correct":
            raise
        return redirect(url_for(back, poll_id=poll_id), 303)
    except SignInRefused as refused:
        refuse(form.one_time_code, refused, one_time_code_words(refused), "one-time code")
    except PressFailed:
        accuse(form, "until", gettext("公示表没有做出来，所以没有公示。填的都还在，过一会儿再点一次公示"), otherwise="until")
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, notice_problem_words(problem), otherwise="until")
    return None


def _proposal(made: Notice) -> Proposal:
    says = {"until": made.until.isoformat(), "reason": made.reason, "seen": made.digest}
    return Proposal(Grave.FINALISE if made.final else Grave.PUBLISH, made.poll_id, {**says, "number": made.number})


@pages.post("/polls/<int:poll_id>/publish/withdraw")
@may(Right.PUBLISH)
@made_from(waiting_shown)
def withdraw_notice(poll_id: int) -> Response:
    """Let what waits for a second person wait no longer."""
    return withdrawn(poll_id, Grave.PUBLISH, gettext("撤回了，没有公示"), "desk.publish_result")


@pages.post("/polls/<int:poll_id>/final/withdraw")
@may(Right.PUBLISH)
@made_from(waiting_shown)
def withdraw_final(poll_id: int) -> Response:
    """Let what waits for a second person wait no longer."""
    return withdrawn(poll_id, Grave.FINALISE, gettext("撤回了，没有公示"), "desk.finalise")
