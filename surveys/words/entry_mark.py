"""Reviewing entries as the desk says it: what asks for a look, what each mark does, and why one isn't taken."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.entry_mark import SIGN_RULE, Mark, PaperShare, ReviewedEntry, Sign, SignFound
from surveys.core.errors import NotAllowed, Problem
from surveys.words.advice import mending
from surveys.words.ballot import CAPACITIES, CHANNELS
from surveys.words.figure import share_words
from surveys.words.place import building_words

MARKS_SAID: Mapping[Mark, str] = {
    Mark.COUNTED: "看过了，计票",
    Mark.QUERIED: "存疑，还计票",
    Mark.VOID: "作废，不计票",
}
_PROBLEMS = {
    "mark_reason": "写明理由",
    "text_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}
_OUT = "结果已经公示，标记不能再改。有不对的，凭异议更正。"
_REFUSALS = {
    "draft": "征询还没有打开，没有录入可以复核。",
    "scheduled": "征询还没有开始，没有录入可以复核。",
    "no_entry": "没有这一份录入，或者已经撤销了。",
    "void_before": "这一份已经作废，不能再改。该算的，请住户自己再答一次。",
    "beside_owner": "这一份是另一位房主的，和先答的那位并排放着，在“共有人的票”里定以谁的为准。",
    "had_a_hand": "这一份是您录的，不能由您来标，请另一位来。",
    "hand_invited": "录的账号和您的账号，七天以内有一个是另一个开的，或者都是同一位开的，请另一位来。",
    "published": _OUT,
    "final": _OUT,
    "cancelled": "征询已经撤销，不计票，不用再复核。",
}


def mark_problem_words(problem: Problem) -> str:
    """What lacks in a mark."""
    return mending(_PROBLEMS, problem)


def mark_refused_words(refused: NotAllowed) -> str:
    """Why a mark isn't taken."""
    return _REFUSALS[refused.reason]


def sign_words(found: SignFound) -> str:
    """Why an entry asks for a look."""
    match found.sign:
        case Sign.FAST:
            return f"{found.number}秒就录完了，不像照着纸看的"
        case Sign.NIGHT:
            return f"夜里{SIGN_RULE.ends.hour}点到早上{SIGN_RULE.begins.hour}点之间录的"
        case Sign.MANY:
            return f"同一个人10分钟里录了{found.number}份"


def entry_words(entry: ReviewedEntry) -> str:
    """Whose an entry is, how it came, and from which form."""
    form = f"，第{entry.serial}份问卷" if entry.serial else ""
    return f"{CAPACITIES[entry.capacity].short}，{CHANNELS[entry.channel].way}{form}"


def share_line(share: PaperShare) -> str:
    """How a building stands out."""
    own, others = share_words(share.paper, share.answered), share_words(share.others_paper, share.others_answered)
    return f"{building_words(share.building)}：{own}是纸质的；别的楼{others}。"


def sign_rule_words() -> str:
    """From where on something asks for a look."""
    rule = SIGN_RULE
    return (
        f"录得快：不到{rule.seconds}秒（照片读过的不到{rule.seconds_read}秒）。录得多：同一个人10分钟里超过{rule.many}份。"
        f"纸质的多：一栋楼里纸质的至少{rule.least}份，占比超过别的楼的{rule.share}倍。"
    )
