"""Giving a package to watchers or auditors: what it tells, to whom it goes and why, and then the file itself."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from flask import Response, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from surveys.core.errors import Rejected
from surveys.core.outcome.telling import exact
from surveys.core.staff import Right
from surveys.paper.package import watchers_package
from surveys.paper.papers import SHEET, Printing
from surveys.services.outcome import Dossier, outcome_of
from surveys.services.package import closed_record, hand_out, package_record
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of, stripped
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import Repeated, done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words.outcome.charts import charts
from surveys.words.outcome.committee import checks
from surveys.words.package import package_problem_words


class PackageForm(FlaskForm):
    """To whom a package goes, and why."""

    to = StringField(_("给谁"), [InputRequired(_("写给谁"))], [stripped])
    reason = StringField(_("为什么给"), [InputRequired(_("写为什么给"))], [stripped])


@pages.get("/polls/<int:poll_id>/package")
@may(Right.PACKAGE)
def package(poll_id: int) -> str:
    """What a package tells, before it is given."""
    with looking() as session:
        dossier = closed_record(session, my_scope(), poll_id, now=now())
    return render_template("desk/package/package.html", poll=dossier.poll, form=PackageForm())


def package_shown(session: Connection, poll_id: int) -> Shown:
    """What a package would tell."""
    dossier = closed_record(session, my_scope(), poll_id, now=now())
    form = PackageForm(formdata=None)
    return Shown(outcome_of(dossier, now=now()).digest, lines_of(form), last_change(session, poll_id=poll_id))


@pages.post("/polls/<int:poll_id>/package")
@may(Right.PACKAGE)
@made_from(package_shown, again=True)
def give_package(poll_id: int) -> Response | tuple[str, int]:
    """The file, once it is written down to whom it goes."""
    with looking() as session:
        dossier = closed_record(session, my_scope(), poll_id, now=now())
    form = PackageForm()
    if form.validate_on_submit():
        made = _made(dossier, now())
        try:
            given = _is_given(form, poll_id, sha256(made).hexdigest())
        except Repeated as repeated:  # the same file as the first time
            made, given = _made(dossier, repeated.first.at), True
        if given:
            return download(made, f"{dossier.poll.compound.name}-{gettext('计票包')}.zip")
    return render_template("desk/package/package.html", poll=dossier.poll, form=form), 422


def _made(dossier: Dossier, at: datetime) -> bytes:
    record, outcome = package_record(dossier, now=at), outcome_of(dossier, now=at)
    beside = checks(outcome.examined) if outcome.examined else None
    sheet = SHEET.make(exact(outcome), Printing(at, digest=outcome.digest, beside=beside))
    said = {"汇总表": sheet, "图": charts(outcome.examined) if outcome.examined else None}
    return watchers_package(record, outcome.document(), said)


def _is_given(form: PackageForm, poll_id: int, digest: str) -> bool:
    to, reason = form.to.data or "", form.reason.data or ""
    try:
        with writing() as session:
            hand_out(session, my_scope(), poll_id, to=to, reason=reason, digest=digest, by=me(), now=now())
            done("", "desk.package", poll_id=poll_id)
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, package_problem_words(problem), otherwise="to")
    return not form.errors
