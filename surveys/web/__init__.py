"""What is seen: Flask lives here."""

from __future__ import annotations

from flask import Flask

from surveys.web import audience, choices, errors, filters, security
from surveys.web.choices import locale
from surveys.web.desk import pages as desk
from surveys.web.health import pages as health
from surveys.web.public import pages as public
from surveys.web.resident import pages as resident
from surveys.web.staff import pages as staff

__all__ = ["init_app", "locale"]


def init_app(app: Flask) -> None:
    """Hang every page on the app; raises `RuntimeError` when a view declares no audience."""
    for pages in (resident, public, staff, desk, health):
        app.register_blueprint(pages)
    filters.provide(app)
    app.before_request(choices.speak)
    app.before_request(audience.guard)
    app.teardown_request(choices.fall_silent)
    app.after_request(choices.remember)
    app.after_request(security.finish)
    errors.init_app(app)
    audience.check_audiences(app)
