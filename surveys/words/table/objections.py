"""What was objected to, and the answers, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.core.objection import Objection
from surveys.words.table.columns import Column, Holds, Table, TableCell

_COLUMNS = (
    Column("谁提的", "姓名或者哪一户，照登记时写的"),
    Column("提了什么", "照本人说的写的"),
    Column("什么时候", "登记的时间（北京时间）", Holds.MOMENT),
    Column("谁记下的", "登记的人的用户名"),
    Column("采纳没有", "采纳、不采纳，或者还没有答复"),
    Column("答复", "怎么答复本人的"),
    Column("答复时间", "记下答复的时间（北京时间）", Holds.MOMENT),
    Column("谁答复的", "记下答复的人的用户名"),
)


def objections_table(objections: Sequence[Objection]) -> Table:
    """The objections to what was posted of a poll, the first first."""
    return Table("异议和答复", _COLUMNS, [_row(found) for found in objections])


def _row(found: Objection) -> tuple[TableCell, ...]:
    adopted = "还没有答复" if found.open else "采纳" if found.adopted else "不采纳"
    came = (found.who, found.what, found.came_at, found.entered_by)
    return (*came, adopted, found.answer or None, found.answered_at, found.answered_by or None)
