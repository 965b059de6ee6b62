"""Writing down what was found about a gate, with the files that prove it; and sending a gate back to undetermined."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.evidence import LARGEST, MOST_FILES, EvidenceFile
from surveys.core.gates import Checkpoint, Decider, Finding, FindingStatus, Gate
from surveys.core.staff import Right
from surveys.services.evidence import evidence_file
from surveys.services.gates import going_back, stages_of
from surveys.services.offices import offices, statuses
from surveys.services.outcome import Dossier, poll_record, record_finding, reopen_gate
from surveys.services.sent_form import LastChange
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import DayField, accuse, lines_of, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.web.typed import TypedForm
from surveys.words import checkpoint as at
from surveys.words import gates as words
from surveys.words.evidence import CHOOSE_AGAIN
from surveys.words.gates import finding_problem_words

_WORDS = {
    "status": {key.value: words for key, words in words.STATUSES.items()},
    "decider": {key.value: words for key, words in words.DECIDERS.items()},
    "checkpoint": {key.value: words for key, words in at.CHECKPOINTS.items()},
}
_MOST_LINES, _LONGEST_LINE = 5, 100
_BODY = 10 * LARGEST
"""Bytes of a whole form: files that are too large are told so beside their field, with everything typed kept."""


def _few_lines(_form: object, field: Any) -> None:
    lines = _lines(field.data)
    if len(lines) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in lines):
        raise ValidationError(words.finding_problem_words(words.TOO_MANY_LINES))


def _lines(typed: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (typed or "").splitlines() if line.strip())


class FindingForm(TypedForm):
    """What was found about one gate."""

    status = RadioField(_("结论"), [InputRequired(_("选一个结论"))])
    decider = SelectField(_("由谁认定"))
    checkpoint = SelectField(_("哪一次检查"))
    valid_until = DayField(_("有效期到，或承诺完成、整改好的日期"), [Optional()])
    note = TextAreaField(
        _("说明：文号、日期、办到哪一步（会公示，不写个人姓名）"),
        [Optional(), Length(max=2000, message=_("说明不超过2000个字"))],
        [stripped],
    )
    evidence = TextAreaField(_("文号或材料名称，一行一个"), [Optional(), _few_lines], [stripped])
    files = MultipleFileField(_("附上文件"))


class ReopenForm(TypedForm):
    """Why a gate goes back to undetermined."""

    note = TextAreaField(
        _("为什么退回（会公示，不写个人姓名）"),
        [InputRequired(_("写清为什么退回未定")), Length(max=2000, message=_("说明不超过2000个字"))],
        [stripped],
    )
    decider = SelectField(_("由谁认定"))


@pages.url_value_preprocessor
def _with_files(endpoint: str | None, _values: Any) -> None:
    """Let the one form that brings files be as large as they may be, before anything reads it."""
    if endpoint == "desk.finding":
        request.max_content_length = _BODY


def _form(gate: Gate, record: Dossier, **kept: Any) -> FindingForm:
    stages = stages_of(record, now=now())
    reached = {stages.current, *(one.checkpoint for one in stages.begun)}
    wanted = request.args.get("checkpoint", "")
    first = wanted if wanted in list(Checkpoint) else stages.current.value
    form = FindingForm(**{"data": {"checkpoint": first}, **kept})
    form.status.choices = {status.value: words.STATUSES[status] for status in statuses(me(), gate)}
    form.decider.choices = {office.value: words.DECIDERS[office] for office in offices(me(), gate)}
    form.checkpoint.choices = {one.value: at.checkpoint_choice(one, reached) for one in Checkpoint}
    return form


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
        kept["evidence"] = "\n".join(last.evidence)
    form = _form(Gate(gate), record, formdata=None, data=kept)
    lines = [replace(line, choices=_WORDS.get(line.name)) for line in lines_of(form)]
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
    form = _form(Gate(gate), record)
    if form.validate_on_submit() and (answer := _recorded(form, poll_id, Gate(gate))):
        return answer
    if form.errors and any(file.filename for file in request.files.getlist("files")):
        form.files.errors = [*form.files.errors, CHOOSE_AGAIN]
    asked = form.checkpoint.data if form.checkpoint.data in list(Checkpoint) else Checkpoint.C1
    page = render_template(
        "desk/gates/finding.html",
        form=form,
        gate=Gate(gate),
        poll=record.poll,
        asked=Checkpoint(asked),
        words=words,
        at=at,
        most=MOST_FILES,
    )
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
        evidence=_lines(form.evidence.data),
    )
    try:
        files = _brought(form)
        with writing() as session:
            record_finding(session, my_scope(), poll_id, found, files=files, by=me(), now=now())
            return done(gettext("记下了"), "desk.gates", poll_id=poll_id)
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, finding_problem_words(problem), otherwise="status")
    return None


def _brought(form: FindingForm) -> list[EvidenceFile]:
    """The files as they are kept. Raises `Rejected` for each that can't be."""
    brought = [file for file in form.files.data or () if file.filename]
    if len(brought) > MOST_FILES:
        raise Rejected([words.TOO_MANY_FILES])
    return [evidence_file(file.stream.read(LARGEST + 1)) for file in brought]


def reopen_shown(session: Connection, poll_id: int, gate: str) -> Shown:
    """What stands about a gate before it goes back."""
    shown = finding_shown(session, poll_id, gate)
    return Shown(shown.facts, tuple(line for line in shown.lines if line.name in ("note", "decider")), shown.changed)


def _standing(session: Connection, poll_id: int, gate: str) -> tuple[Dossier, Finding]:
    """The finding that would go back. Raises `NotFound` where somebody else decides, and `NotAllowed`: nothing_found."""
    if gate not in list(Gate) or not offices(me(), Gate(gate)):
        raise NotFound("gate", gate)
    record = poll_record(session, my_scope(), poll_id)
    if (stands := going_back(record.findings, Gate(gate))) is None:
        raise NotAllowed("nothing_found")
    return record, stands


@pages.route("/polls/<int:poll_id>/reopen/<gate>", methods=["GET", "POST"])
@may(Right.FIND)
@made_from(reopen_shown)
def reopen(poll_id: int, gate: str) -> Response | tuple[str, int]:
    """Send a gate back to undetermined, with the reason; what was found before stays on record."""
    with looking() as session:
        record, stands = _standing(session, poll_id, gate)
    form = ReopenForm()
    form.decider.choices = {office.value: words.DECIDERS[office] for office in offices(me(), Gate(gate))}
    if form.validate_on_submit() and (answer := _reopened(form, poll_id, stands)):
        return answer
    page = render_template("desk/gates/reopen.html", form=form, stands=stands, poll=record.poll, words=words, at=at)
    return page, 422 if form.errors else 200


def _reopened(form: ReopenForm, poll_id: int, stands: Finding) -> Response | None:
    back = Finding(
        gate=stands.gate,
        checkpoint=stands.checkpoint,
        status=FindingStatus.UNKNOWN,
        decider=Decider(form.decider.data),
        decided_by=me().name,
        decided_at=now(),
        note=form.note.data,
    )
    try:
        with writing() as session:
            reopen_gate(session, my_scope(), poll_id, back, by=me(), now=now())
            return done(gettext("退回未定了，以前的登记都留着"), "desk.gates", poll_id=poll_id)
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, finding_problem_words(problem), otherwise="note")
    return None
