"""The list of one compound's works (一区一策), on paper and beside it as a table: what, where, how many ordered it, what it
costs and who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.core.outcome import PublicLine, PublicOutcome, told
from surveys.core.priorities import Status
from surveys.words.community import Asker
from surveys.words.dates import time_words
from surveys.words.demo_mark import unmarked
from surveys.words.figure import UNTOLD, percent_words, yuan
from surveys.words.gates import verdict_words
from surveys.words.letter import short_digest
from surveys.words.matter import class_number
from surveys.words.outcome.money import budget_words, estimate_made_words
from surveys.words.priorities import UNESTIMATED, payer_words, scope_of, status_words, why_words
from surveys.words.ruled import RuledColumn, RuledPaper, RuledPart, Side
from surveys.words.table.columns import Column, Holds, Made, ShareCell, Table, TableCell

TITLE = "改造清单（一区一策）"
_COMMON = "共同的钱"
_COLUMNS = (
    RuledColumn("序号", 90, Side.CENTER),
    RuledColumn("类别", 140),
    RuledColumn("项目", 0),
    RuledColumn("部位、楼栋", 220),
    RuledColumn("现状问题（照片编号）", 220),
    RuledColumn("点单户/应答户", 190, Side.CENTER),
    RuledColumn("占比", 150, Side.RIGHT),
    RuledColumn("排名", 100, Side.CENTER),
    RuledColumn("必改", 90, Side.CENTER),
    RuledColumn("可行性", 220),
    RuledColumn("估算（元）", 210, Side.RIGHT),
    RuledColumn("资金来源", 200),
    RuledColumn("决策要求", 220),
    RuledColumn("处理意见", 150, Side.CENTER),
    RuledColumn("责任单位", 170),
)
_TABLE = (
    Column("序号", "在这份清单里从上往下第几项", Holds.COUNT),
    Column("类别", "菜单里的类别"),
    Column("项目", "改造项目的名字"),
    Column("部位、楼栋", "全小区，或者哪几栋楼、哪几个单元"),
    Column("现状问题（照片编号）", "空着，踏勘时手写", wide=True),
    Column("点单（户）", "点了这一项的户；必改项目不投票，空着", Holds.COUNT),
    Column("应答（户）", "能点这一项、交了回答的户", Holds.COUNT),
    Column("占比", "点单（户）除以应答（户）", Holds.SHARE),
    Column("排名", "在清单里的名次；不参加排名的空着", Holds.COUNT),
    Column("必改", "“是”是必改项目"),
    Column("可行性", "可行，或者为什么不可行"),
    Column("估算（元）", "菜单里的估算；没有估过的写“未估算”", Holds.MONEY),
    Column("资金来源", "谁出钱；没有写明的是共同的钱"),
    Column("决策要求", "要业主照民法典第278条哪一类共同决定；空着的不用"),
    Column("处理意见", "必改、列入、暂缓……"),
    Column("为什么", "照征询开始前定下的办法，一句话写明"),
    Column("责任单位", "空着，手写", wide=True),
)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The exact outcome with its digest, and who asks."""

    outcome: PublicOutcome
    asks: Asker
    digest: str


def plan_list(facts: PlanFacts, at: datetime) -> RuledPaper:
    """The list as it goes to the design office and the bureau."""
    outcome, heading = facts.outcome, facts.outcome.heading
    wave, demo = unmarked(heading.title)
    place = "　".join(filter(None, (heading.street, heading.area, heading.compound)))
    rows = tuple(_row(n, line, outcome) for n, line in enumerate(outcome.listed.lines, 1))
    made = estimate_made_words(outcome.listed)
    after = (verdict_words(outcome.judgement) + "。", budget_words(outcome.listed), *([made] if made else []))
    return RuledPaper(
        title=f"{heading.compound}{TITLE}",
        running=f"{heading.compound}{TITLE}　{wave}",
        sides=(place, wave),
        notes=("供设计、审核用，不张贴：点单的户数是准数。现状问题、责任单位手写。",),
        columns=_COLUMNS,
        parts=(RuledPart("", rows, after=after),),
        foot=(
            f"校验码 {short_digest(facts.digest)}　规则摘要 {short_digest(heading.terms_digest)}",
            f"打印时间 {time_words(at)}",
        ),
        height=80,
        size=100,
        signed=("社区居委会", "业主代表", "设计单位", "镇街"),
        demo=demo,
    )


def _row(number: int, line: PublicLine, outcome: PublicOutcome) -> tuple[str, ...]:
    support = share = UNTOLD
    if line.voted and told(line.support):
        support, share = f"{line.support}/{line.answered}", percent_words(line.support, line.answered)
    cost = UNESTIMATED if line.cost is None else yuan(line.cost) if told(line.cost) else UNTOLD
    return (
        str(number),
        outcome.heading.tiers.get(line.tier, line.tier),
        line.name,
        scope_of(line.buildings, line.stairwells),
        "",
        support,
        share,
        str(line.rank) if told(line.rank) and line.rank is not None else UNTOLD,
        "是" if line.status is Status.MUST else "",
        _feasible(line),
        cost,
        _payers(line),
        _decision(line),
        str(status_words(line)),
        "",
    )


def _feasible(line: PublicLine) -> str:
    return f"不可行：{line.infeasible}" if line.infeasible else "可行"


def _payers(line: PublicLine) -> str:
    if not line.pays:
        return _COMMON
    return "、".join(f"{payer_words(payer, line)}{yuan(part)}元" for payer, part in line.pays)


def _decision(line: PublicLine) -> str:
    return f"业主共同决定：民法典第278条第（{class_number(line.decision)}）项" if line.decision else ""


def plan_table(outcome: PublicOutcome) -> Table:
    """The same list as a table."""
    return Table("改造清单", _TABLE, [_cells(n, line, outcome) for n, line in enumerate(outcome.listed.lines, 1)])


def _cells(number: int, line: PublicLine, outcome: PublicOutcome) -> Sequence[TableCell]:
    voted = line.voted and told(line.support)
    return (
        number,
        outcome.heading.tiers.get(line.tier, line.tier),
        line.name,
        scope_of(line.buildings, line.stairwells),
        None,
        line.support if line.voted and told(line.support) else None,
        line.answered if voted else None,
        ShareCell(line.support, line.answered) if line.voted and told(line.support) else None,
        line.rank if told(line.rank) else None,
        "是" if line.status is Status.MUST else None,
        _feasible(line),
        line.cost if line.cost is not None and told(line.cost) else UNESTIMATED,
        _payers(line),
        _decision(line) or None,
        str(status_words(line)),
        str(why_words(line, outcome)),
        None,
    )


def plan_made(facts: PlanFacts, at: datetime) -> Made:
    """What the workbook says of itself."""
    heading = facts.outcome.heading
    lines = (
        ("小区", f"{heading.street} {heading.compound}"),
        ("征询", unmarked(heading.title)[0]),
        ("校验码", short_digest(facts.digest)),
        ("怎么用", "供设计、审核用，不张贴，不转发。谁下载的记在台账上。"),
    )
    return Made(f"{heading.compound}{TITLE}", at, facts.asks.committee, lines)
