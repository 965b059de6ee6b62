"""The ledger as a table."""

from __future__ import annotations

from collections.abc import Iterable

from surveys.core.ledger import LedgerLine, Names
from surveys.words.ledger import ledger_row
from surveys.words.table.columns import Column, Holds, Table

_COLUMNS = (
    Column("序号", "台账里的第几条，不会重", Holds.COUNT),
    Column("时间", "北京时间", Holds.MOMENT),
    Column("用户名", "做这件事的账号"),
    Column("姓名", "账号现在的姓名"),
    Column("做了什么", "一件事一行"),
    Column("镇街", "哪个镇街的事；全区的空着"),
    Column("小区", "哪个小区的事"),
    Column("征询", "哪一轮"),
    Column("哪一户", "哪一户的事"),
    Column("内容", "从什么改成什么；到期删掉的写“已删除”，不归做表人看的写明不显示"),
)


def ledger_table(lines: Iterable[tuple[LedgerLine, Names]], *, personal: bool) -> Table:
    """Lines of the ledger, the newest first; personal values for those who may see them."""
    return Table("台账", _COLUMNS, [ledger_row(line, names, personal=personal) for line, names in lines])
