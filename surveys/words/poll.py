"""How a poll stands: its state, when it begins and ends, and what to say when it is over."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.outcome import too_few_homes
from surveys.core.poll import Poll, PollState
from surveys.words.advice import Advice
from surveys.words.dates import deadline, time_words
from surveys.words.language import N_, _, counted

STATES: Mapping[PollState, str] = {
    PollState.DRAFT: N_("草稿"),
    PollState.SCHEDULED: N_("未开始"),
    PollState.OPEN: N_("进行中"),
    PollState.CLOSED: N_("已截止"),
    PollState.PUBLISHED: N_("已公示"),
}


def poll_state_words(state: str | None) -> str:
    """How a poll stands, in a word; that there is none, where it has no state."""
    return _(STATES[PollState(state)]) if state else "没有征询"


def closes_words(poll: Poll) -> str:
    """When answering ends: 12月15日星期二 20:00."""
    day, hour = deadline(poll.ended_at)
    return _("%(day)s%(hour)s", day=day, hour=hour)


def scheduled_words(poll: Poll) -> Advice:
    """A poll that hasn't begun."""
    dates = _("%(opens)s开始，%(closes)s截止。", opens=time_words(poll.opens_at), closes=closes_words(poll))
    return Advice(_("还没有开始"), (dates, _("到时候再扫这个二维码，信先收好。")))


def closed_words(poll: Poll, *, late: bool, stands: bool = False, act: bool = False, taken_back: bool = False) -> Advice:
    """A poll that is over; `late` where answers came after it, `act` any other change; whether a ballot `stands`, or was
    `taken_back`."""
    ended = _("%(closes)s截止的。", closes=closes_words(poll))
    if late:
        told = _("刚才这份交晚了，没有算进去。您填的都在下面，可以截图交给社区居委会。")
    elif act:
        told = _("刚才的改动交晚了，没有算进去。")
    else:
        told = "" if stands else _("您家交过的回答撤回了。") if taken_back else _("您家没有交过回答。")
    stood = _("截止前交的那份算数。") if stands else _("您家没有一份算数的回答。") if late or act else ""
    return Advice(_("征询已经截止"), tuple(filter(None, (ended, told, stood, _("结果核对好以后，贴在小区公示栏。")))))


def few_homes_note(homes: int) -> tuple[str, ...]:
    """What a household of a very small compound has to know before it answers; nothing where there are enough homes."""
    if not too_few_homes(homes):
        return ()
    return (
        counted("您小区只有%(n)s户。", homes),
        _("每一项有几户要，不公布；几户同意、几户不同意，要公布。"),
        _("要是家家答得一样，看总数就知道您家怎么选。"),
    )


def few_homes_words(compound: str, homes: int) -> str:
    """What the office has to know before it opens a poll of very few homes."""
    return (
        f"{compound}只有{homes}户：各项有多少户点，公布会看出哪家怎么选，所以都不公布；"
        f"大家答得一样的时候，公布的总数本身就说出了每一家的选择。打开以前，先跟住户说清楚。"
    )
