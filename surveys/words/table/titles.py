"""What workbooks say of themselves: their titles, what they are for and what is not in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from surveys.core.place import Compound
from surveys.core.poll import Poll
from surveys.words.demo_mark import unmarked
from surveys.words.table.columns import Made


class TableKind(StrEnum):
    """A workbook, or the archive of several, that leaves the desk."""

    COMPOUNDS = "compounds"
    UNANSWERED = "unanswered"
    LIST = "list"
    EXACT_LIST = "exact-list"
    OBJECTIONS = "objections"
    ROSTER = "roster"
    LEDGER = "ledger"
    ARCHIVE = "archive"


TITLES: Mapping[TableKind, tuple[str, str]] = {
    TableKind.COMPOUNDS: ("小区一览", "和工作台的小区表一样，按当时的查找条件；只到做表人能看的范围。"),
    TableKind.UNANSWERED: ("还没答的户", "上门用，用完收好。没有电话、姓名、户码，也没有谁怎么选。"),
    TableKind.LIST: ("改造清单（可以公开）", "和公示一样：会看出哪家怎么选的数写“—”或者“不到几户”。"),
    TableKind.EXACT_LIST: ("改造清单（准数）", "供内部审核，不张贴，不转发。谁下载的记在台账上。"),
    TableKind.OBJECTIONS: ("异议和答复", "写着谁提的，不张贴，不转发。"),
    TableKind.ROSTER: (
        "户册",
        "有姓名和电话，是个人信息，用完删掉。谁下载的记在台账上。“户册”这张表改好可以原样导回，没改的什么也不会变。",
    ),
    TableKind.LEDGER: ("台账", "和工作台的台账页一样，按当时的查找条件；只到做表人能看的范围。"),
    TableKind.ARCHIVE: ("归档包", "征询结束以后由镇街或住建局存档，不张贴，不转发。谁下载的记在台账上。"),
}
"""Each workbook's title, and what whoever opens it has to know."""


def made_of(kind: TableKind, about: Poll | Compound | None, *, at: datetime, by: str) -> Made:
    """What a workbook says of itself: which compound and which poll it is about, what it is for, when and by whom."""
    title, use = TITLES[kind]
    poll = about if isinstance(about, Poll) else None
    compound = about.compound if isinstance(about, Poll) else about
    lines = [("小区", f"{compound.street.name} {compound.name}")] if compound else []
    lines += [("征询", unmarked(poll.wave.title)[0])] if poll else []
    return Made(f"{compound.name if compound else ''}{title}", at, by, (*lines, ("怎么用", use)))
