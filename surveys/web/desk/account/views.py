"""People: who works here, in which role and where; inviting, changing, shutting out."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.staff import Right
from surveys.paper.qr import qr
from surveys.services import account as service
from surveys.services.account import Member
from surveys.services.district import site
from surveys.services.invitation import LASTS, invite
from surveys.services.staff import add_staff, browsers
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.account.form import AccountForm, NewAccountForm, filled_from
from surveys.web.desk.forms import accuse, lines_of
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words.account import ROLES, account_problem_words
from surveys.words.refusal import not_allowed_words

SIZE = 20
_HINTS = {role.value: words.does for role, words in ROLES.items()}


@pages.get("/people")
@may(Right.ACCOUNTS)
def people() -> str:
    """The accounts within reach."""
    search = request.args.get("q", "").strip()[:60]
    with looking() as session:
        found = service.account_list(session, my_scope(), search=search, page=asked_page(), size=SIZE)
    page = counted_page(found.rows, found.total, size=SIZE)
    return render_template("desk/account/people.html", page=page, search=search, state=_state, at=now())


def _state(member: Member, at: datetime) -> str:
    """How an account stands, in a word."""
    if member.disabled_at is not None:
        return "disabled"
    if member.password:
        return "open"
    return "invited" if member.invited and member.invited_at and at - member.invited_at <= LASTS else "uninvited"


def new_person_shown() -> Shown:
    """Nothing stands behind a new account yet."""
    return Shown(lines=lines_of(NewAccountForm(formdata=None)))


@pages.route("/people/new", methods=["GET", "POST"])
@may(Right.ACCOUNTS)
@made_from(new_person_shown)
def new_person() -> str | tuple[str, int]:
    """A new account; whoever it is for gets an invitation, which is shown at once."""
    form = NewAccountForm()
    with looking() as session:
        form.offer(me(), service.places(session, my_scope()))
    if form.validate_on_submit() and (link := _added(form)):
        return link
    return render_template("desk/account/new.html", form=form, hints=_HINTS), 422 if form.errors else 200


def _added(form: NewAccountForm) -> str:
    """The page with the invitation; nothing where the form says why not."""
    wanted, by, chance = form.wanted(), me(), secrets.token_bytes
    username = form.username.data or ""
    try:
        with writing() as session:
            added = add_staff(
                session,
                username,
                wanted.name,
                None,
                role=wanted.role,
                scope=wanted.scope,
                office=wanted.office,
                random=chance(16),
                by=by,
                now=now(),
            )
            secret = invite(session, added.id, random=chance(32), by=by, now=now())
            member = service.account(session, my_scope(), added.id)
            done(_("添好了：%(name)s", name=member.name), "desk.person", staff_id=added.id)
    except Rejected as refused:
        form.blame(refused)
        return ""
    return _link(member, secret)


def _link(member: Member, secret: str) -> str:
    """The invitation, shown this once."""
    with looking() as session:
        address = site(session, current_app.config["ADDRESSES"]) + url_for("staff.by_invitation", token=secret)
    return render_template(
        "desk/account/invited.html", member=member, address=address, code=qr(address), until=now() + LASTS
    )


def person_shown(session: Connection, staff_id: int) -> Shown:
    """An account as it stands."""
    member = service.account(session, my_scope(), staff_id)
    form = AccountForm(formdata=None, data=filled_from(member))
    form.offer(me(), service.places(session, my_scope()))
    return Shown([filled_from(member), member.disabled_at, member.invited_at], lines_of(form))


@pages.route("/people/<int:staff_id>", methods=["GET", "POST"])
@may(Right.ACCOUNTS)
@made_from(person_shown)
def person(staff_id: int) -> Response | tuple[str, int]:
    """One account: who it is, where they are signed in, and what can be done about it."""
    with looking() as session:
        member = service.account(session, my_scope(), staff_id)
        there = browsers(session, staff_id, now=now())
        within = service.places(session, my_scope())
    form = AccountForm(data=filled_from(member))
    form.offer(me(), within)
    if form.validate_on_submit() and (answer := _changed(form, staff_id)):
        return answer
    page = render_template(
        "desk/account/person.html", form=form, member=member, browsers=there, state=_state(member, now()), hints=_HINTS
    )
    return page, 422 if form.errors else 200


def _changed(form: AccountForm, staff_id: int) -> Response | None:
    try:
        with writing() as session:
            service.change_account(session, staff_id, form.wanted(), by=me(), now=now())
            return done(_("改好了：%(name)s", name=form.name.data), "desk.person", staff_id=staff_id)
    except Rejected as refused:
        form.blame(refused)
    except NotFound as refused:
        if refused.kind == "staff":
            raise
        accuse(form, "place", _("这个地方不归您管，换一个"), otherwise="place")
    except NotAllowed as refused:
        accuse(form, "role", not_allowed_words(refused), otherwise="role")
    return None


@pages.post("/people/<int:staff_id>/invite")
@may(Right.ACCOUNTS)
@made_from(person_shown)
def invite_person(staff_id: int) -> str:
    """A new invitation: the first, or one that resets the account."""
    with writing() as session:
        secret = invite(session, staff_id, random=secrets.token_bytes(32), by=me(), now=now())
        member = service.account(session, my_scope(), staff_id)
        done(_("邀请做好了，只在刚才那一页显示；没有记下来的，再发一次"), "desk.person", staff_id=staff_id)
    return _link(member, secret)


@pages.post("/people/<int:staff_id>/disable")
@may(Right.ACCOUNTS)
@made_from(person_shown)
def disable_person(staff_id: int) -> Response:
    """Shut an account, at once."""
    with writing() as session:
        member = service.disable_account(session, staff_id, by=me(), now=now())
        return done(_("停用了：%(name)s，已经退出登录", name=member.name), "desk.person", staff_id=staff_id)


@pages.post("/people/<int:staff_id>/enable")
@may(Right.ACCOUNTS)
@made_from(person_shown)
def enable_person(staff_id: int) -> Response:
    """Open an account again."""
    try:
        with writing() as session:
            member = service.enable_account(session, staff_id, by=me(), now=now())
            return done(_("恢复了：%(name)s", name=member.name), "desk.person", staff_id=staff_id)
    except Rejected as refused:
        flash(account_problem_words(refused.problems[0]))
        return redirect(url_for("desk.person", staff_id=staff_id), 303)


@pages.post("/people/<int:staff_id>/sign-out")
@may(Right.ACCOUNTS)
@made_from(person_shown)
def sign_out_person(staff_id: int) -> Response:
    """Sign somebody out everywhere."""
    with writing() as session:
        ended = service.end_sessions(session, staff_id, by=me(), now=now())
        said = _("退出了%(n)s处登录", n=ended)
        return done(said, "desk.person", staff_id=staff_id, same=said)
