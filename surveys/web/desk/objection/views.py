"""Objections to what was posted: all of them, one more, and the answer to one."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from surveys.core.errors import Rejected
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.services import objection as service
from surveys.services.life import life
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.life import life_problem_words


class ObjectionForm(FlaskForm):
    """Who objects, and to what."""

    who = StringField(_("谁提的"), [InputRequired(_("写明是谁提的，或者是哪一户"))], [stripped])
    what = TextAreaField(_("提了什么"), [InputRequired(_("写明提了什么意见"))], [stripped])


class AnswerForm(FlaskForm):
    """How an objection was answered, and whether the result is corrected for it."""

    answer = TextAreaField(_("答复"), [InputRequired(_("写明怎么答复的"))], [stripped])
    adopted = RadioField(_("采纳吗"), [InputRequired(_("选采纳还是不采纳"))])


def objections_shown(session: Connection, poll_id: int) -> Shown:
    """Whether objections are taken: two clerks who write down different ones aren't in each other's way."""
    state = life(session, my_scope(), poll_id, now=now()).state
    return Shown([state], lines_of(ObjectionForm(formdata=None)), last_change(session, poll_id=poll_id))


def objection_shown(session: Connection, poll_id: int, objection_id: int) -> Shown:
    """An objection and its answer, if it has one."""
    state = life(session, my_scope(), poll_id, now=now()).state
    found = service.one(session, poll_id, objection_id)
    told = gettext("采纳") if found.adopted else gettext("不采纳")
    lines = (
        FormLine("answer", gettext("答复"), found.answer),
        FormLine(
            "adopted", gettext("采纳吗"), "" if found.open else told, {"yes": gettext("采纳"), "no": gettext("不采纳")}
        ),
    )
    return Shown([state, found.answer, found.adopted], lines, last_change(session, poll_id=poll_id))


@pages.route("/polls/<int:poll_id>/objections", methods=["GET", "POST"])
@may(Right.OBJECTIONS)
@made_from(objections_shown)
def objections(poll_id: int) -> Response | tuple[str, int]:
    """What was objected to, and the form of one more."""
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                who, what = form.who.data or "", form.what.data or ""
                service.record(session, my_scope(), poll_id, who, what, by=me(), now=now())
                return done(gettext("异议记下了。答复以前，不能最终公示"), "desk.objections", poll_id=poll_id)
        except Rejected as refused:
            _accuse(form, refused)
    return _page(poll_id, form=form)


@pages.route("/polls/<int:poll_id>/objections/<int:objection_id>", methods=["GET", "POST"])
@may(Right.ANSWER)
@made_from(objection_shown)
def objection(poll_id: int, objection_id: int) -> Response | tuple[str, int]:
    """One objection, to be answered."""
    form = AnswerForm()
    form.adopted.choices = {"yes": gettext("采纳，要更正公示"), "no": gettext("不采纳")}
    if form.validate_on_submit():
        try:
            with writing() as session:
                how, yes, by = form.answer.data or "", form.adopted.data == "yes", me()
                service.answer(session, my_scope(), poll_id, objection_id, how, adopted=yes, by=by, now=now())
                said = gettext("答复记下了。采纳的，结果改好以后更正公示") if yes else gettext("答复记下了")
                return done(said, "desk.objections", poll_id=poll_id)
        except Rejected as refused:
            _accuse(form, refused)
    return _page(poll_id, answer=form, chosen=objection_id)


def _accuse(form: FlaskForm, refused: Rejected) -> None:
    for problem in refused.problems:
        accuse(form, problem.field, life_problem_words(problem), otherwise=next(iter(form._fields)))


def _page(
    poll_id: int, *, form: ObjectionForm | None = None, answer: AnswerForm | None = None, chosen: int | None = None
) -> tuple[str, int]:
    with looking() as session:
        found = life(session, my_scope(), poll_id, now=now())
        one = service.one(session, poll_id, chosen) if chosen is not None else None
    page = render_template(
        "desk/objection/objections.html",
        poll=found.poll,
        objections=found.objections,
        form=form,
        answer=answer,
        chosen=one,
        taken=found.state is PollState.PUBLISHED,
    )
    return page, 422 if (form and form.errors) or (answer and answer.errors) else 200
