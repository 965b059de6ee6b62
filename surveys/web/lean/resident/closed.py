"""A poll that hasn't begun or is over, as a household meets it: what it sent, and whether its ballot stands."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, g, request

from surveys.core.answers import read_answers
from surveys.core.errors import PollNotOpen, Rejected
from surveys.core.kind import Fields
from surveys.core.poll import PollState
from surveys.services.household import AnswerPage
from surveys.services.life import changes
from surveys.store.db import reading
from surveys.web.lean.page import render
from surveys.web.lean.resident.pages import AmendedOut, pages
from surveys.web.lean.resident.questionnaire import door_name
from surveys.words.advice import Advice
from surveys.words.amended import amended_out_words
from surveys.words.ballot import answer_lines
from surveys.words.change import halted_words
from surveys.words.poll import closed_words, scheduled_words


def closed_page(
    view: AnswerPage, late: Fields | None = None, *, act: bool = False, refused: PollNotOpen | None = None
) -> Response:
    """The page of a poll that takes no answers now; `late` answers are shown, not counted; `act` is any other late act. What
    was `refused` met the poll in that state, whatever this machine's clock says since."""
    view = replace(view, state=PollState(refused.reason)) if refused else view
    if view.state.ended:
        stood = {"stands": bool(view.ballots), "taken_back": bool(view.last)}
        advice = closed_words(view.poll, late=late is not None, act=act, **stood)
    elif view.state in (PollState.PAUSED, PollState.CANCELLED):
        with reading() as session:
            done = changes(session, view.poll.id)
        last = done[-1] if done else None
        advice = halted_words(view.state, last, late=late is not None, act=act, stands=bool(view.ballots))
    else:
        advice = scheduled_words(view.poll)
    kept = _read_back(view, late) if late else ()
    text = render("lean/resident/closed.html", advice=advice, view=view, kept=kept, door=door_name(g.passed.door))
    return Response(text, 409 if late is not None or act else 200)


@pages.errorhandler(AmendedOut)
def amended_out(out: AmendedOut) -> Response:
    """A household that is counted no more: since when, why, and what it may do; with what was cast from here."""
    view, asked = out.view, (out.view.edition, out.view.menu, out.view.household.entrance)
    said = [(capacity, view.ballots[capacity].answers) for capacity in view.ballots if capacity in view.opened]
    kept = tuple(line for capacity, answers in said for line in answer_lines(*asked, capacity, answers))
    advice = amended_out_words(view.amendments, state=view.state)
    text = render("lean/resident/closed.html", advice=advice, view=view, kept=kept, door=door_name(g.passed.door))
    return Response(text, 200 if request.method == "GET" else 409)


def refused_page(view: AnswerPage, fields: Fields, advice: Advice, status: int = 409) -> Response:
    """Why what was filled in for a household isn't taken, and all of it once more, to be read out or copied."""
    kept, door = _read_back(view, fields), door_name(g.passed.door)
    text = render("lean/resident/closed.html", advice=advice.said(), view=view, kept=kept, door=door)
    return Response(text, status, {"Retry-After": "60"} if status == 503 else {})


def _read_back(view: AnswerPage, fields: Fields) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        capacity, answers = read_answers(view.edition, view.menu, view.household.entrance, fields)
    except Rejected:
        return ()
    return answer_lines(view.edition, view.menu, view.household.entrance, capacity, answers)
