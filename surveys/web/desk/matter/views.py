"""Matters of a draft: the list, adding one, changing one, taking one out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed, NotFound, Rejected
from surveys.core.matter import Matter
from surveys.core.staff import Right
from surveys.services.matter import PlannedMatters, drop_matter, planned_matters, put_matter
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of
from surveys.web.desk.matter.form import MatterForm, matter_form, matter_of
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.matter import class_words, matter_problem_words
from surveys.words.rules import rule_words, scope_words

_FIELDS = {"scope": "buildings", "clause": "clause", "silence": "silence", "item": "item", "wording": "wording"}


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A planned matter as it is listed."""

    key: str
    wording: str
    decision: str
    where: str
    bars: str
    clause: str


def _row(matter: Matter) -> MatterRow:
    bars = rule_words(matter.rule)
    return MatterRow(
        matter.key, matter.wording, class_words(matter.decision), scope_words(matter.scope), bars, matter.rule.clause
    )


def matters_shown(session: Connection, poll_id: int) -> Shown:
    """The matters of a draft; with `key` in the address, the fields hold that one."""
    plan = planned_matters(session, my_scope(), poll_id)
    kept = next((matter for matter in plan.matters if matter.key == request.args.get("key", "")), None)
    listed = tuple(FormLine("", _("列了的：%(key)s", key=matter.key), matter.wording) for matter in plan.matters)
    facts = [[matter.document() for matter in plan.matters], plan.poll.terms is None]
    lines = (*lines_of(matter_form(plan, kept, formdata=None)), *listed)
    return Shown(facts, lines, last_change(session, poll_id=poll_id))


@pages.route("/polls/<int:poll_id>/matters", methods=["GET", "POST"])
@may(Right.PLAN)
@made_from(matters_shown)
def matters(poll_id: int) -> Response | tuple[str, int]:
    """The matters of a draft, and the form of one more; with `key`, of one that is there."""
    key = request.args.get("key", "")
    with looking() as session:
        plan = planned_matters(session, my_scope(), poll_id)
    if plan.poll.terms is not None:
        raise NotAllowed("matters_are_fixed")
    kept = next((matter for matter in plan.matters if matter.key == key), None)
    if key and kept is None:
        raise NotFound("matter", key)
    form = matter_form(plan, kept)
    if form.validate_on_submit() and (answer := _put(form, plan, key)):
        return answer
    rows = [_row(matter) for matter in plan.matters]
    page = render_template("desk/matter/matters.html", form=form, rows=rows, key=key, poll=plan.poll)
    return page, 422 if form.errors else 200


def _put(form: MatterForm, plan: PlannedMatters, key: str) -> Response | None:
    """The way on once the matter was taken; the form says why where it wasn't."""
    try:
        with writing() as session:
            matter = matter_of(form, plan, key)
            put_matter(session, my_scope(), plan.poll.id, matter, replacing=key, by=me(), now=now())
            return done(_("事项存好了"), "desk.matters", poll_id=plan.poll.id)
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, _FIELDS.get(problem.field, "rule"), matter_problem_words(problem), otherwise="wording")
        return None


@pages.post("/polls/<int:poll_id>/matters/<key>/drop")
@may(Right.PLAN)
@made_from(matters_shown)
def matter_out(poll_id: int, key: str) -> Response:
    """Take a matter out of a draft."""
    with writing() as session:
        drop_matter(session, my_scope(), poll_id, key, by=me(), now=now())
        return done(_("事项去掉了"), "desk.matters", poll_id=poll_id)
