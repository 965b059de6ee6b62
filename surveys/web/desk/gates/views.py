"""The five gates of one poll: where they stand, and writing down what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from surveys.core.errors import NotFound, Rejected
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.outcome.gates import exact_judgement
from surveys.core.staff import Right
from surveys.services.offices import offices, statuses
from surveys.services.outcome import gates_of, poll_record, record_finding
from surveys.services.sent_form import LastChange
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import DayField, accuse, lines_of, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words import gates as words
from surveys.words.gates import finding_problem_words

_WORDS = {
    "status": {key.value: words for key, words in words.STATUSES.items()},
    "decider": {key.value: words for key, words in words.DECIDERS.items()},
    "checkpoint": {key.value: words for key, words in words.CHECKPOINTS.items()},
}


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


def _form(gate: Gate, **kept: Any) -> FindingForm:
    form = FindingForm(**kept)
    form.status.choices = {status.value: words.STATUSES[status] for status in statuses(me(), gate)}
    form.decider.choices = {office.value: words.DECIDERS[office] for office in offices(me(), gate)}
    return form


@pages.get("/polls/<int:poll_id>/gates")
@may(Right.LOOK)
def gates(poll_id: int) -> str:
    """The five gates as they stand, and everything that was found, the latest first."""
    with looking() as session:
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


def finding_shown(session: Connection, poll_id: int, gate: str) -> Shown:
    """What was found about a gate so far; the form's fields hold the last of it."""
    if gate not in list(Gate) or not offices(me(), Gate(gate)):
        raise NotFound("gate", gate)
    record = poll_record(session, my_scope(), poll_id)
    found = [one for one in record.findings if one.gate == gate]
    last = max(found, key=lambda one: one.decided_at, default=None)
    kept: dict[str, Any] = {}
    if last:
        kept = {name: getattr(last, name) for name in ("status", "decider", "checkpoint", "valid_until", "note")}
    lines = [replace(line, choices=_WORDS.get(line.name)) for line in lines_of(_form(Gate(gate), formdata=None, data=kept))]
    said = [replace(line, stands=line.said([str(kept.get(line.name) or "")])) if line.choices else line for line in lines]
    changed = LastChange(last.decided_by, last.decided_at) if last else None
    return Shown([one.document() for one in found], tuple(said), changed)


@pages.route("/polls/<int:poll_id>/gates/<gate>", methods=["GET", "POST"])
@may(Right.FIND)
@made_from(finding_shown)
def finding(poll_id: int, gate: str) -> Response | tuple[str, int]:
    """Write down what was found about one gate; what was written before stays."""
    if gate not in list(Gate) or not offices(me(), Gate(gate)):
        abort(404)
    with looking() as session:
        record = poll_record(session, my_scope(), poll_id)
    form = _form(Gate(gate))
    if form.validate_on_submit() and (answer := _recorded(form, poll_id, Gate(gate))):
        return answer
    page = render_template("desk/gates/finding.html", form=form, gate=Gate(gate), poll=record.poll, words=words)
    return page, 422 if form.errors else 200


def _recorded(form: FindingForm, poll_id: int, gate: Gate) -> Response | None:
    """The way on once the finding stands; if it doesn't, the form says why."""
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
        with writing() as session:
            record_finding(session, my_scope(), poll_id, found, by=me(), now=now())
            return done(gettext("记下了"), "desk.gates", poll_id=poll_id)
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, finding_problem_words(problem), otherwise="status")
    return None
