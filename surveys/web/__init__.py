"""What is seen: Flask lives here."""

from __future__ import annotations

from flask import Flask, request, session

from surveys.web import audience, errors, security
from surveys.web.desk import pages as desk
from surveys.web.health import pages as health
from surveys.web.public import pages as public
from surveys.web.resident import pages as resident
from surveys.web.staff import pages as staff

LOCALES = ("zh_Hans_CN", "en")


def locale() -> str:
    """The language this browser chose; Chinese until it does."""
    chosen = session.get("lang", LOCALES[0]) if request else LOCALES[0]
    return chosen if chosen in LOCALES else LOCALES[0]


def init_app(app: Flask) -> None:
    """Hang every page on the app; raises `RuntimeError` when a view declares no audience."""
    for pages in (resident, public, staff, desk, health):
        app.register_blueprint(pages)
    app.before_request(audience.guard)
    app.after_request(security.finish)
    errors.init_app(app)
    audience.check_audiences(app)
