"""The roll of one building as everybody sees it while objections are taken, and an objection to a line of it."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, request
from werkzeug.wrappers import Response

from surveys.core.errors import NotAllowed
from surveys.services.roll import RollDoubt, door_of, doubt, roll
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.lean.page import render
from surveys.web.sessions import now
from surveys.words.community import asker
from surveys.words.dates import day_in_year
from surveys.words.language import N_, _
from surveys.words.place import door_words
from surveys.words.roll import DOUBTS, roll_line_words

pages = Blueprint("roll", __name__)
_TOLD = N_("记下了。社区会核对，答复以前不会最终公示。")
_TOO_MANY = N_("这一小时提的太多了。过一会儿再来，或者直接找社区居委会。")


@pages.get("/p/<int:poll_id>/roll")
@audience(Audience.PUBLIC)
def shown(poll_id: int) -> Response:
    """Which homes' owners answered in one building, how and on which day; not for search engines."""
    wanted = request.args.get("building", "")[:60]
    with reading() as session:
        found = roll(session, poll_id, wanted, now=now())
    stay(building=found.building)
    page = render(
        "lean/public/roll.html",
        poll=found.poll,
        buildings=found.buildings,
        building=found.building,
        until=day_in_year(found.until),
        lines=[(line, *roll_line_words(line)) for line in found.lines],
        asks=asker(found.poll.compound, current_app.config["OFFICE_PHONE"]),
    )
    return _unlisted(page)


@pages.route("/p/<int:poll_id>/roll/<int:home>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def object_to(poll_id: int, home: int) -> Response:
    """What of a line isn't so; what is sent goes to the desk's queue, with the door and nothing of whoever sends it."""
    building, chosen = request.values.get("building", "")[:60], request.form.get("doubt", "")
    with reading() as session:
        line = door_of(session, poll_id, building, home, now=now())
    at, answer, status = line.home, "", 200
    who = door_words(at.building, at.unit, at.room)
    if request.method == "POST":
        answer, status = _sent(poll_id, who, RollDoubt(chosen)) if chosen in list(RollDoubt) else (_("选一样再交"), 422)
    page = render(
        "lean/public/object.html",
        poll_id=poll_id,
        building=building,
        who=who,
        says=roll_line_words(line)[1],
        doubts=[(one.value, _(text)) for one, text in DOUBTS.items()],
        answer=answer,
        status=status,
    )
    response = _unlisted(page)
    response.status_code = status
    return response


def _sent(poll_id: int, who: str, what: RollDoubt) -> tuple[str, int]:
    try:
        with transaction(now) as session:
            doubt(session, poll_id, who, DOUBTS[what], now=now())
    except NotAllowed as refused:
        if refused.reason != "too_many_doubts":
            raise
        return _(_TOO_MANY), 429
    return _(_TOLD), 200


def _unlisted(page: str) -> Response:
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
