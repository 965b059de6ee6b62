"""Knocking on doors in words: what came of a knock, when somebody comes again, and why one wasn't kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from surveys.core.errors import Problem
from surveys.core.place import CHINA
from surveys.core.visit import DayPart, DoorVisit, VisitOutcome
from surveys.services.visit import DoorToVisit
from surveys.words.advice import mending


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """What an outcome is called, its one sign in the grid of doors, and what it says at length."""

    name: str
    sign: str
    told: str


OUTCOMES: Mapping[VisitOutcome, OutcomeWords] = {
    VisitOutcome.ANSWERED: OutcomeWords("答了", "说", "上过门，说已经答了，还没有收到"),
    VisitOutcome.OUT: OutcomeWords("不在", "不", "上过门，不在家"),
    VisitOutcome.REFUSED: OutcomeWords("拒答", "拒", "上过门，不愿意答"),
    VisitOutcome.LATER: OutcomeWords("另约", "约", "上过门，约了再来"),
    VisitOutcome.EMPTY: OutcomeWords("空置", "空", "上过门，没有人住"),
    VisitOutcome.LETTER: OutcomeWords("留信", "信", "上过门，留了信"),
    VisitOutcome.UNDONE: OutcomeWords("撤回", "", "记错了，撤回了"),
}
SUMMED = tuple(outcome for outcome in VisitOutcome if outcome is not VisitOutcome.UNDONE)
"""What is counted of knocks."""
PARTS: Mapping[DayPart, str] = {DayPart.MORNING: "上午", DayPart.AFTERNOON: "下午", DayPart.EVENING: "晚上"}
_WEEKDAYS = "一二三四五六日"
_PROBLEMS = {
    "visit_number": "这一条的编号不对，没有收，请重新记一次",
    "visit_closed": "征询没有在进行，这一条没有收",
    "visit_outcome": "选一个：答了、不在、拒答、另约、空置、留信",
    "visit_door": "这一户不在这次征询里，没有收，看看是不是记错了门",
    "visit_when": "约下次，要选哪一天，还要选上午、下午还是晚上",
    "visit_day": "下次的日子要在今天起60天以内，重新选一天",
    "visit_no_next": "答了、拒答、空置的不约下次，去掉日子再记",
    "visit_remark_long": "备注最多{most}个字，写短一点",
    "visit_remark_personal": "备注里不要写电话和证件号，删掉再记",
    "visit_undone": "要撤回的那一条没有找到，没有撤",
    "visit_undone_others": "那一条是{name}记的，只有本人能撤回",
    "visit_somebody": "这一条是别的账号在这部手机上记的，用那个账号登录再传",
}


def visit_problem_words(problem: Problem) -> str:
    """Why a knock wasn't kept, and what to do."""
    return mending(_PROBLEMS, problem)


def near_day_words(day: date, today: date) -> str:
    """A day as one says it these days: 今天, 明天, 11月30日周一."""
    near = {today: "今天", today + timedelta(days=1): "明天", today + timedelta(days=2): "后天"}
    return near.get(day) or f"{day.month}月{day.day}日周{_WEEKDAYS[day.weekday()]}"


def appointment_words(visit: DoorVisit, today: date) -> str:
    """When somebody comes again; empty where nothing was agreed on."""
    if visit.next_on is None or visit.next_part is None:
        return ""
    return f"{near_day_words(visit.next_on, today)}{PARTS[visit.next_part]}"


def _lately(moment: datetime, today: date) -> str:
    local = moment.astimezone(CHINA)
    near = {today: "今天", today - timedelta(days=1): "昨天"}
    return f"{near.get(local.date()) or f'{local.month}月{local.day}日'} {local:%H:%M}"


def visited_words(visit: DoorVisit, today: date) -> str:
    """What came of a knock, when, and who says so."""
    return f"{OUTCOMES[visit.outcome].name}，{_lately(visit.at, today)}，{visit.name}记"


def last_visit_words(door: DoorToVisit, today: date) -> str:
    """The last knock at a door beside its outcome: when somebody comes again, when it was and who says so, who else knocked
    there, and the remark."""
    last = door.last
    if last is None or door.casts:
        return ""
    again = appointment_words(last, today)
    others = [name for name in dict.fromkeys(visit.name for visit in door.visits) if name != last.name]
    parts = (
        f"约{again}" if again else "",
        _lately(last.at, today),
        f"{last.name}记",
        f"{'、'.join(others)}也记过" if others else "",
    )
    return "，".join(filter(None, parts)) + (f"：{last.remark}" if last.remark else "")


def door_state_words(door: DoorToVisit) -> str:
    """How a door stands, in a word or two: a ballot counts before what anybody says of it."""
    if door.answered:
        return "房主答了"
    if door.casts:
        return "住户答了"
    return OUTCOMES[door.last.outcome].name if door.last else "还没答"


def next_days(today: date) -> tuple[tuple[str, str], ...]:
    """The days that a next visit may fall on at a tap: a week from today, as a form sends them and as one says them, with
    the date, for a page may be read after midnight."""
    near = ("今天", "明天", "后天")
    days = [today + timedelta(days=number) for number in range(7)]
    return tuple(
        (day.isoformat(), f"{near[number] if number < len(near) else f'周{_WEEKDAYS[day.weekday()]}'}{day.day}日")
        for number, day in enumerate(days)
    )
