"""The desk's list of compounds as a table."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.services.compound import CompoundLine
from surveys.words.demo_mark import unmarked
from surveys.words.poll import poll_state_words
from surveys.words.table.columns import Column, Holds, ShareCell, Table, TableCell

_COLUMNS = (
    Column("镇街", "小区属于哪个镇街"),
    Column("片区", "一起改造的几个小区；没有就空着"),
    Column("小区", "小区的名字"),
    Column("楼栋数", "现在的户册里有几栋楼", Holds.COUNT),
    Column("户册户数", "现在的户册里有几户，车位和储藏室不算", Holds.COUNT),
    Column("建筑面积（平方米）", "现在的户册里的建筑面积，车位和储藏室不算", Holds.AREA),
    Column("征询", "小区现在的一次征询，没有就空着"),
    Column("状态", "征询走到哪一步"),
    Column("开始", "什么时候开始收回答（北京时间）", Holds.MOMENT),
    Column("截止", "什么时候截止（北京时间）；提前截止的是实际截止的时间", Holds.MOMENT),
    Column("已参与（户）", "参与率的分子：房主或住户交过回答的户", Holds.COUNT),
    Column("征询户数（户）", "参与率的分母：打开征询时定下的户，车位、储藏室和未售的房不算", Holds.COUNT),
    Column("参与率", "已参与（户）除以征询户数（户）", Holds.SHARE),
    Column("房主的票（张）", "算数的票", Holds.COUNT),
    Column("住户的意见（张）", "租户等其他住户的意见，只作参考", Holds.COUNT),
)


def compounds_table(lines: Sequence[CompoundLine]) -> Table:
    """These compounds in their order: their rosters in numbers, their polls, and how many answered."""
    return Table("小区", _COLUMNS, [_row(line) for line in lines])


def _row(line: CompoundLine) -> tuple[TableCell, ...]:
    place, poll, asked = line.compound, line.poll, line.asked
    roster = (line.buildings, line.households, line.floor_area)
    about = (unmarked(poll.wave.title)[0], poll_state_words(line.state), poll.opens_at, poll.ended_at) if poll else ()
    figures = (asked.answered, asked.households, ShareCell(asked.answered, asked.households), asked.owners, asked.occupants)
    named = (place.street.name, place.area.name if place.area else None, place.name)
    return (*named, *roster, *(about or (None, poll_state_words(None), None, None)), *(figures if asked.households else ()))
