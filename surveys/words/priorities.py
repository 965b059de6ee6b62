"""Why an item of the list is in or out, and what becomes of the money: one sentence for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from surveys.core.menu import Payer, RankBy
from surveys.core.outcome import Figure, Hidden, PublicLine, PublicList, PublicOutcome, told
from surveys.core.outcome.cells import ends
from surveys.core.priorities import Status, TieBreak
from surveys.core.roster import Entrance
from surveys.words.claim import Said, joined, said
from surveys.words.figure import UNTOLD, band_words, figure_words, money_words, percent_words, share_words
from surveys.words.language import N_
from surveys.words.menu import DECISIONS, PAYERS, RANKINGS
from surveys.words.place import building_words, unit_words


class StatusWords(NamedTuple):
    """A status in a word for tables, in plain words, and as the heading over the items of which it is true."""

    short: str
    plain: str
    heading: str


UNESTIMATED = "未估算"
_VOTED = "点单项目"
STATUSES: Mapping[Status, StatusWords] = {
    Status.MUST: StatusWords("必改", N_("必改"), "必改项目（不投票，先做）"),
    Status.IN: StatusWords("列入", N_("列入"), _VOTED),
    Status.SKIPPED: StatusWords("暂缓", N_("钱不够，暂缓"), _VOTED),
    Status.CAPPED: StatusWords("暂缓", N_("这一类的钱不够，暂缓"), _VOTED),
    Status.EXCLUDED: StatusWords("不做", N_("只能做一项，它排在后面，不做"), _VOTED),
    Status.WAITING: StatusWords("暂缓", N_("要先做的没有列入，暂缓"), _VOTED),
    Status.RANKED: StatusWords("排序", N_("排上了"), _VOTED),
    Status.UNCOSTED: StatusWords("未估算", N_("未估算"), "未估算的项目（不进预算）"),
    Status.OWN: StatusWords("另议", N_("用自己的钱，另外商定"), "用自己的钱的项目（不占共同的钱，不排名次）"),
    Status.UNWANTED: StatusWords("没人点", N_("没有人点"), "没有人点的项目"),
    Status.INFEASIBLE: StatusWords("不可行", N_("本小区做不了"), "本小区做不了的项目"),
}
CARRIED_OUT = (Status.MUST, Status.IN)
_TIES = {TieBreak.TIER: "类别", TieBreak.IMPORTANCE: "最要紧的程度", TieBreak.COST: "估算金额", TieBreak.LOT: "开始前抽的签"}


def status_words(line: PublicLine) -> str:
    """What becomes of an item, in a word."""
    if isinstance(line.status, Hidden):
        return "不公布"
    pending = line.decision and line.status in CARRIED_OUT
    words = STATUSES[line.status].short + ("，待共同决定" if pending else "")
    return said(words, "status", item=line.item, status=line.status.value)


def heading_words(line: PublicLine, listed: PublicList) -> str:
    """The heading over an item; without a line to draw, all that are voted stand in one order. How they are ordered is said
    where they visibly are."""
    heading = _VOTED if isinstance(line.status, Hidden) else STATUSES[line.status].heading
    if listed.budget is None and line.status is Status.UNCOSTED:
        heading = _VOTED
    if line.own_money and line.status is not Status.UNWANTED:
        heading = STATUSES[Status.OWN].heading
    if heading != _VOTED or untold_order(listed):
        return heading
    first = "第一类先排，再看" if listed.basic_first else ""
    return f"{_VOTED}（{first}{RANKINGS[listed.ranking.by].heading}）"


def untold_order(listed: PublicList) -> bool:
    """Whether somewhere in the list it isn't told what stands where or what becomes of it."""
    return any(isinstance(one, Hidden) for line in listed.lines for one in (line.status, line.rank))


def rank_words(line: PublicLine) -> str:
    """The rank; a dash where it may not be told, empty for what doesn't compete."""
    words = "" if line.rank is None else figure_words(line.rank)
    return said(words, "placed", item=line.item, rank=line.rank) if told(line.rank) else words


def support_words(line: PublicLine) -> str:
    """How many ordered an item of how many that answered, as far as it may be told."""
    if told(line.support):
        text = f"{line.support:,}/{line.answered:,}　{percent_words(line.support, line.answered)}"
        return said(text, "ordered", item=line.item, support=line.support, answered=line.answered)
    band = band_words(line.support, line.answered)
    return _band_said(f"{band}/{line.answered:,}", line) if band else ""


def support_brief_words(line: PublicLine) -> str:
    """The same without its percentage, for a line an item; a dash where nothing is told, empty for what isn't voted on."""
    if not line.voted:
        return ""
    if told(line.support):
        text = f"{line.support:,}/{line.answered:,}"
        return said(text, "ordered", item=line.item, support=line.support, answered=line.answered)
    band = band_words(line.support, line.answered)
    return _band_said(band, line) if band else UNTOLD


def _band_said(text: str, line: PublicLine) -> Said:
    low, high = ends(line.support)
    return said(text, "ordered_about", item=line.item, low=low, high=high, answered=line.answered)


def why_words(line: PublicLine, outcome: PublicOutcome) -> str:
    """Why an item is in or out, with its numbers as far as they may be told, in one sentence."""
    parts = [*_reasons(line, outcome), *_paid(line)]
    if line.decision and line.status in (*CARRIED_OUT, Status.OWN, Status.RANKED):
        parts.append(_still_to_decide(line))
    return joined("；", parts, end="。")


def _reasons(line: PublicLine, outcome: PublicOutcome) -> Iterator[str]:
    match line.status:
        case Status.MUST:
            text = "必改项目，不参加点单，先做" if line.cost is not None else "必改项目，先做；未估算"
            yield said(text, "must", item=line.item, costed=line.cost is not None)
        case Status.INFEASIBLE:
            yield said(f"本小区做不了：{line.infeasible.rstrip('。')}", "infeasible", item=line.item)
        case Status.UNWANTED:
            text = f"应答的{line.answered:,}户里没有人点它" if line.answered else "能点它的户还没有应答的"
            yield said(text, "ordered", item=line.item, support=0, answered=line.answered)
        case Status.RANKED:
            yield from (_place(line, outcome), "没有定预算，只排先后")
        case Status.UNCOSTED:
            yield from (_place(line, outcome), said("未估算，估出来再排进预算", "uncosted", item=line.item))
        case Status.OWN:
            yield from (_place(line, outcome), said("用自己的钱，不占共同的钱，不和别的项目争", "own_money", item=line.item))
        case Status.EXCLUDED:
            yield from (_place(line, outcome), _rival(line, outcome))
        case Status.WAITING:
            yield from (_place(line, outcome), _lacking(line, outcome))
        case Status.IN | Status.SKIPPED | Status.CAPPED:
            yield from (_place(line, outcome), _money(line, outcome))
        case _:
            yield from (_place(line, outcome), _untold(line, outcome.listed))


def _still_to_decide(line: PublicLine) -> Said:
    assert line.decision
    where = scope_of(line.buildings, line.stairwells)
    text = f"但须另经业主共同决定（第{DECISIONS[line.decision]}项，{where}）"
    return said(text, "to_decide", item=line.item, decision=line.decision.value)


def scope_of(buildings: Sequence[str], stairwells: Sequence[Entrance]) -> str:
    """Whom an item is for: 全小区, 3号楼, 3号楼2单元."""
    named = [building_words(building) for building in buildings]
    named += [f"{building_words(one.building)}{unit_words(one.unit)}" for one in stairwells]
    return "、".join(named) or "全小区"


def _rival(line: PublicLine, outcome: PublicOutcome) -> Said:
    before = [outcome.by_item[key] for key in line.rivals if key in outcome.by_item]
    musts = [other for other in before if other.status is Status.MUST]
    names = "、".join(f"“{other.name}”" for other in before)
    whatever = "不看哪一类先排，" if outcome.listed.basic_first else ""
    why = f"{names}是必改项目" if musts else f"{whatever}{names}按点单排在它前面"
    text = f"和{names}只能做一项，{why}，不做这一项"
    return said(text, "excluded", item=line.item, by=[other.item for other in before])


def _lacking(line: PublicLine, outcome: PublicOutcome) -> Said:
    needed = [outcome.by_item[key] for key in line.needs if key in outcome.by_item]
    lacking = [other for other in needed if other.status not in (*CARRIED_OUT, *([Status.OWN] if line.own_money else []))]
    names = "、".join(f"“{other.name}”" for other in lacking)
    return said(f"要先做{names}，没有列入，这一项暂缓", "waiting", item=line.item, lacking=[other.item for other in lacking])


def _money(line: PublicLine, outcome: PublicOutcome) -> Said:
    drawn, left, room = _drawn(line), line.left, line.room
    if line.status is Status.IN and told(drawn) and not drawn:
        return said("不花共同的钱，列入", "free", item=line.item)
    figures = {"item": line.item, **_costs(line)}
    if line.status is Status.CAPPED and told(room) and told(drawn):
        had = _had(f"{outcome.heading.tiers.get(line.tier, line.tier)}最多能用的钱", room)
        return said(f"{had}，{_needs(line)}，还差{money_words(drawn - room)}，暂缓", "capped", room=room, **figures)
    if line.status is Status.CAPPED or not told(left) or not told(drawn):
        fits = f"够做{_unless(outcome.listed)}" if line.status is Status.IN else "轮到它时剩的不够，余额不足，暂缓"
        return said(f"{_needs(line)}，{fits}", "status", status=str(line.status), **figures)
    if line.status is Status.IN:
        text = f"轮到它时预算还有{money_words(left)}，{_needs(line)}，够做{_unless(outcome.listed)}"
        return said(text, "fits", left=left, **figures)
    text = f"轮到它时{_had('预算', left)}，{_needs(line)}，还差{money_words(drawn - left)}，余额不足，暂缓"
    return said(text, "skipped", left=left, **figures)


def _unless(listed: PublicList) -> str:
    """What may still take the money that was left: must-do items that nobody has estimated."""
    unknown = any(line.status is Status.MUST and line.cost is None for line in listed.lines)
    return "（未估算的必改项目还没有算进去）" if unknown else ""


def _costs(line: PublicLine) -> dict[str, Any]:
    """What is claimed of an item's cost, as far as it is told."""
    drawn, cost = _drawn(line), line.cost
    named = {"way": line.way} if line.way else {}
    more = {"cost": cost} if told(cost) and cost != drawn else {}
    return {"drawn": drawn, **more, **named} if told(drawn) else {}


def _had(what: str, left: int) -> str:
    return f"{what}只剩{money_words(left)}" if left >= 0 else f"{what}已经超出{money_words(-left)}"


def _needs(line: PublicLine) -> str:
    """What an item asks of the common money, in its words."""
    drawn, cost = _drawn(line), line.cost
    by = f"按“{line.way}”算（选的户多的，一样多的算便宜的），" if line.way else ""
    if not told(drawn):
        return "要多少钱看哪种做法选的户多，不在此公布"
    if drawn == cost or not told(cost):
        return f"{by}要{money_words(drawn)}"
    return f"{by}估算{money_words(cost)}，共同的钱出{money_words(drawn)}"


def _drawn(line: PublicLine) -> Figure:
    """What an item takes from the common money; documents from before it could differ have the cost alone."""
    return (line.cost or 0) if line.drawn is None else line.drawn


def _paid(line: PublicLine) -> Iterator[Said]:
    if any(fen for _, fen in line.pays):
        shares = "、".join(f"{payer_words(payer, line)}{money_words(fen)}" for payer, fen in line.pays if fen)
        yield said(f"谁出钱：{shares}", "pays", item=line.item, pays={payer.value: fen for payer, fen in line.pays})


def payer_words(payer: Payer, line: PublicLine) -> str:
    """Who pays; of an item with money of its own, the government's part is a subsidy for just that."""
    return "专项补助" if payer is Payer.GOVERNMENT and line.own_money else PAYERS[payer].noun


def _untold(line: PublicLine, listed: PublicList) -> str:
    if line.own_money:
        return "用自己的钱；做不做要靠不公布的数来定"
    if listed.budget is None:
        return "没有定预算，只排先后，排在哪里不在此公布"
    if line.cost is None:
        return "未估算，估出来再排进预算"
    return "做不做看轮到它时的余款，不在此公布"


def _place(line: PublicLine, outcome: PublicOutcome) -> Said:
    where = scope_of(line.buildings, line.stairwells) if line.buildings or line.stairwells else ""
    support = joined("，", [joined("", [where, _support(line)]), *_points(line, outcome)])
    others = "、".join(f"“{outcome.by_item[key].name}”" for key in line.tied_with)
    ranking, tied = outcome.listed.ranking, list(line.tied_with)
    if line.rank is None:
        return support
    if not told(line.rank):
        level = said(f"和{others}一样多", "level", item=line.item, tied_with=tied)
        return joined("，", [support, level] if others else [support])
    if not others:
        return joined("，", [support, said(f"排第{line.rank}", "placed", item=line.item, rank=line.rank, tied_with=[])])
    by = f"，先后看{_TIES[line.decided_by]}" if line.decided_by else ""
    text = f"{RANKINGS[ranking.by].alike}，与{others}并列第{line.rank}{by}"
    return joined("，", [support, said(text, "placed", item=line.item, rank=line.rank, tied_with=tied)])


def _points(line: PublicLine, outcome: PublicOutcome) -> Iterator[Said]:
    if outcome.listed.ranking.by is RankBy.POINTS and line.tops:
        first, second, third = line.tops
        points = 3 * first + 2 * second + third
        yield said(f"“最要紧”得{points:,}分", "points", item=line.item, points=points)


def _support(line: PublicLine) -> Said:
    if told(line.support):
        text = f"应答的{share_words(line.support, line.answered)}点了它"
        return said(text, "ordered", item=line.item, support=line.support, answered=line.answered)
    band = band_words(line.support, line.answered)
    if band:
        return _band_said(f"应答的{line.answered:,}户中{band}点了它，准数不公布", line)
    text = f"应答的{line.answered:,}户太少，几户点了它不公布" if line.answered else "能点它的户还没有应答的"
    return said(text, "answered", item=line.item, answered=line.answered)
