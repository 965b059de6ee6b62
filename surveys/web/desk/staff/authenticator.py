"""Enrolling an authenticator: the password first, then the code that the telephone shows."""

from __future__ import annotations

import secrets

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, StringField

from surveys.core.authenticator import authenticator_secret, enrolment, shown_secret
from surveys.core.errors import SignInRefused
from surveys.paper.qr import qr
from surveys.services import authenticator as service
from surveys.services.staff import check_password, sign_in
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.desk.forms import refuse
from surveys.web.desk.staff.door import blame, pages
from surveys.web.sessions import now
from surveys.web.typed import TypedForm
from surveys.words.account import one_time_code_words

_BEGUN_FOR = 600
"""Seconds in which what was begun has to be finished."""


class EnrolForm(TypedForm):
    """The password, and then the code."""

    begun = HiddenField()
    password = PasswordField(_("现在的密码"), render_kw={"autocomplete": "current-password"})
    code = StringField(
        _("手机上显示的6位数"), render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 9}
    )


@pages.route("/authenticator", methods=["GET", "POST"])
@audience(Audience.ACCOUNT)
def authenticator() -> Response | tuple[str, int]:
    """Enrolling, in two steps on one page; the secret is shown in between and never again."""
    form, nonce = EnrolForm(), ""
    with reading() as session:
        enrolled = service.has_authenticator(session, g.staff)
    if form.validate_on_submit() and not enrolled:
        nonce = _begun(form)
        if nonce and form.code.data and _enrolled(form, nonce):
            flash(gettext("验证器登记好了"))
            return redirect(url_for("staff.account"), 303)
    page = render_template("desk/staff/authenticator.html", form=form, enrolled=enrolled, **_shown(form, nonce))
    return page, 422 if form.errors else 200


def _begun(form: EnrolForm) -> str:
    """What the secret is made of: as it was begun, or fresh where the password is right; empty where it isn't."""
    try:
        who, nonce = _signer().loads(form.begun.data or "", max_age=_BEGUN_FOR)
        if who == g.staff.id:
            return str(nonce)
    except BadSignature:
        pass
    if not form.password.data:
        form.password.errors = [gettext("写上现在的密码")]
        return ""
    try:
        with reading() as session:
            typed, here = form.password.data, request.remote_addr or ""
            claim = check_password(session, g.staff.username, typed, who=here, now=now())
        if claim.staff_id is None:
            with transaction(now) as session:
                sign_in(session, claim, random=b"", now=now())  # counts the failure
    except SignInRefused as refused:
        blame(form.password, refused)
        return ""
    return secrets.token_hex(16)


def _enrolled(form: EnrolForm, nonce: str) -> bool:
    try:
        with transaction(now) as session:
            keys = current_app.config["KEYS"]
            service.enrol(session, g.staff, nonce, form.code.data or "", keys=keys, now=now())
    except SignInRefused as refused:
        refuse(form.code, refused, one_time_code_words(refused), "one-time code")
    return not form.errors


def _shown(form: EnrolForm, nonce: str) -> dict[str, object]:
    if not nonce:
        return {"secret": ""}
    form.begun.data = _signer().dumps([g.staff.id, nonce])
    secret = authenticator_secret(current_app.config["KEYS"], g.staff.id, nonce)
    address = enrolment(secret, account=g.staff.username, issuer=gettext("居民点单"))
    return {"secret": shown_secret(secret), "drawn": qr(address)}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="authenticator")  # type: ignore[arg-type]
