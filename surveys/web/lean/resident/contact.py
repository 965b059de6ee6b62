"""Leaving a telephone number to be called back, with a consent of its own, and taking it away again."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity
from surveys.core.contact import masked
from surveys.core.errors import NotAllowed, Rejected
from surveys.services.contact import ContactPage, contact_page, leave_contact, take_contact_back
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.lean.page import render
from surveys.web.lean.resident.pages import helper, pages
from surveys.web.sessions import now
from surveys.words.contact import contact_problem_words


def _capacity() -> Capacity:
    """In which capacity; whoever fills in for others leaves no number for them."""
    if helper() is not None:
        raise NotAllowed("own_ballot")
    return Capacity.OCCUPANT if request.values.get("capacity") == Capacity.OCCUPANT else Capacity.OWNER


@pages.get("/contact")
@audience(Audience.HOUSEHOLD)
def contact() -> AnyResponse | str:
    """The number that was left, or the form to leave one; only after answering."""
    capacity = _capacity()
    try:
        with reading() as session:
            found = contact_page(session, g.door, capacity, now=now())
    except NotAllowed:
        return redirect(url_for("resident.receipt"), 303)
    return _page(found, capacity)


def _page(found: ContactPage, capacity: Capacity, typed: str = "", problems: tuple[tuple[str, str], ...] = ()) -> str:
    stay(capacity=capacity)
    return render(
        "lean/resident/contact.html",
        view=found.view,
        capacity=capacity,
        left=masked(found.contact.phone) if found.contact else "",
        typed=typed,
        agreed="agree" in request.form,
        problems=dict(problems),
        deleted="deleted" in request.args,
    )


@pages.post("/contact")
@audience(Audience.HOUSEHOLD)
def leave_number() -> AnyResponse:
    """Keep the number, or show the form again with what is missing."""
    capacity, typed = _capacity(), request.form.get("phone", "")[:60]
    try:
        with transaction() as session:
            leave_contact(session, g.door, capacity, typed, agreed="agree" in request.form, now=now())
    except NotAllowed:
        return redirect(url_for("resident.receipt"), 303)
    except Rejected as refused:
        problems = tuple((problem.field, contact_problem_words(problem)) for problem in refused.problems)
        with reading() as session:
            found = contact_page(session, g.door, capacity, now=now())
        return Response(_page(found, capacity, typed, problems), 422)
    return redirect(url_for("resident.contact", capacity=capacity), 303)


@pages.post("/contact/delete")
@audience(Audience.HOUSEHOLD)
def delete_number() -> AnyResponse:
    """Delete the number at once."""
    capacity = _capacity()
    with transaction() as session:
        take_contact_back(session, g.door, capacity, now=now())
    return redirect(url_for("resident.contact", capacity=capacity, deleted=1), 303)
