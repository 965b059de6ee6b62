"""The sealed ledger as everybody sees it: its checkpoints, two of them compared, and what is published beside a notice."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, request, send_file

from surveys.core.errors import NotFound
from surveys.services.notice import opened_file, published
from surveys.services.open_row import rows_in
from surveys.services.poll import public_poll
from surveys.services.seal import heads
from surveys.services.tree_head import compared
from surveys.store.db import reading
from surveys.web.audience import Audience, audience
from surveys.web.choices import stay
from surveys.web.lane import apart
from surveys.web.lean.page import render
from surveys.web.sessions import now
from surveys.words.language import said
from surveys.words.letter import short_digest
from surveys.words.tree_head import WHAT_FOR, day_of_head, head_words, kept_words

pages = Blueprint("seal", __name__)
_LONGEST = 120


@pages.get("/p/<int:poll_id>/ledger")
@audience(Audience.PUBLIC)
def ledger(poll_id: int) -> str:
    """The checkpoints of a poll, and whether one that somebody kept is still the beginning of another."""
    first, second = (request.args.get(name, "").strip()[:_LONGEST] for name in ("first", "second"))
    stay(first=first, second=second)
    with reading() as session:
        found = public_poll(session, poll_id, now=now())
        known = heads(session, poll_id)
        both = compared(session, poll_id, first, second) if first or second else None
        posted = published(session, poll_id).notices if found.state.told else ()
    return render(
        "lean/public/ledger.html",
        poll=found.poll,
        heads=[(day_of_head(head.at), head_words(head)) for head in reversed(known)],
        what_for=said(WHAT_FOR),
        first=first,
        second=second,
        both=both,
        answer=kept_words(both) if both else "",
        opened=[(notice.number, short_digest(notice.opened)) for notice in reversed(posted) if notice.opened],
    )


@pages.get("/p/<int:poll_id>/rows.zip")
@apart
@audience(Audience.PUBLIC)
def rows(poll_id: int) -> Response:
    """What was published beside a notice, byte for byte: the rows, the ledger's tree and its checkpoints."""
    number, content = _opened(poll_id)
    name = f"{poll_id}-{number}-rows.zip"
    return send_file(BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=name)


@pages.get("/p/<int:poll_id>/rows.json")
@apart
@audience(Audience.PUBLIC)
def rows_alone(poll_id: int) -> Response:
    """The rows of that file alone, for a page that looks for a home's own among them."""
    return Response(rows_in(_opened(poll_id)[1]), mimetype="application/json")


def _opened(poll_id: int) -> tuple[int, bytes]:
    with reading() as session:
        notice = published(session, poll_id).notice(request.args.get("n", type=int))
        if not notice.outcome:
            raise NotFound("notice", str(notice.number))
        return notice.number, opened_file(session, poll_id, notice.number)
