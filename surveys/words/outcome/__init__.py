"""What came of a poll on paper: the committee's sheet (汇总表), and the notice that hangs in the stairwell (公示表)."""

from surveys.words.outcome.papers import notice, sheet

__all__ = ["notice", "sheet"]
