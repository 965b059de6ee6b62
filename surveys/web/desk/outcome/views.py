"""What came out of a closed poll: the verdict in words, the list, and the sheet to print."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for

from surveys.core.staff import Right
from surveys.paper.sheet import sheet_pdf as pdf
from surveys.services.notice import NoticeDesk, notice_desk
from surveys.store.db import reading
from surveys.web.audience import may
from surveys.web.desk.pages import download, my_scope, pages
from surveys.web.sessions import now
from surveys.words.charts import Charts, charts
from surveys.words.sheet import SheetWords, sheet_words


def _ended(poll_id: int) -> NoticeDesk:
    """The sheet of a poll that has ended. While a poll is open nobody learns more than the turnout."""
    with reading() as session:
        return notice_desk(session, my_scope(), poll_id, now=now())


@pages.get("/polls/<int:poll_id>/result")
@may(Right.LOOK)
def result(poll_id: int) -> str:
    """The verdict, every test and the list, on the screen."""
    found = _ended(poll_id)
    return render_template(
        "desk/outcome/result.html",
        found=found,
        sheet=found.sheet,
        words=_words(found),
        charts=_charts(found),
    )


@pages.get("/polls/<int:poll_id>/sheet")
@may(Right.LOOK)
def sheet(poll_id: int) -> str:
    """The sheet as a page to print; `?posted` makes what may hang in the stairwell."""
    found = _ended(poll_id)
    posted = "posted" in request.args
    return render_template(
        "desk/outcome/sheet.html",
        page=_words(found),
        charts=_charts(found),
        posted=posted,
        poll=found.sheet.poll,
        back_url=url_for("desk.result", poll_id=poll_id),
        pdf_url=url_for("desk.sheet_pdf", poll_id=poll_id, posted="1" if posted else None),
    )


@pages.get("/polls/<int:poll_id>/sheet.pdf")
@may(Right.LOOK)
def sheet_pdf(poll_id: int) -> Response:
    """The same sheet as PDF."""
    found = _ended(poll_id)
    pressed = pdf(
        found.sheet,
        printed_at=now(),
        phone=current_app.config["OFFICE_PHONE"],
        for_posting="posted" in request.args,
        notice=found.standing,
    )
    return download(pressed, f"{_words(found).short}.pdf")


def _charts(found: NoticeDesk) -> Charts | None:
    examined = found.sheet.examined
    return charts(examined, for_posting="posted" in request.args) if examined else None


def _words(found: NoticeDesk) -> SheetWords:
    phone = current_app.config["OFFICE_PHONE"]
    return sheet_words(
        found.sheet, printed_at=now(), phone=phone, for_posting="posted" in request.args, notice=found.standing
    )
