"""What the district and its office are called."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.services import district as service
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of, stripped
from surveys.web.desk.pages import me, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words.account import account_problem_words


class DistrictForm(FlaskForm):
    """Two names."""

    district = StringField(_("区名"), [InputRequired(_("写上区名，例如薛城区"))], [stripped])
    office = StringField(_("本单位"), [InputRequired(_("写上本单位的名称"))], [stripped])


def district_shown(session: Connection) -> Shown:
    """The two names as they stand."""
    named = service.district(session)
    given = {"district": named.name, "office": named.office} if named else {}
    return Shown(given, lines_of(DistrictForm(formdata=None, data=given)))


@pages.route("/district", methods=["GET", "POST"])
@may(Right.SETTINGS)
@made_from(district_shown)
def district() -> Response | tuple[str, int]:
    """The names that stand on the desk and on the page where staff sign in."""
    with looking() as session:
        named = service.district(session)
    form = DistrictForm(data={"district": named.name, "office": named.office} if named else None)
    if form.validate_on_submit() and (answer := _named(form)):
        return answer
    return render_template("desk/account/district.html", form=form), 422 if form.errors else 200


def _named(form: DistrictForm) -> Response | None:
    try:
        with writing() as session:
            service.name_district(session, form.district.data or "", form.office.data or "", by=me(), now=now())
            return done(gettext("名称存好了"), "desk.people")
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, account_problem_words(problem), otherwise="district")
    return None
