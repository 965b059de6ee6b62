"""At the doors: a poll's stairwells on a phone, what came of each knock, and the sums for the committee."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flask import Response, abort, current_app, jsonify, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.errors import Problem
from surveys.core.roster import Entrance
from surveys.core.staff import Right
from surveys.core.visit import LONGEST_REMARK, VisitOutcome
from surveys.services.visit import DoorToVisit, VisitDesk, note_visits, round_list, visit_desk, visit_sums, walked
from surveys.store.db import Connection
from surveys.web.audience import Audience, audience, may
from surveys.web.desk.pages import me, my_scope, pages
from surveys.web.desk.visit.form import KnockForm, knock_from_form, knocks_from_phone, new_knock
from surveys.web.made_from import Repeated, done, looking, made_from, writing
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.web.shown import Shown
from surveys.words import visit as words

_ENTRY = "desk.enter"
"""Where a household's answers are filled in with it."""


def nothing_stands(session: Connection, poll_id: int) -> Shown:
    """Knocks are only ever added, so that nothing which somebody else did makes one stale."""
    walked(session, my_scope(), poll_id)
    return Shown()


@pages.get("/visits")
@may(Right.FILL_IN)
def my_rounds() -> str:
    """The polls in which doors are knocked at, for whoever walks."""
    with looking() as session:
        found = counted_page(*round_list(session, my_scope(), now=now(), page=asked_page()))
    return render_template("desk/visit/rounds.html", page=found)


@pages.get("/polls/<int:poll_id>/visits")
@may(Right.FILL_IN)
def visits(poll_id: int) -> str:
    """A poll's stairwells, or the doors of the one in the address; with `door`, the form of that door."""
    return _page(poll_id, new_knock(), request.args.get("door", 0, type=int))


@pages.post("/polls/<int:poll_id>/visits")
@may(Right.FILL_IN)
@made_from(nothing_stands, again=True)
def note_visit(poll_id: int) -> AnyResponse | tuple[str, int]:
    """Keep one knock from the page's form, or those that a phone kept."""
    if "batch" in request.form:
        return _from_phone(poll_id)
    sent = knock_from_form()
    with writing() as session:
        (noted,) = note_visits(session, my_scope(), poll_id, [sent], by=me(), now=now())
        desk = visit_desk(session, my_scope(), poll_id, _asked(), now=now())
        door = next((door for door in desk.doors if door.household.id == sent.household), None)
        if noted.problem is None and door:
            name = words.OUTCOMES[VisitOutcome(sent.outcome)].name
            said = gettext("%(door)s：%(what)s，记下了", door=door.household.room, what=name)
            return done(said, "desk.visits", poll_id=poll_id, **_address())
        done("", "desk.visits", poll_id=poll_id)
    problem = words.visit_problem_words(noted.problem or Problem("visit_door"))
    form = KnockForm(new_knock().submission, sent.next_on, sent.next_part, sent.remark, problem)
    return _page(poll_id, form, sent.household), 422


def _from_phone(poll_id: int) -> AnyResponse:
    """Which of the knocks were taken, and why the others weren't: the phone keeps those."""
    sent = knocks_from_phone(request.form["batch"])
    if sent is None:
        abort(400)
    if request.form.get("who") != me().username:
        why = words.visit_problem_words(Problem("visit_somebody"))
        return _told({one.submission: why for one in sent}, ())
    try:
        with writing() as session:
            noted = note_visits(session, my_scope(), poll_id, sent, by=me(), now=now())
            done("", "desk.visits", poll_id=poll_id)
    except Repeated:  # the network brought it twice: what it came to is asked again under another number
        return Response(status=409)
    refused = {one.submission: words.visit_problem_words(one.problem) for one in noted if one.problem}
    return _told(refused, [one.submission for one in noted if one.problem is None])


def _told(refused: dict[str, str], taken: object) -> Response:
    return jsonify(taken=taken, refused=refused, now=int(now().timestamp()))


def _asked() -> Entrance | None:
    if "building" not in request.values:
        return None
    return Entrance(request.values["building"][:80], request.values.get("unit", "")[:80])


def _stairwell_url(poll_id: int, desk: VisitDesk) -> str:
    if desk.at is None:
        return url_for("desk.visits", poll_id=poll_id)
    at = desk.at.entrance
    return url_for("desk.visits", poll_id=poll_id, building=at.building, unit=at.unit)


def _address() -> dict[str, str]:
    at = _asked()
    return {"building": at.building, "unit": at.unit} if at else {}


def _page(poll_id: int, form: KnockForm, door_id: int) -> str:
    with looking() as session:
        desk = visit_desk(session, my_scope(), poll_id, _asked(), now=now())
    door = next((door for door in desk.doors if door.household.id == door_id), None)
    if door_id and desk.at and door is None:
        abort(404)
    return render_template(
        "desk/visit/visits.html",
        desk=desk,
        poll=desk.poll,
        here_url=url_for("desk.visits", poll_id=poll_id),
        at_url=_stairwell_url(poll_id, desk),
        door=door,
        form=form,
        groups=tuple(_groups(desk)),
        buildings=tuple((name, tuple(lines)) for name, lines in groupby(desk.stairs, lambda line: line.entrance.building)),
        units=tuple(line for line in desk.stairs if desk.at and line.entrance.building == desk.at.entrance.building),
        near=request.args.get("near", ""),
        entry=_entry_address(poll_id),
        words=words,
        days=words.next_days(desk.today),
        parts=words.PARTS,
        choices=words.SUMMED,
        at=int(now().timestamp()),
        most=LONGEST_REMARK,
    )


def _entry_address(poll_id: int) -> str:
    """Where a household's answers are filled in with it, with 0 in the household's place."""
    if _ENTRY in current_app.view_functions:
        return url_for(_ENTRY, poll_id=poll_id, household_id=0, channel="door")
    return ""


def _groups(desk: VisitDesk) -> Iterator[tuple[str, tuple[DoorToVisit, ...]]]:
    """The doors of a stairwell: where somebody is due, where somebody should go, where it is no use, and who answered."""
    due = {line.visit.household for line in desk.due}
    rest = [door for door in desk.doors if door.household.id not in due]
    yield gettext("约好今天的"), tuple(door for door in desk.doors if door.household.id in due)
    yield gettext("还没答的"), tuple(door for door in rest if door.to_visit)
    yield gettext("先不用去的"), tuple(door for door in rest if not door.to_visit and not door.casts)
    yield gettext("已经收到的"), tuple(door for door in rest if door.casts)


@pages.get("/visits-worker.js")
@audience(Audience.PUBLIC)
def visits_worker() -> Response:
    """The script that opens the walk's pages without a signal; it has to lie above them."""
    return current_app.send_static_file("js/visits-worker.js")


@pages.get("/polls/<int:poll_id>/visits/sums")
@may(Right.LOOK)
def visit_outcomes(poll_id: int) -> str:
    """How many doors were knocked at, what came of it, by building and by who knocked."""
    with looking() as session:
        sums = visit_sums(session, my_scope(), poll_id, now=now())
    return render_template("desk/visit/sums.html", sums=sums, poll=sums.poll, words=words, today=sums.today)
