"""Giving a package to watchers or auditors: what it tells, to whom it goes and why, and then the file itself."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from flask import Response, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired

from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.paper.package import sealed
from surveys.services.outcome import decide
from surveys.services.package import Exact, Sealed, given_before, hand_out
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of, stripped
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import Repeated, done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.web.typed import TypedForm
from surveys.words.package import package_problem_words


class PackageForm(TypedForm):
    """To whom a package goes, and why."""

    to = StringField(_("给谁"), [InputRequired(_("写给谁"))], [stripped])
    reason = StringField(_("为什么给"), [InputRequired(_("写为什么给"))], [stripped])


@pages.get("/polls/<int:poll_id>/package")
@may(Right.PACKAGE)
def package(poll_id: int) -> str:
    """What a package tells, before it is given."""
    with looking() as session:
        poll = decide(session, my_scope(), poll_id, now=now()).poll
    return render_template("desk/package/package.html", poll=poll, form=PackageForm())


def package_shown(session: Connection, poll_id: int) -> Shown:
    """What a package would tell."""
    outcome, form = decide(session, my_scope(), poll_id, now=now()), PackageForm(formdata=None)
    return Shown(outcome.digest, lines_of(form), last_change(session, poll_id=poll_id))


@pages.post("/polls/<int:poll_id>/package")
@may(Right.PACKAGE)
@made_from(package_shown, again=True)
def give_package(poll_id: int) -> Response | tuple[str, int]:
    """The file, once it is written down to whom it goes."""
    with looking() as session:
        poll = decide(session, my_scope(), poll_id, now=now()).poll
    form = PackageForm()
    if form.validate_on_submit() and (made := _given(form, poll_id)):
        return download(made, f"{poll.compound.name}-{gettext('计票包')}.zip")
    return render_template("desk/package/package.html", poll=poll, form=form), 422


def _given(form: PackageForm, poll_id: int) -> bytes | None:
    """The file; nothing where it isn't said to whom it goes and why."""
    to, reason, at = form.to.data or "", form.reason.data or "", now()
    made = _sealed(poll_id, at)
    try:
        with writing() as session:
            content = hand_out(session, my_scope(), made, to=to, reason=reason, by=me(), now=at)
            done("", "desk.package", poll_id=poll_id, at=at.isoformat())
        return content
    except Repeated as repeated:
        first = datetime.fromisoformat(parse_qs(urlsplit(repeated.first.location).query)["at"][0])
        made = _sealed(poll_id, first)
        with looking() as session:
            return given_before(session, made, by=me())
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, package_problem_words(problem), otherwise="to")
    return None


def _sealed(poll_id: int, at: datetime) -> Sealed:
    with looking() as session:
        return sealed(session, my_scope(), poll_id, Exact.PACKAGE, now=at)
