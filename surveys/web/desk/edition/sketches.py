"""A questionnaire or a menu in the making: its page, its steps, looking at it, saving it, throwing it away."""

from __future__ import annotations

from dataclasses import replace

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.menu import Menu, RankBy, Ranking
from surveys.core.questionnaire import Edition
from surveys.core.sketch import Paper, moved, moved_item, without, without_question
from surveys.core.staff import Right
from surveys.services.document import editions
from surveys.services.sketch import parent_of, save, throw_away, undo
from surveys.store.sketch import Sketch
from surveys.web.audience import may
from surveys.web.desk.edition.phone import asked_look, framed_page, phone_screen
from surveys.web.desk.edition.sketch_page import sketch_page, tried
from surveys.web.desk.edition.sketching import mine, sketch_address, sketch_shown, told_problems
from surveys.web.desk.edition.views import gone, paper_file
from surveys.web.desk.pages import me, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.words.refusal import not_allowed_words

STEPS = {"up": -1, "down": 1}


@pages.get("/sketches/<int:number>")
@may(Right.WRITE)
def sketch(number: int) -> str | Response:
    """What somebody is writing, with everything that can be done to it."""
    try:
        return sketch_page(mine(number))
    except NotFound:
        return gone()


@pages.post("/sketches/<int:number>/head")
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_head(number: int) -> Response | tuple[str, int]:
    """What it is called, and what stands before its parts."""
    kept = mine(number)
    after = _headed(kept.paper)
    return tried(kept, after, _("存好了"))


def _headed(paper: Paper) -> Paper:
    typed = request.form
    if isinstance(paper, Edition):
        return replace(paper, title=typed.get("title", ""), intro=typed.get("intro", ""))
    by = typed.get("ranking", "")
    ranking = Ranking(RankBy(by) if by in tuple(RankBy) else paper.ranking.by, _whole("least", 0))
    return replace(paper, title=typed.get("title", ""), choose=_whole("choose", 0), ranking=ranking)


def _whole(name: str, otherwise: int) -> int:
    text = request.form.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise


@pages.post("/sketches/<int:number>/step")
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_step(number: int) -> Response | tuple[str, int]:
    """Move one part up or down, or take it out."""
    kept = mine(number)
    how, part, key = (request.form.get(name, "") for name in ("do", "part", "key"))
    try:
        after, said = _stepped(kept, how, part, key)
    except Rejected as refused:
        return sketch_page(kept, told_problems(refused, kept.paper)), 422
    return tried(kept, after, said, part=part, key=key)


def _stepped(kept: Sketch, how: str, part: str, key: str) -> tuple[Paper, str]:
    paper = kept.paper
    if isinstance(paper, Edition):
        if how == "out":
            with looking() as session:
                parent = parent_of(session, kept)
            return without_question(paper, key, parent if isinstance(parent, Edition) else None), _("这一题去掉了")
        return replace(paper, questions=moved(paper.questions, key, STEPS.get(how, 0))), _("挪好了")
    if part == "tier":
        out = without(paper.tiers, key) if how == "out" else moved(paper.tiers, key, STEPS.get(how, 0))
        return replace(paper, tiers=out), _("这一类去掉了") if how == "out" else _("挪好了")
    if how == "out":
        return replace(paper, items=without(paper.items, key)), _("这一项去掉了")
    return moved_item(paper, key, STEPS.get(how, 0)) if how in STEPS else paper, _("挪好了")


@pages.post("/sketches/<int:number>/undo")
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_undo(number: int) -> Response:
    """One step back."""
    with writing() as session:
        undo(session, number, by=me(), now=now())
        return done(_("撤销了上一步。再点一次，又改回来"), "desk.sketch", number=number)


@pages.post("/sketches/<int:number>/throw")
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_throw(number: int) -> Response:
    """Take it away."""
    with writing() as session:
        throw_away(session, number, by=me())
        return done(_("扔掉了。存好的问卷和菜单都没有动"), "desk.editions")


@pages.post("/sketches/<int:number>/save")
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_save(number: int) -> Response | tuple[str, int]:
    """Save it for good, as one more."""
    kept = mine(number)
    try:
        with writing() as session:
            paper = save(session, number, by=me(), now=now())
            said = _("存好了：%(title)s（%(key)s，校验码%(digest)s）。它不再改。下一步：建轮次的时候选它")
            return done(said % {"title": paper.title, "key": paper.key, "digest": paper.digest[:8]}, "desk.editions")
    except NotAllowed as refused:
        return sketch_page(kept, [not_allowed_words(refused)]), 409


@pages.get("/sketches/<int:number>/phone")
@may(Right.WRITE)
def sketch_phone(number: int) -> str | Response:
    """It on a phone, as it stands; a menu with the questionnaire that came with the product."""
    try:
        kept = mine(number)
        with looking() as session:
            look = asked_look(session, kept.paper if isinstance(kept.paper, Menu) else None)
            screen = url_for("desk.sketch_screen", number=number)
            return framed_page(look, session, kept.paper.title, screen, sketch_address(number))
    except NotFound:
        return gone()


@pages.get("/sketches/<int:number>/screen")
@may(Right.WRITE)
def sketch_screen(number: int) -> Response:
    """What stands on that phone."""
    try:
        kept = mine(number)
        with looking() as session:
            look = asked_look(session, kept.paper if isinstance(kept.paper, Menu) else None)
            asked = kept.paper if isinstance(kept.paper, Edition) else list(editions(session).values())[-1]
    except NotFound:
        return gone()
    return phone_screen(asked, look)


@pages.get("/sketches/<int:number>/file")
@may(Right.WRITE)
def sketch_file(number: int) -> Response:
    """It as a file."""
    try:
        return paper_file(mine(number).paper)
    except NotFound:
        return gone()
