"""What is to be done today, as the desk says it: what, about which compound, by when, and the button that leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.core.due import DUE_FOR, Due, DueKind
from surveys.core.life import Step
from surveys.core.place import CHINA
from surveys.core.poll import Poll, PollState
from surveys.core.rules import Check
from surveys.core.staff import RIGHTS, Right, Role
from surveys.services.due import NextStep
from surveys.words.account import ROLES
from surveys.words.change import STEPS_SAID
from surveys.words.dates import date_words, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.turnout import lacking_words


@dataclass(frozen=True, slots=True)
class DueWords:
    """What is to be done, `{n}` of it, about what more closely, `{about}`, what its moment is, and what the button says."""

    what: str
    moment: str
    button: str


DUES: Mapping[DueKind, DueWords] = {
    DueKind.SECOND: DueWords("等您确认：{about}", "{when}以前有效", "去核对"),
    DueKind.CHECK: DueWords("有{n}份录入的纸质问卷没有复核", "征询{when}截止", "去复核录入"),
    DueKind.REVIEW: DueWords("截止了，结果还没有复核", "{when}截止的", "去复核"),
    DueKind.PUBLISH: DueWords("复核过了，还没有公示", "{when}复核的", "去公示"),
    DueKind.ANSWER: DueWords("有{n}条异议没有答复", "公示到{when}为止", "去答复"),
    DueKind.FINALISE: DueWords("公示期满，可以最终公示", "{when}期满的", "去最终公示"),
    DueKind.CLOSING: DueWords("快截止了", "{when}截止", "看谁家没答"),
    DueKind.WAITING: DueWords("有{n}份回答等着定哪一份算", "{when}截止，不定就以先交的为准", "去定"),
    DueKind.DISPUTE: DueWords("有{n}份回答，住户说不是自家交的", "征询{when}截止", "去答复"),
    DueKind.AMEND: DueWords("有{n}条户册更正等着确认", "征询{when}截止", "去确认"),
    DueKind.PRINT: DueWords("还有住户没有印过入户信", "{when}开始收回答", "去打印"),
    DueKind.MENU: DueWords("改造菜单有{n}项没有估算", "计划{when}开始", "去填"),
    DueKind.OPEN: DueWords("有{n}个小区的草稿没有打开", "计划{when}开始", "去打开"),
    DueKind.PLAN: DueWords("有{n}个小区还没有征询，建一个轮次选上它们", "", "去建轮次"),
    DueKind.GATES: DueWords("五个不改还有{n}条没有认定", "", "去认定"),
    DueKind.RUNNING_OUT: DueWords("五个不改有{n}条核实快到期或者过期了", "", "去看是哪些"),
}


@dataclass(frozen=True, slots=True)
class SaidDue:
    """One thing to do in words: what, where, by when and how much of it is left; `late` where its moment is over."""

    what: str
    where: str
    moment: str
    left: str
    late: bool
    button: str


def due_words(due: Due, lacking: Sequence[Check], *, now: datetime) -> SaidDue:
    """One thing to do; what a poll that closes soon still needs stands in what is to be done."""
    words = DUES[due.kind]
    about = STEPS_SAID[Step(due.about)].name if due.kind is DueKind.SECOND else due.about
    what = words.what.format(n=due.number, about=about)
    if due.kind is DueKind.CLOSING and (still := lacking_words(lacking)):
        what = f"{what}，{still}"
    moment = words.moment.format(when=_at(due.when)) if due.when else ""
    late = due.when is not None and due.when <= now
    return SaidDue(what, _where(due), moment, time_left_words(due.when, now) if due.when else "", late, words.button)


def more_words(kind: DueKind, number: int) -> str:
    """That there is more of a kind than is shown."""
    return f"“{DUES[kind].button}”的还有{number}件没有列出来，办掉上面的就会出来。"


def _where(due: Due) -> str:
    place = due.compound or (due.poll.compound if due.poll else None)
    wave = unmarked(due.poll.wave.title)[0] if due.poll else ""
    names = (wave,) if due.kind is DueKind.OPEN else (place.name if place else "", wave)
    return " · ".join(filter(None, names))


def time_left_words(when: datetime, now: datetime) -> str:
    """How far a moment is away, in days of the calendar: 今天 18:00, 还有3天, 过了2天."""
    days = (_last_day(when).date() - now.astimezone(CHINA).date()).days
    if days == 0:
        return "今天" if _is_midnight(when) else f"今天{when.astimezone(CHINA):%H:%M}"
    if days == 1:
        return "明天"
    return f"还有{days}天" if days > 0 else f"过了{-days}天"


def _is_midnight(when: datetime) -> bool:
    local = when.astimezone(CHINA)
    return (local.hour, local.minute) == (0, 0)


def _last_day(when: datetime) -> datetime:
    """The day that a moment ends, where it is midnight."""
    local = when.astimezone(CHINA)
    return local - timedelta(days=1) if _is_midnight(when) else local


def _at(when: datetime) -> str:
    """A moment; midnight as the day that it ends."""
    return date_words(_last_day(when)) if _is_midnight(when) else time_words(when)


def coming_words(coming: tuple[Poll, datetime] | None, *, now: datetime) -> str:
    """What comes next where nothing is due."""
    if coming is None:
        return "近期没有要开始、截止或者期满的征询。"
    poll, when = coming
    return f"下一件：{poll.compound.name}的“{unmarked(poll.wave.title)[0]}”，{_comes(poll, when, now)}。"


def _comes(poll: Poll, when: datetime, now: datetime) -> str:
    """What happens by itself in a poll, and when."""
    match poll.state(now):
        case PollState.DRAFT:
            return f"{_at(when)}计划开始"
        case PollState.SCHEDULED:
            return f"{_at(when)}开始收回答"
        case PollState.PAUSED:
            return f"{_at(when)}截止，现在暂停着"
        case PollState.PUBLISHED:
            return f"{_at(when)}公示期满"
        case _:
            return f"{_at(when)}截止"


@dataclass(frozen=True, slots=True)
class SaidNext:
    """What comes next, in one sentence, and what the one button says."""

    told: str
    button: str


def next_step_words(step: NextStep, state: PollState, *, now: datetime) -> SaidNext:
    """The next step; where somebody else has to take it, who; where there is none, what comes by itself and when. `state` is
    that of the poll that the page is about."""
    due = step.due
    if due is None:
        return SaidNext(f"下一步：{_waits(step, state, now)}", _onward(state))
    words = DUES[due.kind]
    about = STEPS_SAID[Step(due.about)].name if due.kind is DueKind.SECOND else due.about
    what = words.what.format(n=due.number, about=about)
    where = f"，先从{due.poll.compound.name}开始" if step.polls > 1 and due.poll and due.kind is not DueKind.OPEN else ""
    if step.mine:
        return SaidNext(f"下一步：{what}{where}。", words.button)
    return SaidNext(f"下一步：{what}，由{_offices(DUE_FOR[due.kind])}来办。", "看办到哪一步")


def _onward(state: PollState) -> str:
    """What the button says that leads on from a poll in which nothing is due."""
    match state:
        case PollState.DRAFT:
            return "看这一轮"
        case PollState.SCHEDULED:
            return "看入户信"
        case PollState.CLOSED:
            return "看结果"
        case PollState.PUBLISHED:
            return "看异议"
        case PollState.FINAL:
            return "下载归档"
        case PollState.CANCELLED:
            return "看这个小区"
        case _:
            return "看谁家没答"


def _waits(step: NextStep, state: PollState, now: datetime) -> str:
    if state is PollState.FINAL:
        return "最终公示过了，把材料归档，这次征询就办完了。"
    if state is PollState.CANCELLED or step.coming is None:
        return "没有了，这次征询不再办。"
    poll, when = step.coming
    return f"等着就行，{_comes(poll, when, now)}。"


def _offices(right: Right) -> str:
    """Who has a right, the nearest to the door first."""
    return "、".join(ROLES[role].name for role in reversed(Role) if right in RIGHTS.get(role, ()))


def unplanned_words(number: int, *, mine: bool) -> SaidNext:
    """What comes after rosters, where compounds have no poll yet."""
    told = f"下一步：有{number}个小区还没有征询，"
    if mine:
        return SaidNext(f"{told}建一个轮次，选上它们。", "建轮次")
    return SaidNext(f"{told}由{_offices(Right.PLAN)}建轮次时选上。", "看今天要办的")
