"""Silence: writing down the three records without which it never counts."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from surveys.core.code import names_door
from surveys.core.errors import NotAllowed
from surveys.core.roster import Roster
from surveys.core.rules import SilenceEvidence
from surveys.core.staff import Right
from surveys.services.outcome import Dossier, poll_record
from surveys.services.sent_form import last_change
from surveys.services.silence import record_silence_evidence
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import lines_of, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.web.typed import TypedForm
from surveys.words.place import door_words

_BRIEF = [Optional(), Length(max=2000, message=_("不超过2000个字"))]


class SilenceForm(TypedForm):
    """The clause, the delivery and the warning; and the doors that the delivery doesn't cover."""

    clause = TextAreaField(_("议事规则的约定：原文，哪年哪月通过"), _BRIEF, [stripped])
    delivery = TextAreaField(_("送达的凭证：怎么送的，凭证在哪里"), _BRIEF, [stripped])
    warning = TextAreaField(_("后果的提示：写在哪里，原文是什么"), _BRIEF, [stripped])
    undelivered = TextAreaField(_("没有送达凭证的户，一行一户"), [Optional()], [stripped])


def silence_shown(session: Connection, poll_id: int) -> Shown:
    """What is on record about silence."""
    record = poll_record(session, my_scope(), poll_id)
    kept = _kept(record)
    return Shown(kept, lines_of(SilenceForm(formdata=None, data=kept)), last_change(session, poll_id=poll_id))


@pages.route("/polls/<int:poll_id>/silence", methods=["GET", "POST"])
@may(Right.SILENCE)
@made_from(silence_shown)
def silence(poll_id: int) -> Response | tuple[str, int]:
    """Write down what is on record about silence; only where a rule of the poll lets it count."""
    with looking() as session:
        record = poll_record(session, my_scope(), poll_id)
    if not record.clauses:
        raise NotAllowed("no_silence_clause")
    form = SilenceForm(data=_kept(record))
    if form.validate_on_submit() and (found := _read(form, record.roster)):
        with writing() as session:
            record_silence_evidence(session, my_scope(), poll_id, found, by=me(), now=now())
            said = gettext("记下了") if found.complete else gettext("记下了。三样还不全，不表态的不计入")
            return done(said, "desk.gates", poll_id=poll_id)
    page = render_template("desk/rules/silence.html", form=form, poll=record.poll)
    return page, 422 if form.errors else 200


def _kept(record: Dossier) -> dict[str, str]:
    """What stands on record, or the clause of the rules where nothing does."""
    kept = record.silence
    if kept is None:
        return {"clause": "\n".join(record.clauses)}
    doors = {h.id: door_words(h.building, h.unit, h.room) for h in record.roster.households}
    lines = "\n".join(doors[household] for household in kept.undelivered)
    return {"clause": kept.clause, "delivery": kept.delivery, "warning": kept.warning, "undelivered": lines}


def _read(form: SilenceForm, roster: Roster) -> SilenceEvidence | None:
    """What the form says; None, and the form says why, where a line names no door or several."""
    lines = [line.strip() for line in (form.undelivered.data or "").splitlines() if line.strip()]
    found = {line: tuple(_named(roster, line)) for line in lines}
    if unclear := [f"“{line[:20]}”" for line, ids in found.items() if len(ids) != 1]:
        doors = "、".join(unclear[:5])
        form.undelivered.errors = [gettext("%(doors)s在户册里找不到，或者不止一户：写全，例如3-1-101", doors=doors)]
        return None
    undelivered = tuple(sorted({ids[0] for ids in found.values()}))
    return SilenceEvidence(form.clause.data or "", form.delivery.data or "", form.warning.data or "", undelivered)


def _named(roster: Roster, line: str) -> Iterator[int]:
    return (h.id for h in roster.households if names_door(line, h.building, h.unit, h.room))
