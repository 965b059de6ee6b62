"""What the district and its office are called, and where residents reach them."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from surveys.core.errors import Rejected
from surveys.core.place import District
from surveys.core.staff import Right
from surveys.services import district as service
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import accuse, lines_of, stripped
from surveys.web.desk.pages import me, pages
from surveys.web.desk.settings import papers_of
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.web.typed import TypedForm
from surveys.words.account import account_problem_words


class DistrictForm(TypedForm):
    """Two names and an address."""

    district = StringField(_("区名"), [InputRequired(_("写上区名，例如薛城区"))], [stripped])
    office = StringField(_("本单位"), [InputRequired(_("写上本单位的名称"))], [stripped])
    site = StringField(_("居民打开的网址"), [Optional()], [stripped], render_kw={"inputmode": "url", "autocomplete": "off"})


def district_shown(session: Connection) -> Shown:
    """The names and the address as they stand."""
    given = _given(service.district(session))
    return Shown(given, lines_of(DistrictForm(formdata=None, data=given)))


def _given(named: District | None) -> dict[str, str]:
    return {"district": named.name, "office": named.office, "site": named.site} if named else {}


@pages.route("/district", methods=["GET", "POST"])
@may(Right.SETTINGS)
@made_from(district_shown)
def district() -> Response | tuple[str, int]:
    """The names that stand on the desk and on the page where staff sign in, and the address in every QR code."""
    with looking() as session:
        named = service.district(session)
        papers = papers_of(session, [])
    form = DistrictForm(data=_given(named) or None)
    if form.validate_on_submit() and (answer := _named(form)):
        return answer
    given = current_app.config["ADDRESSES"].given
    page = render_template("desk/account/district.html", form=form, papers=papers, given=given)
    return page, 422 if form.errors else 200


def _named(form: DistrictForm) -> Response | None:
    try:
        with writing() as session:
            name, office, site = form.district.data or "", form.office.data or "", form.site.data or ""
            service.name_district(session, name, office, site, by=me(), now=now())
            return done(gettext("存好了"), "desk.people")
    except Rejected as refused:
        for problem in refused.problems:
            accuse(form, problem.field, account_problem_words(problem), otherwise="district")
    return None
