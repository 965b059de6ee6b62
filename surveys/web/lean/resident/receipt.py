"""The receipt: what is recorded for a household, how to change it, take it back, or put it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_bytes, token_hex

from flask import Response, current_app, g, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Ballot, Capacity, Channel
from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.services.ballot import UNDO_WITHIN, AnswerPage, answer_page, undo, withdraw
from surveys.services.notice import published
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.choices import look
from surveys.web.lean.page import render, styled
from surveys.web.lean.pattern import hole, kept_pattern
from surveys.web.lean.resident.pages import helper, pages
from surveys.web.lean.resident.questionnaire import door_name, same_poll
from surveys.web.lean.result import Own, result_page
from surveys.web.lean.said import said
from surveys.web.sessions import now
from surveys.words.ballot import ReceiptWords, answer_lines, receipt_words
from surveys.words.code import OUT_OF_REACH
from surveys.words.place import door_words
from surveys.words.poll import closes_words

TEMPLATE = "lean/resident/receipt.html"
ERRANDS = {"withdraw": withdraw, "undo": undo}


@dataclass(frozen=True, slots=True)
class Card:
    """One ballot on the page, its own details as holes. `hidden` is for whoever fills in for others."""

    capacity: Capacity
    words: ReceiptWords
    hidden: bool
    undoable: bool
    receipt: str
    came: str
    lines: str
    submission: str


@pages.get("/r")
@audience(Audience.HOUSEHOLD)
def receipt() -> Response:
    """What this household has said, and until when it may say otherwise."""
    with reading() as session:
        view = answer_page(session, g.door, now=now())
    taken_back = request.args.get("taken_back", "")
    staff = helper()
    ballots = [view.ballots[capacity] for capacity in Capacity if capacity in view.ballots]
    cards = [_card(n, ballot, hidden=staff is not None) for n, ballot in enumerate(ballots)]
    shape = tuple((card.capacity, card.hidden, card.undoable) for card in cards)
    key = (TEMPLATE, *same_poll(view), view.state, *look(), shape, taken_back)
    pattern = kept_pattern(key, lambda: _page(view, cards, taken_back))
    styled(TEMPLATE)
    return pattern.answer(_values(view, ballots, cards))


@pages.get("/result")
@audience(Audience.HOUSEHOLD)
def result() -> str | AnyResponse:
    """The published result with this household's own part; while there is none, where the poll stands."""
    with reading() as session:
        view = answer_page(session, g.door, now=now())
        found = published(session, view.poll.id) if view.state is PollState.PUBLISHED else None
    if found is None:
        return redirect(url_for("resident.ask"), 303)
    staff = helper()
    if staff and not staff.scope.covers(view.compound):
        return said(OUT_OF_REACH, 403)
    return result_page(found, own=Own(view, hidden=staff is not None))


def _card(number: int, ballot: Ballot, *, hidden: bool) -> Card:
    """Who fills in for others doesn't see what the household itself said."""
    holes = {name: hole(f"{name}{number}") for name in ("receipt", "came", "lines", "submission")}
    own = ballot.channel is Channel.PHONE
    recent = ballot.revision > 1 and now() - ballot.cast_at < UNDO_WITHIN
    return Card(ballot.capacity, receipt_words(ballot), hidden and own, recent, **holes)


def _page(view: AnswerPage, cards: Sequence[Card], taken_back: str) -> str:
    return render(
        TEMPLATE,
        view=view,
        address=hole("address"),
        csrf=hole("csrf"),
        submission=hole("submission"),
        door=hole("door"),
        cards=cards,
        open=view.state is PollState.OPEN,
        taken_back=Capacity(taken_back) if taken_back in tuple(Capacity) else "",
        closes=closes_words(view.poll),
    )


def _values(view: AnswerPage, ballots: Sequence[Ballot], cards: Sequence[Card]) -> dict[str, str]:
    home = view.household
    values = {
        "address": door_words(home.building, home.unit, home.room),
        "csrf": generate_csrf(),
        "submission": token_hex(16),
        "door": door_name(g.door),
    }
    read_back = current_app.jinja_env.get_template("macros/questions.html").module
    for n, (card, ballot) in enumerate(zip(cards, ballots, strict=True)):
        asked = (view.edition, view.menu, home.building, ballot.capacity)
        lines = () if card.hidden else answer_lines(*asked, ballot.answers)
        values[f"receipt{n}"], values[f"came{n}"] = ballot.receipt, card.words.came
        values[f"lines{n}"] = read_back.read_back(lines)  # type: ignore[attr-defined]
        values[f"submission{n}"] = token_hex(16)
    return values


@pages.post("/r/<any(withdraw, undo):errand>")
@audience(Audience.HOUSEHOLD)
def change(errand: str) -> AnyResponse:
    """Take back what was cast, or put back what stood before."""
    capacity = Capacity.OWNER if request.form.get("capacity") == Capacity.OWNER else Capacity.OCCUPANT
    if helper() is not None:
        raise NotAllowed("own_ballot")
    with transaction() as session:
        number = request.form.get("submission", "")
        ERRANDS[errand](session, g.door, capacity, submission=number, random=token_bytes(16), now=now())
    return redirect(url_for("resident.receipt", taken_back=capacity if errand == "withdraw" else None), 303)
