"""What everybody may see: which compounds are asked or have their result, and one compound's page."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from surveys.services.public import public_poll, public_polls
from surveys.store.db import reading
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.paging import page_of
from surveys.web.resident.page import render
from surveys.web.sessions import now

pages = Blueprint("public", __name__)


@pages.get("/")
@audience(Audience.PUBLIC)
def home() -> str:
    """The compounds that are asked now and those whose result is out, to search."""
    search = request.args.get("q", "").strip()[:60]
    with reading() as session:
        found = page_of(public_polls(session, now=now(), search=search))
    stay(q=search, page=found.number)
    return render("public/home.html", page=found, q=search)


@pages.get("/p/<int:poll_id>")
@audience(Audience.PUBLIC)
def poll(poll_id: int) -> str:
    """A compound's own page: until when, how many answered, and how to."""
    with reading() as session:
        found = public_poll(session, poll_id, now=now())
    return render("public/poll.html", found=found, poll=found.poll, phone=current_app.config["OFFICE_PHONE"])
