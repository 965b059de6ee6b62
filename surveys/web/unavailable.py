"""The answer while the database can't be used: what was typed stays in the page, with one button that sends it again.

Nothing here looks into the database: cookies, settings and the form that came are all there is.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext as _

from surveys.core.fault import Cause, StoreUnavailable
from surveys.store.patience import be_patient, be_patient_again
from surveys.web.lean.letterhead import phone_to_call
from surveys.web.lean.page import render
from surveys.web.logged import CAUSE, note_fault
from surveys.words.advice import Advice
from surveys.words.fault import CAUSES, NOT_KNOWN, NOT_SHOWN, NOT_TAKEN, OPEN_AGAIN, SEND_AGAIN

PATIENCE = 2.5
"""Seconds that a request waits for others in all, so that its answer is there in three."""
_DESK_ANSWERS = 30.0
"""Seconds that the database may take over a page of the desk: its sums are larger."""
_AGAIN = {Cause.BUSY: 3, Cause.GONE: 5}
_MUCH_LATER = 20
_OFFICES = ("/desk", "/staff")


def begin_waiting() -> None:
    """Before each request: all its waits together have a limit."""
    be_patient(PATIENCE, _DESK_ANSWERS if request.path.startswith(_OFFICES) else PATIENCE)


def say_when(response: Response) -> Response:
    """After each request: a page that isn't to be had now says when it may be."""
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(_AGAIN[Cause.GONE]))
    return response


def unavailable(error: StoreUnavailable) -> Response:
    """503: nothing was kept, or nobody knows whether it was; all that was typed, and the same form once more."""
    request.environ[CAUSE] = error.cause.value
    note_fault(error, 503)
    sent = request.method not in ("GET", "HEAD")
    advice = (NOT_KNOWN if error.unknown else NOT_TAKEN) if sent else NOT_SHOWN
    response = _answer(error, advice.said(), sent=sent)
    response.status_code = 503
    response.headers["Retry-After"] = str(_AGAIN.get(error.cause, _MUCH_LATER))
    return response


def _answer(error: StoreUnavailable, advice: Advice, *, sent: bool) -> Response:
    best = request.accept_mimetypes.best_match(("text/html", "application/json"))
    if request.is_json or best == "application/json":
        return jsonify(error="unavailable", cause=error.cause, kept=None if error.unknown else False, said=advice.lines)
    told: dict[str, Any] = {"advice": advice, "sent": sent, "again": _(SEND_AGAIN if sent else OPEN_AGAIN), **_form()}
    if request.path.startswith(_OFFICES):
        return Response(render_template("errors/unavailable.html", why=CAUSES[error.cause].desk, **told))
    return Response(render("lean/unavailable.html", phone=phone_to_call(), **told))


def _form() -> dict[str, Any]:
    """What came, to be sent again as it is; passwords aren't written into a page, and files can't be."""
    fields = list(request.form.items(multi=True))
    secret = request.blueprint == "staff" or any("password" in name for name, _value in fields)
    kept = [] if secret else fields
    return {"kept": kept, "files": [] if secret else list(dict.fromkeys(request.files)), "secret": secret}


def init_app(app: Flask) -> None:
    """Hang limits on the app; the answers hang on it with all others (surveys/web/errors.py)."""
    app.before_request(begin_waiting)
    app.after_request(say_when)
    app.teardown_request(lambda _error: be_patient_again())
