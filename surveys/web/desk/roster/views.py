"""Rosters: the template, a file, what it would change, and taking it over as it was looked at."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.services.compound import compounds_within
from surveys.services.roster import RosterImport, imported_at
from surveys.services.roster_file import roster_template
from surveys.services.spreadsheet import write_csv
from surveys.services.takeover import TakeoverTurned, living_of, take_over
from surveys.services.upload import drop, keep, kept, note, noted
from surveys.store.db import Connection, in_passing, reading, transaction
from surveys.web.audience import may
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.desk.roster.answers import ALTHOUGH, LOOK, SEEN, FileAnswers, answers_of, kept_answers
from surveys.web.desk.roster.preview import ON_A_PAGE, PreviewPage, all_lines, preview_page, read_once
from surveys.web.desk.roster.since import Since, changed_since
from surveys.web.desk.roster.snapshot import Snapshot, kept_snapshot
from surveys.web.desk.ways import next_after_rosters
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.paging import page_of
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown, nothing
from surveys.web.typed import TypedForm
from surveys.words.roster_file import ProblemLine, problem_line

SHOWN = 200


class UploadGone(Exception):
    """The file was taken over already, or a day has passed."""


class RosterForm(TypedForm):
    """A roster file."""

    file = FileField(_("户册文件"), [FileRequired(_("选一个户册文件（.xlsx、.xls 或 .csv）"))])


def roster_shown() -> Shown:
    """Nothing stands behind a file that is brought to be looked at."""
    return Shown(None, (FormLine("file", gettext("户册文件"), ""),))


@pages.route("/roster", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(roster_shown)
def roster() -> AnyResponse | tuple[str, int]:
    """Bring a roster file; nothing is taken over yet."""
    form = RosterForm()
    if form.validate_on_submit():
        content = form.file.data.stream.read()
        with transaction(now) as session:
            token = keep(session, me().username, content, random=secrets.token_bytes(16), now=now())
        return redirect(url_for("desk.roster_preview", token=token), 303)
    return render_template("desk/roster/roster.html", form=form), 422 if form.errors else 200


@pages.get("/roster/template.xlsx")
@may(Right.ROSTER)
def roster_file() -> Response:
    """An empty roster to fill in."""
    return download(roster_template(), gettext("户册模板.xlsx"))


@pages.get("/roster/<token>")
@may(Right.ROSTER)
def roster_preview(token: str) -> tuple[str, int]:
    """What the file would change, and everything that has to be answered or mended first."""
    with looking() as session:
        return _shown(session, token, _content(session, token), _answers(session, token))


@pages.get("/roster/<token>/changes")
@may(Right.ROSTER)
def roster_changes(token: str) -> AnyResponse | str:
    """Every household that would change, a page at a time."""
    with looking() as session:
        page = preview_page(session, _content(session, token), _answers(session, token), my_scope())
    if page.takeover is None:
        return redirect(url_for("desk.roster_preview", token=token), 303)
    lines = page_of(all_lines(page.takeover), size=ON_A_PAGE)
    return render_template("desk/roster/changes.html", lines=lines, token=token)


@pages.get("/roster/<token>/problems.csv")
@may(Right.ROSTER)
def roster_problems(token: str) -> Response:
    """Everything that has to be mended in the file, as a table to keep beside it."""
    try:
        with looking() as session:
            lines = preview_page(session, _content(session, token), _answers(session, token), my_scope()).problems
    except Rejected as refused:
        lines = tuple(map(problem_line, refused.problems))
    header = [gettext("行"), gettext("列"), gettext("内容"), gettext("怎么改")]
    rows = [[line.row or None, line.column, line.value, line.advice] for line in lines]
    if any(line.sheet for line in lines):
        header, rows = [gettext("表"), *header], [[line.sheet, *row] for line, row in zip(lines, rows, strict=True)]
    table = write_csv(header, rows)
    return download(table, gettext("户册要改的地方.csv"))


@pages.post("/roster/<token>")
@may(Right.ROSTER)
@made_from(nothing)
def roster_confirm(token: str) -> AnyResponse | tuple[str, int]:
    """Take the file over as it was looked at, whole or not at all; where it would be something else now, show it anew."""
    answers, seen = answers_of(request.form), request.form.get(SEEN, "")
    with transaction(now) as session:
        content = _content(session, token)
        note(session, me().username, token, "answers", answers.kept(), now=now())
    if LOOK in request.form:
        return redirect(url_for("desk.roster_preview", token=token), 303)
    try:
        with writing() as session:
            did, at = _take_over(session, content, answers, seen)
            drop(session, me().username, token)
            answer = done(_done(did), "desk.roster_done", same=_done(did), at=at)
    except Rejected:
        with reading() as session:
            return _shown(session, token, content, answers, asked=True)
    except TakeoverTurned as turned:
        with reading() as session:
            return _shown(session, token, content, answers, turned=turned, seen=seen)
    read_once.cache_clear()
    return answer


def _take_over(session: Connection, content: bytes, answers: FileAnswers, seen: str) -> tuple[RosterImport, str]:
    """What was done, and the moment under which the ledger has it. Raises as `take_over`."""
    expected, wrong = answers.expected()
    if wrong:
        raise Rejected(wrong)
    found = read_once(content, tuple(sorted(answers.by_key.items())))
    if found.problems:
        raise Rejected(found.problems)
    at = now()
    did = take_over(
        session,
        found.rows,
        answers.by_key,
        seen=seen,
        by=me(),
        now=at,
        scope=my_scope(),
        remove=answers.remove,
        expected=expected,
        although=request.form.get(ALTHOUGH, ""),
    )
    return did, at.isoformat()


@pages.get("/roster/done")
@may(Right.ROSTER)
def roster_done() -> str:
    """What an import did, as the ledger has it, and what comes next."""
    try:
        at = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError:
        at = now()
    with looking() as session:
        lines = imported_at(session, my_scope(), me(), at=at)
        compounds = {one.id: one for one in compounds_within(session, my_scope())}
        following = next_after_rosters(session)
    did = [(compounds[line.compound], line) for line in lines if line.compound in compounds]
    return render_template("desk/roster/done.html", did=did, next=following)


def _shown(
    session: Connection,
    token: str,
    content: bytes,
    answers: FileAnswers,
    *,
    asked: bool = False,
    turned: TakeoverTurned | None = None,
    seen: str = "",
) -> tuple[str, int]:
    """The page of a preview: `asked` where it was to be taken over and can't be, `turned` where it isn't any more what was
    `seen`."""
    try:
        page = preview_page(session, content, answers, my_scope())
    except Rejected as refused:
        return _problems(token, tuple(map(problem_line, refused.problems)))
    if page.problems and page.takeover is None:
        return _problems(token, page.problems, page)
    since: tuple[Since, ...] = ()
    if turned:
        g.afresh = True
        before = kept_snapshot(noted(session, me().username, token, _slot(seen), now=now()), seen)
        since = changed_since(session, my_scope(), before, turned.stands)
    if page.takeover:
        snapshot = Snapshot(page.takeover.digest, now(), living_of(session, my_scope(), page.takeover.rows))
        _note_seen(token, snapshot)
    shown = render_template(
        "desk/roster/preview.html", page=page, token=token, asked=asked, turned=bool(turned), since=since
    )
    return shown, 409 if turned else 422 if asked or page.problems else 200


def _problems(token: str, lines: Sequence[ProblemLine], page: PreviewPage | None = None) -> tuple[str, int]:
    shown = render_template("desk/roster/problems.html", lines=lines[:SHOWN], total=len(lines), token=token, page=page)
    return shown, 422


def _slot(seen: str) -> str:
    """Where the snapshot of a preview is kept: there are sixteen places, so that there are never more."""
    return f"seen{seen[:1]}"


def _note_seen(token: str, snapshot: Snapshot) -> None:
    """Keep what a preview was compared with, which only says more where it turned meanwhile: nobody waits for the disk."""
    with in_passing() as session:
        note(session, me().username, token, _slot(snapshot.seen), snapshot.kept(), now=now())


def _answers(session: Connection, token: str) -> FileAnswers:
    return kept_answers(noted(session, me().username, token, "answers", now=now()))


def _done(did: RosterImport) -> str:
    """What an import did, in one sentence."""
    if not did.changed_anything:
        return str(gettext("户册没有变：文件里没有的户都留着"))
    added, changed, removed = (sum(getattr(c, name) for c in did.compounds) for name in ("added", "changed", "removed"))
    said = str(gettext("户册导入好了：新增%(added)s户，修改%(changed)s户", added=added, changed=changed))
    return said + (str(gettext("，去掉%(removed)s户", removed=removed)) if removed else "")


def _content(session: Connection, token: str) -> bytes:
    content = kept(session, me().username, token, now=now())
    if content is None:
        raise UploadGone
    return content


@pages.errorhandler(UploadGone)
def bring_again(_gone: UploadGone) -> AnyResponse:
    """Back to where a file is chosen."""
    flash(gettext("这个文件已经导入过，或者放了一天多。再选一次文件"))
    return redirect(url_for("desk.roster"), 303)
