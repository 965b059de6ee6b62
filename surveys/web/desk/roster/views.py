"""Rosters: the template, a file, what it would change, and taking it over."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import Problem, Rejected
from surveys.core.staff import Right
from surveys.services.compound import compounds_within, households_of
from surveys.services.roster import RosterImport, import_roster
from surveys.services.roster_file import read_roster_file, roster_template
from surveys.services.spreadsheet import write_csv
from surveys.store.db import Connection, transaction
from surveys.web.audience import may
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.desk.roster.uploads import drop, keep, kept
from surveys.web.made_from import done, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.roster_file import problem_line

SHOWN = 200


class UploadGone(Exception):
    """The file was taken over already, or an hour has passed."""


class RosterForm(FlaskForm):
    """A roster file."""

    file = FileField(_("户册文件"), [FileRequired(_("选一个户册文件（.xlsx、.xls 或 .csv）"))])


def roster_shown() -> Shown:
    """Nothing stands behind a file that is brought to be looked at."""
    return Shown(None, (FormLine("file", gettext("户册文件"), ""),))


def living_shown(session: Connection, token: str) -> Shown:
    """The rosters of the compounds that the file is about: what its preview compared it with."""
    lines = (FormLine("remove", gettext("文件里没有的户，从户册里去掉"), "", {"1": gettext("去掉"), "": gettext("留着")}),)
    content = kept(_folder(), me().username, token, now=now())
    if content is None:
        return Shown("gone", lines)
    try:
        names = {(row.street, row.compound) for row in read_roster_file(content).rows}
    except Rejected:
        return Shown("wrong", lines)
    places = [place for place in compounds_within(session, my_scope()) if (place.street.name, place.name) in names]
    return Shown(sorted(households_of(session, [place.id for place in places]).items()), lines)


@pages.route("/roster", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(roster_shown)
def roster() -> AnyResponse | tuple[str, int]:
    """Bring a roster file; nothing is taken over yet."""
    form = RosterForm()
    if form.validate_on_submit():
        content = form.file.data.stream.read()
        token = keep(_folder(), me().username, content, random=secrets.token_bytes(16), now=now())
        return redirect(url_for("desk.roster_preview", token=token), 303)
    return render_template("desk/roster/roster.html", form=form), 422 if form.errors else 200


@pages.get("/roster/template.xlsx")
@may(Right.ROSTER)
def roster_file() -> Response:
    """An empty roster to fill in."""
    return download(roster_template(), gettext("户册模板.xlsx"))


@pages.get("/roster/<token>")
@may(Right.ROSTER)
def roster_preview(token: str) -> str | tuple[str, int]:
    """What the file would change, or everything that has to be mended in it first."""
    content = _content(token)
    try:
        ignored, would = _rehearsed(content, remove="remove" in request.args)
    except Rejected as refused:
        lines = [problem_line(problem) for problem in refused.problems]
        page = render_template("desk/roster/problems.html", lines=lines[:SHOWN], total=len(lines), token=token)
        return page, 422
    return render_template("desk/roster/preview.html", would=would, ignored=ignored, token=token)


@pages.get("/roster/<token>/problems.csv")
@may(Right.ROSTER)
def roster_problems(token: str) -> Response:
    """Everything that has to be mended in the file, as a table to keep beside it."""
    try:
        _rehearsed(_content(token), remove=False)
        problems: tuple[Problem, ...] = ()
    except Rejected as refused:
        problems = refused.problems
    lines = [problem_line(problem) for problem in problems]
    header = [gettext("行"), gettext("列"), gettext("内容"), gettext("怎么改")]
    rows = [[line.row or None, line.column, line.value, line.advice] for line in lines]
    if any(line.sheet for line in lines):
        header, rows = [gettext("表"), *header], [[line.sheet, *row] for line, row in zip(lines, rows, strict=True)]
    table = write_csv(header, rows)
    return download(table, gettext("户册要改的地方.csv"))


@pages.post("/roster/<token>")
@may(Right.ROSTER)
@made_from(living_shown)
def roster_confirm(token: str) -> AnyResponse:
    """Take the file over, whole or not at all."""
    file, remove = read_roster_file(_content(token)), "remove" in request.form
    try:
        with writing() as session:
            did = import_roster(session, file.rows, by=me(), now=now(), remove_missing=remove, scope=my_scope())
            answer = done(_done(did), "desk.compounds", same=_done(did))
    except Rejected:  # it has to be mended first: the preview says how
        return redirect(url_for("desk.roster_preview", token=token), 303)
    drop(_folder(), me().username, token)
    return answer


def _done(did: RosterImport) -> str:
    """What an import did, in one sentence."""
    if not did.changed_anything:
        return str(gettext("户册没有变：文件里没有的户都留着"))
    added, changed, removed = (sum(getattr(c, name) for c in did.compounds) for name in ("added", "changed", "removed"))
    said = str(gettext("户册导入好了：新增%(added)s户，修改%(changed)s户", added=added, changed=changed))
    return said + (str(gettext("，去掉%(removed)s户", removed=removed)) if removed else "")


def _folder() -> Path:
    return Path(current_app.instance_path) / "uploads"


def _content(token: str) -> bytes:
    content = kept(_folder(), me().username, token, now=now())
    if content is None:
        raise UploadGone
    return content


@pages.errorhandler(UploadGone)
def bring_again(_gone: UploadGone) -> AnyResponse:
    """Back to where a file is chosen."""
    flash(gettext("这个文件已经导入过，或者放了一个多小时。再选一次文件"))
    return redirect(url_for("desk.roster"), 303)


def _rehearsed(content: bytes, *, remove: bool) -> tuple[tuple[str, ...], RosterImport]:
    """The columns left aside, and what the import would do: it is done and undone. Raises `Rejected`."""
    file = read_roster_file(content)
    with transaction() as session:
        result = import_roster(session, file.rows, by=me(), now=now(), remove_missing=remove, scope=my_scope())
        session.rollback()
    return file.ignored, result
