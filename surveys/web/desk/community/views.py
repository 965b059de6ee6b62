"""Communities: which there are, what each says of itself on papers, and which compounds are its own."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import Rejected
from surveys.core.staff import Right
from surveys.services import community as service
from surveys.services.account import places
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.community.form import CommunityForm, CompoundsForm, DetailsForm, NewCommunityForm, filled_from
from surveys.web.desk.forms import lines_of
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown

SIZE = 20
"""How many communities a page shows."""


@pages.get("/communities")
@may(Right.COMMUNITY_DETAILS)
def communities() -> str:
    """The communities within reach, each with its compounds; and the compounds that belong to none."""
    search = request.args.get("q", "").strip()[:60]
    with looking() as session:
        found = service.community_list(session, my_scope(), search=search, page=asked_page(), size=SIZE)
        without = service.compounds_without(session, my_scope())
        streets = service.has_streets(session, my_scope())
    return render_template(
        "desk/community/communities.html",
        page=counted_page(*found, size=SIZE),
        q=search,
        without=without,
        streets=streets,
        changeable=service.changes_communities(my_scope()),
    )


def new_community_shown(session: Connection) -> Shown:
    """Nothing stands behind a new community; its fields have their names all the same."""
    lines = lines_of(_offering(session, NewCommunityForm(formdata=None)))
    return Shown(None, tuple(FormLine(line.name, line.label, "", line.choices) for line in lines))


def _offering(session: Connection, form: NewCommunityForm) -> NewCommunityForm:
    named = [(one.name, one.name) for one in places(session, my_scope()).streets]
    form.street.choices = named if len(named) == 1 else [("", _("选一个")), *named]
    return form


@pages.route("/communities/new", methods=["GET", "POST"])
@may(Right.COMMUNITIES)
@made_from(new_community_shown)
def new_community() -> Response | tuple[str, int]:
    """A community that isn't there yet."""
    with looking() as session:
        form = _offering(session, NewCommunityForm())
    if form.validate_on_submit() and (answer := _added(form)):
        return answer
    return render_template("desk/community/new.html", form=form), 422 if form.errors else 200


def _added(form: NewCommunityForm) -> Response | None:
    typed, street = form.typed(), form.street.data
    try:
        with writing() as session:
            name, phone = typed["name"], typed["phone"]
            added = service.add_community(session, my_scope(), street, name, phone, more=typed, by=me(), now=now())
            said = _("添好了：%(name)s。下一步：勾上它管的小区", name=added.name)
            return done(said, "desk.community", community_id=added.id)
    except Rejected as refused:
        form.blame(refused)
    return None


def community_shown(session: Connection, community_id: int) -> Shown:
    """What a community says of itself."""
    given = filled_from(service.community_to_change(session, my_scope(), community_id))
    kind = CommunityForm if me().may(Right.COMMUNITIES) else DetailsForm
    return Shown(given, lines_of(kind(formdata=None, data=given)))


@pages.route("/communities/<int:community_id>", methods=["GET", "POST"])
@may(Right.COMMUNITY_DETAILS)
@made_from(community_shown)
def community(community_id: int) -> Response | tuple[str, int]:
    """What a community says of itself on papers, to be changed."""
    with looking() as session:
        found = service.community_to_change(session, my_scope(), community_id)
    kind = CommunityForm if me().may(Right.COMMUNITIES) else DetailsForm
    form = kind(data=filled_from(found))
    if form.validate_on_submit() and (answer := _changed(form, community_id)):
        return answer
    return _community_page(community_id, form)


def _changed(form: DetailsForm, community_id: int) -> Response | None:
    try:
        with writing() as session:
            changed = service.change_community(session, my_scope(), community_id, form.typed(), by=me(), now=now())
            return done(_("改好了：%(name)s", name=changed.name), "desk.community", community_id=community_id)
    except Rejected as refused:
        form.blame(refused)
    return None


def _community_page(community_id: int, form: DetailsForm, chosen: CompoundsForm | None = None) -> tuple[str, int]:
    with looking() as session:
        found = service.community_to_change(session, my_scope(), community_id)
        theirs, others = service.compounds_around(session, my_scope(), found)
        chosen = chosen or _choosing(session, community_id, CompoundsForm(formdata=None))
    elsewhere = {compound.id: compound.community.name for compound in others if compound.community}
    page = render_template(
        "desk/community/community.html",
        community=found,
        form=form,
        theirs=theirs,
        others=others,
        elsewhere=elsewhere,
        chosen=chosen,
    )
    return page, 422 if form.errors or chosen.errors else 200


def compounds_shown(session: Connection, community_id: int) -> Shown:
    """Which compounds belong to a community, and to which the others of its street do."""
    found = service.community_to_change(session, my_scope(), community_id)
    theirs, others = service.compounds_around(session, my_scope(), found)
    facts = [[compound.id for compound in theirs], [[one.id, one.community.id if one.community else 0] for one in others]]
    return Shown(facts, (FormLine("", _("管的小区"), "、".join(compound.name for compound in theirs)),))


def _choosing(session: Connection, community_id: int, form: CompoundsForm) -> CompoundsForm:
    found = service.community_to_change(session, my_scope(), community_id)
    others = service.compounds_around(session, my_scope(), found)[1]
    form.compounds.choices = [(compound.id, compound.name) for compound in others]
    return form


@pages.post("/communities/<int:community_id>/compounds")
@may(Right.COMMUNITIES)
@made_from(compounds_shown)
def assign(community_id: int) -> Response | tuple[str, int]:
    """Let compounds of its street belong to a community."""
    with looking() as session:
        form = _choosing(session, community_id, CompoundsForm())
        found = service.community_to_change(session, my_scope(), community_id)
    if not form.validate_on_submit():
        return _community_page(community_id, CommunityForm(formdata=None, data=filled_from(found)), form)
    with writing() as session:
        moved = service.assign_compounds(session, my_scope(), community_id, form.compounds.data, by=me(), now=now())
        said = _("归过来了：%(names)s", names="、".join(compound.name for compound in moved))
        return done(said, "desk.community", community_id=community_id)
