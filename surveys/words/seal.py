"""What is said of the sealed ledger."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.seal import Leaf

ROWS: Mapping[Leaf, str] = {Leaf.BALLOT: "票（revisions）", Leaf.ACT: "台账（entries）"}


def refused_words(kind: Leaf, number: int) -> str:
    """A row that the sealer refused."""
    return f"没有封存：{ROWS[kind]}第{number}行没有本系统的印记，或者被改过。请运行 flask verify，并保管好数据库文件"
