"""Why an item is in or out, how sure its place is, and what to talk about: one sentence for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveys.core.priorities import (
    Alarm,
    AlarmCode,
    Backing,
    Band,
    Coverage,
    Examination,
    Interval,
    ItemCheck,
    Line,
    Method,
    PriorityList,
    SharesStanding,
    Standing,
    Status,
    Swing,
    TieBreak,
)
from surveys.words.figure import money_words, percent_words, share_words
from surveys.words.place import building_words

BANDS = {Band.A: "稳", Band.B: "两可", Band.C: "难"}
_BANDS_MEAN = (
    "把没答的户照同一栋楼已答的样子补上，一次次重算：95%以上的次数都{above}的是“稳”，95%以上都不能的是“难”，其余是“两可”。"
)
SHARES_MEAN = "均等份额复核：把预算平分给每个应答户，各户只为自己点的项目出钱，看哪些项目凑得够；余下的钱按点的户数补。"
REPRESENTATIVE_MEANS = "代表性名次：不看价钱，轮流照顾前面还没照顾到的户，排出来的名次。"
_TIES = {TieBreak.TIER: "类别", TieBreak.IMPORTANCE: "最要紧的程度", TieBreak.COST: "估算金额", TieBreak.LOT: "开始前抽的签"}
_NAMED = 3


def why_words(line: Line, listed: PriorityList) -> str:
    """Why an item is in or out, with its numbers, in one sentence."""
    cost, left = line.item.cost or 0, max(0, line.left or 0)
    match line.status:
        case Status.MUST:
            return "必改项目，不参加点单，先做。" if line.item.cost is not None else "必改项目，先做；还没有估价。"
        case Status.INFEASIBLE:
            return f"本小区做不了：{line.item.infeasible.rstrip('。')}。"
        case Status.UNWANTED:
            return f"应答的{line.answered:,}户里没有人点它。" if line.answered else "还没有人应答。"
        case Status.RANKED:
            return f"{_place(line, listed)}；没有定预算，只排先后。"
        case Status.UNCOSTED:
            return f"{_place(line, listed)}；还没有估价，估出来再排进预算。"
        case Status.IN:
            return f"{_place(line, listed)}；轮到它时预算还有{money_words(left)}，要{money_words(cost)}，够做。"
        case Status.SKIPPED:
            lacking = f"要{money_words(cost)}，还差{money_words(cost - left)}"
            return f"{_place(line, listed)}；轮到它时预算只剩{money_words(left)}，{lacking}，余额不足，暂缓。"


def _place(line: Line, listed: PriorityList) -> str:
    scope = "、".join(map(building_words, line.item.buildings))
    support = f"{scope}应答的{share_words(line.support, line.answered)}点了它"
    if not line.tied_with:
        return f"{support}，排第{line.rank}"
    others = "、".join(f"“{listed.by_key[key].item.name}”" for key in line.tied_with)
    by = f"，先后看{_TIES[line.decided_by]}" if line.decided_by else ""
    return f"{support}，与{others}并列第{line.rank}{by}"


def beside_words(key: str, found: Examination) -> tuple[str, ...]:
    """What stands beside one voted item: each check that says something, and how sure its place is."""
    return tuple(_beside(found.listed.by_key[key], found.checks.items[key], found))


def _beside(line: Line, check: ItemCheck, found: Examination) -> Iterator[str]:
    if check.backing:
        yield shares_words(check.backing, found.listed)
    if line.support:
        yield f"代表性名次第{check.representative}。"
        yield from _sure(found.standings[line.item.key], check, above_words(found.listed))
    yield interval_words(found.standings[line.item.key].interval)


def shares_words(backing: Backing, listed: PriorityList) -> str:
    """What the equal-shares check says about an item."""
    backed = f"（有效支持{int(backing.backed * 100)}%）"
    match backing.standing:
        case SharesStanding.BOUGHT:
            return "均等份额复核列入：点它的户用自己的份额就够做。"
        case SharesStanding.COMPLETED:
            return f"均等份额复核列入：份额不够{backed}，用余下的钱按点的户数补上。"
        case SharesStanding.OUT:
            return f"均等份额复核未列入：{_spent(backing.spent_on, listed)}{backed}。"


def _spent(keys: Sequence[str], listed: PriorityList) -> str:
    if not keys:
        return "点它的户把份额合起来也不够"
    ranks = sorted(listed.by_key[key].rank or 0 for key in keys[:_NAMED])
    return f"点它的户的份额多用在第{'、'.join(map(str, dict.fromkeys(ranks)))}项上"


def above_words(listed: PriorityList) -> str:
    """What it is to stand above the line: inside the budget, or where there is none in the first half."""
    return "排在前一半" if listed.budget is None else "排得上"


def _sure(standing: Standing, check: ItemCheck, above: str) -> Iterator[str]:
    if standing.band:
        first, last = standing.ranks
        ranks = f"名次都在第{first}" if first == last else f"名次多在第{first}到第{last}"
        yield f"重算{standing.draws}次，{standing.above}次{above}（{BANDS[standing.band]}），{ranks}。"
    if check.margin is not None:
        yield f"少{check.margin:,}户点它，就不再领先下一名。"
    best, worst = check.ranks
    if best != worst:
        yield f"哪一栋楼的票不算，名次都在第{best}到第{worst}之间。"


def interval_words(interval: Interval) -> str:
    """How many of all households would order the item: what is certain, and what is likely."""
    households, least, most = interval.households, interval.least, interval.most
    if interval.method is Method.CENSUS:
        return f"全部{households:,}户都答了，点它的有{least:,}户。"
    certain = f"{households:,}户里，不管没答的户怎么选，点它的不会少于{least:,}户、多于{most:,}户"
    if interval.method is Method.NO_ANSWERS:
        return certain + "。"
    return f"{certain}；没答的户若和答了的差不多，大约{interval.low:,}到{interval.high:,}户（95%的把握）。"


def coverage_words(coverage: Coverage) -> str:
    """How many households see at least one of their wishes carried out, by the list and by equal shares."""
    listed = share_words(coverage.listed, coverage.answered)
    shares = f"{coverage.shares:,}户（{percent_words(coverage.shares, coverage.answered)}）"
    return f"按这张清单，应答的{listed}至少有一项能做；按均等份额是{shares}。"


def bands_mean_words(listed: PriorityList) -> str:
    """What the three bands mean, for a note under the list."""
    return _BANDS_MEAN.format(above=above_words(listed))


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
            return f"必改项目要{money_words(part)}，预算只有{money_words(against)}，点单项目都排不上。"
        case AlarmCode.SHARES_COVER_MORE:
            more = f"多{against - part:,}户（{percent_words(against, of)}）"
            return f"按这张清单，应答的{share_words(part, whole)}至少有一项能做；按均等份额会{more}。定之前议一议。"
        case AlarmCode.BUILDING_BEHIND:
            there = f"{building_words(alarm.building)}应答的{share_words(part, whole)}至少有一项能做"
            return f"{there}，不到全小区（{percent_words(against, of)}）的一半。定之前议一议。"
