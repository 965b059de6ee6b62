"""What everybody may see: which compounds are asked or have their result, and one compound's page."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, make_response, request, send_file

from surveys.core.ballot import Capacity
from surveys.core.code import read_receipt
from surveys.core.errors import Rejected
from surveys.paper.package import public_package
from surveys.services.form_register import form_told
from surveys.services.gates import checks_since
from surveys.services.notice import published
from surveys.services.poll import public_list, public_poll
from surveys.services.seal import heads
from surveys.store.db import reading
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.lane import apart
from surveys.web.lean.page import render
from surveys.web.lean.result import result_page, stopped_page
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.words.amended import amended_words
from surveys.words.change import told_change
from surveys.words.community import asker
from surveys.words.form_register import NO_NUMBER, told_words
from surveys.words.language import said
from surveys.words.result import STOPPED, where_counted_words
from surveys.words.tree_head import day_of_head, head_words
from surveys.words.waiting import reissued_count_words

pages = Blueprint("public", __name__)


@pages.get("/")
@audience(Audience.PUBLIC)
def home() -> str:
    """The compounds that are asked now and those whose result is out, to search."""
    search = request.args.get("q", "").strip()[:60]
    with reading() as session:
        found = counted_page(*public_list(session, now=now(), search=search, page=asked_page()))
    stay(q=search, page=found.number)
    return render("lean/public/home.html", page=found, q=search)


@pages.get("/form")
@audience(Audience.PUBLIC)
def form() -> str:
    """How far a paper questionnaire has come, by the number on its tear-off: the same for one that nobody brought back as
    for a number that no form has."""
    typed = request.args.get("n", "").strip()[:40]
    stay(n=typed)
    told, wrong = None, ""
    if typed:
        try:
            with reading() as session:
                told = told_words(form_told(session, typed))
        except Rejected:
            wrong = said(NO_NUMBER)
    return render("lean/public/form.html", typed=typed, told=told, wrong=wrong)


@pages.get("/p/<int:poll_id>")
@audience(Audience.PUBLIC)
def poll(poll_id: int) -> str:
    """A compound's own page: until when, how many answered, and how to; once it is published, the result."""
    with reading() as session:
        found = public_poll(session, poll_id, now=now())
        result = published(session, poll_id) if found.state.told else None
        known = () if result else heads(session, poll_id)[-1:]
        since = checks_since(session, result, now=now()) if result else ()
    anew = reissued_count_words(found.issued_anew) if found.issued_anew else ""
    if result:
        return result_page(result, since=since, number=request.args.get("n", type=int), anew=anew)
    asks = asker(found.poll.compound, current_app.config["OFFICE_PHONE"])
    stopped = STOPPED if found.stopped else ""
    changes = tuple(map(told_change, found.changes))
    return render(
        "lean/public/poll.html",
        found=found,
        poll=found.poll,
        asks=asks,
        stopped=stopped,
        changes=changes,
        anew=anew,
        amended=amended_words(found.amended) if found.amended else (),
        head_now="".join(f"{day_of_head(head.at)}　{head_words(head)}" for head in known),
    )


@pages.get("/p/<int:poll_id>/package.zip")
@audience(Audience.PUBLIC)
@apart
def package(poll_id: int) -> Response:
    """What was posted, as files with which anybody can check it; they tell of no household."""
    with reading() as session:
        found = published(session, poll_id)
    notice = found.notice(request.args.get("n", type=int))
    if notice.outcome is None:
        return make_response(stopped_page(found))
    name = f"{poll_id}-{notice.number}.zip"
    return send_file(BytesIO(public_package(notice)), mimetype="application/zip", as_attachment=True, download_name=name)


@pages.get("/p/<int:poll_id>/receipts")
@audience(Audience.PUBLIC)
def receipts(poll_id: int) -> str:
    """The receipts of all ballots that were counted, to find one's own; they tell of no household and of no choice."""
    number, typed = request.args.get("n", type=int), request.args.get("receipt", "").strip()[:40]
    with reading() as session:
        found = published(session, poll_id)
    outcome = found.notice(number).outcome
    if outcome is None:
        return stopped_page(found)
    code = read_receipt(typed)
    stay(n=number, receipt=typed)
    return render(
        "lean/public/receipts.html",
        poll=found.poll,
        number=number,
        owners=outcome.receipts[Capacity.OWNER],
        occupants=outcome.receipts[Capacity.OCCUPANT],
        typed=typed,
        there=code if any(code in receipts for receipts in outcome.receipts.values()) else "",
        answer=where_counted_words(code, outcome.receipts) if typed else "",
    )
