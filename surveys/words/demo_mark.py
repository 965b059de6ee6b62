"""The mark that invented data carries wherever it is shown."""

from __future__ import annotations

MARK = "【演示数据】"
PLAIN = "演示数据，不是真实征询"


def unmarked(title: str) -> tuple[str, str]:
    """A wave's title without the mark, and the words of the mark: empty for real data."""
    return title.replace(MARK, "").strip(), PLAIN if MARK in title else ""
