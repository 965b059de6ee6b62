"""Coming in: by the letter's link, by the typed code; and going, by whoever isn't at home here."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import CodeRefused
from surveys.services.code import door_by_code, door_by_link
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.lean.page import render
from surveys.web.lean.resident.pages import pages
from surveys.web.lean.said import Way, said
from surveys.web.sessions import forget_door, now, remember_door
from surveys.words.code import LEFT, code_words
from surveys.words.language import N_


@pages.get("/q/<token>")
@audience(Audience.PUBLIC)
def by_link(token: str) -> AnyResponse:
    """Take the code out of the address at once: it goes into the cookie, and the phone on to the questionnaire.

    Nothing changes on the server: chat apps open links before people do.
    """
    with reading() as session:
        door = door_by_link(session, token)
    remember_door(door)
    generate_csrf()  # the cookie is on its way anyhow
    return redirect(url_for("resident.ask"), 303)


@pages.get("/code")
@audience(Audience.PUBLIC)
def code() -> str:
    """Where the code from the letter is typed."""
    return render("lean/resident/code.html", typed="", room="", ask_room=False, problem="", poll_id=0)


@pages.post("/code")
@audience(Audience.PUBLIC)
def open_by_code() -> AnyResponse:
    """Open the door that a typed code names; a wrong one says what is wrong and keeps what was typed."""
    typed, room = request.form.get("code", "")[:40], request.form.get("room", "")[:40]
    told = request.form.get("poll", "")
    poll_id = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
    try:
        with transaction() as session:
            keys = current_app.config["KEYS"]
            who = request.remote_addr or ""
            door = door_by_code(session, typed, keys=keys, who=who, now=now(), room=room, poll_id=poll_id)
    except CodeRefused as refused:
        problem = code_words(refused.reason, current_app.config["OFFICE_PHONE"], with_room=bool(room.strip()))
        ask_room = refused.reason == "room" or "room" in request.form
        page = render("lean/resident/code.html", typed=typed, room=room, ask_room=ask_room, problem=problem, poll_id=poll_id)
        return Response(page, 422)
    remember_door(door)
    return redirect(url_for("resident.ask"), 303)


@pages.post("/leave")
@audience(Audience.PUBLIC)
def leave() -> Response:
    """Forget on this phone which household it was; what was cast stays cast."""
    forget_door()
    return said(LEFT, 200, Way(N_("输入户码"), "resident.code"))
