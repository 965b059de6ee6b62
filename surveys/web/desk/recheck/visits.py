"""The list of homes to ask anew, for whoever typed nothing in there: doors alone, and the screen without what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.recheck import RecheckOutcome
from surveys.core.staff import Right
from surveys.services import entry_screen as desk
from surveys.services.recheck import UNMET
from surveys.services.recheck_visit import doors_for, drawn_door, note_recheck, type_recheck
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.form_entry.screen import OnScreen, Screen, came, screen_page, transcript
from surveys.web.desk.form_entry.views import entry_shown
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words import recheck as words


def visits_shown(session: Connection, poll_id: int) -> Shown:
    """Which homes wait for whoever is here, and what came of them so far."""
    found = doors_for(session, my_scope(), poll_id, me().username, now=now())
    known = {
        f"{came.value}-{door.serial}": f"{words.drawn_words(door)}：{words.CAME[came]}"
        for door in found.doors
        for came in UNMET
    }
    facts = [[door.serial, door.outcome, door.visited_at and door.visited_at.isoformat()] for door in found.doors]
    return Shown([found.open, facts], (FormLine("visit", gettext("问成没有"), "", known),))


def anew_shown(session: Connection, poll_id: int, serial: int) -> Shown:
    """The home that is to be asked anew; nothing of what was typed in there."""
    doors = {d.serial: d for d in doors_for(session, my_scope(), poll_id, me().username, now=now()).doors}
    lines = entry_shown(session, poll_id, doors[serial].home.id).lines if serial in doors else ()
    return Shown([serial, serial in doors], lines)


@pages.get("/polls/<int:poll_id>/recheck/visits")
@may(Right.FILL_IN)
def recheck_visits(poll_id: int) -> str:
    """To which homes to go, on the screen and on paper."""
    return _list(poll_id)


@pages.post("/polls/<int:poll_id>/recheck/visits")
@may(Right.FILL_IN)
@made_from(visits_shown)
def note_unmet(poll_id: int) -> Response | tuple[str, int]:
    """Write down that a home gave no answer."""
    said, _dash, chosen = request.form.get("visit", "").partition("-")
    outcome = RecheckOutcome(said) if said in tuple(RecheckOutcome) else RecheckOutcome.COMPARED
    serial = int(chosen) if chosen.isdecimal() and len(chosen) < 7 else 0
    try:
        with writing() as session:
            note_recheck(session, my_scope(), poll_id, serial, outcome, by=me(), now=now())
            return done(gettext("记下了：%(came)s", came=words.CAME[outcome]), "desk.recheck_visits", poll_id=poll_id)
    except NotAllowed as refused:
        return kept_page(gettext("现在还不能这样做"), words.recheck_refused_words(refused), standing())


def _list(poll_id: int, refused: str = "") -> str:
    with looking() as session:
        found = doors_for(session, my_scope(), poll_id, me().username, now=now())
    return render_template("desk/recheck/visits.html", found=found, poll=found.poll, words=words, refused=refused)


@pages.route("/polls/<int:poll_id>/recheck/visits/<int:serial>", methods=["GET", "POST"])
@may(Right.FILL_IN)
@made_from(anew_shown)
def ask_anew(poll_id: int, serial: int) -> Response | str | tuple[str, int]:
    """The screen for what a home answered anew; nobody is told whether both agree."""
    if request.method != "POST":
        try:
            return _screen(poll_id, serial, OnScreen({}, "door"))
        except NotAllowed as refused:
            return _list(poll_id, words.recheck_refused_words(refused)), 409
    typed = came()
    try:
        with looking() as session:
            home = drawn_door(session, my_scope(), poll_id, serial, me().username, now=now()).home
        said = transcript(typed, home.id)
        with writing() as session:
            type_recheck(session, my_scope(), poll_id, serial, said, by=me(), now=now())
            return done(gettext("录好了，机器拿去比了。票没有动"), "desk.recheck_visits", poll_id=poll_id)
    except Rejected as refused:
        return _screen(poll_id, serial, typed, refused.problems), 422
    except NotAllowed as refused:
        return kept_page(gettext("现在还不能这样做"), words.recheck_refused_words(refused), standing())


def _screen(poll_id: int, serial: int, typed: OnScreen, problems: Sequence[Problem] = ()) -> str:
    with looking() as session:
        door = drawn_door(session, my_scope(), poll_id, serial, me().username, now=now())
        page = desk.entry_page(session, my_scope(), poll_id, door.home.id, now=now())
    there = url_for("desk.ask_anew", poll_id=poll_id, serial=serial)
    back = url_for("desk.recheck_visits", poll_id=poll_id)
    return screen_page(page, typed, Screen(there, blind=True, anew=True, back=back), tuple(problems))
