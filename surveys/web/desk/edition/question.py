"""One question of a questionnaire in the making, and choosing more of them from the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.ballot import Capacity
from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.kinds import KINDS
from surveys.core.questionnaire import Consent, Edition, QuestionRole
from surveys.core.sketch import free_key, place_of, problems_of, put, with_bank
from surveys.core.staff import Right
from surveys.services.edition import question_banks
from surveys.store.sketch import Sketch
from surveys.web.audience import may
from surveys.web.desk.edition.sketching import mine, sketch_shown, stepped
from surveys.web.desk.edition.typed_question import (
    TypedQuestion,
    blank_question,
    earlier_questions,
    moved_option,
    new_kinds,
    read_typed,
    typed_of,
)
from surveys.web.desk.edition.views import gone
from surveys.web.desk.pages import pages
from surveys.web.made_from import made_from
from surveys.words.edition import BANK_NAMES, EDIT_NAMES, KIND_NAMES, ROLES_SAID
from surveys.words.sketch import counts_words, sketch_part_words, sketch_problem_words

LIMITS = {"label": 120, "hint": 200, "why": 200, "option": 60}
_COUNTED = {QuestionRole.CAPACITY: tuple(Capacity), QuestionRole.CONSENT: tuple(Consent)}


@pages.route("/sketches/<int:number>/question", methods=["GET", "POST"])
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_question(number: int) -> Response | str | tuple[str, int]:
    """One question, with `key` in the address, or a new one of a `kind`."""
    try:
        kept = mine(number)
        begun = _begun(kept)
    except NotFound:
        return gone()
    assert isinstance(kept.paper, Edition)
    if request.method != "POST":
        return _page(kept, begun)
    typed = read_typed(request.form, begun.question, kept.paper)
    if (how := request.form.get("do", "save")) != "save":
        return _page(kept, moved_option(typed, how))
    after = replace(kept.paper, questions=put(kept.paper.questions, typed.question))
    try:
        if wrong := tuple(typed.problems()):
            fields = {problem.field for problem in wrong}
            raise Rejected([*wrong, *(problem for problem in problems_of(after) if problem.field not in fields)])
        return stepped(number, after, _("这一题存好了"), anchor=f"question-{typed.question.key}")
    except Rejected as refused:
        return _page(kept, typed, _accused(refused.problems, after, typed)), 422


def _begun(kept: Sketch) -> TypedQuestion:
    if not isinstance(kept.paper, Edition):
        raise NotFound("question")
    key, kind = request.args.get("key", ""), request.args.get("kind", "")
    if key:
        return typed_of(kept.paper.questions[place_of(kept.paper.questions, key)])
    if kind not in new_kinds():
        raise NotFound("question", kind)
    return blank_question(kind, free_key(kept.paper.by_key, "q"))


def _accused(problems: Sequence[Problem], after: Edition, typed: TypedQuestion) -> Mapping[str, list[str]]:
    """The problems in words, by the field beside which they stand; of another question, at the top with its place."""
    found: dict[str, list[str]] = {}
    own = place_of(after.questions, typed.question.key) + 1
    for problem in problems:
        words = sketch_problem_words(problem, after)
        if problem.row and problem.row != own:
            found.setdefault("", []).append(_("%(place)s：%(words)s", place=sketch_part_words(problem, after), words=words))
            continue
        place = problem.detail.get("place")
        name = f"o-{int(place) - 1}-label" if place else problem.field
        found.setdefault(name if place or name in _NAMED else "", []).append(words)
    return found


_NAMED = {"label", "hint", "why", "optional", "owner_only", "show_if", *EDIT_NAMES}


def _page(kept: Sketch, typed: TypedQuestion, errors: Mapping[str, list[str]] | None = None) -> str:
    assert isinstance(kept.paper, Edition)
    question = typed.question
    return render_template(
        "desk/edition/question.html",
        kept=kept,
        typed=typed,
        q=question,
        fresh=question.key not in kept.paper.by_key,
        errors=errors or {},
        edits=KINDS[question.kind].edits or {},
        names=EDIT_NAMES,
        kind=KIND_NAMES[question.kind],
        role=ROLES_SAID.get(question.role, ""),
        fixed=question.role is QuestionRole.CAPACITY,
        counted={str(one): counts_words(one) for one in _COUNTED.get(question.role, ())},
        earlier=earlier_questions(kept.paper, question.key),
        chosen={condition.question: condition.any_of for condition in question.show_if},
        limits=LIMITS,
    )


@pages.route("/sketches/<int:number>/bank", methods=["GET", "POST"])
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_bank(number: int) -> Response | str | tuple[str, int]:
    """More questions, from the bank of the wave that the address names."""
    banks = question_banks()
    wave = request.args.get("wave", "")
    wave = wave if wave in banks else next(iter(banks))
    try:
        kept = mine(number)
    except NotFound:
        return gone()
    if not isinstance(kept.paper, Edition):
        return gone()
    problem = ""
    if request.method == "POST":
        after = with_bank(kept.paper, banks[wave].edition, request.form.getlist("questions"))
        added = len(after.questions) - len(kept.paper.questions)
        try:
            if added:
                return stepped(number, after, _("添了%(n)s题，都排在最后；可以往上挪", n=added))
            problem = _("还没有选。勾上要用的题；已经在问卷里的不用再选")
        except Rejected as refused:
            problem = sketch_problem_words(refused.problems[0], after)
    page = render_template(
        "desk/edition/bank.html",
        kept=kept,
        bank=banks[wave],
        wave=wave,
        names=BANK_NAMES,
        there={q.key for q in kept.paper.questions},
        roles_there={q.role for q in kept.paper.questions if q.role},
        kinds=KIND_NAMES,
        roles=ROLES_SAID,
        problem=problem,
    )
    return page, 422 if problem else 200
