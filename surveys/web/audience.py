"""Who a view is for. A view that doesn't say so keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from surveys.core.staff import Right, Staff
from surveys.web.sessions import current_staff, door_in_session, staff_token

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Everyone, the household whose code this browser showed, whoever is signed in and their own account, or members of
    staff who have the view's right."""

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
        case Audience.HOUSEHOLD:
            g.door = door_in_session()
            if g.door is None:
                return redirect(url_for("resident.code"), 303)
        case Audience.ACCOUNT | Audience.STAFF:
            g.staff = current_staff()
            if g.staff is None:
                if request.method == "POST" and staff_token() and request.blueprint == "desk" and not request.files:
                    return _signed_out()
                return redirect(url_for("staff.sign_in", next=request.path), 303)
            if not _admits(view, g.staff):
                abort(404)
    return None


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
