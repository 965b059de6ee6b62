"""Who hasn't answered, door by door and building by building, never what anybody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.core.ballot import Capacity
from surveys.services.compound import DoorLine
from surveys.words.place import building_words, unit_words
from surveys.words.table.columns import Column, Holds, ShareCell, Table, TableCell

_NOBODY, _OCCUPANT = "没人答", "住户答了，房主没答"
_DOORS = (
    Column("楼栋", "哪栋楼；打印时每栋楼另起一页"),
    Column("单元", "哪个单元；只有一个单元的空着"),
    Column("楼层", "第几层，地下是负数", Holds.COUNT),
    Column("房号", "房号，是文本，前面的0不会丢"),
    Column("现在", f"“{_NOBODY}”是一份也没有收到；“{_OCCUPANT}”是租户等住户的意见收到了，还缺房主的票"),
    Column("上门日期", "空着，上门时手写", wide=True),
    Column("情况", "空着，上门时手写：没人在、过几天再来、已经给了信……不写怎么选", wide=True),
)
_BUILDINGS = (
    Column("楼栋", "哪栋楼"),
    Column("已参与（户）", "参与率的分子：房主或住户交过回答的户", Holds.COUNT),
    Column("应答户数（户）", "参与率的分母：打开征询时定下的户，车位、储藏室和未售的房不算", Holds.COUNT),
    Column("参与率", "已参与（户）除以应答户数（户）", Holds.SHARE),
    Column("还没答（户）", "一份也没有收到的户", Holds.COUNT),
    Column("住户答了，房主没答（户）", "已经算在已参与里，还缺房主的票", Holds.COUNT),
)


def unanswered_table(doors: Sequence[DoorLine]) -> Table:
    """The homes to go to, in door order: nobody answered there, or the owner didn't. No code, telephone or name is in it."""
    wanted = [line for line in doors if line.household.kind.is_household and not _cast(line, Capacity.OWNER)]
    names = [line.household.building for line in wanted]
    breaks = tuple(place for place in range(1, len(names)) if names[place] != names[place - 1])
    return Table("还没答的户", _DOORS, [_door(line) for line in wanted], breaks)


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """The homes of one building to go to: unit, floor, room, and how they stand."""

    building: str
    rows: tuple[tuple[str, int, str, str], ...]


def unanswered_sheets(doors: Sequence[DoorLine]) -> tuple[DoorSheet, ...]:
    """The same homes, building by building, to be printed."""
    wanted = [line for line in doors if line.household.kind.is_household and not _cast(line, Capacity.OWNER)]
    found: dict[str, list[tuple[str, int, str, str]]] = {}
    for line in wanted:
        home, state = line.household, _OCCUPANT if line.casts else _NOBODY
        found.setdefault(building_words(home.building), []).append((unit_words(home.unit), home.floor, home.room, state))
    return tuple(DoorSheet(building, tuple(rows)) for building, rows in found.items())


def _cast(line: DoorLine, capacity: Capacity) -> bool:
    return any(cast.capacity is capacity for cast in line.casts)


def _door(line: DoorLine) -> tuple[TableCell, ...]:
    home = line.household
    state = _OCCUPANT if line.casts else _NOBODY
    return building_words(home.building), unit_words(home.unit), home.floor, home.room, state


def buildings_table(doors: Sequence[DoorLine]) -> Table:
    """How many answered in each building, and in all."""
    homes = [line for line in doors if line.household.kind.is_household]
    total, came, tenants = Counter[str](), Counter[str](), Counter[str]()
    for line in homes:
        building = line.household.building
        total[building] += 1
        came[building] += bool(line.casts)
        tenants[building] += bool(line.casts) and not _cast(line, Capacity.OWNER)
    rows = [_building(building_words(one), came[one], total[one], tenants[one]) for one in total]
    rows.append(_building("合计", came.total(), total.total(), tenants.total()))
    return Table("各楼参与", _BUILDINGS, rows)


def _building(name: str, came: int, total: int, tenants: int) -> tuple[TableCell, ...]:
    return name, came, total, ShareCell(came, total), total - came, tenants
