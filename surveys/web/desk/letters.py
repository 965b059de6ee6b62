"""The letters of one building, to print from the browser or as PDF."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for

from surveys.paper.letters import letters_page
from surveys.paper.letters import letters_pdf as pressed
from surveys.services.letters import Letters
from surveys.services.letters import letters as made
from surveys.store.db import reading
from surveys.web.desk.pages import download, for_desk, my_scope, pages
from surveys.web.sessions import now
from surveys.words.places import building_words


@pages.get("/polls/<int:poll_id>/letters")
@for_desk
def letters(poll_id: int) -> str:
    """The print page of one building's letters, or of all."""
    found = _letters(poll_id)
    building = request.args.get("building")
    return render_template(
        "committee/letters.html",
        page=letters_page(found, phone=current_app.config["OFFICE_PHONE"]),
        poll=found.poll,
        buildings=found.buildings,
        chosen=building,
        building=building_words(building) if building else "",
        back_url=url_for("desk.compound", compound_id=found.poll.compound.id, poll=poll_id),
        pdf_url=url_for("desk.letters_pdf", poll_id=poll_id, building=building),
    )


@pages.get("/polls/<int:poll_id>/letters.pdf")
@for_desk
def letters_pdf(poll_id: int) -> Response:
    """The same letters as PDF."""
    found = _letters(poll_id)
    building = request.args.get("building")
    name = "-".join(filter(None, (found.poll.compound.name, building and building_words(building), "入户信")))
    return download(pressed(found, phone=current_app.config["OFFICE_PHONE"], printed_at=now()), f"{name}.pdf")


def _letters(poll_id: int) -> Letters:
    config = current_app.config
    building = request.args.get("building") or None
    with reading() as session:
        return made(session, my_scope(), poll_id, building=building, keys=config["KEYS"], base_url=config["BASE_URL"])
