"""再录一遍: the forms that were drawn, for whoever typed none of them in, and the screen without what was typed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.staff import Right
from surveys.services import entry_screen as desk
from surveys.services.second_typing import drawn_form, forms_for, type_again
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.form_entry.screen import OnScreen, Screen, came, screen_page, transcript
from surveys.web.desk.form_entry.views import MOST_HOMES, entry_shown
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words import entry_lot as words


def again_shown(session: Connection, poll_id: int, number: str, household_id: int) -> Shown:
    """The form that is to be typed in again; nothing of what was typed first."""
    waits = number in {form.number for form in forms_for(session, my_scope(), poll_id, me().username, now=now()).forms}
    return Shown([number, waits], entry_shown(session, poll_id, household_id).lines)


@pages.get("/polls/<int:poll_id>/checks/again")
@may(Right.FILL_IN)
def to_type_again(poll_id: int) -> str:
    """Which forms to take out of the drawer and type in again."""
    with looking() as session:
        found = forms_for(session, my_scope(), poll_id, me().username, now=now())
    return render_template("desk/entry_lot/again.html", found=found, poll=found.poll, words=words)


@pages.get("/polls/<int:poll_id>/checks/again/<number>")
@may(Right.FILL_IN)
def open_drawn(poll_id: int, number: str) -> Response | str | tuple[str, int]:
    """Whose a form that was drawn is: what was printed on it, else what the paper says."""
    typed = request.args.get("q", "")[:200].strip()
    with looking() as session:
        try:
            drawn = drawn_form(session, my_scope(), poll_id, number, me().username, now=now())
        except NotAllowed as refused:
            return _list(poll_id, words.lot_refused_words(refused)), 409
        homes = desk.homes_called(session, poll_id, typed) if drawn.blank and typed else ()
    home = drawn.form.home if not drawn.blank else homes[0] if len(homes) == 1 else None
    if home:
        return redirect(url_for("desk.type_again", poll_id=poll_id, number=number, household_id=home.id), 303)
    few, wrong = homes[:MOST_HOMES], gettext("没有找到这个门牌，看看纸上写的") if typed and not homes else ""
    page = {"drawn": drawn, "poll": drawn.poll, "homes": few, "more": len(homes) - len(few), "typed": typed, "wrong": wrong}
    return render_template("desk/entry_lot/whose.html", words=words, **page)


def _list(poll_id: int, refused: str) -> str:
    with looking() as session:
        found = forms_for(session, my_scope(), poll_id, me().username, now=now())
    return render_template("desk/entry_lot/again.html", found=found, poll=found.poll, words=words, refused=refused)


@pages.route("/polls/<int:poll_id>/checks/again/<number>/<int:household_id>", methods=["GET", "POST"], endpoint="type_again")
@may(Right.FILL_IN)
@made_from(again_shown)
def again(poll_id: int, number: str, household_id: int) -> Response | str | tuple[str, int]:
    """The screen for a form that was drawn; nobody is told whether both agree."""
    if request.method != "POST":
        return _begun(poll_id, household_id, number)
    typed = came()
    try:
        said = replace(transcript(typed, household_id), form=number)
        with writing() as session:
            type_again(session, my_scope(), poll_id, household_id, said, by=me(), now=now())
            return done(gettext("录好了，机器拿去比了"), "desk.to_type_again", poll_id=poll_id)
    except Rejected as refused:
        return _screen(poll_id, household_id, typed, number, problems=refused.problems), 422
    except NotAllowed as refused:
        return _screen(poll_id, household_id, typed, number, clash=words.lot_refused_words(refused)), 409


def _begun(poll_id: int, household_id: int, number: str) -> str | tuple[str, int]:
    """The screen before anything is typed, where the form waits for whoever asks."""
    with looking() as session:
        try:
            drawn_form(session, my_scope(), poll_id, number, me().username, now=now())
        except NotAllowed as refused:
            return _list(poll_id, words.lot_refused_words(refused)), 409
    return _screen(poll_id, household_id, OnScreen({}, "paper", number), number)


def _screen(
    poll_id: int, household_id: int, typed: OnScreen, number: str, *, problems: Sequence[Problem] = (), clash: str = ""
) -> str:
    with looking() as session:
        page = desk.entry_page(session, my_scope(), poll_id, household_id, number, now=now())
    there = url_for("desk.type_again", poll_id=poll_id, number=number, household_id=household_id)
    return screen_page(page, typed, Screen(there, blind=True), tuple(problems), clash)
