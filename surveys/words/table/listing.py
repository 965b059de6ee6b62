"""The priority list as a table, with as much as the outcome that it is made of tells."""

from __future__ import annotations

from surveys.core.outcome import Figure, PublicLine, PublicOutcome, told
from surveys.words.figure import UNTOLD, band_words
from surveys.words.priorities import CARRIED_OUT, UNESTIMATED, scope_of, status_words, why_words
from surveys.words.table.columns import Column, Holds, ShareCell, Table, TableCell

_COLUMNS = (
    Column("序", "在清单里的名次；不参加排名的空着", Holds.COUNT),
    Column("项目", "改造项目的名字"),
    Column("类别", "菜单里的类别"),
    Column("用在哪里", "全小区，或者哪几栋楼、哪几个单元"),
    Column("点单（户）", "点单比例的分子：点了这一项的户；必改项目不投票，空着", Holds.COUNT),
    Column("应答（户）", "点单比例的分母：能点这一项、交了回答的户", Holds.COUNT),
    Column("点单比例", "点单（户）除以应答（户）", Holds.SHARE),
    Column("估算（元）", "菜单里的估算；没有估过的写“未估算”", Holds.MONEY),
    Column("累计（元）", "从上往下做到这一项，共同的钱一共用多少", Holds.MONEY),
    Column("处理", "必改、列入、暂缓……"),
    Column("为什么", "照征询开始前定下的办法，一句话写明"),
)


def listing_table(outcome: PublicOutcome) -> Table:
    """The list in its order; what may not be told is a dash or words."""
    return Table("改造清单", _COLUMNS, [_row(line, outcome) for line in outcome.listed.lines])


def _row(line: PublicLine, outcome: PublicOutcome) -> tuple[TableCell, ...]:
    support = (_figure(line.support, line.answered), line.answered, _share(line)) if line.voted else (None, None, None)
    return (
        None if line.rank is None else _figure(line.rank),
        line.name,
        outcome.heading.tiers.get(line.tier, line.tier),
        scope_of(line.buildings, line.stairwells),
        *support,
        UNESTIMATED if line.cost is None else _figure(line.cost),
        _figure(line.total) if line.status in CARRIED_OUT else None,
        status_words(line),
        str(why_words(line, outcome)),
    )


def _figure(figure: Figure, of: int = 0) -> TableCell:
    return figure if told(figure) else band_words(figure, of) or UNTOLD


def _share(line: PublicLine) -> TableCell:
    return ShareCell(line.support, line.answered) if told(line.support) else UNTOLD
