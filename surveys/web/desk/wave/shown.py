"""What the forms of a wave are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from flask_babel import gettext

from surveys.core.fitting import must_total
from surveys.core.poll import Poll
from surveys.services.compound import compounds_within, households_of
from surveys.services.draft import Planned, planned
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.desk.forms import lines_of
from surveys.web.desk.pages import my_scope
from surveys.web.desk.settings import papers_of
from surveys.web.desk.wave.form import WaveForm, typed_amount, wave_form
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.menu_table import menu_filled_words, must_words


def budgets_shown(session: Connection, wave_id: int) -> Shown:
    """The budgets of a wave, of its drafts and of what has opened."""
    plan = planned(session, wave_id)
    facts = [[poll.id, poll.terms is None, plan.budgets[poll.id]] for poll in plan.polls]
    return Shown(facts, tuple(_budget_lines(plan)), last_change(session, wave_id=wave_id))


def _budget_lines(plan: Planned) -> Iterator[FormLine]:
    for poll in plan.polls:
        name, amount = poll.compound.name, typed_amount(plan.budgets[poll.id])
        if poll.terms is None:
            yield FormLine(f"budget-{poll.id}", gettext("%(name)s的预算（万元）", name=name), amount)
        else:
            yield FormLine(f"budget-{poll.id}", gettext("%(name)s的预算（万元），已经打开，定下来了", name=name), amount)


def plan_shown(session: Connection, wave_id: int) -> Shown:
    """What is planned in a wave, but for budgets and matters."""
    return _plan_shown(session, wave_id, planned(session, wave_id))


def _plan_shown(session: Connection, wave_id: int, plan: Planned) -> Shown:
    wave, menu = plan.wave, plan.menu
    polls = [[poll.id, poll.compound.id, poll.terms is None] for poll in plan.polls]
    facts = [
        wave.title,
        wave.edition,
        wave.opens_at,
        wave.closes_at,
        menu.digest if menu else "",
        plan.rules,
        plan.basic_first,
        polls,
    ]
    form = wave_form(session, wave.opens_at, plan, formdata=None)
    return Shown(facts, lines_of(_with_compounds(session, form)), last_change(session, wave_id=wave_id))


def _with_compounds(session: Connection, form: WaveForm) -> WaveForm:
    form.compounds.choices = [(compound.id, compound.name) for compound in compounds_within(session, my_scope())]
    return form


def opening_shown(session: Connection, wave_id: int) -> Shown:
    """Everything that opening a wave fixes: the plan, the budgets, the matters, the menus and the rosters."""
    plan = planned(session, wave_id)
    what, money = _plan_shown(session, wave_id, plan), budgets_shown(session, wave_id)
    matters = {poll_id: [matter.document() for matter in found] for poll_id, found in plan.matters.items()}
    homes = households_of(session, [poll.compound.id for poll in plan.drafts])
    told = tuple(FormLine("", line.label, line.stands) for line in what.lines)
    papers = papers_of(session, [poll.compound for poll in plan.drafts])
    told = (*told, FormLine("", gettext("居民打开的网址"), papers.site))
    told = (*told, *(_menu_line(plan, poll) for poll in plan.drafts))
    menus = {poll.id: plan.menus[poll.id].digest for poll in plan.drafts}
    return Shown([what.facts, money.facts, matters, menus, homes, asdict(papers)], (*money.lines, *told), money.changed)


def must_line(plan: Planned, poll: Poll) -> str:
    """The must-do items of a poll's menu beside its budget."""
    return must_words(*must_total(plan.menus[poll.id]), plan.budgets[poll.id])


def _menu_line(plan: Planned, poll: Poll) -> FormLine:
    return FormLine("", poll.compound.name, f"{menu_filled_words(plan.menus[poll.id])}；{must_line(plan, poll)}")


def new_wave_shown(session: Connection) -> Shown:
    """Nothing stands behind a new wave; its fields have their names all the same."""
    lines = lines_of(_with_compounds(session, wave_form(session, now(), formdata=None)))
    return Shown(None, tuple(FormLine(line.name, line.label, "", line.choices) for line in lines))
