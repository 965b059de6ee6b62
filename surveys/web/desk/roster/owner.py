"""One owner of a roster: what they are called, with whom they are one person, and which homes are somebody else's."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.contact import masked
from surveys.core.errors import Rejected
from surveys.core.plain_text import plain_line
from surveys.core.staff import Right
from surveys.services import owner as service
from surveys.services.home import namesakes
from surveys.services.living import mendable
from surveys.services.owner import OwnerPage
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.roster.form import MergeForm, OwnerForm, SplitForm, number_lines
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.place import door_words


def owner_shown(session: Connection, compound_id: int, owner_id: int) -> Shown:
    """An owner with everything that they hold."""
    page = service.owner_page(session, my_scope(), compound_id, owner_id)
    lines = (
        FormLine("owner", _("业主"), page.owner.name),
        *number_lines(page.owner),
        FormLine("homes", _("名下的房子"), _doors(page), {str(home.id): door_words(*home.door) for home in page.homes}),
    )
    return Shown([str(page.owner), [str(home) for home in page.homes]], lines)


def _doors(page: OwnerPage) -> str:
    return "、".join(door_words(*home.door) for home in page.homes)


@pages.route("/compounds/<int:compound_id>/roster/owners/<int:owner_id>", methods=["GET", "POST"])
@may(Right.ROSTER)
@made_from(owner_shown)
def roster_owner(compound_id: int, owner_id: int) -> Response | tuple[str, int]:
    """What an owner is called, to be changed."""
    found = _found(compound_id, owner_id)
    form = OwnerForm(data={"owner": found.owner.name})
    if form.validate_on_submit():
        try:
            with writing() as session:
                named = form.named()
                owner = service.change_owner(session, my_scope(), compound_id, owner_id, named, by=me(), now=now())
                return done(
                    _("改好了：%(name)s", name=owner.name), "desk.living_roster", compound_id=compound_id, q=owner.name
                )
        except Rejected as refused:
            form.blame(refused)
    return _page(found, form)


def _found(compound_id: int, owner_id: int) -> OwnerPage:
    with looking() as session:
        mendable(session, my_scope(), compound_id, now=now())
        return service.owner_page(session, my_scope(), compound_id, owner_id, _sought())


def _sought() -> str:
    return plain_line(request.args.get("q", "")[:40])


def _page(
    found: OwnerPage, form: OwnerForm | None = None, merge: MergeForm | None = None, split: SplitForm | None = None
) -> tuple[str, int]:
    page = render_template(
        "desk/roster/owner.html",
        found=found,
        form=form or OwnerForm(formdata=None, data={"owner": found.owner.name}),
        merge=merge or MergeForm(formdata=None),
        split=split or _splitting(found, SplitForm(formdata=None)),
        phone=masked(found.owner.phone) if found.owner.phone else "",
        masked=masked,
        search=_sought(),
    )
    return page, 422 if any(one and one.errors for one in (form, merge, split)) else 200


def _splitting(found: OwnerPage, form: SplitForm) -> SplitForm:
    form.show(found.homes, [door_words(*home.door) for home in found.homes])
    return form


@pages.post("/compounds/<int:compound_id>/roster/owners/<int:owner_id>/merge")
@may(Right.ROSTER)
@made_from(owner_shown)
def merge_owners(compound_id: int, owner_id: int) -> Response | tuple[str, int]:
    """Two lines that are one person."""
    found, form = _found(compound_id, owner_id), MergeForm()
    form.show(found.others)
    if not form.validate_on_submit():
        return _page(found, merge=form)
    with writing() as session:
        other = int(form.other.data)
        owner = service.merge_owners(session, my_scope(), compound_id, owner_id, other, by=me(), now=now())
        said = _("合成一个业主了：%(name)s，名下%(n)s户", name=owner.name, n=owner.homes)
        return done(said, "desk.living_roster", compound_id=compound_id, q=owner.name)


@pages.post("/compounds/<int:compound_id>/roster/owners/<int:owner_id>/split")
@may(Right.ROSTER)
@made_from(owner_shown)
def split_owner(compound_id: int, owner_id: int) -> Response | tuple[str, int]:
    """One line that is several persons."""
    found = _found(compound_id, owner_id)
    form = _splitting(found, SplitForm())
    if form.validate_on_submit():
        try:
            with writing() as session:
                args = (session, my_scope(), compound_id, owner_id, form.named())
                owner = service.split_owner(*args, homes=form.homes.data or [], by=me(), now=now())
                said = _("分出来了：%(name)s，名下%(n)s户", name=owner.name, n=owner.homes)
                return done(said, "desk.living_roster", compound_id=compound_id, q=owner.name)
        except Rejected as refused:
            form.blame(refused)
            with looking() as session:
                alike = namesakes(session, my_scope(), compound_id, form.owner.data or "")
                form.offer([one for one in alike if one.id != owner_id])
    return _page(found, split=form)
