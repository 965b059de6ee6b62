"""What is seen: Flask lives here."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from surveys.paper.papers import PAPERS
from surveys.paper.row import check_rows
from surveys.web import audience, choices, errors, filters, lane, logged, made_from, security, sessions, unavailable
from surveys.web.choices import locale, speak
from surveys.web.cookies import CookieSession
from surveys.web.desk import pages as desk
from surveys.web.desk.edition.parts import check_editors, check_printed
from surveys.web.desk.staff import pages as staff
from surveys.web.desk.stale import sent_again, stale_form
from surveys.web.health import look_again
from surveys.web.health import pages as health
from surveys.web.lean.public import pages as public
from surveys.web.lean.resident import pages as resident
from surveys.web.lean.resident.kinds import check_kinds
from surveys.web.lean.roll import pages as roll
from surveys.web.lean.seal import pages as seal
from surveys.web.typed import NamedRequest

__all__ = ["init_app", "locale", "logged", "look_again", "speak"]


class Number(IntegerConverter):
    """A number that the database can hold; a larger one in an address is not found."""

    def __init__(self, map: Map, *arguments: object, **more: object) -> None:
        super().__init__(map, *arguments, **{"max": 2**31 - 1, **more})  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    """Hang every page on the app; raises `RuntimeError` where a view has no audience, or a kind of question
    or a paper lacks a part."""
    app.request_class = NamedRequest
    app.url_map.converters["int"] = Number
    app.session_interface = CookieSession()
    for pages in (resident, public, seal, roll, staff, desk, health):
        app.register_blueprint(pages)
    unavailable.init_app(app)
    filters.provide(app)
    audience.provide(app)
    made_from.provide(app)
    app.before_request(audience.guard)
    app.teardown_request(choices.fall_silent)
    app.after_request(choices.remember)
    app.after_request(sessions.keep_shared)
    app.after_request(security.finish)
    errors.init_app(app)
    app.register_error_handler(made_from.Stale, stale_form)
    app.register_error_handler(made_from.Repeated, sent_again)
    audience.check_audiences(app)
    made_from.check_made_from(app)
    audience.free_forms(app)
    lane.init_app(app)
    check_kinds(app)
    check_editors()
    check_printed()
    check_rows(PAPERS)
