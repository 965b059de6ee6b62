"""One roster as different offices would have it: each layout of a file with the answers that a clerk gives to it."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook

from tests.services.old_workbooks import OldSheet, old_workbook

HEADER = ["镇街", "小区", "楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话"]
STREET, COMPOUND, BUILDING, UNIT, FLOOR, ROOM, AREA, OWNER, PHONE = range(9)
PLACE = ("示范街道", "梧桐里")


class Unit(NamedTuple):
    """One flat as every layout has it."""

    building: int
    unit: int
    floor: int
    door: int
    area: int
    owner: str
    phone: str = ""

    @property
    def room(self) -> str:
        """Its number, which begins with the storey."""
        return f"{self.floor}{self.door:02d}"

    @property
    def cells(self) -> list[object]:
        """Its row under `HEADER`."""
        return [
            *PLACE,
            f"{self.building}号楼",
            f"{self.unit}单元",
            self.floor,
            self.room,
            self.area / 100,
            self.owner,
            self.phone,
        ]


class File(NamedTuple):
    """What an office brings, and what its clerk answers."""

    data: bytes
    answers: Mapping[str, str] = {}


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(rows: Sequence[Sequence[object]]) -> Workbook:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    return book


def plain(units: Sequence[Unit]) -> File:
    """A row for each unit, every cell filled."""
    return File(saved(sheet_of([HEADER, *(unit.cells for unit in units)])))


def without(*columns: int) -> Callable[[Sequence[object]], list[object]]:
    """A row without these columns."""
    return lambda row: [cell for place, cell in enumerate(row) if place not in columns]


def of_buildings(units: Sequence[Unit]) -> dict[int, list[Unit]]:
    """The units of each building."""
    return {building: [u for u in units if u.building == building] for building in dict.fromkeys(u.building for u in units)}


def a_sheet_for_each_building(units: Sequence[Unit]) -> File:
    """The building stands in the sheet's name alone."""
    book, kept = Workbook(), without(BUILDING)
    book.active.title = "封面"
    book.active.append(["梧桐里户册"])
    for building, rows in of_buildings(units).items():
        page = book.create_sheet(f"梧桐里{building}号楼（{len(rows)}户）")
        for row in (HEADER, *(unit.cells for unit in rows)):
            page.append(kept(row))
    return File(saved(book))


def merged_downwards(units: Sequence[Unit]) -> File:
    """Equal cells below each other are one cell."""
    book = sheet_of([HEADER, *(unit.cells for unit in units)])
    for column in range(FLOOR + 1):
        first = 2
        for row in range(3, len(units) + 3):
            here, above = ((units[at].cells[: column + 1] if at < len(units) else None) for at in (row - 2, row - 3))
            if here != above:
                if row - 1 > first:
                    book.active.merge_cells(start_row=first, end_row=row - 1, start_column=column + 1, end_column=column + 1)
                first = row
    return File(saved(book))


def a_header_over_two_rows(units: Sequence[Unit]) -> File:
    """Groups over columns, merged as people merge them."""
    upper = ["镇街", "小区", "房屋坐落", None, None, None, "建筑面积", "业主", None]
    lower = [None, None, "楼栋", "单元", "楼层", "房号", "（㎡）", "姓名", "电话"]
    book = sheet_of([["梧桐里小区业主花名册"], upper, lower, *(unit.cells for unit in units)])
    for merged in ("A1:I1", "A2:A3", "B2:B3", "C2:F2", "H2:I2"):
        book.active.merge_cells(merged)
    return File(saved(book))


def no_place(units: Sequence[Unit]) -> File:
    """Neither street nor compound is written anywhere."""
    kept = without(STREET, COMPOUND)
    return File(saved(sheet_of([kept(row) for row in (HEADER, *(u.cells for u in units))])), {"compound": "示范街道/梧桐里"})


def no_street(units: Sequence[Unit]) -> File:
    """The compound is written, its street isn't."""
    kept = without(STREET)
    return File(saved(sheet_of([kept(row) for row in (HEADER, *(u.cells for u in units))])), {"street": "示范街道"})


def numbers_in_one_column(units: Sequence[Unit]) -> File:
    """1-1-101."""
    rows = [[*PLACE, f"{u.building}-{u.unit}-{u.room}", *u.cells[AREA:]] for u in units]
    return File(saved(sheet_of([without(BUILDING, UNIT, FLOOR)(HEADER), *rows])), {"address": "split"})


def addresses(units: Sequence[Unit]) -> File:
    """Everything in one sentence."""
    rows = [[f"枣庄市薛城区示范街道梧桐里{u.building}号楼{u.unit}单元{u.room}室", *u.cells[AREA:]] for u in units]
    return File(saved(sheet_of([["房屋坐落", *HEADER[AREA:]], *rows])), {"address": "split"})


def no_floor(units: Sequence[Unit]) -> File:
    """The storey is only in the room's number."""
    kept = without(FLOOR)
    return File(saved(sheet_of([kept(row) for row in (HEADER, *(u.cells for u in units))])))


def totals_and_signatures(units: Sequence[Unit]) -> File:
    """What people write between and under the rows."""
    numbered = [[at, *unit.cells] for at, unit in enumerate(units, 1)]
    below = [
        ["合计", *[None] * 6, sum(u.area for u in units) / 100],
        [None, "审核人：张示例", None, None, None, "制表人：李示例"],
        [None, "填表日期：2026年11月28日"],
        ["注：面积以登记为准"],
        ["2026年11月28日"],
        [None, None, "第1页 共1页"],
    ]
    return File(
        saved(sheet_of([["序号", *HEADER], *numbered, [None, None, None, "1号楼小计", None, None, None, 1], *below]))
    )


def hidden_rows(units: Sequence[Unit]) -> File:
    """Some rows are hidden."""
    book = sheet_of([HEADER, *(unit.cells for unit in units)])
    for row in (2, 3):
        book.active.row_dimensions[row].hidden = True
    return File(saved(book), {"hidden": "in"})


def a_long_preamble(units: Sequence[Unit]) -> File:
    """The header stands in the 41st row."""
    return File(saved(sheet_of([*([f"说明第{at}条"] for at in range(40)), HEADER, *(unit.cells for unit in units)])))


def text_of(separator: str) -> Callable[[Sequence[Unit]], File]:
    """A text file with this between the cells."""

    def layout(units: Sequence[Unit]) -> File:
        lines = [separator.join(str(cell) for cell in row) for row in (HEADER, *(unit.cells for unit in units))]
        return File("\n".join(lines).encode("gb18030"))

    return layout


def an_old_workbook(units: Sequence[Unit]) -> File:
    """.xls, with the building merged downwards and a row hidden."""
    merged, at = [], 1
    for rows in of_buildings(units).values():
        if len(rows) > 1:
            merged.append((at, BUILDING, at + len(rows) - 1, BUILDING))
        at += len(rows)
    filled = {at for top, _, bottom, _ in merged for at in range(top + 1, bottom + 1)}
    rows = [
        [None if place == BUILDING and at in filled else cell for place, cell in enumerate(unit.cells)]
        for at, unit in enumerate(units, 1)
    ]
    return File(old_workbook(OldSheet("户册", [HEADER, *rows], merged, hidden=[1])))


LAYOUTS: tuple[Callable[[Sequence[Unit]], File], ...] = (
    plain,
    a_sheet_for_each_building,
    merged_downwards,
    a_header_over_two_rows,
    no_place,
    no_street,
    numbers_in_one_column,
    addresses,
    no_floor,
    totals_and_signatures,
    hidden_rows,
    a_long_preamble,
    text_of("、"),
    text_of("，"),
    text_of("|"),
    an_old_workbook,
)
