"""What leaves for Excel: a page that says what there is, files that carry no more than a page shows, and those with names or
exact figures, which are written down before they leave."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from surveys.core.staff import Right
from surveys.paper.table_file import ACTS, TableFile, table_file
from surveys.services.compound import compound_desk
from surveys.services.table import compound_within, ended_poll, opened_desk
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import Repeated, done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words.table import TITLES, TableKind, unanswered_sheets

_STAMP = "%Y%m%d%H%M%S"


@pages.get("/compounds/<int:compound_id>/tables")
@may(Right.LOOK)
def tables(compound_id: int) -> str:
    """What there is to download of a compound and one of its polls."""
    with looking() as session:
        desk = compound_desk(session, my_scope(), compound_id, now=now(), poll_id=request.args.get("poll", type=int))
    return render_template("desk/table/tables.html", desk=desk, titles=TITLES, kinds=TableKind)


@pages.get("/polls/<int:poll_id>/unanswered")
@may(Right.LOOK)
def unanswered(poll_id: int) -> str:
    """The homes to go to, to be printed: a page for each building, with room to write. No name and no code is in it."""
    with looking() as session:
        desk = opened_desk(session, my_scope(), poll_id, now=now())
    back = url_for("desk.compound", compound_id=desk.compound.id, poll=poll_id)
    sheets = unanswered_sheets(desk.doors)
    return render_template("desk/table/unanswered.html", desk=desk, poll=desk.poll, sheets=sheets, back_url=back, at=now())


@pages.get("/polls/<int:poll_id>/unanswered.xlsx")
@may(Right.LOOK)
def unanswered_file(poll_id: int) -> Response:
    """The homes to go to."""
    return _shown(TableKind.UNANSWERED, poll_id)


@pages.get("/polls/<int:poll_id>/list.xlsx")
@may(Right.LOOK)
def list_file(poll_id: int) -> Response:
    """The list as it hangs, or would."""
    return _shown(TableKind.LIST, poll_id)


@pages.get("/polls/<int:poll_id>/objections.xlsx")
@may(Right.OBJECTIONS)
def objections_file(poll_id: int) -> Response:
    """What was objected to."""
    return _shown(TableKind.OBJECTIONS, poll_id)


def _shown(kind: TableKind, place: int) -> Response:
    made = _made(kind, place, now())
    return download(made.content, made.name)


def compound_there(session: Connection, compound_id: int) -> Shown:
    """Nothing that somebody else could change stands behind a download; the compound has to be theirs."""
    compound_within(session, my_scope(), compound_id)
    return Shown()


def ended_there(session: Connection, poll_id: int) -> Shown:
    """The same of a poll, which has to be over."""
    ended_poll(session, my_scope(), poll_id, now=now())
    return Shown()


@pages.post("/compounds/<int:compound_id>/roster.xlsx")
@may(Right.ROSTER)
@made_from(compound_there, again=True)
def export_roster(compound_id: int) -> Response:
    """The roster with its names and telephones, as it can be imported again."""
    return _written_down(TableKind.ROSTER, compound_id, url_for("desk.tables", compound_id=compound_id))


@pages.post("/polls/<int:poll_id>/exact-list.xlsx")
@may(Right.REVIEW)
@made_from(ended_there, again=True)
def export_list(poll_id: int) -> Response:
    """The exact list, for the office alone."""
    return _written_down(TableKind.EXACT_LIST, poll_id, url_for("desk.result", poll_id=poll_id))


@pages.post("/polls/<int:poll_id>/archive.zip")
@may(Right.PACKAGE)
@made_from(ended_there, again=True)
def export_archive(poll_id: int) -> Response:
    """Everything that is put away of a poll."""
    return _written_down(TableKind.ARCHIVE, poll_id, url_for("desk.result", poll_id=poll_id))


def _made(kind: TableKind, place: int, at: datetime) -> TableFile:
    with looking() as session:
        phone = current_app.config["OFFICE_PHONE"]
        return table_file(session, my_scope(), kind, place, at=at, by=me().name, phone=phone)


def _written_down(kind: TableKind, place: int, back: str) -> Response:
    """The file, once it is in the ledger. Clicked twice it is the same file, and one entry; where its content has changed
    since, the page is opened afresh, so that nothing leaves unwritten."""
    at = now().replace(microsecond=0)
    made = _made(kind, place, at)
    try:
        with writing() as session:
            ACTS[kind](session, my_scope(), place, digest=made.digest, by=me(), now=at)
            done("", "desk.compounds", _anchor=f"{at.strftime(_STAMP)}-{made.digest}")
    except Repeated as repeated:
        stamp, _, digest = repeated.first.location.rpartition("#")[2].partition("-")
        made = _made(kind, place, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC))
        if made.digest != digest:
            flash(gettext("内容变了，再点一次下载"))
            return redirect(back, 303)
    return download(made.content, made.name)
