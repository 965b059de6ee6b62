"""One's own account: who one is here, where one is signed in, and a new password."""

from __future__ import annotations

import secrets

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from surveys.core.errors import Rejected, SignInRefused
from surveys.core.staff import Staff
from surveys.services import staff as service
from surveys.services.account import account_called
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.desk.staff.door import blame, blame_password, home, pages
from surveys.web.sessions import device, now, staff_token, start_staff
from surveys.web.typed import TypedForm


class PasswordForm(TypedForm):
    """The old password and, twice, the new one."""

    old = PasswordField(
        _("现在的密码"), [InputRequired(_("写上现在的密码"))], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(_("新密码"), [InputRequired(_("写上新密码"))], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _("再写一遍新密码"), [EqualTo("new", _("两遍新密码要一样"))], render_kw={"autocomplete": "new-password"}
    )


@pages.get("/account")
@audience(Audience.ACCOUNT)
def account() -> str:
    """Who one is here, and on which browsers."""
    with reading() as session:
        member = account_called(session, g.staff.username)
        there = service.browsers(session, g.staff.id, now=now())
    mine = service.session_key(staff_token())
    return render_template("desk/staff/account.html", member=member, browsers=there, mine=mine)


@pages.post("/sign-out-elsewhere")
@audience(Audience.ACCOUNT)
def sign_out_elsewhere() -> Response:
    """End one's other browsers."""
    with transaction(now) as session:
        ended = service.sign_out_elsewhere(session, g.staff, staff_token(), now=now())
    flash(gettext("别处登录的都退出了，共%(n)s处", n=ended))
    return redirect(url_for("staff.account"), 303)


@pages.route("/password", methods=["GET", "POST"])
@audience(Audience.ACCOUNT)
def password() -> Response | tuple[str, int]:
    """A new password for whoever is signed in."""
    form = PasswordForm()
    if form.validate_on_submit() and _changed(form, g.staff):
        flash(gettext("密码改好了。别处登录的同一账号都已退出"))
        return redirect(home(), 303)
    return render_template("desk/staff/password.html", form=form), 422 if form.errors else 200


def _changed(form: PasswordForm, staff: Staff) -> bool:
    """Whether the new password stands; if not, the form says why. This browser stays signed in, no other does."""
    name, who, chance = staff.username, request.remote_addr or "", secrets.token_bytes
    try:
        with reading() as session:
            claim = service.check_password(session, name, form.old.data or "", who=who, now=now())
        with transaction(now) as session:
            # Refuses, and counts, a wrong old password.
            service.sign_in(session, claim, device=device(), random=chance(32), now=now())
            service.change_password(session, staff, form.new.data or "", random=chance(16), now=now())
            token = service.sign_in(session, claim, device=device(), random=chance(32), now=now())
        start_staff(token, name)
    except SignInRefused as refused:
        blame(form.old, refused)
    except Rejected as refused:
        blame_password(form.new, refused)
    return not form.errors
