"""The ledger: who did what, as far as whoever is signed in may see."""

from __future__ import annotations

from flask import Response, render_template, request

from surveys.core.staff import Right
from surveys.paper.table_file import ledger_file
from surveys.services.compound import compounds_within
from surveys.services.ledger import LedgerPage, ledger_lines, ledger_page
from surveys.web.audience import may
from surveys.web.desk.ledger.asked import asked_for
from surveys.web.desk.pages import download, me, my_scope, pages
from surveys.web.made_from import looking
from surveys.web.sessions import now
from surveys.words.ledger import ACT_CHOICES, LineWords, line_words


@pages.get("/ledger")
@may(Right.LEDGER)
def ledger() -> tuple[str, int]:
    """One page of the ledger, the newest first."""
    with looking() as session:
        asked = asked_for(session, my_scope(), request.args)
        found = None if asked.wrong else ledger_page(session, my_scope(), asked.search)
        compounds = compounds_within(session, my_scope())
    page = render_template(
        "desk/ledger/ledger.html",
        asked=asked,
        lines=_words(found) if found else (),
        older=found.lines[-1].id if found and found.older else None,
        compounds=compounds,
        acts=ACT_CHOICES,
    )
    return page, 422 if asked.wrong else 200


@pages.get("/ledger.xlsx")
@may(Right.LEDGER)
def ledger_workbook() -> Response:
    """The same lines, all that were looked for, as a workbook."""
    with looking() as session:
        asked = asked_for(session, my_scope(), request.args)
        lines = () if asked.wrong else ledger_lines(session, my_scope(), asked.search)
        made = ledger_file(lines, personal=me().may(Right.CONTACTS), at=now(), by=me().name)
    return download(made.content, made.name)


def _words(found: LedgerPage) -> tuple[LineWords, ...]:
    """The lines as they are read; whoever may not see households' numbers sees no personal values either."""
    personal = me().may(Right.CONTACTS)
    return tuple(line_words(line, found.names, personal=personal) for line in found.lines)
