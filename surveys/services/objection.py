"""Objections to what was posted: written down, answered once, and all answered before anything is final."""

from __future__ import annotations

from datetime import datetime

from surveys.core.act import made, turned
from surveys.core.errors import NotAllowed, Problem, Rejected
from surveys.core.life import Step
from surveys.core.objection import LONGEST_WHAT, LONGEST_WHO, Objection
from surveys.core.place import Jurisdiction
from surveys.core.staff import Actor, Right, needs
from surveys.services.life import held
from surveys.store import entry
from surveys.store import objection as stored
from surveys.store.clock import moment
from surveys.store.db import Connection


@needs(Right.OBJECTIONS)
def record(
    session: Connection, scope: Jurisdiction, poll_id: int, who: str, what: str, *, by: Actor, now: datetime
) -> Objection:
    """Write an objection down. Raises `NotFound`, `NotAllowed` with the state of a poll of which nothing is posted or all is
    final, and `Rejected` with what is empty or too long."""
    held(session, scope, poll_id, Step.OBJECT, now)
    now = moment(session, now)
    who, what = who.strip(), what.strip()
    if problems := (*_text_problems("who", who, LONGEST_WHO), *_text_problems("what", what, LONGEST_WHAT)):
        raise Rejected(problems)
    for found in stored.objections(session, poll_id):
        if found.open and (found.who, found.what) == (who, what):
            return found
    number = stored.add(session, poll_id, who, what, by=by.username, at=now)
    told = made({"who": who, "what": what, "answer": ""})
    entry.enter(session, "objection_recorded", by=by, now=now, poll_id=poll_id, objection=number, **told)
    return stored.objection(session, poll_id, number)


@needs(Right.ANSWER)
def answer(
    session: Connection,
    scope: Jurisdiction,
    poll_id: int,
    objection_id: int,
    text: str,
    *,
    adopted: bool,
    by: Actor,
    now: datetime,
) -> Objection:
    """Answer an objection, once; `adopted` says that the result is corrected for it. Raises as `record` does, and
    `NotAllowed`: answered_before, where it has another answer."""
    held(session, scope, poll_id, Step.ANSWER, now)
    now = moment(session, now)
    found, text = stored.objection(session, poll_id, objection_id), text.strip()
    if problems := _text_problems("answer", text, LONGEST_WHAT):
        raise Rejected(problems)
    if not found.open:
        if (found.answer, found.adopted) == (text, adopted):
            return found
        raise NotAllowed("answered_before")
    stored.answer(session, objection_id, text, adopted=adopted, by=by.username, at=now)
    told = turned({"answer": found.answer}, {"answer": text, "adopted": int(adopted)})
    entry.enter(session, "objection_answered", by=by, now=now, poll_id=poll_id, objection=objection_id, **told)
    return stored.objection(session, poll_id, objection_id)


def _text_problems(field: str, text: str, most: int) -> tuple[Problem, ...]:
    if not text:
        return (Problem(f"{field}_empty", field),)
    if len(text) > most:
        return (Problem("text_too_long", field, detail={"most": most, "count": len(text)}),)
    return ()
