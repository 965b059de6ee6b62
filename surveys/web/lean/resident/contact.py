"""Leaving a telephone number to be called back, with a consent of its own, and taking it away again."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from surveys.core.ballot import Capacity
from surveys.core.contact import masked
from surveys.core.errors import NotAllowed, Rejected
from surveys.services.contact import ContactPage, contact_page, leave_contact, take_contact_back
from surveys.services.household import answer_page
from surveys.store.db import reading, transaction
from surveys.web.audience import Audience, audience, keeps
from surveys.web.choices import stay
from surveys.web.lean.page import render
from surveys.web.lean.resident.closed import closed_page
from surveys.web.lean.resident.pages import headed, helper, pages
from surveys.web.lean.said import Way, said
from surveys.web.sessions import now, proof
from surveys.words.code import changed_words
from surveys.words.contact import contact_problem_words
from surveys.words.language import N_
from surveys.words.place import door_words


def _capacity() -> Capacity:
    """In which capacity; whoever fills in for others leaves no number for them."""
    if helper() is not None:
        raise NotAllowed("own_ballot")
    return Capacity.OCCUPANT if request.values.get("capacity") == Capacity.OCCUPANT else Capacity.OWNER


@pages.get("/h/<int:home>/contact")
@audience(Audience.HOUSEHOLD)
def contact(home: int) -> AnyResponse | str:
    """The number that was left, or the form to leave one; only after answering."""
    return _shown(home, deleted="deleted" in request.args)


def _shown(home: int, *, deleted: bool = False) -> AnyResponse | str:
    capacity = _capacity()
    try:
        with reading() as session:
            found = contact_page(session, g.passed.shown(now()), capacity, now=now())
    except NotAllowed as refused:
        return _refused(refused, home)
    return _page(found, capacity, deleted=deleted)


def _refused(error: NotAllowed, home: int) -> Response:
    with reading() as session:
        view = headed(answer_page(session, g.passed.door, now=now()))
    if error.reason == "too_late":
        return closed_page(view, act=True)
    return said(changed_words(error.reason), 409, Way(N_("看现在的回执"), "resident.receipt", home=home))


def _page(
    found: ContactPage,
    capacity: Capacity,
    typed: str = "",
    problems: tuple[tuple[str, str], ...] = (),
    *,
    deleted: bool = False,
) -> str:
    stay(capacity=capacity)
    home = headed(found.view).household
    return render(
        "lean/resident/contact.html",
        view=found.view,
        home=url_for("resident.door", home=home.id),
        address=door_words(home.building, home.unit, home.room),
        proof=proof(g.passed),
        capacity=capacity,
        left=masked(found.contact.phone) if found.contact else "",
        typed=typed,
        agreed="agree" in request.form,
        problems=dict(problems),
        deleted=deleted,
        kept=keeps(),
    )


@pages.post("/h/<int:home>/contact")
@audience(Audience.HOUSEHOLD)
def leave_number(home: int) -> AnyResponse | str:
    """Keep the number, or show the form again with what is missing."""
    if "phone" not in request.form:  # no cookie kept: this is the way to the form
        return _shown(home)
    capacity, typed, door = _capacity(), request.form.get("phone", "")[:60], g.passed.shown(now())
    try:
        with transaction(now) as session:
            leave_contact(session, door, capacity, typed, agreed="agree" in request.form, now=now())
    except NotAllowed as refused:
        return _refused(refused, home)
    except Rejected as refused:
        problems = tuple((problem.field, contact_problem_words(problem)) for problem in refused.problems)
        with reading() as session:
            found = contact_page(session, door, capacity, now=now())
        return Response(_page(found, capacity, typed, problems), 422)
    return redirect(url_for("resident.contact", home=home, capacity=capacity), 303) if keeps() else _shown(home)


@pages.post("/h/<int:home>/contact/delete")
@audience(Audience.HOUSEHOLD)
def delete_number(home: int) -> AnyResponse | str:
    """Delete the number at once."""
    capacity = _capacity()
    try:
        with transaction(now) as session:
            take_contact_back(session, g.passed.shown(now()), capacity, now=now())
    except NotAllowed as refused:
        return _refused(refused, home)
    if not keeps():
        return _shown(home, deleted=True)
    return redirect(url_for("resident.contact", home=home, capacity=capacity, deleted=1), 303)
