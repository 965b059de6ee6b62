"""What came out of a closed poll: the verdict in words, the list, and the sheet to print."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for

from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.core.sheet import Sheet
from surveys.paper.sheet import sheet_pdf as pdf
from surveys.services.deciding import decide
from surveys.store.db import reading
from surveys.web.desk.pages import download, for_desk, my_scope, pages
from surveys.web.sessions import now
from surveys.words.charts import Charts, charts
from surveys.words.sheet import SheetWords, sheet_words


def _closed(poll_id: int) -> Sheet:
    """The sheet of a closed poll. While a poll is open nobody learns more than the turnout."""
    with reading() as session:
        sheet = decide(session, my_scope(), poll_id, now=now())
    if sheet.state is not PollState.CLOSED:
        raise NotAllowed(str(sheet.state))
    return sheet


@pages.get("/polls/<int:poll_id>/result")
@for_desk
def result(poll_id: int) -> str:
    """The verdict, every test and the list, on the screen."""
    found = _closed(poll_id)
    return render_template("committee/result.html", sheet=found, words=_words(found), charts=_charts(found))


@pages.get("/polls/<int:poll_id>/sheet")
@for_desk
def sheet(poll_id: int) -> str:
    """The sheet as a page to print; `?posted` makes what may hang in the stairwell."""
    found = _closed(poll_id)
    posted = "posted" in request.args
    return render_template(
        "committee/sheet.html",
        page=_words(found),
        charts=_charts(found),
        posted=posted,
        poll=found.poll,
        back_url=url_for("desk.result", poll_id=poll_id),
        pdf_url=url_for("desk.sheet_pdf", poll_id=poll_id, posted="1" if posted else None),
    )


@pages.get("/polls/<int:poll_id>/sheet.pdf")
@for_desk
def sheet_pdf(poll_id: int) -> Response:
    """The same sheet as PDF."""
    found = _closed(poll_id)
    pressed = pdf(found, printed_at=now(), phone=current_app.config["OFFICE_PHONE"], for_posting="posted" in request.args)
    return download(pressed, f"{_words(found).short}.pdf")


def _charts(found: Sheet) -> Charts | None:
    return charts(found.examined, for_posting="posted" in request.args) if found.examined else None


def _words(found: Sheet) -> SheetWords:
    phone = current_app.config["OFFICE_PHONE"]
    return sheet_words(found, printed_at=now(), phone=phone, for_posting="posted" in request.args)
