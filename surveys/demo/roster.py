"""A demo estate's roster as a file would have it, so that it comes in by the same door as a real one."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file import Row
from surveys.demo.district import Estate
from surveys.demo.names import AREAS, STREETS

HEADER = ("镇街", "片区", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话", "类型", "面积来源")

_KINDS = {UnitKind.HOME: "住宅", UnitKind.SHOP: "商铺", UnitKind.UNSOLD: "未售", UnitKind.PARKING: "车位"}
_SOURCES = {
    AreaSource.REGISTER: "登记",
    AreaSource.SURVEY: "实测",
    AreaSource.CONTRACT: "合同",
    AreaSource.ESTIMATE: "估计",
}


def rows_of(estate: Estate) -> Iterator[Row]:
    """The rows below `HEADER`, numbered as in a sheet."""
    plot = estate.plot
    area = AREAS[plot.area] if plot.area is not None else ""
    for number, flat in enumerate(estate.flats, start=2):
        yield (
            number,
            (
                STREETS[plot.street],
                area,
                plot.name,
                flat.building,
                flat.unit,
                flat.floor,
                flat.room,
                f"{flat.area // 100}.{flat.area % 100:02d}",
                flat.owner,
                flat.phone,
                _KINDS[flat.kind],
                _SOURCES[flat.source],
            ),
        )
