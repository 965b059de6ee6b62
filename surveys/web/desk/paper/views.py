"""Every paper of a poll on one page: what it is for, whether it may be printed now, and its last copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, NotFound
from surveys.core.paper import PaperFormat, paper_refusal
from surveys.core.poll import PollState
from surveys.core.staff import Right
from surveys.paper.papers import PAPERS
from surveys.paper.press import PressFailed
from surveys.paper.printing import Occasion, own_refusal, paper_called, pressed_paper
from surveys.paper.row import PaperRow
from surveys.services.district import site
from surveys.services.paper import PaperDesk, copy_again, paper_desk, print_paper
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.errors import error_page
from surveys.web.made_from import Repeated, done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.paper import FORMATS, REFUSED_PAPERS, copy_words, file_name, page_words, paper_when
from surveys.words.poll import STATES
from surveys.words.refusal import not_allowed_words


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper on the page; `why` keeps it from being printed now, `when` says from when on it may be."""

    row: PaperRow[Any]
    why: str
    when: str
    copied: str
    page: str
    formats: tuple[tuple[str, str], ...]


@pages.get("/polls/<int:poll_id>/papers")
@may(Right.LOOK)
def papers(poll_id: int) -> str:
    """All papers of a poll, those that may be printed now first."""
    with looking() as session:
        desk = paper_desk(session, my_scope(), poll_id, now=now())
        lines = sorted(_lines(session, desk), key=lambda line: bool(line.why))
    return render_template("desk/paper/papers.html", desk=desk, poll=desk.poll, lines=lines, elsewhere=_elsewhere(desk))


def _lines(session: Connection, desk: PaperDesk) -> Iterator[PaperLine]:
    for key, row in PAPERS.items():
        if me().may(row.printable.right):
            last = desk.last.get(key)
            formats = tuple((kind.value, FORMATS[kind]) for kind in row.formats)
            said, page = copy_words(last) if last else "", page_words(row.size, row.landscape)
            yield PaperLine(row, *_refused(session, desk, row), said, page, formats)


def _refused(session: Connection, desk: PaperDesk, row: PaperRow[Any]) -> tuple[str, str]:
    if why := paper_refusal(row.printable, desk.state):
        return REFUSED_PAPERS[why], paper_when(why, desk.poll)
    own = own_refusal(session, desk.poll, row, _occasion(session))
    return (not_allowed_words(own), "") if own else ("", "")


def _occasion(session: Connection) -> Occasion:
    address = site(session, current_app.config["ADDRESSES"])
    return Occasion(me(), my_scope(), now(), current_app.config["OFFICE_PHONE"], address)


def _elsewhere(desk: PaperDesk) -> Iterator[tuple[str, str, str]]:
    """Papers with doors of their own: what each is called, what it is for, and where it is."""
    poll_id, state = desk.poll.id, desk.state
    if state is not PollState.DRAFT and me().may(Right.LETTERS):
        yield _("入户信"), _("一户一封，信上有户码。每印一次都记下哪几户。"), url_for("desk.letters", poll_id=poll_id)
        yield _("纸质问卷"), _("一份一个编号，发出、收回、作废都登记。"), url_for("desk.forms", poll_id=poll_id)
    if state.ended:
        yield (
            _("公示表"),
            _("贴在小区里。公示的时候定下来，以后印的都和贴的一样。"),
            url_for("desk.sheet", poll_id=poll_id, posted=1),
        )
    if state is not PollState.DRAFT:
        yield _("延期、暂停、提前截止、撤销的通知"), _("变动一次一张，在“进程”里。"), url_for("desk.life", poll_id=poll_id)


def papers_shown(session: Connection, poll_id: int) -> Shown:
    """In which state the poll is; that a colleague prints as well makes nothing stale."""
    desk = paper_desk(session, my_scope(), poll_id, now=now())
    titles = {key: row.printable.title for key, row in PAPERS.items()}
    formats = {kind.value: words for kind, words in FORMATS.items()}
    asked = (FormLine("paper", _("哪一种纸"), "", titles), FormLine("format", _("PDF还是Excel"), "", formats))
    return Shown([desk.state.value], (FormLine("", _("征询"), STATES[desk.state]), *asked))


@pages.post("/polls/<int:poll_id>/papers")
@may(Right.LOOK)
@made_from(papers_shown, again=True)
def print_one(poll_id: int) -> Response | tuple[str, int]:
    """One paper as a file, once its copy is written down. Clicked twice it is the same copy."""
    row, kind = paper_called(request.form.get("paper", "")), _format()
    try:
        with looking() as session:
            pressed, name = pressed_paper(session, poll_id, row, kind, _occasion(session))
        with writing() as session:
            copy, content = print_paper(session, my_scope(), poll_id, row.printable, pressed, by=me(), now=now())
            done("", "desk.papers", poll_id=poll_id, _anchor=f"{copy.paper}-{copy.number}")
        return download(content, name)
    except NotAllowed as refused:
        return error_page(409, not_allowed_words(refused))
    except PressFailed:
        flash(_("PDF没有做出来，什么也没有记下；过一会儿再点一次"))
        return redirect(url_for("desk.papers", poll_id=poll_id), 303)
    except Repeated as repeated:
        return _once_more(poll_id, row, int(repeated.first.location.rpartition("-")[2]))


def _format() -> PaperFormat:
    wanted = request.form.get("format", PaperFormat.PDF.value)
    if wanted not in set(PaperFormat):
        raise NotFound("paper_format", wanted)
    return PaperFormat(wanted)


def _once_more(poll_id: int, row: PaperRow[Any], number: int) -> Response:
    with looking() as session:
        desk = paper_desk(session, my_scope(), poll_id, now=now())
        copy, content = copy_again(session, my_scope(), poll_id, row.printable, number)
    return download(content, file_name(desk.poll.compound.name, row.printable.title, copy.format))
