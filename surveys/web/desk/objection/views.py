"""Objections to what was posted: all of them, one more, and the answer to one."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from surveys.core.errors import NotFound, Rejected
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
from surveys.web.typed import TypedForm
from surveys.words.life import life_problem_words


class ObjectionForm(TypedForm):
    """Who objects, and to what."""

    who = StringField(_("谁提的"), [InputRequired(_("写明是谁提的，或者是哪一户"))], [stripped])
    what = TextAreaField(_("提了什么"), [InputRequired(_("写明提了什么意见"))], [stripped])


class AnswerForm(TypedForm):
    """How an objection was answered, and whether the result is corrected for it."""

    answer = TextAreaField(_("答复"), [InputRequired(_("写明怎么答复的"))], [stripped])
    adopted = RadioField(_("采纳吗"), [InputRequired(_("选采纳还是不采纳"))])


def objections_shown(session: Connection, poll_id: int) -> Shown:
    """Whether objections are taken: two clerks who write down different ones aren't in each other's way."""
    state = life(session, my_scope(), poll_id, now=now()).state
    return Shown([state], lines_of(ObjectionForm(formdata=None)), last_change(session, poll_id=poll_id))


def objection_shown(session: Connection, poll_id: int, objection_id: int) -> Shown:
    """An objection and its answer, if it has one."""
    found = life(session, my_scope(), poll_id, now=now())
    one = next((kept for kept in found.objections if kept.id == objection_id), None)
    if one is None:
        return Shown([found.state])
    names = {"yes": gettext("采纳"), "no": gettext("不采纳")}
    told = "" if one.open else names["yes" if one.adopted else "no"]
    lines = (FormLine("answer", gettext("答复"), one.answer), FormLine("adopted", gettext("采纳吗"), told, names))
    return Shown([found.state, one.answer, one.adopted], lines, last_change(session, poll_id=poll_id))


@pages.route("/polls/<int:poll_id>/objections", methods=["GET", "POST"])
@may(Right.OBJECTIONS)
@made_from(objections_shown)
def objections(poll_id: int) -> Response | tuple[str, int]:
    """What was objected to, and the form of one more; with `answer`, one of them to be answered."""
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                who, what = form.who.data or "", form.what.data or ""
                service.record(session, my_scope(), poll_id, who, what, by=me(), now=now())
                said = gettext("异议记下了。答复以前，不能最终公示")
                return done(said, "desk.objections", poll_id=poll_id, same=said)
        except Rejected as refused:
            _accuse(form, refused)
    chosen = request.args.get("answer", type=int)
    return _page(poll_id, form, answer_form() if chosen is not None else None, chosen)


@pages.post("/polls/<int:poll_id>/objections/<int:objection_id>")
@may(Right.ANSWER)
@made_from(objection_shown)
def objection(poll_id: int, objection_id: int) -> Response | tuple[str, int]:
    """Answer one."""
    form = answer_form()
    if form.validate_on_submit():
        try:
            with writing() as session:
                how, yes, by = form.answer.data or "", form.adopted.data == "yes", me()
                service.answer(session, my_scope(), poll_id, objection_id, how, adopted=yes, by=by, now=now())
                said = gettext("答复记下了。采纳的，结果改好以后更正公示") if yes else gettext("答复记下了")
                return done(said, "desk.objections", poll_id=poll_id)
        except Rejected as refused:
            _accuse(form, refused)
    return _page(poll_id, ObjectionForm(formdata=None), form, objection_id)


def answer_form() -> AnswerForm:
    """The form of an answer."""
    form = AnswerForm()
    form.adopted.choices = {"yes": gettext("采纳，要更正公示"), "no": gettext("不采纳")}
    return form


def _accuse(form: TypedForm, refused: Rejected) -> None:
    for problem in refused.problems:
        accuse(form, problem.field, life_problem_words(problem), otherwise=next(iter(form._fields)))


def _page(poll_id: int, form: ObjectionForm, answer: AnswerForm | None, chosen: int | None) -> tuple[str, int]:
    with looking() as session:
        found = life(session, my_scope(), poll_id, now=now())
    one = next((kept for kept in found.objections if kept.id == chosen), None)
    if chosen is not None and one is None:
        raise NotFound("objection", str(chosen))
    page = render_template(
        "desk/objection/objections.html",
        poll=found.poll,
        objections=found.objections,
        form=form,
        answer=answer,
        chosen=one,
        taken=found.state is PollState.PUBLISHED,
    )
    return page, 422 if form.errors or (answer and answer.errors) else 200
