"""Answering: the questionnaire shown, shown again where something is missing or in the way, and cast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_bytes

from flask import Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.answers import read_answers
from surveys.core.ballot import Capacity, Channel, Revision
from surveys.core.errors import ClockBehind, CodeRefused, CoOwnerVoted, NotAllowed, PollNotOpen, Problem, Rejected
from surveys.core.kind import Fields
from surveys.core.plain_text import visible_text
from surveys.core.poll import PollState
from surveys.core.staff import Staff
from surveys.core.submission import Origin, Other, Submission, read_seen, seen_text
from surveys.log.metrics import measures
from surveys.services.ballot import cast, fill_in
from surveys.services.code import Door, door_by_key
from surveys.services.household import AnswerPage, answer_page, one_owner
from surveys.store.db import Connection, reading, transaction
from surveys.web.audience import Audience, Unproved, audience, keeps
from surveys.web.choices import stay
from surveys.web.lean.resident.closed import closed_page, refused_page
from surveys.web.lean.resident.flats import ALSO, sent_before, ticked
from surveys.web.lean.resident.kinds import CHANNEL, KEY, problem_words
from surveys.web.lean.resident.pages import BY_STAFF, barred, headed, helper, leads_to, pages, to
from surveys.web.lean.resident.questionnaire import Filled, filled, fresh
from surveys.web.lean.resident.questions import fields_of
from surveys.web.lean.resident.receipt import receipt_page
from surveys.web.lean.said import said
from surveys.web.sessions import cast_in_session, now, remember_cast, share, with_casts
from surveys.words.amended import amended_out_words
from surveys.words.ballot import FLATS, HELPER_LEFT, VOTED_BY_CALL, ClashWords, clash_words, flats_words
from surveys.words.clock import CLOCK_BEHIND
from surveys.words.code import HELPED_ALREADY, OUT_OF_REACH

HELPED = "helped"
"""What the form of a helper says: it isn't the household's own, whoever is signed in when it comes."""
# What a form carries beside the answers.
NO_ANSWERS = ("proof", "csrf_token", "submission", "seen", "editing", "other", "key", "code", "turn", HELPED, ALSO)


@pages.get("/h/<int:home>/a")
@audience(Audience.HOUSEHOLD)
def ask(home: int) -> AnyResponse:
    """The questionnaire of a household; its receipt where it has answered; else where the poll stands."""
    _made_from(request.args)
    with reading() as session:
        view = headed(answer_page(session, g.passed.shown(now()), now=now()))
    staff, again = helper(), request.args.get("again", "")
    if staff and (refused := barred(view, staff)):
        return refused
    if elsewhere := leads_to(view, home, answering=bool(again)):
        return elsewhere
    if view.state is not PollState.OPEN:
        return closed_page(view)
    if staff and again in view.shut:
        return said(HELPED_ALREADY, 409)
    if again in view.ballots:
        if again not in view.opened:
            return to("resident.receipt", home)  # it says what opens that ballot
        stay(again=again)
        capacity = Capacity(again)
        fields = fields_of(view.edition, view.ballots[capacity].answers)
        return Response(filled(view, Filled(fields, staff=staff, editing=capacity)))
    return Response(filled(view, Filled({}, staff=staff))) if staff else fresh(view)


@pages.post("/h/<int:home>/a")
@audience(Audience.HOUSEHOLD)
def answer(home: int) -> AnyResponse:
    """Cast the answers, or show them again with what is missing or in the way."""
    if request.form.get("turn") == "on":  # no cookie kept: this is the way to the form
        return ask(home)
    given = {key: [_visible(value) for value in values] for key, values in request.form.lists()}
    fields = {key: values for key, values in given.items() if key not in NO_ANSWERS}
    staff, door = helper(), g.passed.door
    g.ticked = request.form.getlist(ALSO)
    if "turn" in request.form:
        return _turned(fields, staff)
    try:
        if HELPED in request.form and staff is None:
            raise NotAllowed("helper_left")
        with transaction(now) as session:
            door = _with_key(session, door)
            cast_for = _cast_all(session, door, fields, staff)
    except (Rejected, NotAllowed, ClockBehind) as error:
        return _kept(error, door, fields, staff)
    except CoOwnerVoted:  # kept beside the other owner's vote: the receipt says so to both
        return _kept_at(home) if keeps() else receipt_page(g.passed)
    except CodeRefused as void:  # a letter issued anew while this page lay open: the new one proves it
        raise Unproved(None, void=True) from void
    if counting := measures():
        counting.acknowledged(len(cast_for))
    page = Submission.read(request.form["submission"])
    again = sent_before(home, page) if page.attempt > 1 else ()
    for other, revision in (*again, *cast_for.items()):
        if other != door:
            remember_cast(other, revision)
    passed = remember_cast(door, cast_for[door])
    if not _one_owner(door, cast_for):
        share()
    if not keeps():  # a browser that keeps no cookie, or no right to what was cast: the answer is the receipt itself
        return receipt_page(passed)
    return _kept_at(home)


def _kept_at(home: int) -> AnyResponse:
    """On to the receipt. Our script goes there by itself: sent there, it would fetch the page once to look at it, and once
    to show it."""
    return Response(status=204) if "X-Diandan" in request.headers else to("resident.receipt", home)


def _one_owner(door: Door, cast: Mapping[Door, Revision]) -> bool:
    """Whether everything that this browser cast in a poll was for households of one owner."""
    homes = {*cast_in_session(door.poll_id), *(one.household_id for one in cast)}
    if len(homes) == 1:
        return True
    with reading() as session:
        return one_owner(session, door.poll_id, homes)


def _turned(fields: Fields, staff: Staff | None) -> Response:
    """The form as it was filled in, in the language or the look that its address chose, where no script keeps it."""
    stay(again=request.args.get("again"))
    _made_from(request.form)
    with reading() as session:
        view = headed(answer_page(session, g.passed.shown(now()), now=now()))
    if view.state is not PollState.OPEN:
        return closed_page(view, fields)
    left = request.form.get(CHANNEL, "") if HELPED in request.form and staff is None else None
    form = Filled(fields, staff=staff, editing=_origin().editing, left=left, key=request.form.get("key", "")[:60])
    return Response(filled(view, replace(form, clash=_other_cast(view, fields) if "key" in request.form else None)))


def _made_from(told: Mapping[str, str]) -> None:
    """A form that goes on in another language or look is still made from what stood when it was begun."""
    if seen := read_seen(told.get("seen", "")):
        g.made_from = seen_text(seen)


def _cast_all(session: Connection, door: Door, fields: Fields, staff: Staff | None) -> dict[Door, Revision]:
    """Cast for a household and for the owner's other flats that were ticked: for all of them or for none."""
    origins = {door: _origin()}
    if staff is None:
        origins |= {other: Origin(origins[door].submission, seen) for other, seen in ticked()}
    done: dict[Door, Revision] = {}
    holds = {home: casts[Capacity.OWNER] for home, casts in cast_in_session(door.poll_id).items() if Capacity.OWNER in casts}
    for one in sorted(origins, key=lambda one: one.household_id):  # one order: no two forms wait for each other
        try:
            done[one] = _cast(session, one, fields, origins[one], staff=staff, holds=holds)
            holds[one.household_id] = done[one].since
        except (NotAllowed, CodeRefused) as refused:
            if one == door or isinstance(refused, PollNotOpen):
                raise
            raise NotAllowed("flat", home=one.household_id) from refused
        except CoOwnerVoted as beside:
            if len(origins) == 1:
                raise
            raise NotAllowed("flat", home=one.household_id) from beside
    if len(done) > 1 and done[door].capacity is not Capacity.OWNER:
        raise NotAllowed("flats_of_owners")
    return done


def _cast(
    session: Connection, door: Door, fields: Fields, origin: Origin, *, staff: Staff | None, holds: Mapping[int, int]
) -> Revision:
    random, keys = token_bytes(16), current_app.config["KEYS"]
    if staff is None:
        return cast(session, door, fields, origin=origin, keys=keys, random=random, now=now(), holds=holds)
    how = _channel()
    return fill_in(session, door, fields, origin=origin, channel=how, by=staff, keys=keys, random=random, now=now())


def _origin() -> Origin:
    editing, other = request.form.get("editing", ""), request.form.get("other", "")
    return Origin(
        submission=request.form.get("submission", ""),
        seen=read_seen(request.form.get("seen", "")),
        editing=Capacity(editing) if editing in tuple(Capacity) else None,
        other=Other(other) if other in tuple(Other) else None,
    )


def _with_key(session: Connection, door: Door) -> Door:
    """The door, with the ballot whose receipt key stands in the form. Raises `Rejected` where it opens none here."""
    typed = request.form.get("key", "").strip()
    if not typed:
        return door
    try:
        keyed = door_by_key(session, typed)
    except CodeRefused:
        keyed = None
    if keyed is None or keyed.household_id != door.household_id:
        raise Rejected([Problem("key_wrong", KEY)])
    return with_casts(door, keyed.casts)


def _visible(value: str) -> str:
    return value if value.isprintable() else visible_text(value)


def _channel() -> Channel:
    """How whoever fills in for somebody says that they asked. Raises `Rejected` where they didn't say."""
    told = request.form.get(CHANNEL, "")
    if told not in BY_STAFF:
        raise Rejected([Problem("answer_missing", CHANNEL)])
    return Channel(told)


def _kept(error: Rejected | NotAllowed | ClockBehind, door: Door, fields: Fields, staff: Staff | None) -> Response:
    """What was filled in, once more, and what stands against it."""
    with reading() as session:
        view = answer_page(session, door, now=now())
    if view.gone:
        return refused_page(view, fields, amended_out_words(view.amendments, state=view.state))
    headed(view)
    if isinstance(error, ClockBehind):
        return refused_page(view, fields, CLOCK_BEHIND, 503)
    if isinstance(error, PollNotOpen):
        return closed_page(view, fields, refused=error)
    form = Filled(fields, staff=staff, editing=_origin().editing, key=request.form.get("key", "")[:60])
    if isinstance(error, Rejected):
        words = [problem_words(problem, view.edition, view.menu) for problem in error.problems]
        wrong_key = any(problem.field == KEY for problem in error.problems)
        clash = _other_cast(view, fields) if wrong_key else None
        return Response(filled(view, replace(form, problems=tuple(words), clash=clash)), 422)
    if error.reason == "out_of_reach":
        return said(OUT_OF_REACH, 403)
    if error.reason == "own_ballot":
        return refused_page(view, fields, HELPED_ALREADY)
    if error.reason == "helper_left":
        return Response(filled(view, replace(form, clash=HELPER_LEFT.said(), left=request.form.get(CHANNEL, ""))), 403)
    if error.reason == "matter_by_call":
        return Response(filled(view, replace(form, clash=VOTED_BY_CALL.said())), 409)
    if error.reason in FLATS:
        return Response(filled(view, replace(form, clash=flats_words(error.reason))), 409)
    capacity = Capacity(str(error.detail.get("capacity", view.history[-1].capacity)))
    before = view.last.get(capacity, view.history[-1])
    return Response(filled(view, replace(form, clash=clash_words(error.reason, before))), 409)


def _other_cast(view: AnswerPage, fields: Fields) -> ClashWords | None:
    """The ballot that a key is asked for: that of whoever these answers are from, where it can be told."""
    try:
        capacity, _answers = read_answers(view.edition, view.menu, view.household.entrance, fields)
    except Rejected:
        capacity = next(iter(view.ballots), Capacity.OWNER)
    return clash_words("cast_elsewhere", view.last[capacity]) if capacity in view.ballots else None
