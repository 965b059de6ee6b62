"""Who a view is for. A view that doesn't say so keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from surveys.core.staff import Right, Staff
from surveys.web.cookies import HOST
from surveys.web.logged import BY
from surveys.web.made_from import check_form
from surveys.web.sessions import Pass, current_staff, now, pass_in_session, read_proof, shared, staff_token

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Everyone, the household in the address whose letter this browser or the form showed, whoever is signed in and their
    own account, or members of staff who have the view's right."""

    PUBLIC = "public"
    HOUSEHOLD = "household"
    ACCOUNT = "account"
    STAFF = "staff"


def audience(who: Audience) -> Callable[[View], View]:
    """Declare for whom a view is."""

    def mark(view: View) -> View:
        view.audience = who  # type: ignore[attr-defined]
        return view

    return mark


def may(right: Right) -> Callable[[View], View]:
    """Declare that a view is for members of staff who have this right; for the others it isn't there."""

    def mark(view: View) -> View:
        view.right = right  # type: ignore[attr-defined]
        return audience(Audience.STAFF)(view)

    return mark


class Unproved(Exception):
    """A form of a household came without anything that proves the household now; `before` is what proved it once, `void`
    says that its letter was issued anew since."""

    def __init__(self, before: Pass | None, *, void: bool = False) -> None:
        self.before, self.void = before, void
        super().__init__("unproved")


def cookieless(view: View) -> View:
    """Declare that a public form also works for a browser that refuses cookies; the others prove that the form is theirs."""
    view.cookieless = True  # type: ignore[attr-defined]
    return view


def free_forms(app: Flask) -> None:
    """Take the forms that prove themselves, or may come without cookies, out of the check that needs a cookie; `guard` sees
    to them."""
    for view in app.view_functions.values():
        if getattr(view, "audience", None) is Audience.HOUSEHOLD or hasattr(view, "cookieless"):
            app.extensions["csrf"].exempt(view)


def check_audiences(app: Flask) -> None:
    """Raise `RuntimeError` naming the views without an audience, and those for staff without a right."""
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    silent = [endpoint for endpoint, view in views.items() if endpoint != "static" and not _declared(view)]
    if silent:
        raise RuntimeError(f"views without an audience or a right: {', '.join(sorted(silent))}")


def _declared(view: object) -> bool:
    who = getattr(view, "audience", None)
    return isinstance(getattr(view, "right", None), Right) if who is Audience.STAFF else isinstance(who, Audience)


def guard() -> Response | None:
    """Before each request: let in whom the view is for, and send the others to where they can show who they are."""
    view = current_app.view_functions.get(request.endpoint or "")
    match getattr(view, "audience", Audience.PUBLIC):
        case Audience.PUBLIC:
            proved = request.method != "POST" or not remembers() or read_proof(request.form.get("proof", ""))
            if hasattr(view, "cookieless") and not proved:
                current_app.extensions["csrf"].protect()
        case Audience.HOUSEHOLD:
            return _household((request.view_args or {})["home"])
        case Audience.ACCOUNT | Audience.STAFF:
            g.staff = current_staff()
            if g.staff is None:
                if request.method == "POST" and staff_token() and request.blueprint == "desk" and not request.files:
                    return _signed_out()
                return redirect(url_for("staff.sign_in", next=request.path), 303)
            request.environ[BY] = g.staff.username
            if not _admits(view, g.staff):
                abort(404)
            return check_form()
    return None


def remembers() -> bool:
    """Whether this browser sent back a cookie that it was given."""
    name = current_app.config["SESSION_COOKIE_NAME"]
    return name in request.cookies or HOST + name in request.cookies


def keeps() -> bool:
    """Whether this browser brings back what was cast from it: one that refuses cookies doesn't, nor one that is shared."""
    return remembers() and not shared()


def _household(home: int) -> Response | None:
    """Let in whoever showed this household's letter. What a form does, it does for its own household: the form's proof
    counts, and the cookie adds what was cast from this browser. Raises `Unproved`."""
    kept = pass_in_session(home)
    if request.method == "POST":
        sent = read_proof(request.form.get("proof", ""))
        sent = sent if sent and sent.door.household_id == home else None
        if sent is None or not sent.opens(now()):
            raise Unproved(sent)
        if not sent_by_staff_themselves():
            raise Unproved(sent)
        kept = sent.joined(kept)
    if kept is None:
        return redirect(url_for("resident.code", unkept=None if remembers() else 1), 303)
    g.passed = kept
    return None


def sent_by_staff_themselves() -> bool:
    """Whether a form comes from a page of theirs, where staff are signed in, and not from one that another site made."""
    if not staff_token():
        return True
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True


def _admits(view: object, staff: Staff) -> bool:
    if getattr(view, "audience", None) is Audience.ACCOUNT:
        return True
    right = getattr(view, "right", None)
    return isinstance(right, Right) and staff.may(right)


def leads_somewhere(path: str, staff: Staff) -> bool:
    """Whether this member of staff may look at the page at `path`, wherever it is that it tells of."""
    try:
        endpoint, _arguments = current_app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return _admits(current_app.view_functions[endpoint], staff)


def entitled(right: Right) -> bool:
    """Whether whoever is signed in may do this; in templates it is called `may`."""
    staff: Staff | None = g.get("staff")
    return staff is not None and staff.may(Right(right))


def provide(app: Flask) -> None:
    """Let templates ask what whoever looks at them may do."""
    app.jinja_env.globals.update(may=entitled, Right=Right)


def _signed_out() -> Response:
    """What somebody typed until the session ended, kept in the page to be sent again after signing in elsewhere."""
    title = gettext("登录过期了")
    advice = gettext("在另一个窗口重新登录，再回到这一页提交，填的内容还在。")
    return make_response(render_template("errors/signed_out.html", title=title, advice=advice), 403)
