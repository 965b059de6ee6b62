"""Waves: planning one, looking it over, opening it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence

from flask import current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.outcome import too_few_homes
from surveys.core.rules import rule_from_document
from surveys.core.site import check_site
from surveys.core.staff import Right
from surveys.services import draft
from surveys.services.compound import compound_lines
from surveys.services.district import site
from surveys.services.wave import open_wave, wave_list
from surveys.web.audience import may
from surveys.web.desk.forms import accuse
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.settings import papers_of
from surveys.web.desk.wave.form import BudgetForm, WaveForm, budget_form, by_place, draft_of, fixed_budgets, wave_form
from surveys.web.desk.wave.shown import budgets_shown, must_line, new_wave_shown, opening_shown, plan_shown
from surveys.web.desk.ways import next_shown
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.words.menu import ranking_choice_words
from surveys.words.menu_table import menu_filled_words
from surveys.words.poll import few_homes_words
from surveys.words.wave import wave_problem_words

SIZE = 20


@pages.get("/waves")
@may(Right.LOOK)
def waves() -> str:
    """All waves, with how many of the polls within reach stand where."""
    search = request.args.get("q", "").strip()[:60]
    with looking() as session:
        found = wave_list(session, my_scope(), search=search, page=asked_page(), size=SIZE)
    states = {wave.id: Counter(poll.state(now()) for poll in found.polls if poll.wave.id == wave.id) for wave in found.rows}
    page = counted_page(found.rows, found.total, size=SIZE)
    return render_template("desk/wave/waves.html", page=page, states=states, search=search)


@pages.route("/waves/new", methods=["GET", "POST"])
@may(Right.PLAN)
@made_from(new_wave_shown)
def new_wave() -> Response | tuple[str, int]:
    """A new wave as a draft."""
    with looking() as session:
        form = wave_form(session, now())
    if form.validate_on_submit():
        try:
            with writing() as session:
                wave = draft.make(session, draft_of(form), by=me(), now=now())
                return done(_("存成草稿了，看一遍再打开"), "desk.wave", wave_id=wave.id)
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, wave_problem_words(problem), otherwise="title")
    return _form_page(form)


def _form_page(form: WaveForm, wave_id: int | None = None) -> tuple[str, int]:
    with looking() as session:
        places = by_place(compound_lines(session, my_scope(), now=now()))
    page = render_template("desk/wave/form.html", form=form, places=places, wave_id=wave_id)
    return page, 422 if form.errors else 200


@pages.get("/waves/<int:wave_id>")
@may(Right.LOOK)
def wave(wave_id: int) -> str:
    """One wave: what will be fixed when it opens, and where its polls stand."""
    return _wave_overview(wave_id)


def _wave_overview(wave_id: int, problems: Sequence[Problem] = (), budgets: BudgetForm | None = None) -> str:
    with looking() as session:
        plan = draft.planned(session, wave_id)
        lines = [line for line in compound_lines(session, my_scope(), now=now(), wave_id=wave_id) if line.poll]
        papers = papers_of(session, [line.compound for line in lines if line.state == "draft"])
        following = next_shown(session, [line.poll for line in lines if line.poll])
    rules = tuple(rule_from_document(document) for document in plan.rules)
    return render_template(
        "desk/wave/wave.html",
        plan=plan,
        next=following,
        lines=lines,
        rules=rules,
        ranked=ranking_choice_words(plan.menu.ranking.by, plan.menu.ranking.least) if plan.menu else "",
        problems=[wave_problem_words(problem) for problem in problems],
        twice=any(problem.code == "asked_twice" for problem in problems),
        form=budgets or budget_form(plan),
        papers=papers,
        letters=sum(line.households for line in lines if line.state == "draft"),
        menus={poll.id: menu_filled_words(plan.menus[poll.id]) for poll in plan.polls},
        musts={poll.id: must_line(plan, poll) for poll in plan.drafts},
        late=plan.wave.closes_at <= now(),
        few=[
            few_homes_words(line.compound.name, line.households)
            for line in lines
            if line.state == "draft" and too_few_homes(line.households)
        ],
    )


@pages.route("/waves/<int:wave_id>/edit", methods=["GET", "POST"])
@may(Right.PLAN)
@made_from(plan_shown)
def edit_wave(wave_id: int) -> Response | tuple[str, int]:
    """Change a wave of which nothing has opened yet."""
    with looking() as session:
        form = wave_form(session, now(), draft.planned(session, wave_id))
    if form.validate_on_submit():
        try:
            with writing() as session:
                draft.change(session, wave_id, draft_of(form), by=me(), now=now())
                return done(_("改好了"), "desk.wave", wave_id=wave_id)
        except Rejected as refused:
            for problem in refused.problems:
                accuse(form, problem.field, wave_problem_words(problem), otherwise="title")
    return _form_page(form, wave_id)


@pages.post("/waves/<int:wave_id>/budgets")
@may(Right.PLAN)
@made_from(budgets_shown)
def budgets(wave_id: int) -> Response | tuple[str, int]:
    """The budgets of a wave's drafts."""
    with looking() as session:
        form = budget_form(draft.planned(session, wave_id))
    if fixed_budgets(form, request.form):
        raise NotAllowed("budgets_fixed")
    if not form.validate_on_submit():
        return _wave_overview(wave_id, budgets=form), 422
    with writing() as session:
        draft.set_budgets(session, wave_id, form.amounts(), by=me(), now=now())
        return done(_("预算存好了"), "desk.wave", wave_id=wave_id)


@pages.post("/waves/<int:wave_id>/open")
@may(Right.OPEN)
@made_from(opening_shown)
def open_(wave_id: int) -> Response | tuple[str, int]:
    """Open every draft of the wave, all or none, with the budgets that stand in the form."""
    with looking() as session:
        form = budget_form(draft.planned(session, wave_id))
    if fixed_budgets(form, request.form):
        raise NotAllowed("budgets_fixed")
    if not form.validate_on_submit():
        return _wave_overview(wave_id, budgets=form), 422
    try:
        with writing() as session:
            if me().may(Right.PLAN) and (typed := form.sent_amounts()):
                draft.set_budgets(session, wave_id, typed, by=me(), now=now())
            opened = open_wave(
                session,
                wave_id,
                keys=current_app.config["KEYS"],
                random=secrets.token_bytes(32),
                meant="meant" in request.form,
                by=me(),
                now=now(),
            )
            check_site(site(session, current_app.config["ADDRESSES"]), trial="trial" in request.form)
            said = _("%(n)s个小区的征询打开了", n=len(opened))
            return done(said, "desk.wave", wave_id=wave_id)
    except Rejected as refused:
        return _wave_overview(wave_id, refused.problems, budgets=form), 422
