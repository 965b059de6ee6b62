"""The receipt: what is recorded for a household, how to change it, take it back, or put it back."""

from __future__ import annotations

from secrets import token_bytes, token_hex

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from surveys.core.ballots import Ballot, Capacity, Channel
from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.services.answering import AnswerPage, receipt_page, undo, withdraw
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.resident.page import render
from surveys.web.resident.pages import helper, pages
from surveys.web.resident.questionnaire import door_name
from surveys.web.sessions import now
from surveys.words.places import door_words
from surveys.words.resident import answer_lines, closes_words, receipt_words

ERRANDS = {"withdraw": withdraw, "undo": undo}


@pages.get("/r")
@audience(Audience.HOUSEHOLD)
def receipt() -> str:
    """What this household has said, and until when it may say otherwise."""
    with reading() as session:
        view = receipt_page(session, g.door, now=now())
    home = view.household
    return render(
        "resident/receipt.html",
        view=view,
        address=door_words(home.building, home.unit, home.room),
        cards=[_card(view, ballot) for ballot in view.ballots.values()],
        open=view.state is PollState.OPEN,
        taken_back=request.args.get("taken_back", ""),
        closes=closes_words(view.poll),
        submission=lambda: token_hex(16),
        door=door_name(g.door),
    )


def _card(view: AnswerPage, ballot: Ballot) -> dict[str, object]:
    """One ballot on the page. Who fills in for others doesn't see what the household itself said."""
    own = ballot.channel is Channel.PHONE
    hidden = own and helper() is not None
    lines = () if hidden else answer_lines(view.edition, view.menu, ballot.capacity, ballot.answers)
    return {"ballot": ballot, "words": receipt_words(ballot), "lines": lines, "hidden": hidden}


@pages.post("/r/<any(withdraw, undo):errand>")
@audience(Audience.HOUSEHOLD)
def change(errand: str) -> Response:
    """Take back what was cast, or put back what stood before."""
    capacity = Capacity.OWNER if request.form.get("capacity") == Capacity.OWNER else Capacity.OCCUPANT
    if helper() is not None:
        raise NotAllowed("own_ballot")
    with transaction() as session:
        number = request.form.get("submission", "")
        ERRANDS[errand](session, g.door, capacity, submission=number, random=token_bytes(16), now=now())
    return redirect(url_for("resident.receipt", taken_back=capacity if errand == "withdraw" else None), 303)
