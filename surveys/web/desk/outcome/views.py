"""What came out of a closed poll: the verdict in words, the list, and its papers."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from surveys.core.outcome import PublicOutcome
from surveys.core.outcome.telling import exact
from surveys.core.staff import Right
from surveys.core.tally import Basis
from surveys.paper.papers import NOTICE, SHEET, PaperKind, Printing
from surveys.paper.row import result_address
from surveys.services import outcome as outcomes
from surveys.services.district import site
from surveys.services.notice import NoticeDesk, notice_desk, posted_pdf
from surveys.web.audience import may
from surveys.web.desk.pages import download, my_scope, pages
from surveys.web.desk.ways import next_shown
from surveys.web.made_from import looking
from surveys.web.sessions import now
from surveys.words.community import Asker, asker
from surveys.words.outcome.charts import Charts, charts
from surveys.words.outcome.committee import checks


def _ended(poll_id: int) -> NoticeDesk:
    """The outcome of a poll that has ended. While a poll is open nobody learns more than the turnout."""
    with looking() as session:
        return notice_desk(session, my_scope(), poll_id, now=now())


@pages.get("/polls/<int:poll_id>/result")
@may(Right.LOOK)
def result(poll_id: int) -> str:
    """The verdict, every test and the list, on the screen."""
    found = _ended(poll_id)
    kind, outcome, printing = _sheet(found)
    with looking() as session:
        following = next_shown(session, [found.exact.poll])
    return render_template(
        "desk/outcome/result.html",
        next=following,
        found=found,
        poll=found.exact.poll,
        households=outcome.turnout.counts[Basis.HOUSEHOLDS],
        page=kind.make(outcome, printing),
        charts=_charts(found),
    )


@pages.get("/polls/<int:poll_id>/remarks")
@may(Right.REMARKS)
def remarks(poll_id: int) -> str:
    """What people wrote in their own words, of whom nothing is said."""
    with looking() as session:
        poll, said = outcomes.remarks(session, my_scope(), poll_id, now=now())
    return render_template("desk/outcome/remarks.html", poll=poll, said=said)


@pages.get("/polls/<int:poll_id>/sheet")
@may(Right.LOOK)
def sheet(poll_id: int) -> str:
    """The sheet as a page to print; `?posted` makes what hangs in the stairwell, `?posted=next` what the next notice would
    say."""
    found = _ended(poll_id)
    posted = "posted" in request.args
    kind, outcome, printing = _notice(found) if posted else _sheet(found)
    return render_template(
        "desk/outcome/sheet.html",
        page=kind.make(outcome, printing),
        charts=None if posted else _charts(found),
        posted=posted,
        kept=printing.posted is not None,
        following=request.args.get("posted") == "next" and found.hanging is not None,
        corrected=found.hanging is not None and found.differs,
        poll=found.exact.poll,
        back_url=url_for("desk.result", poll_id=poll_id),
        pdf_url=url_for("desk.sheet_pdf", poll_id=poll_id, posted=request.args["posted"]) if posted else None,
    )


@pages.get("/polls/<int:poll_id>/sheet.pdf")
@may(Right.LOOK)
def sheet_pdf(poll_id: int) -> Response:
    """The notice as PDF: the one that was pressed when it was posted. The sheet is printed with the other papers."""
    found = _ended(poll_id)
    if "posted" not in request.args:
        return redirect(url_for("desk.papers", poll_id=poll_id, _anchor=SHEET.key), 303)
    kind, outcome, printing = _notice(found)
    if printing.posted:
        with looking() as session:
            pressed = posted_pdf(session, my_scope(), poll_id, printing.posted.number)
    else:
        pressed = kind.pdf(outcome, printing)
    return download(pressed, f"{found.exact.poll.compound.name}-{kind.title}.pdf")


def _sheet(found: NoticeDesk) -> tuple[PaperKind, PublicOutcome, Printing]:
    beside = checks(found.exact.examined) if found.exact.examined else None
    printing = Printing(now(), _asks(found), found.exact.digest, beside)
    return SHEET, exact(found.exact), printing


def _notice(found: NoticeDesk) -> tuple[PaperKind, PublicOutcome, Printing]:
    """The notice that hangs; before the first, or where the next is asked for, what it would say now."""
    hanging = None if request.args.get("posted") == "next" else found.hanging
    outcome = hanging.outcome if hanging and hanging.outcome else found.outcome
    with looking() as session:
        address = result_address(site(session, current_app.config["ADDRESSES"]), found.exact.poll.id)
    return NOTICE, outcome, Printing(now(), _asks(found), posted=hanging, address=address)


def _asks(found: NoticeDesk) -> Asker:
    return asker(found.exact.poll.compound, current_app.config["OFFICE_PHONE"])


def _charts(found: NoticeDesk) -> Charts | None:
    return charts(found.exact.examined) if found.exact.examined else None
