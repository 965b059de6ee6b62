"""What the receipt says of ballots that wait, of those that were disowned, and of letters issued anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, url_for

from surveys.core.ballot import Revision
from surveys.core.code import grouped, receipt_key
from surveys.core.poll import PollState
from surveys.core.waiting import Waiting
from surveys.services.household import AnswerPage
from surveys.web.sessions import Pass, proof
from surveys.words.amended import amended_home_words
from surveys.words.ballot import CAPACITIES, answer_lines
from surveys.words.language import _
from surveys.words.waiting import (
    Choice,
    beside_words,
    came_waiting,
    disputed_words,
    mine_waiting_words,
    reissued_words,
    to_decide_words,
)


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A ballot that waits for whoever looks, and what they may answer."""

    id: int
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """One that whoever looks cast, with all that a receipt shows; it may be taken back while it waits and the poll runs."""

    id: int
    whose: str
    lines: tuple[str, ...]
    waits: bool
    receipt: str
    came: str
    answers: str
    key: str


def waiting_section(view: AnswerPage, passed: Pass, *, staff: bool) -> str:
    """The part of a receipt about all this; empty where there is nothing of it. Staff only see that there is something."""
    told = tuple(_told(view))
    running = view.state is PollState.OPEN and not staff
    asked = tuple(ToDecide(waits.id, *to_decide_words(waits)) for waits in view.to_decide) if running else ()
    mine = () if staff else tuple(_mine(view, waits, said) for waits, said in view.mine_waiting)
    if not (told or asked or mine):
        return ""
    home = url_for("resident.door", home=view.household.id)
    macros = current_app.jinja_env.get_template("macros/waiting.html").module
    section: str = macros.section(told, asked, mine, home, proof(passed), running)  # type: ignore[attr-defined]
    return section


def _told(view: AnswerPage) -> Iterator[str]:
    yield from amended_home_words(view.amendments)
    times, last = view.reissued
    if last:
        yield reissued_words(times, last)
    for dispute in view.disputes:
        yield from disputed_words(dispute)
    mine = {waits.id for waits, _said in view.mine_waiting}
    asked = {waits.id for waits in view.to_decide}
    yield from (beside_words(waits) for waits in view.waiting if waits.open and waits.id not in mine | asked)


def _mine(view: AnswerPage, waits: Waiting, said: Revision) -> Mine:
    macros = current_app.jinja_env.get_template("macros/questions.html").module
    lines = answer_lines(view.edition, view.menu, view.household.entrance, waits.capacity, said.ballot().answers)
    key = receipt_key(current_app.config["KEYS"], said.household, waits.capacity, waits.since)
    return Mine(
        id=waits.id,
        whose=_(CAPACITIES[waits.capacity].whose),
        lines=mine_waiting_words(waits),
        waits=waits.open,
        receipt=said.receipt,
        came=came_waiting(waits),
        answers=macros.read_back(lines),  # type: ignore[attr-defined]
        key=grouped(key),
    )
