"""Who a view is for. A view that doesn't say so keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.web.sessions import current_staff, door_in_session, staff_token

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Everyone, the household whose code this browser showed, or a member of staff."""

    PUBLIC = "public"
    HOUSEHOLD = "household"
    STAFF = "staff"


def audience(who: Audience, *roles: str) -> Callable[[View], View]:
    """Declare for whom a view is; for staff, `roles` narrows it to these roles (none named: any member of staff)."""

    def mark(view: View) -> View:
        view.audience = who  # type: ignore[attr-defined]
        view.roles = roles  # type: ignore[attr-defined]
        return view

    return mark


def check_audiences(app: Flask) -> None:
    """Raise `RuntimeError` naming the views without an audience."""
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "audience")
    ]
    if silent:
        raise RuntimeError(f"views without an audience: {', '.join(sorted(silent))}")


def guard() -> Response | None:
    """Before each request: let in whom the view is for, and send the others to where they can show who they are."""
    view = current_app.view_functions.get(request.endpoint or "")
    match getattr(view, "audience", Audience.PUBLIC):
        case Audience.HOUSEHOLD:
            g.door = door_in_session()
            if g.door is None:
                return redirect(url_for("resident.code"), 303)
        case Audience.STAFF:
            g.staff = current_staff()
            if g.staff is None:
                if request.method == "POST" and staff_token() and request.blueprint == "desk" and not request.files:
                    return _signed_out()
                return redirect(url_for("staff.sign_in", next=request.path), 303)
            roles = getattr(view, "roles", ())
            if roles and g.staff.role not in roles:
                abort(404)
    return None


def _signed_out() -> Response:
    """What somebody typed until the session ended, kept in the page to be sent again after signing in elsewhere."""
    title = gettext("登录过期了")
    advice = gettext("在另一个窗口重新登录，再回到这一页提交，填的内容还在。")
    return make_response(render_template("errors/signed_out.html", title=title, advice=advice), 403)
