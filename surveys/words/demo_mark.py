"""The mark that invented data carries wherever it is shown."""

from __future__ import annotations

from surveys.words.language import N_, _

MARK = "【演示数据】"
PLAIN = N_("演示数据，不是真实征询")


def unmarked(title: str) -> tuple[str, str]:
    """A wave's title without the mark, and the words of the mark: empty for real data."""
    return title.replace(MARK, "").strip(), _(PLAIN) if MARK in title else ""
