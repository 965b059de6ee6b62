"""The street's queue as the desk says it: what waits and why, what is disowned, and why an act on it isn't taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from surveys.core.ballot import Channel
from surveys.core.errors import NotAllowed, Problem
from surveys.core.form_entry import PaperMark
from surveys.core.poll import PollState
from surveys.core.staff import RIGHTS, Right, Role
from surveys.core.waiting import Waiting, WaitingReason, WaitingRuling
from surveys.services.queue import PaperBehind, Pending
from surveys.words.account import ROLES
from surveys.words.advice import mending
from surveys.words.ballot import CHANNELS
from surveys.words.dates import time_words
from surveys.words.form_entry import MARKS
from surveys.words.language import _
from surveys.words.waiting import RULINGS, WAITING

_ONE_STAYS = "先交的那一份不再算，收不回来。"
_BOTH_COUNT = "两套各算各的一户；按房主人数算的，一位房主以最后一次交的为准。"
_LATER_GOES = "后交的那一份不算，用同一封信不能再交。"
_LATER_TYPED_GOES = "后交的那一份不算，这一户以后再录入的也不算。"
_STEPS_OF_DISOWNED = (
    "请住户带身份证明到居委会，补发一封信：旧信作废，先交的那一份不动。",
    "住户用新信自己再交一份。那一份先等着，列在上面，不算数。",
    "住户写一张申请，写明门牌、哪一份算，签名、写日期。",
    "街道凭申请来定哪一份算。经手过这一户的信、替这一户录过的人不能定。",
    "定好以后，在这里写下怎么核对的、结果怎样。住户凭信看得到这句话。",
)
_PROBLEMS = {
    "waiting_paper": "写上申请的编号和日期",
    "waiting_why": "写明理由",
    "waiting_answer": "写明核对的结果",
    "text_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}
_ENDED = "征询已经截止。截止时没有定的，以先交的为准，不能再定。"
_REFUSALS = {
    "had_a_hand": "您经手过这两户的信，或者替这两户录过回答，不能由您来定，请另一位来。",
    "hand_invited": "经手过的账号和您的账号，七天以内有一个是另一个开的，或者都是同一位开的，请另一位来。",
    "role_entered": "这两份里有一份是您这一级的人录入的，不能由您来定，请另一级的来定。",
    "decided_before": "这一份刚才已经定过了，或者住户自己定了。回到列表看是怎么定的。",
    "answered_before": "这一条刚才已经答复过了。回到列表看是怎么答复的。",
    "scheduled": "征询还没有开始，没有什么要定的。",
    "paused": "征询暂停着，现在不能定。继续以后再来定。",
    "closed": _ENDED,
    "published": _ENDED,
    "final": _ENDED,
    "cancelled": "征询已经撤销，不计票，不用再定。",
}


def waiting_reason_words(waits: Waiting) -> str:
    """Why a ballot waits."""
    return _(WAITING[waits.reason].why)


def decision_hints(waits: Waiting) -> Mapping[str, str]:
    """What either decision means for these two ballots, by the value of the choice."""
    later = _BOTH_COUNT if waits.reason is WaitingReason.FLAT else _ONE_STAYS
    typed = waits.reason in (WaitingReason.TYPED, WaitingReason.TYPED_TWICE)
    return {"later": _(later), "first": _(_LATER_TYPED_GOES if typed else _LATER_GOES)}


def came_and_entered_words(channel: Channel, at: datetime, entered_by: str) -> str:
    """How and when a ballot came, and who entered it."""
    told = _("%(when)s，%(way)s", when=time_words(at), way=_(CHANNELS[channel].way))
    return _("%(told)s，%(who)s录入", told=told, who=entered_by) if entered_by else told


def paper_words(paper: PaperBehind) -> str:
    """The form that a ballot was typed in from, and what was seen on it beside the answers."""
    seen = "、".join(_(MARKS[mark]) for mark in PaperMark if mark in paper.marks)
    return _("第%(n)s份问卷，%(seen)s", n=paper.serial, seen=seen or _("没有看到签名、日期"))


def issued_anew_words(letters: tuple[tuple[datetime, str], ...]) -> str:
    """Each letter of a household that was issued anew: when, and by whom; empty where none was."""
    told = [_("%(when)s由%(who)s补发", when=time_words(at), who=by) for at, by in letters]
    return "；".join(told)


def outcome_of_waiting_words(waits: Waiting, *, ended: bool) -> str:
    """What became of a ballot that waited, and who decided it; empty while it waits."""
    if waits.ruling is None:
        return _("截止时没有定，以先交的为准") if ended else ""
    if waits.ruling is WaitingRuling.TAKEN_BACK:
        return _("录入的人撤销了") if waits.entered_by else _("后交的住户自己撤回了")
    who = _("街道定的") if waits.decided_by else _("先交的住户自己定的")
    return _("%(who)s：%(ruling)s", who=who, ruling=_(RULINGS[waits.ruling]))


def disowned_steps() -> tuple[str, ...]:
    """What a clerk does where a household says that a ballot isn't theirs, in order."""
    return tuple(_(step) for step in _STEPS_OF_DISOWNED)


def deciders() -> str:
    """The offices that decide, the nearest to the door first."""
    return "、".join(ROLES[role].name for role in reversed(Role) if Right.ANSWER in RIGHTS.get(role, ()))


def pending_words(found: Pending, state: PollState) -> tuple[str, ...]:
    """How much of the queue nobody dealt with, a sentence for each kind; none where all is done, or nothing is counted."""
    if state is PollState.CANCELLED:
        return ()
    told = []
    if found.waiting and state.ended:
        told.append(_("有%(n)s份回答到截止时没有定，以先交的为准。", n=found.waiting))
    elif found.waiting:
        told.append(_("有%(n)s份回答在等着定哪一份算；到截止时还没有定的，以先交的为准。", n=found.waiting))
    if found.disputed:
        told.append(_("有%(n)s份回答，住户说不是自家交的，还没有答复。", n=found.disputed))
    return tuple(told)


def queue_problem_words(problem: Problem) -> str:
    """What lacks or is too long in a decision or an answer."""
    return mending(_PROBLEMS, problem)


def queue_refused_words(refused: NotAllowed) -> str:
    """Why nothing is decided or answered now."""
    return _(_REFUSALS[refused.reason])
