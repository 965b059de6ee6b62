"""The kinds of questions on the residents' pages: the template of each, and what it says about a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask, current_app
from jinja2 import TemplateNotFound

from surveys.core.errors import Problem
from surveys.core.kinds import KINDS
from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition, Question
from surveys.words.ballot import option_names
from surveys.words.language import _

MACROS = ("widget", "typed", "mending")
CHANNEL, KEY = "channel", "key"
"""Fields of the questionnaire that are no questions of its edition: how staff asked, and the receipt key."""


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem of one question: its key, and what is wrong there, which names the question."""

    field: str
    words: str


def problem_words(problem: Problem, edition: Edition, menu: Menu) -> ProblemWords:
    """What is wrong with an answer and how to mend it."""
    question = edition.by_key.get(problem.field)
    if problem.field == CHANNEL:
        words, title = _("选一项"), _("怎么问到的")
    elif problem.field == KEY:
        words, title = _("对不上，照着回执再看一遍，一共16位"), _("回执钥匙")
    elif question is None:
        return ProblemWords(problem.field, _("这一页放久了，再点一次提交"))
    else:
        words, title = _mending(problem, question, menu), _(question.label)
    return ProblemWords(problem.field, _("{words}：{title}").format(words=words, title=title))


def _mending(problem: Problem, question: Question, menu: Menu) -> str:
    macros = current_app.jinja_env.get_template(_template(question.kind)).module
    name = option_names(question, menu).get(problem.value, "")
    return macros.mending(problem, name).strip() or _("再选一次")  # type: ignore[attr-defined]


def _template(kind: str) -> str:
    return f"kinds/{kind}.html"


def check_kinds(app: Flask) -> None:
    """Raise `RuntimeError` for every part that a kind of question lacks: what it states, its widget, its sentences."""
    lacking = [f"{name}: {part}" for name, kind in KINDS.items() for part in (*kind.lacking(), *_unmade(app, name))]
    if lacking:
        raise RuntimeError(f"kinds of questions lack parts: {', '.join(lacking)}")


def _unmade(app: Flask, kind: str) -> list[str]:
    """The macros that the kind's template doesn't have, read and not run: starting stays quick."""
    loader = app.jinja_env.loader
    try:
        source = loader.get_source(app.jinja_env, _template(kind))[0] if loader else ""
    except TemplateNotFound:
        source = ""
    return [name for name in MACROS if not re.search(rf"{{%-?\s*macro {name}\(", source)]
