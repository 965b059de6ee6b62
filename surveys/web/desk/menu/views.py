"""The menu of a compound: looked at, filled in, copied from another, and as a workbook out and in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.menu_reading import TableRead
from surveys.core.staff import Right
from surveys.services.edition import menu_words
from surveys.services.menu import MenuDesk, copied_table, fill_in_menu, menu_desk, menu_sources
from surveys.services.menu_workbook import menu_workbook, take_menu_workbook
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.menu.form import (
    MenuForm,
    facts_of,
    field_names,
    form_lines,
    kept_form,
    refused_form,
    sent_form,
)
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.menu_table import SIGNATURES, menu_problem_line, understood_words

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the form's content was copied from, not kept yet."""

    compound: str
    quantities: bool


def menu_shown(session: Connection, poll_id: int) -> Shown:
    """The menu of a draft, cell by cell."""
    desk = menu_desk(session, my_scope(), poll_id)
    return Shown([desk.menu.digest, desk.frozen], tuple(form_lines(desk)), last_change(session, poll_id=poll_id))


def menu_file_shown(session: Connection, poll_id: int) -> Shown:
    """What a file takes the place of."""
    shown = menu_shown(session, poll_id)
    return Shown(shown.facts, (FormLine("file", _("填好的表"), ""), *shown.lines), shown.changed)


@pages.get("/polls/<int:poll_id>/menu")
@may(Right.LOOK)
def menu(poll_id: int) -> str:
    """What a compound offers and what that costs; with `copy`, filled in with what another has, not kept yet."""
    with looking() as session:
        desk = menu_desk(session, my_scope(), poll_id)
        source = request.args.get("copy", type=int)
        if source is None or desk.frozen or not me().may(Right.MENU):
            return _page(desk, kept_form(desk))
        quantities = "quantities" in request.args
        table, signature = copied_table(session, my_scope(), desk, source, quantities=quantities)
        name = menu_desk(session, my_scope(), source).poll.compound.name
    return _page(desk, MenuForm(table, signature), copied=Copied(name, quantities))


@pages.post("/polls/<int:poll_id>/menu")
@may(Right.MENU)
@made_from(menu_shown)
def fill_menu(poll_id: int) -> AnyResponse | tuple[str, int]:
    """Take what was typed, all of it or nothing."""
    with looking() as session:
        desk = menu_desk(session, my_scope(), poll_id)
    form = sent_form(desk, request.form)
    try:
        with writing() as session:
            read = fill_in_menu(session, my_scope(), poll_id, form.table, form.signature, by=me(), now=now())
            return done(_said(_("菜单存好了"), read), "desk.menu", poll_id=poll_id)
    except Rejected as refused:
        return _page(desk, refused_form(desk, form, refused.problems)), 422


@pages.post("/polls/<int:poll_id>/menu/file")
@may(Right.MENU)
@made_from(menu_file_shown)
def menu_file(poll_id: int) -> AnyResponse | tuple[str, int]:
    """Take a filled-in workbook, all of it or nothing."""
    with looking() as session:
        desk = menu_desk(session, my_scope(), poll_id)
    if desk.frozen:
        raise NotAllowed("menu_is_frozen")
    file = request.files.get("file", FileStorage())
    try:
        with writing() as session:
            read = take_menu_workbook(session, my_scope(), poll_id, file.stream.read(), by=me(), now=now())
            return done(_said(_("表里的都收下了"), read), "desk.menu", poll_id=poll_id)
    except Rejected as refused:
        return _page(desk, kept_form(desk), file=refused.problems), 422


@pages.get("/polls/<int:poll_id>/menu.xlsx")
@may(Right.LOOK)
def menu_sheet(poll_id: int) -> Response:
    """The menu as a workbook, to be filled in and brought back."""
    with looking() as session:
        desk = menu_desk(session, my_scope(), poll_id)
    return download(menu_workbook(desk.menu, desk.places, made_at=now()), f"{desk.poll.compound.name}{_('改造菜单')}.xlsx")


def _said(done_words: str, read: TableRead) -> str:
    understood = understood_words(read.understood, read.menu)
    return f"{done_words}。{understood}" if understood else done_words


def _page(desk: MenuDesk, form: MenuForm, *, file: Sequence[Problem] = (), copied: Copied | None = None) -> str:
    with looking() as session:
        sources = () if desk.frozen or not me().may(Right.MENU) else menu_sources(session, my_scope(), desk)
    return render_template(
        "desk/menu/menu.html",
        desk=desk,
        form=form,
        facts=facts_of(desk, form),
        names=field_names(desk) if form.errors else {},
        yes=menu_words().yes[0],
        signatures=SIGNATURES,
        sources=sources,
        copied=copied,
        lines=[menu_problem_line(problem) for problem in file][:MOST_LINES],
        wrong=len(file),
    )
