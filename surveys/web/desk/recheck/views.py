"""上门重问: the list, its dice, and what differs when drawn homes are asked anew."""

from __future__ import annotations

import secrets

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, Rejected
from surveys.core.staff import Right
from surveys.services.recheck import differing_doors, lock_recheck, poll_recheck, roll_recheck
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.entry_lot.form import DiceForm, accuse_lot
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words import entry_lot, entry_mark
from surveys.words import recheck as words


def recheck_shown(session: Connection, poll_id: int) -> Shown:
    """The list before it is locked, and before its dice are rolled."""
    found = poll_recheck(session, my_scope(), poll_id, now=now())
    kept = found.recheck
    lines = (
        FormLine("", gettext("名单上"), gettext("%(n)s份", n=len(kept.doors if kept else found.listed))),
        FormLine("dice", gettext("骰子的点数"), kept.dice if kept else ""),
        FormLine("witnesses", gettext("在场的人"), kept.witnesses if kept else ""),
    )
    listed = [[door.home.id, door.revision] for door in found.listed]
    facts = [found.state, listed, kept.digest if kept else "", kept.dice if kept else ""]
    return Shown(facts, lines, last_change(session, poll_id=poll_id))


@pages.get("/polls/<int:poll_id>/recheck")
@may(Right.REVIEW)
def recheck(poll_id: int) -> Response | tuple[str, int]:
    """The recheck of a poll, and what is to be done about it next."""
    return _page(poll_id, DiceForm())


@pages.post("/polls/<int:poll_id>/recheck")
@may(Right.REVIEW)
@made_from(recheck_shown)
def lock_list(poll_id: int) -> Response | tuple[str, int]:
    """Lock the list."""
    try:
        with writing() as session:
            lock_recheck(session, my_scope(), poll_id, random=secrets.token_bytes(32), by=me(), now=now())
            return done(gettext("锁定了。先把校验码抄在纸上，再掷骰子"), "desk.recheck", poll_id=poll_id)
    except NotAllowed as refused:
        return _refused(refused)


@pages.post("/polls/<int:poll_id>/recheck/dice")
@may(Right.REVIEW)
@made_from(recheck_shown)
def roll_list(poll_id: int) -> Response | tuple[str, int]:
    """Write down what the dice showed."""
    form = DiceForm()
    if form.validate_on_submit():
        rolled = {"dice": form.dice.data or "", "witnesses": form.witnesses.data or ""}
        try:
            with writing() as session:
                roll_recheck(session, my_scope(), poll_id, **rolled, by=me(), now=now())
                return done(gettext("抽好了，点数不能再换"), "desk.recheck", poll_id=poll_id)
        except Rejected as refused:
            accuse_lot(form, refused, "dice")
        except NotAllowed as refused:
            return _refused(refused)
    return _page(poll_id, form)


def _page(poll_id: int, form: DiceForm) -> tuple[str, int]:
    with looking() as session:
        found = poll_recheck(session, my_scope(), poll_id, now=now())
        differing = differing_doors(session, found)
    page = render_template(
        "desk/recheck/recheck.html",
        found=found,
        poll=found.poll,
        recheck=found.recheck,
        differing=differing,
        typed=found.recheck is not None and me().username in found.recheck.hands,
        form=form,
        words=words,
        lots=entry_lot,
        marks=entry_mark.MARKS_SAID,
    )
    return page, 422 if form.errors else 200


def _refused(refused: NotAllowed) -> tuple[str, int]:
    return kept_page(gettext("现在还不能这样做"), words.recheck_refused_words(refused), standing())
