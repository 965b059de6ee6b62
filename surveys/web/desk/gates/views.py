"""The five gates of one poll: where they stand, what proves it, where it stops, and what runs out."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from surveys.core.evidence import EvidenceKind
from surveys.core.gates import Checkpoint, Gate
from surveys.core.outcome.gates import exact_judgement
from surveys.core.place import CHINA
from surveys.core.staff import Right
from surveys.paper.stop import STOP
from surveys.services.evidence import evidence, evidence_lines
from surveys.services.gates import going_back, history, running_out, stages_of, stopped
from surveys.services.offices import offices
from surveys.services.outcome import poll_record
from surveys.web.audience import may
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import looking
from surveys.web.paging import asked_page, counted_page
from surveys.web.sessions import now
from surveys.words import checkpoint as at
from surveys.words import gates as words
from surveys.words.evidence import evidence_words

SIZE = 20


@pages.get("/polls/<int:poll_id>/gates")
@may(Right.LOOK)
def gates(poll_id: int) -> str:
    """The five gates as they stand at every checkpoint, and everything that was found, the latest first."""
    with looking() as session:
        record = poll_record(session, my_scope(), poll_id)
        files = evidence_lines(session, my_scope(), poll_id)
    stages = stages_of(record, now=now())
    return render_template(
        "desk/gates/gates.html",
        begun=[exact_judgement(judgement) for judgement in stages.begun[::-1]],
        ahead=exact_judgement(stages.ahead) if stages.ahead else None,
        stages=stages,
        checkpoints=list(Checkpoint),
        closed=record.poll.state(now()).ended,
        record=record,
        past=history(record.findings),
        back=[going_back(record.findings, gate) for gate in Gate if offices(me(), gate)],
        files={digest: evidence_words(file) for digest, file in files.items()},
        posted=record.poll.published_at is not None,
        mine={gate for gate in Gate if offices(me(), gate)},
        today=now().astimezone(CHINA).date(),
        words=words,
        at=at,
    )


@pages.get("/gates")
@may(Right.LOOK)
def gates_running_out() -> str:
    """Which findings run out within 30 days, or did lately."""
    offset = (asked_page() - 1) * SIZE
    with looking() as session:
        total, found = running_out(session, my_scope(), now=now(), offset=offset, limit=SIZE)
    page = counted_page(found, total, size=SIZE)
    today = now().astimezone(CHINA).date()
    return render_template("desk/gates/running_out.html", page=page, today=today, words=words, at=at)


@pages.get("/polls/<int:poll_id>/evidence/<digest>")
@may(Right.FIND)
def evidence_page(poll_id: int, digest: str) -> Response:
    """One file that proves a finding, to be kept and never to be run inside a page."""
    with looking() as session:
        file = evidence(session, my_scope(), poll_id, digest)
    ending = {EvidenceKind.JPEG: "jpg", EvidenceKind.PDF: "pdf"}[file.kind]
    response = download(file.content, f"{poll_id}-{digest[:8]}.{ending}")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@pages.get("/polls/<int:poll_id>/stop.pdf")
@may(Right.LOOK)
def stop(poll_id: int) -> Response:
    """Where the paper is printed that says where a compound stops: with the other papers."""
    with looking() as session:
        stopped(session, my_scope(), poll_id, now=now())
    return redirect(url_for("desk.papers", poll_id=poll_id, _anchor=STOP.printable.key), 303)
