"""The questionnaire's page: from bytes made once where it is empty, in full where something stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex
from typing import Any

from flask import Response, g, url_for

from surveys.core.answers import page_key
from surveys.core.ballot import Capacity
from surveys.core.kind import Fields
from surveys.core.kinds.number import NUMERALS, WRITTEN
from surveys.core.matter import matters_of
from surveys.core.plain_text import UNSEEN
from surveys.core.roster import Entrance
from surveys.core.staff import Staff
from surveys.core.submission import seen_text
from surveys.services.code import Door
from surveys.services.household import AnswerPage, homes_by_entrance
from surveys.services.poll import public_poll
from surveys.store.db import reading
from surveys.web.choices import look
from surveys.web.lean.page import render, styled
from surveys.web.lean.pattern import hole, kept_pattern
from surveys.web.lean.resident.flats import offered
from surveys.web.lean.resident.kinds import ProblemWords
from surveys.web.lean.resident.questions import Form, asked
from surveys.web.sessions import now, proof, staff_token
from surveys.words.amended import amended_home_words
from surveys.words.ballot import ClashWords
from surveys.words.matter import asked_words
from surveys.words.place import door_words

TEMPLATE = "lean/resident/ask.html"
HOLES = ("address", "home", "proof", "seen", "submission", "door", "now", "shown", "digits", "flats")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a questionnaire: `fields`, what is wrong with them, what is in the way of them, and who fills in for
    the household. `editing` is the ballot they were first taken from, `key` the receipt key that was typed, `left` how the
    helper asked who isn't signed in any more."""

    fields: Fields
    problems: tuple[ProblemWords, ...] = ()
    staff: Staff | None = None
    editing: Capacity | None = None
    clash: ClashWords | None = None
    key: str = ""
    left: str | None = None


def fresh(view: AnswerPage) -> Response:
    """The empty questionnaire, from bytes that were made once for everybody who is asked the same."""
    key = (
        page_key(view.edition, view.menu, view.household.entrance),
        *same_poll(view),
        *look(),
        _replaces(view),
        _amended(view),
    )
    pattern = kept_pattern(key, lambda: _page(view, Filled({}), {name: hole(name) for name in HOLES}))
    styled(TEMPLATE)
    return pattern.answer(_own(view))


def filled(view: AnswerPage, form: Filled) -> str:
    """The questionnaire with something in it already."""
    return _page(view, form, _own(view))


def _own(view: AnswerPage) -> dict[str, str]:
    home = view.household
    return {
        "address": door_words(home.building, home.unit, home.room),
        "home": url_for("resident.door", home=home.id),
        "proof": proof(g.passed),
        "seen": g.get("made_from") or seen_text(view.seen),
        "submission": token_hex(16),
        "door": door_name(g.passed.door),
        "now": str(int(now().timestamp())),
        "shown": str(int(g.passed.at.timestamp())),
        "digits": g.head.digits,
        "flats": "" if staff_token() else offered(view),
    }


def door_name(door: Door) -> str:
    """A name for the draft on the phone, which says nothing about the household's code."""
    return sha256(f"{door.poll_id}|{door.household_id}|{door.epoch}".encode()).hexdigest()[:12]


def same_poll(view: AnswerPage) -> tuple[object, ...]:
    """What tells a page of this poll from the same page of another."""
    assert view.poll.terms is not None
    return view.poll.id, view.compound, view.poll.wave.title, view.poll.terms.roster, view.version, view.poll.ended_at


def homes_of(view: AnswerPage) -> int:
    """How many households the poll asks: fixed until its roster is amended."""
    return _homes(view.poll.id, _roster(view))


def _roster(view: AnswerPage) -> tuple[str, int]:
    """What names the roster that counts now: the digest of the frozen one, and how often it was amended."""
    return view.poll.terms.roster if view.poll.terms else "", view.version


@lru_cache(maxsize=512)
def _homes(poll_id: int, _of: tuple[str, int]) -> int:
    with reading() as session:
        return public_poll(session, poll_id, now=now()).asked.households


def _matters(view: AnswerPage) -> Mapping[str, tuple[str, ...]]:
    """What is said beside each matter that this household votes on, by its question's key."""
    assert view.poll.terms is not None
    doors = _entrances(view.poll.id, _roster(view)) if view.poll.terms.matters else {}
    found = (matter for matter in matters_of(view.poll.terms) if matter.question.key in view.edition.by_key)
    return {
        one.question.key: asked_words(one, sum(homes for door, homes in doors.items() if one.scope.holds(*door)))
        for one in found
    }


def _homes_in(view: AnswerPage) -> Mapping[str, int]:
    """How many households each item of a part of the compound is for, where what each pays is told."""
    told = [item for item in view.menu.items if item.is_local and item.pays]
    if not told:
        return {}
    doors = _entrances(view.poll.id, _roster(view))
    return {item.key: sum(homes for entrance, homes in doors.items() if item.concerns(entrance)) for item in told}


@lru_cache(maxsize=512)
def _entrances(poll_id: int, _of: tuple[str, int]) -> Mapping[Entrance, int]:
    with reading() as session:
        return homes_by_entrance(session, poll_id)


def _replaces(view: AnswerPage) -> bool:
    """Whether an owner's vote stands, which another one from this household would take the place of."""
    return Capacity.OWNER in view.ballots


def _amended(view: AnswerPage) -> tuple[str, ...]:
    """How what is counted of this home was put right since the letters came."""
    return amended_home_words(view.amendments)


def _page(view: AnswerPage, filled_in: Filled, own: Mapping[str, str]) -> str:
    by_question = {problem.field: problem.words for problem in filled_in.problems}
    form = Form(
        view.edition,
        view.menu,
        view.household.entrance,
        homes_of(view),
        view.poll.terms,
        _homes_in(view),
        view.shut if filled_in.staff else frozenset(),
        _matters(view),
        helped=filled_in.staff is not None,
    )
    return drawn(
        TEMPLATE,
        form,
        filled_in,
        compound=view.compound.name,
        by_question=by_question,
        replaces=_replaces(view) and not view.several,
        amended=_amended(view),
        open="check" if filled_in.fields and not filled_in.problems else "",
        **own,
    )


def drawn(template: str, form: Form, filled_in: Filled, *, by_question: Mapping[str, str], **values: Any) -> str:
    """The page of a questionnaire, from what is asked and what stands in it."""
    questions = asked(form, filled_in.fields, by_question)
    return render(
        template,
        questions=questions,
        symbols=sorted({symbol for question in questions for symbol in question.symbols}),
        by_question=by_question,
        form=filled_in,
        shut=form.shut,
        unseen=UNSEEN,
        written=WRITTEN,
        numerals=NUMERALS,
        **values,
    )
