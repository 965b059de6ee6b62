"""The questionnaire's page: from bytes made once where it is empty, in full where something stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex

from flask import Response, g
from flask_wtf.csrf import generate_csrf

from surveys.core.answers import page_key
from surveys.core.ballot import Capacity
from surveys.core.kind import Fields
from surveys.core.kinds.number import NUMERALS, WRITTEN
from surveys.core.plain_text import UNSEEN
from surveys.core.staff import Staff
from surveys.services.ballot import AnswerPage
from surveys.services.code import Door
from surveys.services.poll import public_poll
from surveys.store.db import reading
from surveys.web.choices import look
from surveys.web.lean.page import render, styled
from surveys.web.lean.pattern import hole, kept_pattern
from surveys.web.lean.resident.kinds import ProblemWords
from surveys.web.lean.resident.questions import Form, asked
from surveys.web.sessions import now
from surveys.words.language import said
from surveys.words.place import door_words
from surveys.words.poll import closes_words

TEMPLATE = "lean/resident/ask.html"
HOLES = ("address", "csrf", "submission", "door")


def fresh(view: AnswerPage) -> Response:
    """The empty questionnaire, from bytes that were made once for everybody who is asked the same."""
    key = (page_key(view.edition, view.menu, view.household.building), *same_poll(view), *look(), _replaces(view))
    pattern = kept_pattern(key, lambda: _page(view, {}, (), None, {name: hole(name) for name in HOLES}))
    styled(TEMPLATE)
    return pattern.answer(_own(view))


def filled(view: AnswerPage, fields: Fields, problems: Sequence[ProblemWords] = (), staff: Staff | None = None) -> str:
    """The questionnaire with `fields` in it and what is wrong with them; `staff` is who fills in for the household."""
    return _page(view, fields, problems, staff, _own(view))


def _own(view: AnswerPage) -> dict[str, str]:
    home = view.household
    return {
        "address": door_words(home.building, home.unit, home.room),
        "csrf": generate_csrf(),
        "submission": token_hex(16),
        "door": door_name(g.door),
    }


def door_name(door: Door) -> str:
    """A name for the draft on the phone, which says nothing about the household's code."""
    return sha256(f"{door.poll_id}|{door.household_id}|{door.epoch}".encode()).hexdigest()[:12]


def same_poll(view: AnswerPage) -> tuple[object, ...]:
    """What tells a page of this poll from the same page of another."""
    assert view.poll.terms is not None
    return view.poll.id, view.compound.name, view.poll.terms.roster, view.poll.ended_at


@lru_cache(maxsize=512)
def _homes(poll_id: int, _roster: str) -> int:
    """How many households the poll asks: fixed when it opened."""
    with reading() as session:
        return public_poll(session, poll_id, now=now()).asked.households


def _replaces(view: AnswerPage) -> bool:
    """Whether an owner's vote stands, which another one from this household would take the place of."""
    return Capacity.OWNER in view.ballots


def _page(
    view: AnswerPage,
    fields: Fields,
    problems: Sequence[ProblemWords],
    staff: Staff | None,
    own: Mapping[str, str],
) -> str:
    by_question = {problem.field: problem.words for problem in problems}
    form = Form(
        view.edition,
        view.menu,
        view.household.building,
        _homes(view.poll.id, view.poll.terms.roster if view.poll.terms else ""),
    )
    questions = asked(form, fields, by_question)
    return render(
        TEMPLATE,
        compound=view.compound.name,
        intro=said(view.edition.intro.strip()),
        closes=closes_words(view.poll),
        questions=questions,
        symbols=sorted({symbol for question in questions for symbol in question.symbols}),
        problems=problems,
        replaces=_replaces(view),
        helper=staff,
        open="check" if fields and not problems else "",
        unseen=UNSEEN,
        written=WRITTEN,
        numerals=NUMERALS,
        **own,
    )
