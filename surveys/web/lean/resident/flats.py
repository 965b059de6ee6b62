"""An owner's other flats: only those whose letters were each opened in this browser, and which have one owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, g, request, url_for

from surveys.core.answers import page_key
from surveys.core.ballot import Capacity, Revision
from surveys.core.errors import CodeRefused
from surveys.core.submission import Submission, of_page, read_seen, seen_text
from surveys.services.code import Door
from surveys.services.household import AnswerPage, answer_page
from surveys.store.db import reading
from surveys.web.sessions import Pass, now, passes_in_session, proof, read_proof
from surveys.words.place import door_words

ALSO = "also"


@dataclass(frozen=True, slots=True)
class OtherFlat:
    """Another flat of the same owner: its address, the way to it, and what answers for it too when it is ticked."""

    address: str
    home: str
    value: str


def offered(view: AnswerPage) -> str:
    """The flats that may be answered for at once with this one: asked the same, and no owner's vote stands there."""
    mine = page_key(view.edition, view.menu, view.household.entrance)
    found = [
        _flat(passed, other)
        for passed, other in _others(view)
        if page_key(other.edition, other.menu, other.household.entrance) == mine and Capacity.OWNER not in other.ballots
    ]
    return _words("offered", found)


def cast_too(view: AnswerPage) -> str:
    """The flats that were answered for from this browser as well, on a receipt."""
    found = [_flat(passed, other) for passed, other in _others(view) if Capacity.OWNER in other.opened & set(other.ballots)]
    return _words("cast_too", found)


def ticked() -> Iterator[tuple[Door, dict[Capacity, int]]]:
    """The doors of the flats that were ticked, and what stood when they were offered; what proves nothing is left out."""
    for value in request.form.getlist(ALSO):
        text, _, seen = value.partition(" ")[2].rpartition(" ")
        passed = read_proof(text)
        if passed and passed.opens(now()):
            yield passed.door, dict(read_seen(seen))


def sent_before(home: int, submission: Submission) -> Iterator[tuple[Door, Revision]]:
    """What an earlier sending of the same page cast for flats that were ticked then, though its acknowledgement was lost."""
    for passed in passes_in_session():
        if passed.door.household_id == home:
            continue
        try:
            with reading() as session:
                history = answer_page(session, passed.door, now=now()).history
        except CodeRefused:
            continue
        if sent := [kept for kept in history if of_page(kept, submission)]:
            yield passed.door, sent[-1]


def _others(view: AnswerPage) -> Iterator[tuple[Pass, AnswerPage]]:
    """Everything else that this browser opened in the same poll, if it has the same owner."""
    for passed in passes_in_session():
        if passed.door.household_id == view.household.id or passed.door.poll_id != view.poll.id:
            continue
        try:
            with reading() as session:
                other = answer_page(session, passed.shown(now()), now=now())
        except CodeRefused:  # its letter was issued anew
            continue
        if other.household.owner == view.household.owner:
            yield passed, other


def _flat(passed: Pass, other: AnswerPage) -> OtherFlat:
    home = other.household
    return OtherFlat(
        address=door_words(home.building, home.unit, home.room),
        home=url_for("resident.door", home=home.id),
        value=f"{home.id} {proof(passed)} {seen_text(other.seen)}",
    )


def _words(macro: str, found: list[OtherFlat]) -> str:
    macros = current_app.jinja_env.get_template("macros/flats.html").module
    return getattr(macros, macro)(found, g.get("ticked", ())) if found else ""
