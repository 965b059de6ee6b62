"""A roster as a file that can be imported again: its columns are those of the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.core.roster import UnitKind
from surveys.core.roster_file import RosterRow
from surveys.services.edition import roster_document
from surveys.words.table.columns import Column, Holds, Table, TableCell

_HOLDS = {"floor": Holds.COUNT, "floor_area": Holds.AREA}
_NO_STAIRWELL, _NOBODY = "无", "不详"
_OURS = "同名的业主靠名字和电话分不清时，系统给每人编一个SYS开头的号，不要改。"


def roster_table(rows: Sequence[RosterRow]) -> Table:
    """These units as the template has them; imported again they change nothing."""
    document = roster_document()
    columns = tuple(_column(column, document) for column in document["column"])
    keys = [column["key"] for column in document["column"]]
    return Table(document["template"]["roster_sheet"], columns, [_row(row, keys, document) for row in rows])


def _column(column: Mapping[str, Any], document: Mapping[str, Any]) -> Column:
    named = {"kind": document["kinds"], "area_source": document["sources"]}.get(column["key"], {})
    about = column["about"] + (_OURS if column["key"] == "owner_number" else "")
    return Column(column["name"], about, _HOLDS.get(column["key"], Holds.TEXT), tuple(words[0] for words in named.values()))


def _row(row: RosterRow, keys: Sequence[str], document: Mapping[str, Any]) -> tuple[TableCell, ...]:
    said = {"kind": document["kinds"][row.kind.value][0], "area_source": document["sources"][row.area_source.value][0]}
    empty = {"unit": _NO_STAIRWELL, "owner": "" if row.kind is UnitKind.UNSOLD else _NOBODY}
    return tuple(said.get(key) or getattr(row, key) or empty.get(key, "") for key in keys)
