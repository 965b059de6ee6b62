"""What stands beside the list for the committee alone: how sure the order is, and what other rules would say.

It changes nothing in the list, and it is made from the exact examination: no paper that is posted has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveys.core.priorities import Alarm, AlarmCode, Backing, Band, Coverage, Examination, Line, PriorityList, Swing
from surveys.words.blocks import Figures, Look, Paragraphs, Section
from surveys.words.figure import UNTOLD, money_words, percent_words, share_words
from surveys.words.place import building_words

BANDS = {Band.A: "稳", Band.B: "两可", Band.C: "难"}
_BANDS_MEAN = (
    "把没答的户照同一栋楼已答的样子补上，一次次重算：95%以上的次数都{above}的是“稳”，95%以上都不能的是“难”，其余是“两可”。"
)
_SHARES_MEAN = "均等份额复核：把预算平分给每个应答户，各户只为自己点的项目出钱，看哪些项目凑得够；余下的钱按点的户数补。"
_REPRESENTATIVE_MEANS = "代表性名次：不看价钱，轮流照顾前面还没照顾到的户，排出来的名次。"


def checks(found: Examination) -> Section:
    """The checks of the items that somebody ordered."""
    lines = [line for line in found.listed.lines if line.rank is not None and line.support]
    table = Figures(
        head=("项目", "名次", "名次范围", "把握", "均等份额", "代表性名次", "最要紧（一/二/三）"),
        rows=tuple(_row(line, found) for line in lines),
        centred=True,
    )
    notes = Paragraphs(tuple(_notes(found)), Look.NOTE)
    return Section("checks", "清单复核（只供参考，不改变清单）", (table, notes))


def _row(line: Line, found: Examination) -> tuple[str, ...]:
    checked, standing = found.checks.items[line.item.key], found.standings[line.item.key]
    first, last = standing.ranks
    return (
        line.item.name,
        str(line.rank),
        str(first) if first == last else f"{first}至{last}",
        BANDS[standing.band] if standing.band else UNTOLD,
        _shares(checked.backing),
        str(checked.representative) if checked.representative else UNTOLD,
        "/".join(map(str, line.tops)),
    )


def _shares(backing: Backing | None) -> str:
    if backing is None:
        return UNTOLD
    return "列入" if backing.taken else "未列入"


def _notes(found: Examination) -> Iterator[str]:
    if found.checks.coverage:
        yield coverage_words(found.checks.coverage)
    yield from (alarm_words(alarm) for alarm in found.checks.alarms)
    yield from (swing_words(swing, found.listed) for swing in found.checks.swings)
    above = "排在前一半" if found.listed.budget is None else "排得上"
    yield f"名次范围和把握：{_BANDS_MEAN.format(above=above)}"
    if found.listed.budget is not None:
        yield _SHARES_MEAN
    yield _REPRESENTATIVE_MEANS


def coverage_words(coverage: Coverage) -> str:
    """How many households see at least one of their wishes carried out, by the list and by equal shares."""
    listed = share_words(coverage.listed, coverage.answered)
    shares = f"{coverage.shares:,}户（{percent_words(coverage.shares, coverage.answered)}）"
    return f"按这张清单，应答的{listed}至少有一项能做；按均等份额是{shares}。"


def swing_words(swing: Swing, listed: PriorityList) -> str:
    """What would change without the answers of one building."""
    entered = "、".join(f"“{listed.by_key[key].item.name}”" for key in swing.entered)
    left = "、".join(f"“{listed.by_key[key].item.name}”" for key in swing.left)
    changes = [f"{entered}会列入"] * bool(entered) + [f"{left}会落下"] * bool(left)
    return f"不算{building_words(swing.building)}的票，{'，'.join(changes)}。"


def alarm_words(alarm: Alarm) -> str:
    """What a committee should talk about before it follows the list."""
    part, whole = alarm.figure
    against, of = alarm.against
    match alarm.code:
        case AlarmCode.MUST_OVER_BUDGET:
            return f"必改项目要{money_words(part)}，预算只有{money_words(against)}，要花钱的点单项目都排不上。"
        case AlarmCode.SHARES_COVER_MORE:
            more = f"多{against - part:,}户，到{percent_words(against, of)}"
            return f"按这张清单，应答的{share_words(part, whole)}至少有一项能做；按均等份额会{more}。定之前议一议。"
        case AlarmCode.BUILDING_BEHIND:
            there = f"{building_words(alarm.building)}应答的{share_words(part, whole)}至少有一项能做"
            return f"{there}，不到全小区（{percent_words(against, of)}）的一半。定之前议一议。"
