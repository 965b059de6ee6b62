"""复核录入: lots of entries of a poll, their dice, and what differs between two typings."""

from __future__ import annotations

import secrets
from io import BytesIO

from flask import current_app, render_template, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.core.entry_lot import LotCheck
from surveys.core.errors import NotAllowed, Rejected
from surveys.core.staff import Right
from surveys.services.entry_check import check_desk, check_photo, decide_typings
from surveys.services.entry_lot import CHECKED_IN, lock_lot, poll_checks, roll_dice
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.entry_lot.form import DiceForm, TypingsForm, accuse_lot
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.stale import kept_page
from surveys.web.made_from import done, looking, made_from, standing, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words import entry_lot as words


def checks_shown(session: Connection, poll_id: int) -> Shown:
    """What is in no lot, before it is locked."""
    found = poll_checks(session, my_scope(), poll_id, now=now())
    lines = (FormLine("", gettext("还没有锁定的"), gettext("%(n)s份", n=len(found.in_no_lot))),)
    facts = [found.state, len(found.lots), [form.entry for form in found.in_no_lot]]
    return Shown(facts, lines, last_change(session, poll_id=poll_id))


def lot_shown(session: Connection, poll_id: int, number: int) -> Shown:
    """A lot before its dice are rolled."""
    lot = poll_checks(session, my_scope(), poll_id, now=now()).numbered(number).lot
    lines = (
        FormLine("dice", gettext("骰子的点数"), lot.dice),
        FormLine("witnesses", gettext("在场的人"), lot.witnesses),
    )
    return Shown([lot.digest, lot.dice], lines, last_change(session, poll_id=poll_id))


def typings_shown(session: Connection, poll_id: int, number: int) -> Shown:
    """Two typings before somebody decides."""
    _lot, _form, check = poll_checks(session, my_scope(), poll_id, now=now()).check(number)
    known = {ruling.value: said for ruling, said in words.RULINGS.items()}
    lines = (
        FormLine("ruling", gettext("纸上写的是哪一样"), words.RULINGS[check.ruling] if check.ruling else "", known),
        FormLine("why", gettext("怎么看出来的"), check.why),
    )
    return Shown([check.ruling, check.why], lines, last_change(session, poll_id=poll_id))


@pages.get("/polls/<int:poll_id>/checks")
@may(Right.REVIEW)
def checks(poll_id: int) -> str:
    """All lots of a poll, and how much is in none."""
    with looking() as session:
        found = poll_checks(session, my_scope(), poll_id, now=now())
    open_ = found.state in CHECKED_IN
    return render_template("desk/entry_lot/checks.html", found=found, poll=found.poll, open=open_, words=words)


@pages.post("/polls/<int:poll_id>/checks")
@may(Right.REVIEW)
@made_from(checks_shown)
def lock(poll_id: int) -> Response | tuple[str, int]:
    """Lock what was typed in since the last lot."""
    try:
        with writing() as session:
            lot = lock_lot(session, my_scope(), poll_id, random=secrets.token_bytes(32), by=me(), now=now())
            said = gettext("锁定了第%(n)s批。先把校验码抄在纸上，再掷骰子", n=lot.number)
            return done(said, "desk.lot", poll_id=poll_id, number=lot.number)
    except NotAllowed as refused:
        return _refused(refused)


@pages.route("/polls/<int:poll_id>/checks/<int:number>", methods=["GET", "POST"])
@may(Right.REVIEW)
@made_from(lot_shown)
def lot(poll_id: int, number: int) -> Response | tuple[str, int]:
    """One lot: its digest, its dice, its sample."""
    form = DiceForm()
    if form.validate_on_submit():
        rolled = {"dice": form.dice.data or "", "witnesses": form.witnesses.data or ""}
        try:
            with writing() as session:
                roll_dice(session, my_scope(), poll_id, number, **rolled, by=me(), now=now())
                return done(gettext("抽好了，点数不能再换"), "desk.lot", poll_id=poll_id, number=number)
        except Rejected as refused:
            accuse_lot(form, refused, "dice")
        except NotAllowed as refused:
            return _refused(refused)
    return _lot_page(poll_id, number, form)


def _lot_page(poll_id: int, number: int, form: DiceForm) -> tuple[str, int]:
    with looking() as session:
        found = poll_checks(session, my_scope(), poll_id, now=now())
    check: LotCheck = found.numbered(number)
    page = render_template(
        "desk/entry_lot/lot.html",
        found=found,
        poll=found.poll,
        check=check,
        lot=check.lot,
        form=form,
        open=found.state in CHECKED_IN,
        typed=me().username in {one.by for one in check.forms},
        by_entry={one.entry: one for one in check.forms},
        words=words,
    )
    return page, 422 if form.errors else 200


@pages.route("/polls/<int:poll_id>/checks/differences/<int:number>", methods=["GET", "POST"])
@may(Right.REVIEW)
@made_from(typings_shown)
def typings(poll_id: int, number: int) -> Response | tuple[str, int]:
    """Two typings of one form, and what the paper says."""
    form = TypingsForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                lot, corrected = _decided(session, poll_id, number, form)
                said = gettext("定好了，票改过来了") if corrected else gettext("定好了，票没有动")
                return done(said, "desk.lot", poll_id=poll_id, number=lot)
        except Rejected as refused:
            accuse_lot(form, refused, "why")
        except NotAllowed as refused:
            return _refused(refused)
    with looking() as session:
        desk = check_desk(session, my_scope(), poll_id, number, who=me().username, now=now())
    page = render_template("desk/entry_lot/typings.html", desk=desk, poll=desk.poll, form=form, words=words)
    return page, 422 if form.errors else 200


def _decided(session: Connection, poll_id: int, check_id: int, form: TypingsForm) -> tuple[int, bool]:
    lot = poll_checks(session, my_scope(), poll_id, now=now()).check(check_id)[0].lot.number
    given = {"keys": current_app.config["KEYS"], "random": secrets.token_bytes(32), "by": me(), "now": now()}
    why = form.why.data or ""
    return lot, decide_typings(session, my_scope(), poll_id, check_id, form.chosen(), why=why, **given)


@pages.get("/polls/<int:poll_id>/checks/photos/<int:photo_id>", endpoint="check_photo")
@may(Right.REVIEW)
def drawn_photo(poll_id: int, photo_id: int) -> Response:
    """A photograph of a page of a form, for whoever decides about its two typings."""
    with looking() as session:
        content = check_photo(session, my_scope(), poll_id, photo_id, who=me().username, now=now())
    response = send_file(BytesIO(content), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _refused(refused: NotAllowed) -> tuple[str, int]:
    return kept_page(gettext("现在还不能这样做"), words.lot_refused_words(refused), standing())
