"""The door: who asks, whether this is the right home, until when; where a letter leads, before any question."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.poll import PollState
from surveys.services.household import AnswerPage, answer_page
from surveys.store.db import reading
from surveys.web.audience import Audience, audience
from surveys.web.choices import look
from surveys.web.lean.page import render, styled
from surveys.web.lean.pattern import hole, kept_pattern
from surveys.web.lean.resident import questionnaire
from surveys.web.lean.resident.closed import closed_page
from surveys.web.lean.resident.pages import barred, headed, helper, leads_to, pages
from surveys.web.lean.resident.questionnaire import door_name, homes_of, same_poll
from surveys.web.sessions import now
from surveys.words.language import said
from surveys.words.place import door_words
from surveys.words.poll import closes_words, few_homes_note

TEMPLATE = "lean/resident/door.html"


@pages.get("/h/<int:home>")
@audience(Audience.HOUSEHOLD)
def door(home: int) -> AnyResponse:
    """Where a letter leads: the household's address, to be looked at before anything is answered for it."""
    with reading() as session:
        view = headed(answer_page(session, g.passed.shown(now()), now=now()))
    staff = helper()
    if staff and (refused := barred(view, staff)):
        return refused
    if elsewhere := leads_to(view, home):
        return elsewhere
    if view.state is not PollState.OPEN:
        return closed_page(view)
    pattern = kept_pattern((TEMPLATE, *same_poll(view), *look()), lambda: _page(view))
    styled(TEMPLATE)
    styled(questionnaire.TEMPLATE)  # our script writes it into this very document
    address = door_words(view.household.building, view.household.unit, view.household.room)
    values = {"address": address, "home": request.path, "door": door_name(g.passed.door), "digits": g.head.digits}
    return pattern.answer(values)


def _page(view: AnswerPage) -> str:
    return render(
        TEMPLATE,
        compound=view.compound.name,
        intro=said(view.edition.intro.strip()),
        closes=closes_words(view.poll),
        few=few_homes_note(homes_of(view)),
        **{name: hole(name) for name in ("address", "home", "door", "digits")},
    )
