"""Typing in as the desk says it: what was asked how, what is in the way, and what was done."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.ballot import Channel
from surveys.core.errors import NotAllowed, Problem
from surveys.core.form_entry import PaperMark
from surveys.core.waiting import WaitingReason
from surveys.words.advice import mending
from surveys.words.ballot import CHANNELS
from surveys.words.language import _
from surveys.words.waiting import WAITING

TYPED_CHANNELS = {channel: CHANNELS[channel].way for channel in (Channel.PAPER, Channel.DOOR, Channel.CALL)}
"""How staff heard what they type in, in the order of the keys."""
MARKS: Mapping[PaperMark, str] = {
    PaperMark.SIGNED: "住户签了名",
    PaperMark.WITNESSED: "见证人签了名",
    PaperMark.DATED: "写了日期",
}
_PROBLEMS = {
    "form_missing": "填问卷编号，或者编号最后4位",
    "form_number": "编号不对，照着问卷再看一遍，一共12位",
    "form_unknown": "这次征询没有这个编号的问卷",
    "form_tail": "不止一份问卷以{value}结尾，把12位都填上",
    "form_spoiled": "这份问卷已经作废了：{value}。补印过的，录补印的那一份",
    "form_entered": "这份问卷{value}已经录过了",
    "form_of_another_home": "这份问卷是印给另一户的，换成那一户再录",
    "unsigned": "投了业主共同决定的票，纸上要有房主签名，看清楚再勾",
    "answer_missing": "选一项：怎么问到的",
    "home_unknown": "没有找到“{value}”，写成3-2-501这样，或者扫问卷上的码",
    "home_code": "这是信上的码，不在这里填。填门牌，或者扫问卷上的码",
}
_REFUSALS = {
    "own_ballot": "这一户自己投过，录入的换不了。",
    "own_co_vote": "这位共有人自己投过，录入的换不了。要改，请本人来改。",
    "matter_by_call": "业主共同决定的票不能在电话里投。这一题先选“这次不投”。",
    "kept_first": "这一户录入的已经定过一次，以先交的为准，不能再录。要改，请住户自己来改。",
    "stale": "这一页打开以后，这一户又有了新的回答。看一遍再存。",
    "overtaken": "同一页后来又存过一份。看一遍再存。",
    "amended_out": "这一户已经不算在户数里，不用录。",
    "scheduled": "征询还没有开始，现在不能录。",
    "paused": "征询暂停着，现在不能录。继续以后再录，填的先记在纸上。",
    "closed": "征询已经截止。截止以前登记过收回的纸质问卷，复核以前还能录；别的不能再录。",
    "published": "结果已经公示，不能再录。",
    "final": "结果已经公示，不能再录。",
    "cancelled": "征询已经撤销，不用录。",
    "not_yours": "这一份不是您录的，撤销不了。",
    "too_late_to_undo": "录了超过10分钟，撤销不了。录错了的，告诉复核的人。",
    "entry_locked": "这一份已经交去复核，撤销不了。",
    "beside_owner": "这一份和另一位共有人的放在一起，撤销不了。",
    "waits_beside": "又有一份在等着和这一份比，由街道来定，撤销不了。",
    "decided_before": "这一份已经有人定过了，撤销不了。",
    "void": "这一户的信刚才补发过，重新打开这一户再录。",
}
_WAITS = "%(why)s。这一份先等着，不算数，由街道来定。"
_BESIDE = "另一位共有人先投过，两份都留着，由社区来定以谁的为准。"


def typed_problem_words(problem: Problem) -> str:
    """What is wrong beside the answers."""
    return _(mending(_PROBLEMS, problem))


def typing_refused_words(refused: NotAllowed) -> str:
    """Why nothing was typed in, or undone."""
    return _(_REFUSALS[refused.reason])


def typed_in_words(home: str, receipt: str, waits: WaitingReason | None, *, beside: bool) -> str:
    """What was typed in for which home, and whether it counts."""
    told = _("%(home)s存好了，回执号%(receipt)s。", home=home, receipt=receipt)
    return told + (_(_WAITS, why=_(WAITING[waits].why)) if waits else _(_BESIDE) if beside else "")
