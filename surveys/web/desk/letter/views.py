"""Letters to print from the browser or as PDF: a building's, one household's, a new one in the place of a lost one."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import NotFound
from surveys.core.staff import Right
from surveys.paper.letter import letters_page
from surveys.paper.letter import letters_pdf as pressed
from surveys.services.compound import poll_desk
from surveys.services.district import site
from surveys.services.letter import Letters, letters_issued
from surveys.services.letter import letters as made
from surveys.services.letter import reissue as issued_anew
from surveys.services.sent_form import last_change
from surveys.store.db import Connection
from surveys.web.audience import may
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import done, looking, made_from, writing
from surveys.web.sessions import now
from surveys.web.shown import FormLine, Shown
from surveys.words.dates import time_words
from surveys.words.place import building_words


@pages.get("/polls/<int:poll_id>/letters")
@may(Right.LETTERS)
def letters(poll_id: int) -> str:
    """The print page of one building's letters, or of all."""
    found = _letters(poll_id)
    building, big = request.args.get("building"), _big()
    return render_template(
        "desk/letter/letters.html",
        page=letters_page(found, phone=current_app.config["OFFICE_PHONE"], big=big),
        big=big,
        poll=found.poll,
        buildings=found.buildings,
        chosen=building,
        building=building_words(building) if building else "",
        back_url=url_for("desk.compound", compound_id=found.poll.compound.id, poll=poll_id),
        pdf_url=url_for(
            "desk.letters_pdf",
            poll_id=poll_id,
            building=building,
            household=request.args.get("household"),
            letter="big" if big else None,
        ),
    )


@pages.get("/polls/<int:poll_id>/letters.pdf")
@may(Right.LETTERS)
def letters_pdf(poll_id: int) -> Response:
    """The same letters as PDF."""
    found = _letters(poll_id)
    building = request.args.get("building")
    name = "-".join(filter(None, (found.poll.compound.name, building and building_words(building), "入户信")))
    made_at, phone = now(), current_app.config["OFFICE_PHONE"]
    return download(pressed(found, phone=phone, big=_big(), printed_at=made_at), f"{name}.pdf")


def _big() -> bool:
    """Whether the letters' QR codes are to open 长辈版 at once."""
    return request.args.get("letter") == "big"


def _letters(poll_id: int) -> Letters:
    config = current_app.config
    building, household = request.args.get("building") or None, request.args.get("household", type=int)
    with looking() as session:
        found = made(
            session, my_scope(), poll_id, building=building, keys=config["KEYS"], base_url=site(session, config["ADDRESSES"])
        )
    if household is None:
        return found
    return replace(found, letters=tuple(letter for letter in found.letters if letter.household == household))


def door_shown(session: Connection, poll_id: int, household_id: int) -> Shown:
    """When and how a household answered, and how many letters it was given."""
    desk = poll_desk(session, my_scope(), poll_id, now=now())
    line = next((line for line in desk.doors if line.household.id == household_id), None)
    if line is None:
        raise NotFound("household", str(household_id))
    issued = letters_issued(session, poll_id, household_id)
    casts = [[cast.capacity, cast.revision, cast.cast_at, cast.channel] for cast in line.casts]
    said = tuple(FormLine("", _("交过"), time_words(cast.cast_at)) for cast in line.casts)
    facts = [casts, issued, desk.state]
    return Shown(facts, (*said, FormLine("", _("第几封信"), str(issued))), last_change(session, poll_id=poll_id))


@pages.post("/polls/<int:poll_id>/doors/<int:household_id>")
@may(Right.LETTERS)
@made_from(door_shown)
def reissue(poll_id: int, household_id: int) -> AnyResponse:
    """A new letter; the old link and code open nothing any more."""
    config = current_app.config
    with writing() as session:
        issued_anew(
            session,
            my_scope(),
            poll_id,
            household_id,
            keys=config["KEYS"],
            base_url=site(session, config["ADDRESSES"]),
            by=me(),
            now=now(),
        )
        return done(_("补发好了，旧信作废"), "desk.letters", poll_id=poll_id, household=household_id)
