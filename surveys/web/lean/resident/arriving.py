"""Coming in: by the letter's link, by the typed code, by a receipt key; and going, by whoever isn't at home here."""

from __future__ import annotations

from flask import Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.code import read_link
from surveys.core.errors import CodeRefused, NotFound
from surveys.services.code import Door, door_by_code, door_by_key, door_by_link
from surveys.services.poll import public_poll
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience, cookieless, remembers
from surveys.web.lean.page import render
from surveys.web.lean.resident.answering import ask
from surveys.web.lean.resident.pages import pages, to
from surveys.web.lean.resident.receipt import receipt_page
from surveys.web.lean.said import Way, said
from surveys.web.sessions import Pass, cast_for, forget_doors, now, remember_door
from surveys.words.code import LEFT, TELL_THE_PHONE, code_words
from surveys.words.community import asker
from surveys.words.language import N_


@pages.get("/q/<path:token>")
@audience(Audience.PUBLIC)
def by_link(token: str) -> AnyResponse:
    """Take the code out of the address at once: it goes into the cookie, and the phone on to its household's door.

    Nothing changes on the server: chat apps open links before people do.
    """
    with reading() as session:
        door = door_by_link(session, read_link(token), cast_for=cast_for())
    remember_door(door)
    return to("resident.door", door.household_id)


@pages.get("/k/<path:key>")
@audience(Audience.PUBLIC)
def by_key(key: str) -> AnyResponse:
    """A receipt key, from the QR code of a receipt: on to what was cast, the key out of the address."""
    with reading() as session:
        door = door_by_key(session, key)
    remember_door(door)
    return to("resident.receipt", door.household_id)


@pages.get("/code")
@audience(Audience.PUBLIC)
def code() -> str:
    """Where the code from the letter is typed."""
    return _code_page()


def _code_page(**told: object) -> str:
    unkept = "unkept" in request.args and not remembers()
    empty = {"typed": "", "room": "", "ask_room": False, "problem": "", "wrong": "", "poll_id": 0}
    return render("lean/resident/code.html", **{**empty, **told}, unkept=unkept)


@pages.post("/code")
@audience(Audience.PUBLIC)
@cookieless
def open_by_code() -> AnyResponse:
    """Open the door that a typed code names; a wrong one says what is wrong and keeps what was typed."""
    typed, room = request.form.get("code", "")[:400], request.form.get("room", "")[:40]
    told = request.form.get("poll", "")
    poll_id = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
    try:
        door = proved_by_code(typed, room, poll_id)
    except CodeRefused as refused:
        problem = code_words(refused.reason, _phone(refused.reason, poll_id), with_room=bool(room.strip()))
        ask_room = refused.reason == "room" or "room" in request.form
        wrong = "room" if refused.reason == "room" else "code"
        kept = {"typed": typed, "room": room, "ask_room": ask_room, "poll_id": poll_id}
        return Response(_code_page(**kept, problem=problem, wrong=wrong), 422)
    remember_door(door)
    if remembers():
        return to("resident.door", door.household_id)
    g.passed = Pass(door, now())  # no cookie came back: what follows carries its own proof from form to form
    asked = ask(door.household_id)
    return asked if asked.status_code == 200 else receipt_page(g.passed)


def _phone(reason: str, poll_id: int) -> str:
    """The telephone number of whoever asks in the poll on whose page a code was typed, looked up where it is told."""
    known = str(current_app.config["OFFICE_PHONE"])
    if not poll_id or reason not in TELL_THE_PHONE:
        return known
    try:
        with reading() as session:
            return asker(public_poll(session, poll_id, now=now()).poll.compound, known).phone
    except NotFound:
        return known


def proved_by_code(typed: str, room: str = "", poll_id: int = 0) -> Door:
    """The door that a typed code opens, or the address of a letter in its place; wrong codes are counted. Raises
    `CodeRefused`."""
    with transaction(now) as session:
        if link := read_link(typed):
            return door_by_link(session, link, cast_for=cast_for())
        told = {"keys": current_app.config["KEYS"], "who": request.remote_addr or ""}
        return door_by_code(session, typed, **told, now=now(), room=room, poll_id=poll_id, cast_for=cast_for())


@pages.post("/leave")
@audience(Audience.PUBLIC)
@cookieless
def leave() -> Response:
    """Forget on this phone which household it was; what was cast stays cast."""
    forget_doors()
    response = said(LEFT, 200, Way(N_("输入户码"), "resident.code"))
    response.headers["Clear-Site-Data"] = '"storage"'  # over HTTPS; the script clears it everywhere
    return response
