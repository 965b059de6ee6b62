"""How a notice stands: until when objections are taken, what it corrects, and its digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from surveys.core.notice import Notice
from surveys.words.dates import date_words, day_in_year, time_words
from surveys.words.language import N_, _
from surveys.words.letter import short_digest

STOPPED = N_("这次公示是旧版本做的，已停止显示，请镇街重新公示。")


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """Until when objections are taken, what the notice corrects, and its digest."""

    dates: str
    corrected: str
    digest: str


def notice_words(notice: Notice, last: Notice, today: date) -> NoticeWords:
    """How a notice stands beside the last one; `today` is the day in the compound's zone."""
    corrected = ""
    if notice.number > 1 and not notice.final:
        when = time_words(notice.published_at)
        corrected = _("%(when)s更正，这是第%(number)s次公示。", when=when, number=notice.number)
    return NoticeWords(_dates(notice, last, today), corrected, short_digest(notice.digest))


def _dates(notice: Notice, last: Notice, today: date) -> str:
    until, posted = day_in_year(notice.until), date_words(notice.published_at)
    if notice.number < last.number:
        return _("这是%(posted)s的第%(number)s次公示，后来更正过，不作数了。", number=notice.number, posted=posted)
    if notice.final:
        return _("这是%(posted)s的最终公示，公示期里提的意见都有了答复。", posted=posted)
    if today <= notice.until:
        return _("这是初步结果，公示到%(until)s。有不同意见，在这之前告诉社区居委会。", until=until)
    return _("%(from)s公示，到%(until)s期满。", **{"from": posted, "until": until})
