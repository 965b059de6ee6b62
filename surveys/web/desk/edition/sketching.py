"""What all pages of somebody's sketch have in common: what their forms are made from, and a step that may be refused."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.questionnaire import Edition, Question
from surveys.core.sketch import Paper
from surveys.services.sketch import sketch_of, step
from surveys.store.db import Connection
from surveys.store.sketch import Sketch
from surveys.web.desk.pages import me
from surveys.web.made_from import done, looking, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.sketch import sketch_part_words, sketch_problem_words


def sketch_shown(session: Connection, number: int) -> Shown:
    """A sketch as it stands; nothing where it isn't there any more, or isn't theirs."""
    try:
        kept = sketch_of(session, number, me().username)
    except NotFound:
        return Shown()
    return Shown([kept.version], tuple(_lines(kept.paper, request.args.get("key", ""))))


def _lines(paper: Paper, key: str) -> list[FormLine]:
    if isinstance(paper, Edition):
        whole = [("title", _("名称"), paper.title), ("intro", _("开头的话"), paper.intro)]
        question = paper.by_key.get(key)
        rows = _question_lines(question) if question else whole
        order = "、".join(one.label for one in paper.questions)
        return [*(FormLine(*row) for row in rows), FormLine("", _("题的先后"), order)]
    item = paper.by_key.get(key)
    rows = (
        [("name", _("名称"), item.name), ("about", _("说明"), item.about)] if item else [("title", _("名称"), paper.title)]
    )
    return [*(FormLine(*row) for row in rows), FormLine("", _("项目的先后"), "、".join(one.name for one in paper.items))]


def _question_lines(question: Question) -> list[tuple[str, str, str]]:
    told = [("label", _("题目"), question.label), ("hint", _("怎么答"), question.hint), ("why", _("为什么问"), question.why)]
    options = [(f"o-{n}-label", _("第%(n)s个选项", n=n + 1), option.label) for n, option in enumerate(question.options)]
    return told + options


def mine(number: int) -> Sketch:
    """The sketch with this number. Raises `NotFound`."""
    with looking() as session:
        return sketch_of(session, number, me().username)


def stepped(number: int, paper: Paper, said: str, *, anchor: str = "") -> Response:
    """Bring the sketch to this document and go back to its page. Raises `Rejected`."""
    with writing() as session:
        step(session, number, paper, by=me(), now=now())
        return done(said, "desk.sketch", number=number, _anchor=anchor or None)


def told_problems(refused: Rejected, paper: Paper) -> list[str]:
    """What stands against a document, each with its place."""
    return [_told(problem, paper) for problem in refused.problems]


def _told(problem: Problem, paper: Paper) -> str:
    place, words = sketch_part_words(problem, paper), sketch_problem_words(problem, paper)
    return _("%(place)s：%(words)s", place=place, words=words) if place else words


def sketch_address(number: int) -> str:
    """Where the sketch is."""
    return url_for("desk.sketch", number=number)
