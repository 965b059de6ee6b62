"""Why an item of the list is in or out, and what becomes of the money: one sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from surveys.core.outcome import Hidden, PublicLine, PublicList, PublicOutcome, told
from surveys.core.priorities import Status, TieBreak
from surveys.words.figure import band_words, figure_words, money_words, percent_words, share_words
from surveys.words.language import N_
from surveys.words.place import building_words


class StatusWords(NamedTuple):
    """A status in a word for tables, in plain words, and as the heading over the items of which it is true."""

    short: str
    plain: str
    heading: str


_VOTED_SO_FAR = "点单项目"
_VOTED = f"{_VOTED_SO_FAR}（点的户占应答户的比例，从高到低）"
STATUSES: Mapping[Status, StatusWords] = {
    Status.MUST: StatusWords("必改", N_("必改"), "必改项目（不投票，先做）"),
    Status.IN: StatusWords("列入", N_("列入"), _VOTED),
    Status.SKIPPED: StatusWords("暂缓", N_("钱不够，暂缓"), _VOTED),
    Status.RANKED: StatusWords("排序", N_("排上了"), _VOTED),
    Status.UNCOSTED: StatusWords("未估价", N_("还没有估价"), "还没有估价的项目（不进预算）"),
    Status.UNWANTED: StatusWords("没人点", N_("没有人点"), "没有人点的项目"),
    Status.INFEASIBLE: StatusWords("不可行", N_("本小区做不了"), "本小区做不了的项目"),
}
CARRIED_OUT = (Status.MUST, Status.IN)
_TIES = {TieBreak.TIER: "类别", TieBreak.IMPORTANCE: "最要紧的程度", TieBreak.COST: "估算金额", TieBreak.LOT: "开始前抽的签"}


def status_words(status: Status | Hidden) -> str:
    """What becomes of an item, in a word."""
    return "不公布" if isinstance(status, Hidden) else STATUSES[status].short


def heading_words(line: PublicLine, listed: PublicList) -> str:
    """The heading over an item; without a line to draw, all that are voted stand in one order. How they are ordered is said
    where they visibly are."""
    heading = _VOTED if isinstance(line.status, Hidden) else STATUSES[line.status].heading
    if listed.budget is None and line.status is Status.UNCOSTED:
        heading = _VOTED
    return _VOTED_SO_FAR if heading == _VOTED and _untold_order(listed) else heading


def _untold_order(listed: PublicList) -> bool:
    return any(isinstance(one, Hidden) for line in listed.lines for one in (line.status, line.rank))


def rank_words(line: PublicLine) -> str:
    """The rank; a dash where it may not be told, empty for what isn't voted."""
    return "" if line.rank is None else figure_words(line.rank)


def support_words(line: PublicLine) -> str:
    """How many ordered an item of how many that answered, as far as it may be told."""
    if told(line.support):
        return f"{line.support:,}/{line.answered:,}　{percent_words(line.support, line.answered)}"
    band = band_words(line.support, line.answered)
    return f"{band}/{line.answered:,}" if band else ""


def why_words(line: PublicLine, outcome: PublicOutcome) -> str:
    """Why an item is in or out, with its numbers as far as they may be told, in one sentence."""
    match line.status:
        case Status.MUST:
            return "必改项目，不参加点单，先做。" if line.cost is not None else "必改项目，先做；还没有估价。"
        case Status.INFEASIBLE:
            return f"本小区做不了：{line.infeasible.rstrip('。')}。"
        case Status.UNWANTED:
            return f"应答的{line.answered:,}户里没有人点它。" if line.answered else "还没有人应答。"
        case Status.RANKED:
            return f"{_place(line, outcome)}；没有定预算，只排先后。"
        case Status.UNCOSTED:
            return f"{_place(line, outcome)}；还没有估价，估出来再排进预算。"
        case Status.IN | Status.SKIPPED:
            return f"{_place(line, outcome)}；{_money(line)}。"
    return f"{_place(line, outcome)}；{_untold(line, outcome.listed)}。"


def _money(line: PublicLine) -> str:
    cost, needs = line.cost or 0, f"要{money_words(line.cost or 0)}"
    if not told(line.left):
        return f"{needs}，够做" if line.status is Status.IN else f"{needs}，轮到它时预算剩的不够，余额不足，暂缓"
    left = max(0, line.left)
    if line.status is Status.IN:
        return f"轮到它时预算还有{money_words(left)}，{needs}，够做"
    return f"轮到它时预算只剩{money_words(left)}，{needs}，还差{money_words(cost - left)}，余额不足，暂缓"


def _untold(line: PublicLine, listed: PublicList) -> str:
    if listed.budget is None:
        return "没有定预算，只排先后，排在哪里不在此公布"
    if line.cost is None:
        return "还没有估价，估出来再排进预算"
    return "做不做看轮到它时的余款，不在此公布"


def _place(line: PublicLine, outcome: PublicOutcome) -> str:
    support = f"{'、'.join(map(building_words, line.buildings))}{_support(line)}"
    others = "、".join(f"“{outcome.by_item[key].name}”" for key in line.tied_with)
    if not told(line.rank):
        return f"{support}，和{others}一样多" if others else support
    if not others:
        return f"{support}，排第{line.rank}"
    by = f"，先后看{_TIES[line.decided_by]}" if line.decided_by else ""
    return f"{support}，与{others}并列第{line.rank}{by}"


def _support(line: PublicLine) -> str:
    if told(line.support):
        return f"应答的{share_words(line.support, line.answered)}点了它"
    band = band_words(line.support, line.answered)
    if not band:
        return f"应答的{line.answered:,}户太少，几户点了它不公布" if line.answered else "还没有人应答"
    return f"应答的{line.answered:,}户中{band}点了它，准数不公布"


def budget_words(listed: PublicList) -> str:
    """The money: what there is, what must be done takes, what the orders take, and what is left."""
    if listed.budget is None:
        return f"没有定预算：只排先后，不划线。必改项目估算{money_words(listed.must)}。"
    if listed.over_budget:
        over = money_words(listed.must - listed.budget)
        return f"预算{money_words(listed.budget)}。必改项目就要{money_words(listed.must)}，超出{over}，点单项目都要等。"
    given = f"预算{money_words(listed.budget)}。必改项目{money_words(listed.must)}，"
    match listed.spent:
        case Hidden(low=int(low), high=int(high)):
            least = f"至少{money_words(low - listed.must)}、" if low > listed.must else ""
            return f"{given}点单项目列入的{least}至多{money_words(high - listed.must)}，准数不在此公布。"
        case int(spent):
            return f"{given}点单项目列入{money_words(spent - listed.must)}，还余{money_words(listed.budget - spent)}。"
    return f"{given}点单项目列入多少不在此公布。"


def list_notes(listed: PublicList) -> tuple[str, ...]:
    """How the list was made, for below it."""
    notes = ["每户点的每一项算一户。按点的户占应答户的比例从高到低排，逐项放进预算；放不下的先跳过，接着看下一项。"]
    if listed.basic_first:
        notes.append("征询开始前已定：基础类先排，其他类随后。")
    if any(line.tied_with for line in listed.lines):
        notes.append(
            "比例相同的并列；先后按征询开始前定好的办法：先看类别，再看最要紧的程度，再看估算少的，最后按开始前抽的签。"
        )
    if any(not line.voted and line.cost is None for line in listed.lines):
        notes.append("写着“未估价”的项目没有算进金额。")
    if _untold_order(listed):
        notes.append(
            "有的项目点的户很少，或者几乎家家都点，或者只关系到几栋楼：写出户数、名次、做不做，会看出哪家怎么选。"
            "这些写“—”或者“不公布”，它们之间照菜单的顺序排；真正的先后照样按比例。"
        )
    return tuple(notes)
