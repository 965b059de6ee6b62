"""Deciding about a ballot that waits, and disowning one that stands."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity
from surveys.core.errors import NotAllowed, NotFound, PollNotOpen
from surveys.core.waiting import WaitingRuling
from surveys.services.household import answer_page
from surveys.services.waiting import decide_at_home, disown
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience, keeps
from surveys.web.lean.resident.closed import closed_page
from surveys.web.lean.resident.pages import headed, helper, pages, to
from surveys.web.lean.resident.receipt import receipt_page
from surveys.web.lean.said import Way, said
from surveys.web.sessions import now
from surveys.words.code import changed_words
from surveys.words.language import N_
from surveys.words.waiting import DECIDED_BEFORE, DISOWNED


@pages.post("/h/<int:home>/r/waiting")
@audience(Audience.HOUSEHOLD)
def waiting(home: int) -> AnyResponse:
    """Decide about a ballot that waits: as whoever cast the first one, or take back what one cast oneself."""
    if helper() is not None:
        raise NotAllowed("own_ballot")
    door = g.passed.shown(now())
    found = request.form.get("ruling", "")
    number = request.form.get("waiting", "")
    if found not in tuple(WaitingRuling) or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NotFound("waiting", number)
    try:
        with transaction(now) as session:
            decide_at_home(session, door, int(number), WaitingRuling(found), now=now())
    except PollNotOpen as refused:
        with reading() as session:
            return closed_page(headed(answer_page(session, door, now=now())), act=True, refused=refused)
    except NotAllowed as refused:
        told = DECIDED_BEFORE if refused.reason == "decided_before" else changed_words(refused.reason)
        return said(told, 409, Way(N_("看现在的回执"), "resident.receipt", home=home))
    return to("resident.receipt", home) if keeps() else receipt_page(g.passed)


@pages.post("/h/<int:home>/r/not-ours")
@audience(Audience.HOUSEHOLD)
def not_ours(home: int) -> AnyResponse:
    """Say with the letter that the ballot which stands isn't one's own: the street looks into it."""
    if helper() is not None:
        raise NotAllowed("own_ballot")
    capacity = Capacity.OCCUPANT if request.form.get("capacity") == Capacity.OCCUPANT else Capacity.OWNER
    try:
        with transaction(now) as session:
            disown(session, g.passed.door, capacity, request.form.get("said", "")[:600], now=now())
    except NotAllowed as refused:
        return said(changed_words(refused.reason), 409, Way(N_("看现在的回执"), "resident.receipt", home=home))
    return said(DISOWNED, 200, Way(N_("看现在的回执"), "resident.receipt", home=home))
