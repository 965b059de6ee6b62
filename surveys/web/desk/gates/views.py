"""The five gates of one poll: where they stand, and writing down what was found."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from surveys.core.errors import Rejected
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.outcome.gates import exact_judgement
from surveys.core.staff import Right
from surveys.services.offices import offices, statuses
from surveys.services.outcome import gates_of, poll_record, record_finding
from surveys.store.db import reading, transaction
from surveys.web.audience import may
from surveys.web.desk.forms import DayField, accuse, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.sessions import now
from surveys.words import gates as words
from surveys.words.gates import finding_problem_words


class FindingForm(FlaskForm):
    """What was found about one gate."""

    status = RadioField(_("结论"), [InputRequired(_("选一个结论"))])
    decider = SelectField(_("由谁认定"))
    checkpoint = SelectField(_("哪一次检查"), choices={key.value: name for key, name in words.CHECKPOINTS.items()})
    valid_until = DayField(_("有效期到，或承诺完成的日期"), [Optional()])
    note = TextAreaField(
        _("说明：文号、日期、办到哪一步（会公示，不写个人姓名）"),
        [Optional(), Length(max=2000, message=_("说明不超过2000个字"))],
        [stripped],
    )


def _form(gate: Gate) -> FindingForm:
    form = FindingForm()
    form.status.choices = {status.value: words.STATUSES[status] for status in statuses(me(), gate)}
    form.decider.choices = {office.value: words.DECIDERS[office] for office in offices(me(), gate)}
    return form


@pages.get("/polls/<int:poll_id>/gates")
@may(Right.LOOK)
def gates(poll_id: int) -> str:
    """The five gates as they stand, and everything that was found, the latest first."""
    with reading() as session:
        record = poll_record(session, my_scope(), poll_id)
    mine = {gate for gate in Gate if offices(me(), gate)}
    return render_template(
        "desk/gates/gates.html",
        judgement=exact_judgement(gates_of(record, now=now())),
        closed=record.poll.state(now()).ended,
        record=record,
        mine=mine,
        words=words,
    )


@pages.route("/polls/<int:poll_id>/gates/<gate>", methods=["GET", "POST"])
@may(Right.FIND)
def finding(poll_id: int, gate: str) -> Response | tuple[str, int]:
    """Write down what was found about one gate; what was written before stays."""
    if gate not in list(Gate) or not offices(me(), Gate(gate)):
        abort(404)
    with reading() as session:
        record = poll_record(session, my_scope(), poll_id)
    form = _form(Gate(gate))
    if form.validate_on_submit() and _recorded(form, poll_id, Gate(gate)):
        flash(gettext("记下了"))
        return redirect(url_for("desk.gates", poll_id=poll_id), 303)
    page = render_template("desk/gates/finding.html", form=form, gate=Gate(gate), poll=record.poll, words=words)
    return page, 422 if form.errors else 200


def _recorded(form: FindingForm, poll_id: int, gate: Gate) -> bool:
    """Whether the finding stands; if not, the form says why."""
    found = Finding(
        gate=gate,
        checkpoint=Checkpoint(form.checkpoint.data),
        status=FindingStatus(form.status.data),
        decider=Decider(form.decider.data),
        decided_by=me().name,
        decided_at=now(),
        valid_until=form.valid_until.data,
        note=form.note.data or "",
    )
    try:
        with transaction() as session:
            record_finding(session, my_scope(), poll_id, found, by=me(), now=now())
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, finding_problem_words(problem), otherwise="status")
    return not form.errors
