"""Staff at the door: signing in and signing out."""

from __future__ import annotations

import secrets

from flask import g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from surveys.core.errors import SignInRefused
from surveys.log import event
from surveys.services import staff as service
from surveys.services.district import district
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.desk.staff.door import blame, home, pages
from surveys.web.sessions import device, now, staff_token, start_staff
from surveys.web.typed import TypedForm


class SignInForm(TypedForm):
    """Name and password."""

    username = StringField(
        _("用户名"), [InputRequired(_("写上用户名"))], render_kw={"autocomplete": "username", "autocapitalize": "none"}
    )
    password = PasswordField(_("密码"), [InputRequired(_("写上密码"))], render_kw={"autocomplete": "current-password"})


@pages.route("/sign-in", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def sign_in() -> Response | str | tuple[str, int]:
    """Where staff say who they are."""
    form = SignInForm()
    if form.validate_on_submit():
        name = (form.username.data or "").strip().lower()
        try:
            start_staff(_signed_in(form), name)
        except SignInRefused as refused:
            blame(form.password, refused)
        else:
            return redirect(home(), 303)
    with reading() as session:
        named = district(session)
    ended = bool(staff_token()) and not form.is_submitted()
    page = render_template("desk/staff/sign_in.html", form=form, district=named, ended=ended)
    return page, 422 if form.errors else 200


def _signed_in(form: SignInForm) -> str:
    name, password = form.username.data or "", form.password.data or ""
    with reading() as session:  # hashing is slow on purpose: not while ballots wait for their turn
        claim = service.check_password(session, name.strip().lower(), password, who=request.remote_addr or "", now=now())
    with transaction() as session:
        token = service.sign_in(session, claim, device=device(), random=secrets.token_bytes(32), now=now())
        service.sign_out(session, staff_token())  # whoever was signed in here before
    return token


@pages.get("/idle")
@audience(Audience.ACCOUNT)
def idle() -> Response | str:
    """What whoever has no right to anything is told."""
    leads = home()
    return render_template("desk/staff/idle.html") if leads == url_for("staff.idle") else redirect(leads, 303)


@pages.post("/sign-out")
@audience(Audience.ACCOUNT)
def sign_out() -> Response:
    """End the staff session, here and in the database."""
    event("signed_out", by=g.staff.username)
    with transaction() as session:
        service.sign_out(session, staff_token())
    cookie.clear()
    return redirect(url_for("staff.sign_in"), 303)
