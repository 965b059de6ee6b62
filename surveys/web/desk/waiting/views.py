"""The street's queue of a poll: what waits and what is disowned, a decision on the one and an answer to the other."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.core.waiting import WaitingRuling
from surveys.services import waiting as service
from surveys.services.queue import Queue, pending, queue, queue_photo
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, stripped
from surveys.web.desk.pages import me, my_scope, pages, picture
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.web.typed import TypedForm
from surveys.words import queue as words
from surveys.words.ballot import CAPACITIES


class DecisionForm(TypedForm):
    """Which of two ballots counts, by which signed request, and why."""

    counts = RadioField(_("哪一份算"), [InputRequired(_("选一份"))])
    paper = StringField(_("签了名的申请：编号，哪一天签的"), [InputRequired(_("写上申请的编号和日期"))], [stripped])
    why = TextAreaField(_("理由"), [InputRequired(_("写明理由"))], [stripped])


class FoundOutForm(TypedForm):
    """What was found out about a ballot that is disowned."""

    answer = TextAreaField(_("怎么核对的，结果怎样"), [InputRequired(_("写明核对的结果"))], [stripped])


def decision_shown(session: Connection, poll_id: int, waiting_id: int) -> Shown:
    """A ballot that waits, the one that stands, and what was decided."""
    found = queue(session, my_scope(), poll_id, now=now())
    line = found.waits(waiting_id)
    if line is None:
        return Shown([found.state])
    waits, names = line.waits, _choices()
    told = {WaitingRuling.TAKEN: names["later"], WaitingRuling.KEPT: names["first"], WaitingRuling.TAKEN_BACK: ""}
    lines = (
        FormLine("", gettext("后交的一份"), words.came_and_entered_words(waits.channel, waits.cast_at, waits.entered_by)),
        FormLine(
            "", gettext("现在怎样"), words.outcome_of_waiting_words(waits, ended=found.state.ended) or gettext("还没有定")
        ),
        FormLine("counts", gettext("哪一份算"), told[waits.ruling] if waits.ruling else "", names),
        FormLine("paper", gettext("签了名的申请：编号，哪一天签的"), waits.paper),
        FormLine("why", gettext("理由"), waits.why),
    )
    stands = line.stands.revision if line.stands else 0
    facts = [found.state, waits.ruling, waits.cast_at.isoformat(), stands]
    return Shown(facts, lines, last_change(session, poll_id=poll_id))


def dispute_shown(session: Connection, poll_id: int, dispute_id: int) -> Shown:
    """What was disowned, and how it was answered."""
    found = queue(session, my_scope(), poll_id, now=now())
    line = found.disputed(dispute_id)
    if line is None:
        return Shown([found.state])
    answer = line.dispute.answer
    lines = (
        FormLine("", gettext("住户说的"), line.dispute.said),
        FormLine("answer", gettext("怎么核对的，结果怎样"), answer),
    )
    return Shown([answer], lines, last_change(session, poll_id=poll_id))


@pages.get("/polls/<int:poll_id>/waiting")
@may(Right.LOOK)
def waiting(poll_id: int) -> tuple[str, int]:
    """The queue; with `decide` or `dispute`, one of it to be decided or answered."""
    decide, dispute = request.args.get("decide", type=int), request.args.get("dispute", type=int)
    return _page(poll_id, _decision(), FoundOutForm(), decide=decide, dispute=dispute)


@pages.post("/polls/<int:poll_id>/waiting/<int:waiting_id>")
@may(Right.ANSWER)
@made_from(decision_shown)
def decide(poll_id: int, waiting_id: int) -> Response | tuple[str, int]:
    """Decide which of two ballots counts."""
    form = _decision()
    if form.validate_on_submit():
        take, paper, why = form.counts.data == "later", form.paper.data or "", form.why.data or ""
        try:
            with writing() as session:
                scope, by, at = my_scope(), me(), now()
                service.decide(session, scope, poll_id, waiting_id, take=take, paper=paper, why=why, by=by, now=at)
                said = gettext("定好了：后交的算") if take else gettext("定好了：先交的算")
                return done(said, "desk.waiting", poll_id=poll_id)
        except Rejected as refused:
            _accuse(form, refused, "why")
        except NotAllowed as refused:
            return _refused(refused)
    return _page(poll_id, form, FoundOutForm(formdata=None), decide=waiting_id)


@pages.post("/polls/<int:poll_id>/disputes/<int:dispute_id>")
@may(Right.ANSWER)
@made_from(dispute_shown)
def dispute(poll_id: int, dispute_id: int) -> Response | tuple[str, int]:
    """Write down what was found out about a ballot that is disowned."""
    form = FoundOutForm()
    if form.validate_on_submit():
        text = form.answer.data or ""
        try:
            with writing() as session:
                service.answer_dispute(session, my_scope(), poll_id, dispute_id, text, by=me(), now=now())
                return done(gettext("答复记下了，住户凭信看得到"), "desk.waiting", poll_id=poll_id)
        except Rejected as refused:
            _accuse(form, refused, "answer")
        except NotAllowed as refused:
            return _refused(refused)
    return _page(poll_id, _decision(empty=True), form, dispute=dispute_id)


@pages.get("/polls/<int:poll_id>/waiting/photos/<int:photo_id>")
@may(Right.ANSWER)
def waiting_photo(poll_id: int, photo_id: int) -> Response:
    """A photograph of a form that waits or was disowned, for whoever may decide about it."""
    with looking() as session:
        content = queue_photo(session, my_scope(), poll_id, photo_id, me().username, now=now())
    return picture(content) if content else redirect(url_for("desk.waiting", poll_id=poll_id), 303)


def _choices() -> dict[str, str]:
    return {"later": gettext("后交的"), "first": gettext("先交的")}


def _decision(*, empty: bool = False) -> DecisionForm:
    form = DecisionForm(formdata=None) if empty else DecisionForm()
    form.counts.choices = _choices()
    return form


def _accuse(form: TypedForm, refused: Rejected, otherwise: str) -> None:
    for problem in refused.problems:
        accuse(form, problem.field, words.queue_problem_words(problem), otherwise=otherwise)


def _refused(refused: NotAllowed) -> tuple[str, int]:
    return kept_page(gettext("现在还不能这样做"), words.queue_refused_words(refused), standing())


def _page(
    poll_id: int, decision: DecisionForm, found_out: FoundOutForm, *, decide: int | None = None, dispute: int | None = None
) -> tuple[str, int]:
    with looking() as session:
        found = queue(session, my_scope(), poll_id, now=now())
        left = words.pending_words(pending(session, poll_id), found.state)
    line, disputed = found.waits(decide), found.disputed(dispute)
    if (decide is not None and line is None) or (dispute is not None and disputed is None):
        raise NotFound("waiting", str(decide or dispute))
    page = render_template(
        "desk/waiting/waiting.html" if line is None and disputed is None else "desk/waiting/one.html",
        queue=found,
        poll=found.poll,
        left=left,
        line=line,
        disputed=disputed,
        form=decision if line else found_out,
        may_decide=_may_decide(found, decide),
        hand=me().username in (line.hands if line else disputed.hands if disputed else ()),
        words=words,
        capacities=CAPACITIES,
    )
    return page, 422 if decision.errors or found_out.errors else 200


def _may_decide(found: Queue, waiting_id: int | None) -> bool:
    """Whether this one may still be decided, and by whoever looks."""
    line = found.waits(waiting_id)
    open_ = line is not None and line.waits.open and found.state is PollState.OPEN
    return open_ and line is not None and me().username not in line.hands
