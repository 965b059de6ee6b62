"""The questionnaires and menus there are: the list, each on a phone, each as a file."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import NotFound
from surveys.core.sketch import DocumentSort, Paper, file_of
from surveys.core.staff import Right
from surveys.services.document import document_with, edition_with, known_documents
from surveys.services.sketch import sketches_of
from surveys.web.audience import may
from surveys.web.desk.edition.phone import asked_look, framed_page, phone_screen
from surveys.web.desk.pages import download, me, pages
from surveys.web.made_from import looking
from surveys.web.paging import page_of


@pages.get("/editions")
@may(Right.LOOK)
def editions() -> str:
    """Every questionnaire and every menu, those that an office saved first."""
    sought = request.args.get("q", "").strip()
    with looking() as session:
        sketches = sketches_of(session, me().username) if me().may(Right.WRITE) else ()
        known = {sort: known_documents(session, sort) for sort in DocumentSort}
    found = {sort: [one for one in rows if _is_sought(one.paper, sought)] for sort, rows in known.items()}
    return render_template(
        "desk/edition/editions.html",
        sought=sought,
        sketches=sketches,
        asked=page_of(found[DocumentSort.EDITION], size=50),
        offered=found[DocumentSort.MENU],
        shown=next((one.paper.digest for one in reversed(known[DocumentSort.EDITION])), ""),
        titles={one.paper.digest: one.paper.title for rows in known.values() for one in rows},
    )


def _is_sought(paper: Paper, sought: str) -> bool:
    return sought.casefold() in f"{paper.title} {paper.key} {paper.digest}".casefold()


def gone() -> AnyResponse:
    """Back to the list, from the address of something that isn't there."""
    flash(_("没有这一份，从下面找找"))
    return redirect(url_for("desk.editions"), 303)


@pages.get("/editions/<digest>")
@may(Right.LOOK)
def edition(digest: str) -> str | AnyResponse:
    """One questionnaire on a phone."""
    try:
        with looking() as session:
            asked = edition_with(session, digest)
            return framed_page(asked_look(session), session, asked.title, url_for("desk.edition_screen", digest=digest))
    except NotFound:
        return gone()


@pages.get("/editions/<digest>/screen")
@may(Right.LOOK)
def edition_screen(digest: str) -> AnyResponse:
    """What stands on that phone."""
    try:
        with looking() as session:
            asked, look = edition_with(session, digest), asked_look(session)
    except NotFound:
        return gone()
    return phone_screen(asked, look)


@pages.get("/editions/<digest>/file")
@may(Right.LOOK)
def edition_file(digest: str) -> AnyResponse:
    """One questionnaire as a file that can be read in again."""
    return _file(DocumentSort.EDITION, digest)


@pages.get("/menus/<digest>/file")
@may(Right.LOOK)
def menu_document(digest: str) -> AnyResponse:
    """One menu as a file that can be read in again."""
    return _file(DocumentSort.MENU, digest)


def _file(sort: DocumentSort, digest: str) -> AnyResponse:
    try:
        with looking() as session:
            return paper_file(document_with(session, sort, digest))
    except NotFound:
        return gone()


def paper_file(paper: Paper) -> Response:
    """A document as its file, under its own name."""
    return download(file_of(paper).encode(), f"{paper.title}-{paper.key}.toml")
