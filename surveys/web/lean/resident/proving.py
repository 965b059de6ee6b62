"""A form that came when nothing proves its household any more: all in it is kept, and the code of the letter proves it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import CodeRefused
from surveys.services.code import Door
from surveys.services.household import answer_page
from surveys.store.db import reading
from surveys.web.audience import Unproved, sent_by_staff_themselves
from surveys.web.lean.letterhead import phone_to_call
from surveys.web.lean.page import render
from surveys.web.lean.resident.arriving import asked_again, proved_by_code
from surveys.web.lean.resident.pages import headed, pages
from surveys.web.sessions import Pass, now, remember_door
from surveys.words.code import code_words
from surveys.words.language import _
from surveys.words.place import door_words

_NOT_KEPT = ("proof", "code", "room", "csrf_token")


@pages.errorhandler(Unproved)
def unproved(error: Unproved) -> AnyResponse:
    """Ask for the code and keep the rest; once it opens the form's household, do what the form was for."""
    home: int = (request.view_args or {})["home"]
    problem = ""
    if "code" in request.form and sent_by_staff_themselves():
        try:
            door = proved_by_code(request.form["code"][:40], _door())
        except CodeRefused as refused:
            problem = code_words(refused, phone_to_call(), with_door=bool(_door().strip()))
            g.asked_again = asked_again(refused)
        else:
            if door.household_id == home:
                return _go_on(door, error)
            problem = _("这是另一户的户码，填这一户的")
    return _page(home, error, problem)


def _go_on(door: Door, error: Unproved) -> AnyResponse:
    remember_door(door)
    g.passed = Pass(door, now()).joined(error.before)
    view = current_app.ensure_sync(current_app.view_functions[request.endpoint or ""])
    done: AnyResponse = view(**(request.view_args or {}))
    return done


def _page(home: int, error: Unproved, problem: str) -> Response:
    text = render(
        "lean/resident/prove.html",
        address=_address(error.before),
        void=error.void,
        action=request.path,
        kept=tuple(_kept()),
        problem=problem,
        typed=request.form.get("code", "")[:40],
        room=_door(),
        home=home,
        **g.get("asked_again", {"ask_room": False, "wrong": "code" if problem else ""}),
    )
    return Response(text, 422 if problem else 409)


def _door() -> str:
    return request.form.get("room", "")[:60]


def _kept() -> Iterator[tuple[str, str]]:
    for name, values in request.form.lists():
        if name not in _NOT_KEPT:
            yield from ((name, value) for value in values)


def _address(before: Pass | None) -> str:
    """The home that the form was made for; empty where nobody here made it."""
    if before is None:
        return ""
    try:
        with reading() as session:
            view = headed(answer_page(session, before.door, now=now()))
    except CodeRefused:
        return ""
    home = view.household
    return f"{view.compound.name} {door_words(home.building, home.unit, home.room)}"
