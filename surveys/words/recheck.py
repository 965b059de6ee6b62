"""The recheck after closing as the desk says it: what is done next, what came of each visit, and why not."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.errors import NotAllowed
from surveys.core.poll import PollState
from surveys.core.recheck import Recheck, RecheckDoor, RecheckOutcome
from surveys.core.sampling import CHECK_RULE
from surveys.services.recheck import DifferingDoor
from surveys.words.ballot import CAPACITIES
from surveys.words.place import door_words

CAME: Mapping[RecheckOutcome, str] = {
    RecheckOutcome.COMPARED: "重问过了",
    RecheckOutcome.AWAY: "不在家",
    RecheckOutcome.REFUSED: "不愿再答",
}
_RUNS = "征询还没有截止。截止以后，公示以前，才上门重问。"
_OUT = "结果已经公示，不再上门重问。有不对的，凭异议更正。"
_REFUSALS = {
    "draft": _RUNS,
    "scheduled": _RUNS,
    "open": _RUNS,
    "paused": _RUNS,
    "published": _OUT,
    "final": _OUT,
    "cancelled": "征询已经撤销，不计票，不用重问。",
    "locked_before": "名单锁定过了。一个征询只锁定一次。",
    "not_locked": "名单还没有锁定。",
    "nothing_typed": "没有工作人员录入的票，不用重问。",
    "rolled_before": "已经掷过了。只掷一次，点数不能换。",
    "not_drawn": "这一户没有抽中，或者已经重问过了。",
    "no_answer": "选不在家，或者不愿再答。",
    "had_a_hand": "这里面有您录的，不能由您来，请另一位来。",
    "hand_invited": "录的账号和您的账号，七天以内有一个是另一个开的，或者都是同一位开的，请另一位来。",
}


def recheck_refused_words(refused: NotAllowed) -> str:
    """Why nothing is done about a recheck now."""
    return _REFUSALS[refused.reason]


def asked_anew_words(number: int) -> str:
    """How many of so many homes are drawn."""
    size = CHECK_RULE.size(number)
    return f"工作人员录入的有{number}份，{'份数少，全部' if size == number else f'抽{size}份'}上门重问。"


def recheck_words(recheck: Recheck) -> str:
    """Where a recheck stands, in numbers."""
    if recheck.rolled_at is None:
        return f"名单上有{len(recheck.doors)}份，锁定了，还没有掷骰子。"
    done = recheck.figures(())
    left = sum(door.waits for door in recheck.chosen)
    return (
        f"抽了{done.drawn}份，重问过{done.compared}份，一样的{done.equal}份，"
        f"不在家{done.away}份，不愿再答{done.refused}份，还要去{left}份。"
    )


def drawn_words(door: RecheckDoor) -> str:
    """A home on the list, and whose answer it is; never what it says."""
    return f"{door_words(door.home.building, door.home.unit, door.home.room)}，{CAPACITIES[door.capacity].short}"


def otherwise_words(found: DifferingDoor) -> str:
    """In what a home answered otherwise; never what."""
    whose = ("谁的意见",) if "capacity" in found.door.differs else ()
    return "、".join((*whose, *found.questions))


def not_now_words(state: PollState) -> str:
    """Why a poll in this state isn't rechecked."""
    return _REFUSALS[state.value]
