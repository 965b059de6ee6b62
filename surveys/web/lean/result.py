"""A published result as everybody sees it, and as one household does: the same page, its own part added."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from surveys.core.place import CHINA
from surveys.services.ballot import AnswerPage
from surveys.services.notice import Published
from surveys.web.choices import stay
from surveys.web.lean.page import render
from surveys.web.sessions import now
from surveys.words.own_result import ballot_result, building_result, buildings_of, ordered_items
from surveys.words.place import door_words
from surveys.words.result import result_of


@dataclass(frozen=True, slots=True)
class Own:
    """A household before its compound's result. `hidden` is for whoever fills in for others: no word of what it said."""

    page: AnswerPage
    hidden: bool


def result_page(found: Published, *, number: int | None = None, own: Own | None = None) -> str:
    """The page of the notice `number`, or of the one that stands."""
    notice = found.notice(number)
    document = notice.document
    buildings = buildings_of(document)
    home = own.page.household if own else None
    wanted = home.building if home else request.args.get("building", "")
    building = wanted if wanted in buildings or home else next(iter(buildings), "")
    stay(building=None if own else building, n=number)
    ballots = tuple(own.page.ballots.values()) if own and not own.hidden else ()
    return render(
        "lean/result.html",
        found=found,
        shown=notice.number,
        number=number,
        reason=notice.reason,
        words=result_of(notice, found.notice(), today=now().astimezone(CHINA).date()),
        hidden=own.hidden if own else False,
        buildings=buildings,
        building=building_result(document, building) if building in buildings else None,
        mine=tuple(ballot_result(document, own.page, ballot) for ballot in ballots) if own else None,
        ordered=frozenset().union(*(ordered_items(own.page, ballot) for ballot in ballots)) if own else frozenset(),
        address=door_words(home.building, home.unit, home.room) if home else "",
        phone=current_app.config["OFFICE_PHONE"],
    )
