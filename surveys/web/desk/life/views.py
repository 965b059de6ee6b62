"""The life of a poll on one page: what is done, next and in the way; and each step with what it means before it is taken."""

from __future__ import annotations

from flask import Response as Download
from flask import current_app, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, Rejected, SignInRefused
from surveys.core.life import STEPS, Step
from surveys.core.poll import Poll, PollState
from surveys.core.second import Grave, Proposal
from surveys.core.staff import Right
from surveys.paper.change import change_pdf
from surveys.services import life as service
from surveys.services.compound import poll_desk
from surveys.services.queue import pending
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, refuse
from surveys.web.desk.life.form import ExtendForm, ReasonForm
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.desk.seconding import settled, told, waiting_shown, withdrawn
from surveys.web.desk.ways import next_shown
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.account import one_time_code_words
from surveys.words.change import STEPS_SAID, told_change
from surveys.words.dates import time_words
from surveys.words.life import both, life_problem_words, road
from surveys.words.poll import poll_state_words
from surveys.words.queue import pending_words

_ACTS = {
    Step.PAUSE: service.pause,
    Step.RESUME: service.resume,
    Step.CLOSE: service.close,
    Step.CANCEL: service.cancel,
}
_DONE = {
    Step.EXTEND: "延期了。通知在下面“变动”里，打印出来贴上",
    Step.PAUSE: "暂停了，现在不收回答。通知在下面“变动”里，打印出来贴上",
    Step.RESUME: "继续了，又可以答了。通知在下面“变动”里，打印出来贴上",
    Step.CLOSE: "征询已经截止。通知在下面“变动”里，打印出来贴上",
    Step.CANCEL: "撤销了，不再计票。通知在下面“变动”里，打印出来贴上",
}


def poll_shown(session: Connection, poll_id: int) -> Shown:
    """A poll as it stands: its state, its end, and how much of it was changed and reviewed."""
    found = service.life(session, my_scope(), poll_id, now=now())
    poll, names = found.poll, (_("状态"), _("截止时间"))
    lines = (FormLine("", names[0], poll_state_words(found.state)), FormLine("", names[1], time_words(poll.closes_at)))
    facts = [found.state, poll.opens_at, poll.closes_at, poll.reviewed_at, len(found.changes)]
    return Shown(facts, lines, last_change(session, poll_id=poll_id))


def review_shown(session: Connection, poll_id: int) -> Shown:
    """The poll with the last act on it: what was found or settled since has to be looked over as well."""
    shown = poll_shown(session, poll_id)
    return Shown([shown.facts, shown.changed], shown.lines, shown.changed)


@pages.get("/polls/<int:poll_id>/life")
@may(Right.LOOK)
def life(poll_id: int) -> str:
    """What was done with a poll, what is next, and what may be done now."""
    with looking() as session:
        found = service.life(session, my_scope(), poll_id, now=now())
        left = pending_words(pending(session, poll_id), found.state)
        following = next_shown(session, [found.poll])
    return render_template(
        "desk/life/life.html",
        life=found,
        next=following,
        left=left,
        poll=found.poll,
        road=road(found, now=now()),
        both=both,
        steps=[step for step in STEPS if me().may(STEPS[step].right) and found.may_be(step, now=now())],
        waiting=[(second, STEPS_SAID[Step(second.proposal.act)].name) for second in found.waiting],
        names=STEPS_SAID,
        changes=[(change, told_change(change)) for change in found.changes],
    )


@pages.route("/polls/<int:poll_id>/close", methods=["GET", "POST"])
@may(Right.CLOSE)
@made_from(poll_shown)
def close(poll_id: int) -> Response | tuple[str, int]:
    """What closing early means, before it is done."""
    return _taken(poll_id, Step.CLOSE)


@pages.route("/polls/<int:poll_id>/<any(extend, pause, resume, cancel):step>", methods=["GET", "POST"])
@may(Right.STEER)
@made_from(poll_shown)
def steer(poll_id: int, step: str) -> Response | tuple[str, int]:
    """What a step means, before it is taken."""
    return _taken(poll_id, Step(step))


def _taken(poll_id: int, step: Step) -> Response | tuple[str, int]:
    form = ExtendForm() if step is Step.EXTEND else ReasonForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                if step is Step.CLOSE and not settled(session, _proposal(session, poll_id, form)):
                    said = _("提出来了，等另一位同事确认后截止")
                    return done(said, "desk.life", poll_id=poll_id, same=said)
                _take(session, poll_id, step, form)
                return done(_(_DONE[step]), "desk.life", poll_id=poll_id)
        except SignInRefused as refused:
            refuse(form.one_time_code, refused, one_time_code_words(refused), "one-time code")
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, life_problem_words(problem), otherwise="reason")
    with looking() as session:
        desk = poll_desk(session, my_scope(), poll_id, now=now())
        left = pending_words(pending(session, poll_id), PollState.OPEN) if step is Step.CLOSE else ()
        second = (
            told(session, poll_id, Grave.CLOSE) if step is Step.CLOSE else {"second": None, "seconds": False, "alone": True}
        )
    if desk.state not in STEPS[step].states:
        raise NotAllowed(str(desk.state))
    title = STEPS_SAID[step].name
    shown = {"desk": desk, "poll": desk.poll, "form": form, "step": step.value, "title": title, "left": left}
    page = render_template("desk/life/step.html", **shown, **second)
    return page, 422 if form.errors else 200


def _proposal(session: Connection, poll_id: int, form: ReasonForm) -> Proposal:
    poll = service.life(session, my_scope(), poll_id, now=now()).poll
    says = {"closes_at": poll.closes_at.isoformat(), "reason": form.reason.data or ""}
    return Proposal(Grave.CLOSE, poll_id, says)


@pages.post("/polls/<int:poll_id>/close/withdraw")
@may(Right.CLOSE)
@made_from(waiting_shown)
def withdraw_close(poll_id: int) -> Response:
    """Let what waits for a second person wait no longer."""
    return withdrawn(poll_id, Grave.CLOSE, _("撤回了，没有截止"), "desk.close")


def _take(session: Connection, poll_id: int, step: Step, form: ReasonForm) -> Poll:
    why, scope, by, at = form.reason.data or "", my_scope(), me(), now()
    if isinstance(form, ExtendForm):
        assert form.until.data is not None
        long, meant = bool(form.long.data), bool(form.meant.data)
        return service.extend(session, scope, poll_id, form.until.data, reason=why, long=long, meant=meant, by=by, now=at)
    return _ACTS[step](session, scope, poll_id, reason=why, by=by, now=at)


@pages.post("/polls/<int:poll_id>/review")
@may(Right.REVIEW)
@made_from(review_shown)
def review(poll_id: int) -> Response:
    """Say that the result was looked over."""
    with writing() as session:
        service.review(session, my_scope(), poll_id, by=me(), now=now())
        return done(_("复核记下了"), "desk.life", poll_id=poll_id)


@pages.post("/polls/<int:poll_id>/drop")
@may(Right.PLAN)
@made_from(poll_shown)
def drop(poll_id: int) -> Response:
    """Delete a draft."""
    with writing() as session:
        poll = service.drop(session, my_scope(), poll_id, by=me(), now=now())
        return done(_("%(name)s的草稿删掉了", name=poll.compound.name), "desk.wave", wave_id=poll.wave.id)


@pages.get("/polls/<int:poll_id>/changes/<int:number>.pdf")
@may(Right.LOOK)
def change_paper(poll_id: int, number: int) -> Download:
    """The paper of a change, to be hung up."""
    with looking() as session:
        poll, change = service.change(session, my_scope(), poll_id, number)
    phone = current_app.config["OFFICE_PHONE"]
    name = f"{poll.compound.name}-{STEPS_SAID[change.step].name}通知-{number}.pdf"
    return download(change_pdf(poll, change, phone=phone), name)
