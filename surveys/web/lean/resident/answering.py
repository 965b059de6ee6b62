"""Answering: the questionnaire shown, shown again where something is missing, and cast."""

from __future__ import annotations

from secrets import token_bytes

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.answers import read_answers
from surveys.core.ballot import Capacity, Channel
from surveys.core.errors import NotAllowed, PollNotOpen, Rejected
from surveys.core.kind import Fields
from surveys.core.plain_text import visible_text
from surveys.core.poll import PollState
from surveys.core.staff import Staff
from surveys.services.ballot import AnswerPage, answer_page, cast, fill_in
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.lean.page import render
from surveys.web.lean.resident.kinds import problem_words
from surveys.web.lean.resident.pages import helper, pages
from surveys.web.lean.resident.questionnaire import filled, fresh
from surveys.web.lean.resident.questions import fields_of
from surveys.web.lean.said import said
from surveys.web.sessions import now
from surveys.words.ballot import answer_lines
from surveys.words.code import HELPED_ALREADY, OUT_OF_REACH
from surveys.words.poll import closed_words, scheduled_words

BY_STAFF = (Channel.DOOR, Channel.CALL, Channel.PAPER)


@pages.get("/a")
@audience(Audience.HOUSEHOLD)
def ask() -> AnyResponse:
    """The questionnaire of the household in the cookie; its receipt where it has answered; else where the poll stands."""
    with reading() as session:
        view = answer_page(session, g.door, now=now())
    staff = helper()
    if staff and (barred := _barred(view, staff)):
        return barred
    again = request.args.get("again", "")
    if view.state is PollState.PUBLISHED:
        return redirect(url_for("resident.result"), 303)
    if view.ballots and (view.state is PollState.CLOSED or not again):
        return redirect(url_for("resident.receipt"), 303)
    if view.state is not PollState.OPEN:
        return _not_open(view)
    if again in tuple(view.ballots):
        stay(again=again)
        return Response(filled(view, fields_of(view.edition, view.ballots[Capacity(again)].answers), staff=staff))
    return Response(filled(view, {}, staff=staff)) if staff else fresh(view)


@pages.post("/a")
@audience(Audience.HOUSEHOLD)
def answer() -> AnyResponse:
    """Cast the answers, or show them again with what is missing."""
    fields = {key: [_visible(value) for value in values] for key, values in request.form.lists()}
    staff = helper()
    if "turn" in request.form:
        return _turned(fields, staff)
    try:
        with transaction() as session:
            submission, chance = request.form.get("submission", ""), token_bytes(16)
            if staff is None:
                cast(session, g.door, fields, submission=submission, random=chance, now=now())
            else:
                how = _channel()
                fill_in(session, g.door, fields, submission=submission, channel=how, by=staff, random=chance, now=now())
    except (Rejected, NotAllowed) as error:
        return _kept(error, fields, staff)
    return redirect(url_for("resident.receipt"), 303)


def _turned(fields: Fields, staff: Staff | None) -> AnyResponse:
    """The form as it was filled in, in the language or the look that its address chose, where no script keeps it."""
    stay(again=request.args.get("again"))
    with reading() as session:
        view = answer_page(session, g.door, now=now())
    return Response(filled(view, fields, staff=staff)) if view.state is PollState.OPEN else _not_open(view, fields)


def _visible(value: str) -> str:
    return value if value.isprintable() else visible_text(value)


def _channel() -> Channel:
    """How whoever fills in for somebody says that they asked."""
    told = request.form.get("channel", "")
    return Channel(told) if told in BY_STAFF else Channel.DOOR


def _barred(view: AnswerPage, staff: Staff) -> Response | None:
    if not staff.scope.covers(view.compound):
        return said(OUT_OF_REACH, 403)
    if any(ballot.channel is Channel.PHONE for ballot in view.ballots.values()):
        return said(HELPED_ALREADY, 409)
    return None


def _kept(error: Rejected | NotAllowed, fields: Fields, staff: Staff | None) -> Response:
    """What was filled in, once more, and what stands against it."""
    if not isinstance(error, Rejected | PollNotOpen):
        return said(OUT_OF_REACH, 403) if error.reason == "out_of_reach" else said(HELPED_ALREADY, 409)
    with reading() as session:
        view = answer_page(session, g.door, now=now())
    if isinstance(error, PollNotOpen):
        return _not_open(view, fields)
    words = [problem_words(problem, view.edition, view.menu) for problem in error.problems]
    return Response(filled(view, fields, words, staff), 422)


def _not_open(view: AnswerPage, late: Fields | None = None) -> Response:
    """The page of a poll that hasn't begun or is over; `late` answers are shown, not counted."""
    closed = view.state.ended
    advice = closed_words(view.poll, late=late is not None) if closed else scheduled_words(view.poll)
    kept = _read_back(view, late) if late else ()
    text = render("lean/resident/closed.html", advice=advice, view=view, kept=kept)
    return Response(text, 409 if late else 200)


def _read_back(view: AnswerPage, fields: Fields) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        capacity, answers = read_answers(view.edition, view.menu, view.household.building, fields)
    except Rejected:
        return ()
    return answer_lines(view.edition, view.menu, capacity, answers)
