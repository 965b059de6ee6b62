"""One home of a roster: added, changed, taken out with a reason, put back."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.contact import masked
from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.services import home as service
from surveys.services.living import mendable, removals
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import lines_of
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.roster.form import HomeForm, RemovalForm, home_filled, number_lines
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.place import door_words


def new_home_shown(session: Connection, compound_id: int) -> Shown:
    """Nothing stands behind a new home; its fields have their names all the same."""
    mendable(session, my_scope(), compound_id, now=now())
    lines = lines_of(HomeForm(formdata=None))
    return Shown(None, tuple(FormLine(line.name, line.label, "", line.choices) for line in lines))


@pages.route("/compounds/<int:compound_id>/roster/homes/new", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(new_home_shown)
def new_home(compound_id: int) -> Response | tuple[str, int]:
    """A home that isn't in the roster yet."""
    with looking() as session:
        compound = mendable(session, my_scope(), compound_id, now=now())
    form = HomeForm()
    if form.validate_on_submit() and (answer := _added(form, compound_id)):
        return answer
    page = render_template("desk/roster/home.html", form=form, compound=compound, home=None, phone="")
    return page, 422 if form.errors else 200


def _added(form: HomeForm, compound_id: int) -> Response | None:
    try:
        with writing() as session:
            home = service.add_home(session, my_scope(), compound_id, form.typed(), by=me(), now=now())
            said = _("添好了：%(door)s", door=door_words(*home.door))
            return done(said, "desk.living_roster", compound_id=compound_id, q=home.room)
    except Rejected as refused:
        _refused(form, refused, compound_id)
    return None


def _refused(form: HomeForm, refused: Rejected, compound_id: int) -> None:
    form.blame(refused)
    with looking() as session:
        form.offer(service.namesakes(session, my_scope(), compound_id, form.owner.data or ""))


def home_shown(session: Connection, compound_id: int, home_id: int) -> Shown:
    """A home with who owns it."""
    _compound, home = service.home_of(session, my_scope(), compound_id, home_id)
    lines = lines_of(HomeForm(formdata=None, data=home_filled(home)))
    shown = [line for line in lines if line.name not in ("no_phone", "phone")]
    return Shown([str(home)], (*shown, *number_lines(home.owner)))


@pages.route("/compounds/<int:compound_id>/roster/homes/<int:home_id>", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(home_shown)
def roster_home(compound_id: int, home_id: int) -> Response | tuple[str, int]:
    """A home, to be changed."""
    with looking() as session:
        mendable(session, my_scope(), compound_id, now=now())
        compound, home = service.home_of(session, my_scope(), compound_id, home_id)
    form = HomeForm(data=home_filled(home))
    if form.validate_on_submit() and (answer := _changed(form, compound_id, home_id)):
        return answer
    phone = masked(home.owner.phone) if home.owner.phone else ""
    page = render_template("desk/roster/home.html", form=form, compound=compound, home=home, phone=phone)
    return page, 422 if form.errors else 200


def _changed(form: HomeForm, compound_id: int, home_id: int) -> Response | None:
    try:
        with writing() as session:
            home = service.change_home(session, my_scope(), compound_id, home_id, form.typed(), by=me(), now=now())
            said = _("改好了：%(door)s", door=door_words(*home.door))
            return done(said, "desk.living_roster", compound_id=compound_id, q=home.room)
    except Rejected as refused:
        _refused(form, refused, compound_id)
    return None


@pages.route("/compounds/<int:compound_id>/roster/homes/<int:home_id>/remove", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(home_shown)
def remove_home(compound_id: int, home_id: int) -> Response | tuple[str, int]:
    """Take a home out of the roster, with a reason."""
    with looking() as session:
        mendable(session, my_scope(), compound_id, now=now())
        compound, home = service.home_of(session, my_scope(), compound_id, home_id)
    form = RemovalForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                why = form.reason.data or ""
                service.remove_home(session, my_scope(), compound_id, home_id, why, by=me(), now=now())
                said = _("去掉了：%(door)s。去错了，点下面的“加回来”", door=door_words(*home.door))
                return done(said, "desk.living_roster", compound_id=compound_id)
        except Rejected as refused:
            form.blame(refused)
    page = render_template("desk/roster/remove.html", form=form, compound=compound, home=home)
    return page, 422 if form.errors else 200


def removal_shown(session: Connection, compound_id: int, removal: int) -> Shown:
    """Whether a home that was taken out is still out."""
    gone = removals(session, my_scope(), compound_id, now=now())
    return Shown([one.number for one in gone if one.number == removal])


@pages.post("/compounds/<int:compound_id>/roster/removals/<int:removal>")
@may(Right.ROSTER)
@made_from(removal_shown)
def restore_home(compound_id: int, removal: int) -> Response:
    """Put a home back that was taken out."""
    with writing() as session:
        home = service.restore_home(session, my_scope(), compound_id, removal, by=me(), now=now())
        said = _("加回来了：%(door)s", door=door_words(*home.door))
        return done(said, "desk.living_roster", compound_id=compound_id, q=home.room)
