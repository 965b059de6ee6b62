"""The mandates of a poll: the list, entering one, confirming one that somebody else entered, letting one end."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from surveys.core.code import names_door
from surveys.core.errors import Rejected
from surveys.core.mandate import Mandate, MandateKind
from surveys.core.staff import Right
from surveys.services.mandate import PollMandates, confirm_mandate, end_mandate, enter_mandate, poll_mandates
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of, stripped
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.web.typed import TypedForm
from surveys.words.mandate import KINDS, mandate_problem_words
from surveys.words.place import door_words


class MandateForm(TypedForm):
    """Who acts for which household, by which paper, in what."""

    door = StringField(_("哪一户"), [InputRequired(_("写上哪一户")), Length(max=60, message=_("不超过60个字"))], [stripped])
    kind = RadioField(_("凭什么"), [InputRequired(_("选一项"))], choices={kind.value: name for kind, name in KINDS.items()})
    acts = StringField(
        _("代投的人，照文书上写的姓名"),
        [InputRequired(_("写上姓名")), Length(max=40, message=_("不超过40个字"))],
        [stripped],
    )
    paper = StringField(
        _("文书：编号，哪一天签的"),
        [InputRequired(_("写上文书的编号和日期")), Length(max=120, message=_("不超过120个字"))],
        [stripped],
    )
    matters = SelectMultipleField(
        _("文书写明了哪几件（一件也不选，就是都能投）"), [Optional()], option_widget=CheckboxInput()
    )


def mandates_shown(session: Connection, poll_id: int) -> Shown:
    """The mandates that weren't withdrawn."""
    found = poll_mandates(session, my_scope(), poll_id)
    homes = {home.id: door_words(home.building, home.unit, home.room) for home in found.households}
    listed = (
        FormLine(
            "",
            gettext("登记过的：%(home)s", home=homes[one.household]),
            gettext("%(who)s，%(paper)s", who=one.acts, paper=one.paper),
        )
        for one in found.mandates
    )
    facts = [[one.id, one.acts, one.paper, one.confirmed_by] for one in found.mandates]
    return Shown(facts, (*lines_of(_form(found, formdata=None)), *listed), last_change(session, poll_id=poll_id))


def _form(found: PollMandates, **kept: Any) -> MandateForm:
    form = MandateForm(**kept)
    form.matters.choices = {matter.key: matter.wording for matter in found.matters}
    return form


@pages.route("/polls/<int:poll_id>/mandates", methods=["GET", "POST"])
@may(Right.MANDATES)
@made_from(mandates_shown)
def mandates(poll_id: int) -> Response | tuple[str, int]:
    """Every mandate that wasn't withdrawn, and the form of one more."""
    with looking() as session:
        found = poll_mandates(session, my_scope(), poll_id)
    form = _form(found)
    if form.validate_on_submit() and (answer := _entered(form, found)):
        return answer
    homes = {home.id: door_words(home.building, home.unit, home.room) for home in found.households}
    named = {matter.key: matter.wording for matter in found.matters}
    more = {"kinds": KINDS, "me": me().username, "out": found.poll.state(now()).told}
    page = render_template("desk/mandate/mandates.html", form=form, found=found, homes=homes, named=named, **more)
    return page, 422 if form.errors else 200


def _entered(form: MandateForm, found: PollMandates) -> Response | None:
    """The way on once it was taken; the form says why where it wasn't."""
    doors = [home.id for home in found.households if names_door(form.door.data, home.building, home.unit, home.room)]
    if len(doors) != 1:
        accuse(form, "door", gettext("户册里找不到这一户，或者不止一户：写全，例如3-1-101"), otherwise="door")
        return None
    chosen = tuple(form.matters.data or ())
    fresh = Mandate(0, doors[0], MandateKind(form.kind.data), form.acts.data, form.paper.data, chosen, "")
    try:
        with writing() as session:
            enter_mandate(session, my_scope(), found.poll.id, fresh, by=me(), now=now())
            said = gettext("登记好了。由另一位工作人员对着文书再核对一遍，才算数")
            return done(said, "desk.mandates", poll_id=found.poll.id)
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, mandate_problem_words(problem), otherwise="acts")
    return None


@pages.post("/polls/<int:poll_id>/mandates/<int:mandate_id>/confirm")
@may(Right.MANDATES)
@made_from(mandates_shown)
def confirm(poll_id: int, mandate_id: int) -> Response:
    """Let a mandate count that somebody else entered."""
    try:
        with writing() as session:
            confirm_mandate(session, my_scope(), poll_id, mandate_id, by=me(), now=now())
            return done(gettext("核对好了，算数了"), "desk.mandates", poll_id=poll_id)
    except Rejected as refused:
        flash("；".join(map(mandate_problem_words, refused.problems)))
    return redirect(url_for("desk.mandates", poll_id=poll_id), 303)


@pages.post("/polls/<int:poll_id>/mandates/<int:mandate_id>/end")
@may(Right.MANDATES)
@made_from(mandates_shown)
def end(poll_id: int, mandate_id: int) -> Response:
    """Let a mandate count no more."""
    with writing() as session:
        end_mandate(session, my_scope(), poll_id, mandate_id, by=me(), now=now())
        return done(gettext("不算数了。凭它投的票还留着，不计"), "desk.mandates", poll_id=poll_id)
