"""An invitation: the link takes its secret out of the address, and a form sets the password."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, url_for
from flask import session as cookie
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from surveys.core.errors import NotFound, Rejected
from surveys.services import invitation as service
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.desk.staff.door import blame_password, home, pages
from surveys.web.sessions import device, now, start_staff
from surveys.web.typed import TypedForm


class InvitationForm(TypedForm):
    """A password, twice."""

    new = PasswordField(_("密码"), [InputRequired(_("写上密码"))], render_kw={"autocomplete": "new-password"})
    again = PasswordField(_("再写一遍"), [EqualTo("new", _("两遍密码要一样"))], render_kw={"autocomplete": "new-password"})


@pages.get("/i/<token>")
@audience(Audience.PUBLIC)
def by_invitation(token: str) -> Response:
    """Take the secret out of the address at once. Nothing changes on the server: chat apps open links before people do."""
    cookie["invitation"] = token[:64]
    return redirect(url_for("staff.accept"), 303)


@pages.route("/invitation", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def accept() -> Response | tuple[str, int]:
    """Where whoever is invited sets their password."""
    form, secret = InvitationForm(), str(cookie.get("invitation", ""))
    try:
        with reading() as session:
            member = service.invited(session, secret, now=now())
        if form.validate_on_submit() and _accepted(form, secret, member.username):
            return redirect(home(), 303)
    except NotFound:
        cookie.pop("invitation", None)
        return render_template("desk/staff/no_invitation.html"), 404
    return render_template("desk/staff/invitation.html", form=form, member=member), 422 if form.errors else 200


def _accepted(form: InvitationForm, secret: str, username: str) -> bool:
    """Whether the password stands and this browser is signed in; if not, the form says why."""
    chance = secrets.token_bytes
    try:
        with reading() as session:  # hashing is slow on purpose: not while ballots wait for their turn
            kept = service.password_for(session, secret, form.new.data or "", random=chance(16), now=now())
        with transaction(now) as session:
            token = service.accept(session, secret, kept, device=device(), random=chance(32), now=now())
        start_staff(token, username)
    except Rejected as refused:
        blame_password(form.new, refused)
    return not form.errors
