"""Workbooks of tables: what is in them looks and prints the same everywhere, and a sheet says what every column is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from surveys.services.worksheet import Worksheet, Written, write_xlsx
from surveys.words.figure import per_mille
from surveys.words.table import Column, Holds, Made, ShareCell, Table
from surveys.words.table.columns import TableCell

_FORMATS: Mapping[Holds, str] = {
    Holds.COUNT: "0",
    Holds.AREA: "#,##0.00",
    Holds.MONEY: "#,##0.00",
    Holds.SHARE: "0.0%",
    Holds.MOMENT: "yyyy-mm-dd hh:mm",
}
_NARROWEST, _WIDEST, _BY_HAND, _SAMPLE = 8, 46, 24, 3000
_NOTES = "说明"


def workbook(tables: Sequence[Table], made: Made) -> bytes:
    """The tables as .xlsx, and after them what they are; the same content is the same bytes."""
    notes = Worksheet(_NOTES, ["项目", "说明"], list(_notes(tables, made)), widths=[26, 80], heading=made.title)
    return write_xlsx([*(_sheet(table, made) for table in tables), notes], made_at=made.at)


def _sheet(table: Table, made: Made) -> Worksheet:
    columns = list(enumerate(table.columns))
    return Worksheet(
        name=table.name,
        header=[column.name for column in table.columns],
        rows=[[_written(value, column) for value, column in zip(row, table.columns, strict=False)] for row in table.rows],
        widths=[_width(column, [row[at] for row in table.rows[:_SAMPLE] if at < len(row)]) for at, column in columns],
        texts=frozenset(at for at, column in columns if column.holds is Holds.TEXT),
        choices={at: column.choices for at, column in columns if column.choices},
        formats={at: _FORMATS[column.holds] for at, column in columns if column.holds in _FORMATS},
        heading=f"{made.title}　{table.name}",
        breaks=[1 + row for row in table.breaks],
    )


def _written(value: TableCell, column: Column) -> Written:
    match value:
        case ShareCell(part, whole):
            return Decimal(per_mille(part, whole)).scaleb(-3) if whole else None
        case int() if column.holds in (Holds.AREA, Holds.MONEY):
            return Decimal(value).scaleb(-2)
        case str():
            return value or None
    return value


def _width(column: Column, values: Sequence[TableCell]) -> int:
    """In signs, of which a Chinese one takes two places."""
    if column.wide:
        return _BY_HAND
    texts = [column.name, *(_shown(value) for value in values)]
    return min(_WIDEST, max(_NARROWEST, *(2 + len(text.encode("gb18030")) for text in texts)))


def _shown(value: TableCell) -> str:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case int():
            return f"{value:,}.00"
        case date():
            return "2026-12-15 20:00"
    return "100.0%"


def _notes(tables: Sequence[Table], made: Made) -> Iterator[Sequence[Written]]:
    yield ["这是什么", made.title]
    yield from ([name, text] for name, text in made.about)
    yield ["什么时候做的（北京时间）", made.at]
    yield ["谁做的", made.by]
    for table in tables:
        yield ["", None]
        yield [f"“{table.name}”的列", f"一共{len(table.rows):,}行"]
        yield from ([column.name, column.about] for column in table.columns)
