"""Paper questionnaires of a poll: printing them, and the register of what became of each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

from flask import current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import Rejected
from surveys.core.form_register import FormStep
from surveys.core.paper_form import FormState
from surveys.core.staff import Right
from surveys.paper.paper_form import forms_pdf, sides_of
from surveys.services.district import site
from surveys.services.form_plan import plan_forms
from surveys.services.form_register import PAGE, FormsDesk, forms_desk, take_step
from surveys.services.paper_form import PrintedForms, print_forms, print_forms_again, printed_batches
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.desk.paper_form.form import FormsForm, StepForm
from surveys.web.desk.settings import papers_of
from surveys.web.made_from import Repeated, done, looking, made_from, writing
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.form_register import FORM_STATES, FORM_STEPS, batch_words, form_problem_words


@pages.get("/polls/<int:poll_id>/forms")
@may(Right.LETTERS)
def forms(poll_id: int) -> str:
    """The sums, the batches, and one page of the register."""
    desk = _desk(poll_id)
    asked = request.args.get("step", "")
    step = StepForm(formdata=None, data={"step": asked} if asked in list(FormStep) else None)
    if asked:  # whoever scans one form after the other needs no mouse between two of them
        step.forms.render_kw = {"autofocus": True}
    return _page(desk, FormsForm(formdata=None).offer(desk.buildings), step)


def _desk(poll_id: int) -> FormsDesk:
    state = request.args.get("state", "")
    with looking() as session:
        return forms_desk(
            session,
            my_scope(),
            poll_id,
            find=request.args.get("q", "")[:60],
            state=FormState(state) if state in list(FormState) else None,
            page=asked_page(),
            now=now(),
        )


def _page(desk: FormsDesk, form: FormsForm, step: StepForm) -> str:
    with looking() as session:
        papers = papers_of(session, [desk.poll.compound])
    return render_template(
        "desk/paper_form/forms.html",
        desk=desk,
        form=form,
        step=step,
        page=counted_page(desk.lines, desk.found, size=PAGE),
        states=FORM_STATES,
        batch_words=batch_words,
        papers=papers,
    )


def forms_shown(session: Connection, poll_id: int) -> Shown:
    """The batches made so far, and what stands on papers."""
    desk = forms_desk(session, my_scope(), poll_id, now=now())
    papers = papers_of(session, [desk.poll.compound])
    last = _("第%(n)s批，%(where)s", n=desk.batches[-1].number, where=batch_words(desk.batches[-1])) if desk.batches else ""
    line = FormLine("", _("最近一批"), last or _("还没有印过"))
    return Shown([desk.state, len(desk.batches), asdict(papers)], (line,))


def register_shown(session: Connection, poll_id: int) -> Shown:
    """Nothing but the poll's state: several people write in one register, each about forms that they name."""
    return Shown([forms_desk(session, my_scope(), poll_id, now=now()).state])


@pages.post("/polls/<int:poll_id>/forms")
@may(Right.LETTERS)
@made_from(forms_shown, again=True)
def new_forms(poll_id: int) -> Response | tuple[str, int]:
    """Forms as a file, once it is written down that they were printed. Sent again, the form gives the same ones."""
    desk = _desk(poll_id)
    form = FormsForm().offer(desk.buildings)
    if form.validate_on_submit():
        wanted = form.wanted()
        try:
            with looking() as session:
                plans = plan_forms(session, my_scope(), poll_id, wanted, now=now())
                address = site(session, current_app.config["ADDRESSES"])
            phone = current_app.config["OFFICE_PHONE"]
            pressed = sides_of(plans, phone=phone, site=address, big=wanted.big, printed_at=now())
            with writing() as session:
                chance = secrets.token_bytes
                made = print_forms(session, my_scope(), poll_id, wanted, pressed, random=chance, by=me(), now=now())
                numbers = [one.batch.number for one in made]
                done("", "desk.forms", poll_id=poll_id, batch=numbers)
            return _file(made)
        except Repeated as repeated:
            return _file(_once_more(repeated, poll_id))
        except Rejected as refused:
            for problem in refused.problems:
                accuse(
                    form, "count" if problem.field == "blank" else "where", form_problem_words(problem), otherwise="where"
                )
    return _page(desk, form, StepForm(formdata=None)), 422


def _once_more(repeated: Repeated, poll_id: int) -> tuple[PrintedForms, ...]:
    """The batches that the same form gave when it first came."""
    numbers = [int(number) for number in parse_qs(urlsplit(repeated.first.location).query)["batch"]]
    with looking() as session:
        return printed_batches(session, my_scope(), poll_id, numbers)


def _file(made: Sequence[PrintedForms]) -> Response:
    first = made[0]
    name = "-".join((first.poll.compound.name, _("纸质问卷"), *(str(one.batch.number) for one in made)))
    return download(forms_pdf(made), f"{name}.pdf")


@pages.post("/polls/<int:poll_id>/forms/<int:number>/again")
@may(Right.LETTERS)
@made_from(register_shown, again=True)
def forms_again(poll_id: int, number: int) -> Response:
    """A batch once more, the same to the byte."""
    try:
        with writing() as session:
            made = print_forms_again(session, my_scope(), poll_id, number, by=me(), now=now())
            done("", "desk.forms", poll_id=poll_id, batch=number)
    except Repeated as repeated:
        return _file(_once_more(repeated, poll_id))
    return _file([made])


@pages.post("/polls/<int:poll_id>/forms/register")
@may(Right.LETTERS)
@made_from(register_shown)
def register_forms(poll_id: int) -> Response | tuple[str, int]:
    """Write down that forms were given out, came back, are void, or that this was a mistake."""
    form = StepForm()
    if form.validate_on_submit():
        step, said = FormStep(form.step.data), form.said.data or ""
        try:
            with writing() as session:
                typed = form.forms.data or ""
                taken = take_step(session, my_scope(), poll_id, step, typed, said=said, by=me(), now=now())
                told = _(FORM_STEPS[step].done, n=len(taken))
                return done(told, "desk.forms", same=told, poll_id=poll_id, step=step.value, _anchor="register")
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, form_problem_words(problem), otherwise="forms")
    desk = _desk(poll_id)
    return _page(desk, FormsForm(formdata=None).offer(desk.buildings), form), 422
