"""Staff at the door: signing in, signing out, a new password."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired

from surveys.core.errors import Rejected, SignInRefused
from surveys.core.staff import Right, Staff
from surveys.services import staff as service
from surveys.services.staff import LONGEST_PASSWORD, SHORTEST_PASSWORD
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience, leads_somewhere
from surveys.web.sessions import current_staff, now, staff_token, start_staff

pages = Blueprint("staff", __name__, url_prefix="/staff")
_OURS = re.compile(r"/desk[\w/.-]*")


class SignInForm(FlaskForm):
    """Name and password."""

    username = StringField(
        _("用户名"), [InputRequired(_("写上用户名"))], render_kw={"autocomplete": "username", "autocapitalize": "none"}
    )
    password = PasswordField(_("密码"), [InputRequired(_("写上密码"))], render_kw={"autocomplete": "current-password"})


class PasswordForm(FlaskForm):
    """The old password and, twice, the new one."""

    old = PasswordField(
        _("现在的密码"), [InputRequired(_("写上现在的密码"))], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(_("新密码"), [InputRequired(_("写上新密码"))], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _("再写一遍新密码"), [EqualTo("new", _("两遍新密码要一样"))], render_kw={"autocomplete": "new-password"}
    )


@pages.route("/sign-in", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def sign_in() -> Response | str | tuple[str, int]:
    """Where staff say who they are."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            start_staff(_signed_in(form), (form.username.data or "").strip().lower())
        except SignInRefused as refused:
            _blame(form.password, refused)
        else:
            return redirect(_home(), 303)
    return render_template("desk/staff/sign_in.html", form=form), 422 if form.errors else 200


def _signed_in(form: SignInForm) -> str:
    name, password = form.username.data or "", form.password.data or ""
    with reading() as session:  # hashing is slow on purpose: not while ballots wait for their turn
        claim = service.check_password(session, name.strip().lower(), password, who=request.remote_addr or "", now=now())
    with transaction() as session:
        return service.sign_in(session, claim, random=secrets.token_bytes(32), now=now())


def _home() -> str:
    """Where they wanted to go, if there is anything for them, or their own first page."""
    wanted, staff = request.args.get("next", ""), current_staff()
    if staff is None:
        return url_for("staff.sign_in")
    if _OURS.fullmatch(wanted) and leads_somewhere(wanted, staff):
        return wanted
    if staff.may(Right.LOOK):
        return url_for("desk.compounds")
    return url_for("resident.code" if staff.may(Right.FILL_IN) else "staff.idle")


@pages.get("/idle")
@audience(Audience.ACCOUNT)
def idle() -> Response | str:
    """What whoever has no right to anything is told."""
    home = _home()
    return render_template("desk/staff/idle.html") if home == url_for("staff.idle") else redirect(home, 303)


def _blame(field: Field, refused: SignInRefused) -> None:
    words = {
        "throttled": gettext("试的次数太多了，过15分钟再试，或者找开账号的人重设密码"),
        "wrong": gettext("用户名或密码不对，看看大小写，再填一次"),
    }
    field.errors = [*field.errors, words[refused.reason]]


@pages.post("/sign-out")
@audience(Audience.ACCOUNT)
def sign_out() -> Response:
    """End the staff session, here and in the database."""
    with transaction() as session:
        service.sign_out(session, staff_token())
    cookie.clear()
    return redirect(url_for("staff.sign_in"), 303)


@pages.route("/password", methods=["GET", "POST"])
@audience(Audience.ACCOUNT)
def password() -> Response | tuple[str, int]:
    """A new password for whoever is signed in."""
    form = PasswordForm()
    if form.validate_on_submit() and _changed(form, g.staff):
        flash(gettext("密码改好了。别处登录的同一账号都已退出"))
        return redirect(_home(), 303)
    return render_template("desk/staff/password.html", form=form), 422 if form.errors else 200


def _changed(form: PasswordForm, staff: Staff) -> bool:
    """Whether the new password stands; if not, the form says why. This browser stays signed in, no other does."""
    name, who, chance = staff.username, request.remote_addr or "", secrets.token_bytes
    try:
        with reading() as session:
            claim = service.check_password(session, name, form.old.data or "", who=who, now=now())
        with transaction() as session:
            service.sign_in(session, claim, random=chance(32), now=now())  # refuses, and counts, a wrong old password
            service.change_password(session, staff, form.new.data or "", random=chance(16), now=now())
            token = service.sign_in(session, claim, random=chance(32), now=now())
        start_staff(token, name)
    except SignInRefused as refused:
        _blame(form.old, refused)
    except Rejected as refused:
        form.new.errors = [*form.new.errors, _password_words(refused)]
    return not form.errors


def _password_words(refused: Rejected) -> str:
    if refused.problems[0].code == "password_length":
        return str(gettext("新密码要%(least)s到%(most)s个字符", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD))
    return str(gettext("这个密码太容易猜，换几个不相干的词连起来"))
