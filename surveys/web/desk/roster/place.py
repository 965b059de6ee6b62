"""A building and a compound themselves: called otherwise, put into another, deleted."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.services import place as service
from surveys.services.building import building_of
from surveys.services.building import rename_building as rename
from surveys.services.living import mendable, roster_desk
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.forms import lines_of
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.roster.form import BuildingForm, DeleteForm, IntoForm, PlaceForm
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.figure import area_words


def building_shown(session: Connection, compound_id: int, building_id: int) -> Shown:
    """What a building is called."""
    label, homes = building_of(session, my_scope(), compound_id, building_id)
    return Shown([label, homes], (FormLine("building", _("楼栋的名称"), label),))


@pages.route("/compounds/<int:compound_id>/roster/buildings/<int:building_id>", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(building_shown)
def roster_building(compound_id: int, building_id: int) -> Response | tuple[str, int]:
    """What a building is called, to be changed."""
    with looking() as session:
        compound = mendable(session, my_scope(), compound_id, now=now())
        label, homes = building_of(session, my_scope(), compound_id, building_id)
    form = BuildingForm(data={"building": label})
    if form.validate_on_submit():
        try:
            with writing() as session:
                typed = form.building.data or ""
                called = rename(session, my_scope(), compound_id, building_id, typed, by=me(), now=now())
                return done(_("楼栋改好了"), "desk.living_roster", compound_id=compound_id, q=called)
        except Rejected as refused:
            form.blame(refused)
    page = render_template("desk/roster/building.html", form=form, compound=compound, label=label, homes=homes)
    return page, 422 if form.errors else 200


def place_shown(session: Connection, compound_id: int) -> Shown:
    """What a compound is called and where it lies, and its roster in numbers."""
    desk = roster_desk(session, my_scope(), compound_id, now=now())
    figures, compound = desk.figures, desk.compound
    lines = lines_of(_placing(session, compound_id, PlaceForm(formdata=None, data=_filled(session, compound_id))))
    counted = _("%(n)s户，%(area)s", n=figures.homes, area=area_words(figures.area))
    return Shown([str(compound), str(figures)], (*lines, FormLine("", _("户册"), counted)))


def _filled(session: Connection, compound_id: int) -> dict[str, object]:
    compound, _streets = service.compound_called(session, my_scope(), compound_id)
    return {"name": compound.name, "street": compound.street.id, "area": compound.area.name if compound.area else ""}


def _placing(session: Connection, compound_id: int, form: PlaceForm) -> PlaceForm:
    _compound, streets = service.compound_called(session, my_scope(), compound_id)
    form.street.choices = [(street.id, street.name) for street in streets]
    return form


@pages.route("/compounds/<int:compound_id>/roster/compound", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(place_shown)
def roster_compound(compound_id: int) -> Response | tuple[str, int]:
    """What a compound is called and where it lies, to be changed."""
    with looking() as session:
        mendable(session, my_scope(), compound_id, now=now())
        form = _placing(session, compound_id, PlaceForm(data=_filled(session, compound_id)))
    if form.validate_on_submit() and (answer := _called(form, compound_id)):
        return answer
    return _page(compound_id, form=form)


def _called(form: PlaceForm, compound_id: int) -> Response | None:
    named = {"name": form.name.data or "", "street": form.street.data, "area": form.area.data or ""}
    try:
        with writing() as session:
            changed = service.change_compound(session, my_scope(), compound_id, **named, by=me(), now=now())
            return done(_("改好了：%(name)s", name=changed.name), "desk.living_roster", compound_id=compound_id)
    except Rejected as refused:
        form.blame(refused)
    return None


def _page(
    compound_id: int, form: PlaceForm | None = None, into: IntoForm | None = None, gone: DeleteForm | None = None
) -> tuple[str, int]:
    with looking() as session:
        desk = roster_desk(session, my_scope(), compound_id, now=now())
        filled = PlaceForm(formdata=None, data=_filled(session, compound_id))
        bound = service.bound(session, desk.compound)
        page = render_template(
            "desk/roster/compound.html",
            desk=desk,
            bound=bound,
            form=form or _placing(session, compound_id, filled),
            into=into or (None if bound else _offering(session, compound_id, IntoForm(formdata=None))),
            gone=gone or DeleteForm(formdata=None),
        )
    return page, 422 if any(one and one.errors for one in (form, into, gone)) else 200


def _offering(session: Connection, compound_id: int, form: IntoForm) -> IntoForm:
    found = service.mergeable(session, my_scope(), compound_id)
    named = [(str(one.id), f"{one.name}（{one.street.name}）") for one in found]
    form.into.choices = [("", _("选一个")), *named] if named else []
    return form


@pages.post("/compounds/<int:compound_id>/roster/merge")
@may(Right.ROSTER)
@made_from(place_shown)
def merge_compounds(compound_id: int) -> Response | tuple[str, int]:
    """Put every home of a compound into another."""
    with looking() as session:
        form = _offering(session, compound_id, IntoForm())
    if form.validate_on_submit():
        try:
            with writing() as session:
                into = int(form.into.data)
                kept = service.merge_compounds(session, my_scope(), compound_id, into, by=me(), now=now())
                said = _("并进%(name)s了。同名的业主没有合起来，要合的点开业主来合", name=kept.name)
                return done(said, "desk.living_roster", compound_id=kept.id)
        except Rejected as refused:
            form.blame(refused)
    return _page(compound_id, into=form)


@pages.post("/compounds/<int:compound_id>/roster/delete")
@may(Right.ROSTER)
@made_from(place_shown)
def delete_compound(compound_id: int) -> Response | tuple[str, int]:
    """Delete a compound with its living roster."""
    form = DeleteForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                typed = form.typed.data or ""
                gone = service.delete_compound(session, my_scope(), compound_id, typed, by=me(), now=now())
                return done(_("删掉了：%(name)s", name=gone.name), "desk.compounds")
        except Rejected as refused:
            form.blame(refused)
    return _page(compound_id, gone=form)
