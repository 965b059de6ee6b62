"""What is said of printing papers: why one isn't printed now, when it is, and what its file is called."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.paper import PaperCopy, PaperFormat, PaperSize
from surveys.core.poll import Poll
from surveys.words.dates import time_words

REFUSED_PAPERS: Mapping[str, str] = {
    "paper_before_opening": "征询打开以后才能印这张纸",
    "paper_before_start": "征询开始以后才能印这张纸",
    "paper_before_closing": "征询截止以后才能印这张纸",
    "paper_before_notice": "结果公示以后才能印这张纸",
    "paper_before_final": "最终公示以后才能印这张纸",
    "paper_not_now": "这张纸现在印不了",
    "paper_after_opening": "征询已经打开，这张纸不再印",
    "paper_after_start": "征询已经开始，这张纸不再印",
    "paper_after_closing": "征询已经截止，这张纸不再印",
    "paper_after_notice": "结果已经公示，这张纸不再印",
    "paper_after_final": "已经最终公示，这张纸不再印",
    "paper_paused": "征询暂停着，继续以后才能印这张纸",
    "paper_cancelled": "征询已经撤销，这张纸不再印",
    "paper_no_site": "居民打开的网址还没有写，手机扫不开；请管系统的人先写上网址",
    "paper_no_workbook": "{paper}只有PDF，没有Excel",
}
"""Why a paper isn't printed now."""
FORMATS: Mapping[PaperFormat, str] = {PaperFormat.PDF: "PDF", PaperFormat.XLSX: "Excel"}
SIZES: Mapping[PaperSize, str] = {PaperSize.A4: "A4", PaperSize.A3: "A3"}


def paper_when(why: str, poll: Poll) -> str:
    """When a paper that is refused may be printed, as far as a date is known; else empty."""
    match why:
        case "paper_before_start":
            return f"{time_words(poll.opens_at)}开始"
        case "paper_before_closing":
            return f"{time_words(poll.closes_at)}截止"
    return ""


def page_words(size: PaperSize, landscape: bool) -> str:
    """What to put into the printer, and how: A4竖着."""
    return f"{SIZES[size]}{'横着' if landscape else '竖着'}"


def copy_words(copy: PaperCopy) -> str:
    """Which copy, what of, by whom and when."""
    return f"第{copy.number}次印（{FORMATS[copy.format]}），{copy.who}，{time_words(copy.at)}"


def file_name(compound: str, title: str, kind: PaperFormat) -> str:
    """What the file of a paper is called."""
    return f"{compound}-{title}.{kind.value}"
