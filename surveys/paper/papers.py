"""The papers: one row for each, from which come its place on the desk, its PDF, its command and its test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from surveys.core.notice import Notice
from surveys.core.outcome import PublicOutcome
from surveys.core.paper import ENDED, PaperSize, Printable
from surveys.core.staff import Right
from surveys.paper.poster import POSTER_ROW, STAIRWELLS_ROW
from surveys.paper.press import pdf
from surveys.paper.qr import qr
from surveys.paper.row import PaperDraft, PaperRow, PaperWanted, result_address
from surveys.paper.ruled_papers import DISTRICT_ROW, DOORS, PLAN, REGISTER
from surveys.paper.stop import STOP
from surveys.services.sheet import sheet_record
from surveys.words.blocks import Link, Paper, Section
from surveys.words.community import UNNAMED, Asker, asker
from surveys.words.outcome import notice, sheet
from surveys.words.outcome.committee import checks

TEMPLATE = "paper/paper.typ"


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper may need beside the outcome.

    `asks` is who seals it and who is to be asked. `digest` is that of the exact outcome and `beside` the checks of its list:
    both for the committee alone. `posted` is the notice that the paper belongs to, None before it is posted. `address` is
    that of the page where everybody finds the same; without it a paper has no QR code. `head` is the ledger's last
    checkpoint as it is typed.
    """

    printed_at: datetime
    asks: Asker = UNNAMED
    digest: str = ""
    beside: Section | None = None
    posted: Notice | None = None
    address: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper: what it is called, whether it is made of the exact outcome, which template sets it, and which way its
    pages stand."""

    key: str
    title: str
    exact: bool
    make: Callable[[PublicOutcome, Printing], Paper] = field(repr=False)
    template: str = TEMPLATE
    landscape: bool = False

    def pdf(self, outcome: PublicOutcome, printing: Printing) -> bytes:
        """The paper as PDF; the same outcome and printing give the same bytes."""
        made = self.make(outcome, printing)
        return pdf(self.template, asdict(made) | {"landscape": self.landscape}, printing.printed_at)


def _sheet(outcome: PublicOutcome, how: Printing) -> Paper:
    return sheet(outcome, digest=how.digest, printed_at=how.printed_at, asks=how.asks, beside=how.beside, head=how.head)


def _notice(outcome: PublicOutcome, how: Printing) -> Paper:
    return notice(outcome, posted=how.posted, asks=how.asks, link=_link(how.address) if how.address else None)


def _link(address: str) -> Link:
    drawn, parts = qr(address), urlsplit(address)
    typed = f"{parts.netloc}{parts.path}" if parts.scheme == "https" else address
    return Link(code="", address=typed, side=drawn.side, path=drawn.path)


SHEET = PaperKind("sheet", "汇总表", exact=True, make=_sheet, template="paper/sheet.typ")
NOTICE = PaperKind("notice", "公示表", exact=False, make=_notice, template="paper/wall.typ")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the committee's sheet is made of."""

    outcome: PublicOutcome
    asks: Asker
    digest: str
    beside: Section | None
    head: str


def _sheet_facts(asked: PaperWanted) -> SheetFacts:
    found = sheet_record(asked.session, asked.scope, asked.poll.id, now=asked.now)
    beside = checks(found.examined) if found.examined else None
    return SheetFacts(found.outcome, asker(found.poll.compound, asked.phone), found.digest, beside, found.head)


def _sheet_draft(facts: SheetFacts, at: datetime) -> PaperDraft:
    made = SHEET.make(facts.outcome, Printing(at, facts.asks, facts.digest, facts.beside, head=facts.head))
    return PaperDraft(SHEET.template, asdict(made) | {"landscape": SHEET.landscape})


def _sheet_pages(facts: SheetFacts) -> int:
    """Two pages that count, and an annex: three pages, and one more for every fifteen items or fifteen buildings."""
    return 5 + len(facts.outcome.listed.lines) // 15 + len(facts.outcome.turnout.buildings) // 15


SHEET_ROW = PaperRow(
    printable=Printable(SHEET.key, SHEET.title, ENDED, Right.LOOK, exact=SHEET.exact),
    purpose="上报用：改不改、改哪里，全部数字都在上面。不张贴。",
    size=PaperSize.A4,
    landscape=SHEET.landscape,
    pages=_sheet_pages,
    gather=_sheet_facts,
    draw=_sheet_draft,
)
ROWS: tuple[PaperRow[Any], ...] = (
    POSTER_ROW,
    STAIRWELLS_ROW,
    DOORS,
    REGISTER,
    SHEET_ROW,
    PLAN,
    DISTRICT_ROW,
    STOP,
)
PAPERS: Mapping[str, PaperRow[Any]] = {row.printable.key: row for row in ROWS}
"""Every paper that is printed of a poll. Notices freeze when they are posted and letters have runs of their own: both have
doors of their own."""


def notice_pdf(posted: Notice, *, asks: Asker = UNNAMED, site: str = "") -> bytes:
    """The paper of a notice, to be frozen with it: the same notice gives the same bytes whenever it is pressed. `site` is
    where residents reach this installation.

    Raises `ValueError` on a notice that is shown no more.
    """
    if posted.outcome is None:
        raise ValueError("what is shown no more is not printed either")
    address = result_address(site, posted.poll_id)
    return NOTICE.pdf(posted.outcome, Printing(posted.published_at, asks, posted=posted, address=address))
