"""Lots of entries as the desk says them: where each stands, what is to be done, and what a sample finds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from surveys.core.ballot import Capacity, plain_answers
from surveys.core.entry_lot import EntryCheck, EntryLot, LotCheck, LotForm, LotRuling, LotState
from surveys.core.errors import NotAllowed, Problem
from surveys.core.recheck import Recheck
from surveys.core.roster import Household
from surveys.core.sampling import CHECK_RULE, chance_to_find
from surveys.services.entry_check import CheckDesk
from surveys.words.advice import mending
from surveys.words.ballot import CAPACITIES, question_lines
from surveys.words.place import door_words

LOTS: Mapping[LotState, str] = {
    LotState.LOCKED: "锁定了，还没有掷骰子",
    LotState.DRAWN: "抽好了，等别人再录一遍",
    LotState.OPENED: "录错的太多，整批都要再录",
    LotState.ACCEPTED: "通过了",
}
RULINGS: Mapping[LotRuling, str] = {
    LotRuling.FIRST: "第一遍对，票不动",
    LotRuling.SECOND: "第二遍对，票照第二遍改",
    LotRuling.NEITHER: "两遍都不对，请另一位再录",
}
SIGNED = {True: "签了名", False: "没有签名"}
_SUSPECTED = Fraction(5, 100)
_PROBLEMS = {
    "dice_faces": "骰子只有1到6，别的数字和字去掉",
    "dice_few": "至少要{least}个点数，现在有{count}个，接着掷",
    "dice_many": "最多{most}个点数，现在有{count}个",
    "dice_alike": "这么多次只有一两种点数，不像掷出来的，重新掷",
    "witnesses_few": "写上在场的人，至少两位，名字之间用顿号隔开",
    "finding_why": "写明理由",
    "mandate_missing": "纸上是代投的，先把文书登记好、核对好，再来定",
    "text_too_long": "最多写{most}个字，现在有{count}个字，删掉一些",
}
_OUT = "结果已经公示，录入不能再复核。有不对的，凭异议更正。"
_REFUSALS = {
    "draft": "征询还没有打开，没有录入可以复核。",
    "scheduled": "征询还没有开始，没有录入可以复核。",
    "nothing_to_lock": "没有新录的问卷。都在前面的批次里了。",
    "no_lot": "没有这一批。",
    "no_check": "没有这一份。",
    "rolled_before": "这一批已经掷过了。一批只掷一次，点数不能换。",
    "not_drawn": "这一份没有抽中，或者已经再录过了。",
    "decided_before": "这一份刚才已经定过了。",
    "had_a_hand": "这里面有您录的，不能由您来，请另一位来。",
    "hand_invited": "录的账号和您的账号，七天以内有一个是另一个开的，或者都是同一位开的，请另一位来。",
    "published": _OUT,
    "final": _OUT,
    "cancelled": "征询已经撤销，不计票，不用再复核。",
}


def lot_problem_words(problem: Problem) -> str:
    """What lacks in what was typed about a lot."""
    return mending(_PROBLEMS, problem)


def lot_refused_words(refused: NotAllowed) -> str:
    """Why nothing is done about a lot now."""
    return _REFUSALS[refused.reason]


def sample_words(forms: int) -> str:
    """How many of so many forms are drawn, and how likely that finds a clerk who made up one in twenty of them."""
    size, made_up = CHECK_RULE.size(forms), -(-forms * _SUSPECTED.numerator // _SUSPECTED.denominator)
    if size == forms:
        return f"{forms}份，份数少，全部再录一遍。"
    found = chance_to_find(forms, made_up, size)
    return f"{forms}份里抽{size}份再录一遍。假如有{made_up}份是乱录的，抽中至少一份的可能是{_hundredths(found)}。"


def _hundredths(share: Fraction) -> str:
    whole = share * 10_000 // 1
    return f"{whole // 100}.{whole % 100:02}%"


def lot_words(check: LotCheck) -> str:
    """Where a lot stands, in numbers."""
    done, wrong = len(check.chosen) - len(check.to_type), check.wrong
    match check.lot.state:
        case LotState.LOCKED:
            return sample_words(len(check.forms))
        case LotState.DRAWN | LotState.OPENED:
            waits = f"，{len(check.differing)}份两遍不一样，等人来定" if check.differing else ""
            return f"要再录{len(check.chosen)}份，录好了{done}份，录错的{wrong}份{waits}。"
        case LotState.ACCEPTED:
            return f"一共{len(check.forms)}份，再录了{len(check.chosen)}份，录错的{wrong}份，都改好了。"


def check_rule_words() -> str:
    """The rule by which samples are drawn."""
    share, wrong = (Fraction(part) * 100 for part in (CHECK_RULE.share, CHECK_RULE.wrong))
    return f"每批抽{share}%，至少{CHECK_RULE.least}份；不到{CHECK_RULE.least}份的全抽。录错的超过{wrong}%，整批都再录。"


def hand_check(lot: EntryLot | Recheck) -> str:
    """How whoever doubts a sample draws it again on any computer."""
    return (
        "import hashlib\n"
        f'校验码, 点数, 份数 = "{lot.digest}", "{lot.dice}", {lot.size}\n'
        'print(sorted(open("编号.txt").read().split(), key=lambda n: '
        'hashlib.sha256(f"{校验码}|{点数}|{n}".encode()).hexdigest())[:份数])'
    )


def drawer_words(form: LotForm) -> str:
    """A form as it lies in the drawer."""
    number = form.number
    return f"第{form.serial}份（{number[:4]} {number[4:8]} {number[8:]}）"


def spoken_digest(digest: str) -> str:
    """The beginning of a lot's digest, short enough to be read aloud and written on paper."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def second_typing_words(check: EntryCheck) -> str:
    """What came of a second typing."""
    if check.open:
        return f"{check.by}录的，和第一遍不一样"
    return f"{check.by}录的，{RULINGS[check.ruling]}" if check.ruling else f"{check.by}录的，一样"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One thing in which two typings differ, as either has it."""

    name: str
    first: str
    second: str


def typings_words(desk: CheckDesk) -> tuple[SideBySide, ...]:
    """In what two typings of a form differ, and what either says."""
    first, second, differs = _said(desk, 1), _said(desk, 2), desk.check.differs
    signed = SideBySide("签名", SIGNED[desk.form.signed], SIGNED[desk.check.signed])
    whose = SideBySide(
        "是谁家的，谁的意见", _whose(desk.form.home, desk.form.capacity), _whose(desk.home, desk.check.capacity)
    )
    keys = {key.partition(".")[0] for key in differs}
    asked = [question for question in desk.edition.questions if question.key in keys]
    lines = [SideBySide(q.label, first.get(q.key, "没有填"), second.get(q.key, "没有填")) for q in asked]
    beside = [whose] if keys & {"household", "capacity"} else []
    return (*beside, *([signed] if "signed" in keys else []), *lines)


def _said(desk: CheckDesk, typing: int) -> dict[str, str]:
    content = desk.form.content if typing == 1 else desk.check.content
    answers = plain_answers(json.loads(content))
    return {q.key: "；".join(lines) for q in desk.edition.questions if (lines := question_lines(q, desk.menu, answers))}


def _whose(home: Household, capacity: Capacity) -> str:
    return f"{door_words(home.building, home.unit, home.room)}，{CAPACITIES[capacity].short}"
