"""Coming in: by the letter's link, by the typed code, by a receipt key; and going, by whoever isn't at home here."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.code import read_link
from surveys.core.errors import CodeRefused, NotFound
from surveys.services.code import Door, count_wrong, door_by_code, door_by_key, door_by_link, read_guess
from surveys.services.poll import public_poll
from surveys.store.db import in_passing, reading
from surveys.store.turnstile import one_guess
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
    typed, room = request.form.get("code", "")[:400], request.form.get("room", "")[:60]
    told = request.form.get("poll", "")
    poll_id = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
    try:
        door = proved_by_code(typed, room, poll_id)
    except CodeRefused as refused:
        problem = code_words(refused, _phone(refused.reason, poll_id), with_door=bool(room.strip()))
        kept = {"typed": typed, "room": room, "poll_id": poll_id, **asked_again(refused)}
        response = Response(_code_page(**kept, problem=problem), 503 if refused.reason == "busy" else 422)
        if refused.reason == "busy":
            response.headers["Retry-After"] = "2"
        return response
    remember_door(door)
    if remembers():
        return to("resident.door", door.household_id)
    g.passed = Pass(door, now())  # no cookie came back: what follows carries its own proof from form to form
    asked = ask(door.household_id)
    return asked if asked.status_code == 200 else receipt_page(g.passed)


def asked_again(refused: CodeRefused) -> Mapping[str, object]:
    """Whether the page asks for the door beside the code, and which of the two is wrong."""
    of_door = refused.reason in ("room", "closed")
    return {"ask_room": of_door or "room" in request.form, "wrong": "room" if of_door else "code"}


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


def proved_by_code(typed: str, door: str = "", poll_id: int = 0) -> Door:
    """The door that a typed code opens, or the address of a letter in its place; a wrong code is counted before the next at
    the same door is looked at. Raises `CodeRefused`."""
    if link := read_link(typed):
        with reading() as session:
            return door_by_link(session, link, cast_for=cast_for())
    keys, moment = current_app.config["KEYS"], now()
    guess = read_guess(typed, keys=keys, who=request.remote_addr or "", door=door, poll_id=poll_id)

    def count(counted: tuple[str, ...]) -> None:
        with in_passing() as session:
            count_wrong(session, counted, now=moment)

    with one_guess(guess.stripe, count), reading() as session:
        return door_by_code(session, guess, now=moment, cast_for=cast_for())


@pages.post("/leave")
@audience(Audience.PUBLIC)
@cookieless
def leave() -> Response:
    """Forget on this phone which household it was; what was cast stays cast."""
    forget_doors()
    response = said(LEFT, 200, Way(N_("输入户码"), "resident.code"))
    response.headers["Clear-Site-Data"] = '"storage"'  # over HTTPS; the script clears it everywhere
    return response
