"""What a form of the desk was made from: its version goes out with the form, and has to stand still when it comes back.

A view says with `made_from` what its form shows, the macro `token` puts the version into the form, and `writing` compares
inside the transaction, when no other clerk can write any more.
"""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, current_app, flash, g, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from surveys.core.canonical import digest
from surveys.core.errors import NotFound, SurveyError
from surveys.services.sent_form import SentForm, keep_sent, left_by, sent_before
from surveys.store.db import Connection, reading, take_turn, transaction
from surveys.web.sessions import now
from surveys.web.shown import Shown, told

View = TypeVar("View", bound=Callable[..., Any])
FIELD = "made_from"
HIDDEN = (FIELD, "csrf_token")
"""What a form of the desk carries beside what people type."""


Reader = Callable[..., Shown]


def made_from(reader: Reader, *, again: bool = False) -> Callable[[View], View]:
    """Declare what the form of a view is made from: `reader` takes the session, if it wants one, and those of the address's
    arguments that it names. With `again` the view answers itself what was sent before."""

    def mark(view: View) -> View:
        view.reader, view.again = reader, again  # type: ignore[attr-defined]
        return view

    return mark


def check_made_from(app: Flask) -> None:
    """Raise `RuntimeError` naming the views of the desk that take a form and don't say what it is made from."""
    rules = (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))
    desk = {rule.endpoint for rule in rules if rule.rule.startswith("/desk")}
    silent = [endpoint for endpoint in desk if not hasattr(app.view_functions[endpoint], "reader")]
    if silent:
        raise RuntimeError(f"views that don't say what their form is made from: {', '.join(sorted(silent))}")


class Stale(Exception):
    """What a form was made from stands no more; `stands` is what does, None where it is gone."""

    def __init__(self, stands: Shown | None) -> None:
        self.stands = stands
        super().__init__("stale")


class Repeated(Exception):
    """The same form was taken before."""

    def __init__(self, first: SentForm) -> None:
        self.first = first
        super().__init__("repeated")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a form that came says of itself."""

    text: str
    version: str
    page: str


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt=FIELD)  # type: ignore[arg-type]


def _sent() -> _Sent | None:
    """The first of the form's tokens that was made for this place and this member of staff; None where none was."""
    for text in request.form.getlist(FIELD):
        try:
            path, who, version, page = _signer().loads(text)
        except (BadSignature, ValueError, TypeError):
            continue
        if (path, who) == (request.path, g.staff.username):
            return _Sent(text, version, page)
    return None


def page_number() -> str:
    """The number of the page that a form came from, which was drawn when it was made; empty where nothing says so."""
    sent = _sent()
    return sent.page if sent else ""


def _key(sent: _Sent) -> str:
    """The digest of the page and of everything that was typed into it."""
    typed = sorted((name, values) for name, values in request.form.lists() if name not in HIDDEN)
    files = []
    for name, file in request.files.items(multi=True):
        files.append((name, file.filename or "", sha256(file.stream.read()).hexdigest()))
        file.stream.seek(0)
    return digest([request.path, sent.page, typed, files])


def _read(session: Connection, view: object, arguments: Mapping[str, Any]) -> Shown:
    reader: Reader = view.reader  # type: ignore[attr-defined]
    wanted = inspect.signature(reader).parameters
    given = {name: value for name, value in arguments.items() if name in wanted}
    known: dict[object, Shown] = g.setdefault("shown", {})
    place = (reader, id(session), tuple(sorted(given.items())))
    if place not in known or session is not g.get("looked"):
        known[place] = reader(session, **given) if "session" in wanted else reader(**given)
    return known[place]


@contextmanager
def looking() -> Iterator[Connection]:
    """The one look at the database of this request: a page and the versions in its forms are of the same moment."""
    if "looked" not in g:
        g.look = ExitStack()
        g.looked = g.look.enter_context(reading())
    yield g.looked


def look_away(_error: BaseException | None = None) -> None:
    """Let go of the look; the next one sees what stands then."""
    g.pop("looked", None)
    g.pop("shown", None)
    if look := g.pop("look", None):
        look.close()


def token(url: str = "") -> str:
    """The version of what the form is made from that goes to `url`, else back to this page; in templates it is `made_from`.

    A form that is shown again after it came keeps its own.
    """
    if g.get("staff") is None:  # nobody is signed in any more: what came is kept with the rest
        return ""
    path = url.partition("?")[0] or request.path
    if request.method == "POST" and path == request.path and not g.get("afresh") and (sent := _sent()):
        return sent.text
    try:
        endpoint, arguments = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return ""
    view = current_app.view_functions[endpoint]
    if not hasattr(view, "reader"):
        return ""
    with looking() as session:
        version = _read(session, view, arguments).version
    return str(_signer().dumps([path, g.staff.username, version, secrets.token_hex(8)]))


def check_form() -> Response | None:
    """Before a view takes a form: one that was taken before gets its first answer, a stale one raises `Stale`.

    What decides is `writing`; this keeps a stale form from being judged by what it says.
    """
    view: Any = current_app.view_functions[request.endpoint or ""]
    if request.method != "POST" or not hasattr(view, "reader"):
        return None
    try:
        with reading() as session:
            _compare(session, _sent())
    except Repeated as repeated:
        return None if view.again else first_answer(repeated)
    return None


def first_answer(repeated: Repeated) -> Response:
    """What was answered when the same form came first."""
    flash(repeated.first.said)
    return redirect(repeated.first.location, 303)


def _compare(session: Connection, sent: _Sent | None) -> Shown:
    if sent and (first := sent_before(session, _key(sent))):
        raise Repeated(first)
    try:
        stands = _read(session, current_app.view_functions[request.endpoint or ""], request.view_args or {})
    except NotFound:
        if sent is None:
            raise
        raise Stale(None) from None
    if sent is None or stands.version not in (sent.version, left_by(session, sent.page)):
        raise Stale(stands)
    return stands


def standing() -> Shown:
    """What stands now behind the form that came, to be shown beside it; nothing where it is gone or can't be said."""
    view = current_app.view_functions[request.endpoint or ""]
    try:
        with reading() as session:
            return _read(session, view, request.view_args or {}) if hasattr(view, "reader") else Shown()
    except SurveyError:
        return Shown()


@contextmanager
def writing() -> Iterator[Connection]:
    """The transaction of a form of the desk, which `done` ends: one clerk after the other, and only on what they saw.

    Raises `Stale` and `Repeated`.
    """
    look_away()
    with transaction(now) as session:
        take_turn(session)
        sent = _sent()
        before = _compare(session, sent)
        assert sent
        yield session
        said, location, same = g.pop("done")
        try:
            after = _read(session, current_app.view_functions[request.endpoint or ""], request.view_args or {})
        except NotFound:  # it is what this form took away
            after = Shown()
        said = told(before, after, said, same)
        keep_sent(session, SentForm(_key(sent), sent.page, now(), location, said, after.version))
        if said:
            flash(said)


def done(said: str, endpoint: str, *, same: str = "", **arguments: Any) -> Response:
    """Say inside `writing` what was done, and where it goes on; what has changed is added, and `same` stands for a form that
    changed nothing."""
    location = url_for(endpoint, **arguments)
    g.done = (said, location, same)
    return redirect(location, 303)


def provide(app: Flask) -> None:
    """Let templates put the version into a form."""
    app.jinja_env.globals.update(made_from=token)
    app.teardown_request(look_away)
