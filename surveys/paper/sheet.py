"""The summary sheet (汇总表) and what of it is posted (公示表), as PDF."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from surveys.core.notice import Notice
from surveys.core.sheet import Sheet
from surveys.paper.press import pdf
from surveys.words.sheet import sheet_words


def sheet_pdf(
    sheet: Sheet, *, printed_at: datetime, phone: str = "", for_posting: bool = False, notice: Notice | None = None
) -> bytes:
    """The sheet as PDF: exact for the committee, or without small cells where it is made for posting."""
    words = sheet_words(sheet, printed_at=printed_at, phone=phone, for_posting=for_posting, notice=notice)
    return pdf("paper/sheet.typ", asdict(words), printed_at)
