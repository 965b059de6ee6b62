"""WHAT: the priority list, with the budget and one sentence for every item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from surveys.core.gates import State
from surveys.core.priorities import Line, PriorityList, Status
from surveys.words.figure import money_words, percent_words, yuan
from surveys.words.place import building_words
from surveys.words.priorities import why_words
from surveys.words.sheet.parts import HIDDEN, Group, ItemRow, Listing, Mark, Source

_GROUPS = {
    Status.MUST: "必改项目（不投票，先做）",
    Status.IN: "点单项目（点的户占应答户的比例，从高到低）",
    Status.UNCOSTED: "还没有估价的项目（不进预算）",
    Status.UNWANTED: "没有人点的项目",
    Status.INFEASIBLE: "本小区做不了的项目",
}
_STATUS = {
    Status.MUST: ("必改", Mark.YES),
    Status.IN: ("列入", Mark.YES),
    Status.SKIPPED: ("暂缓", Mark.NO),
    Status.RANKED: ("排序", Mark.OPEN),
    Status.UNCOSTED: ("未估价", Mark.OPEN),
    Status.UNWANTED: ("没人点", Mark.NO),
    Status.INFEASIBLE: ("不可行", Mark.NO),
}


def listing(source: Source) -> Listing:
    """The list in its order, grouped by why items stand where they stand."""
    listed = source.sheet.listed
    shown = {row["item"]: row for row in source.posted["list"]["lines"]} if source.posted else {}
    tiers = {tier.key: tier.name for tier in source.sheet.menu.tiers}
    groups = groupby(listed.lines, key=_group)
    return Listing(
        title="改哪里",
        intro=tuple(_intro(source)),
        head=("序", "项目", "类别", "点单户/应答户", "估算（元）", "累计（元）", "处理"),
        groups=tuple(
            Group(_GROUPS[status], tuple(_row(line, listed, tiers, shown.get(line.item.key)) for line in lines))
            for status, lines in groups
        ),
        notes=tuple(_notes(listed)),
    )


def _intro(source: Source) -> Iterator[str]:
    if source.sheet.judgement.state is not State.PASSED:
        yield "五项条件没有全部符合，这份清单只作参考。"
    yield budget_words(source.sheet.listed)


def _group(line: Line) -> Status:
    return Status.IN if line.status in (Status.SKIPPED, Status.RANKED) else line.status


def _row(line: Line, listed: PriorityList, tiers: Mapping[str, str], shown: Mapping[str, Any] | None) -> ItemRow:
    verdict, state = _STATUS[line.status]
    hidden = shown is not None and shown["support"] is None
    cost = line.item.cost
    return ItemRow(
        rank=str(line.rank) if line.rank is not None else "",
        name=line.item.name,
        tier=tiers.get(line.item.tier, line.item.tier),
        support=_support(line, hidden),
        cost="未估价" if cost is None else yuan(cost),
        total=yuan(line.total) if line.carried_out else HIDDEN,
        why=_why(line, listed, hidden),
        verdict=verdict,
        state=state,
    )


def _support(line: Line, hidden: bool) -> str:
    if line.rank is None or hidden:
        return HIDDEN
    return f"{line.support:,}/{line.answered:,}　{percent_words(line.support, line.answered)}"


def budget_words(listed: PriorityList) -> str:
    """The money: what there is, what must be done takes, what the orders take, and what is left."""
    if listed.budget is None:
        return f"没有定预算：只排先后，不划线。必改项目估算{money_words(listed.must)}。"
    if listed.over_budget:
        over = money_words(listed.must - listed.budget)
        return f"预算{money_words(listed.budget)}。必改项目就要{money_words(listed.must)}，超出{over}，点单项目都要等。"
    ordered, left = money_words(listed.spent - listed.must), money_words(listed.budget - listed.spent)
    return f"预算{money_words(listed.budget)}。必改项目{money_words(listed.must)}，点单项目列入{ordered}，还余{left}。"


def _notes(listed: PriorityList) -> Iterator[str]:
    yield "每户点的每一项算一户。按点的户占应答户的比例从高到低排，逐项放进预算；放不下的先跳过，接着看下一项。"
    if listed.basic_first:
        yield "征询开始前已定：基础类先排，其他类随后。"
    if any(line.tied_with for line in listed.lines):
        yield "比例相同的并列；先后按征询开始前定好的办法：先看类别，再看最要紧的程度，再看估算少的，最后按开始前抽的签。"
    if any(line.status in (Status.MUST, Status.INFEASIBLE) and line.item.cost is None for line in listed.lines):
        yield "写着“未估价”的项目没有算进金额。"


def _why(line: Line, listed: PriorityList, hidden: bool) -> str:
    """One sentence why the item is in or out; empty where the heading of its group says it already."""
    if line.status in (Status.MUST, Status.UNWANTED):
        return ""
    if hidden:
        scope = "、".join(map(building_words, line.item.buildings))
        return f"{f'只关系到{scope}，' if scope else ''}应答或点它的户太少，不公布户数。"
    return why_words(line, listed)
