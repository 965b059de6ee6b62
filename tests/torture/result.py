"""What a part of the torture came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """What was counted, and every sentence about something that must not be."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def add(self, other: Result) -> None:
        """Take up what another round came to."""
        self.counts.update(other.counts)
        self.problems += other.problems

    def said(self) -> str:
        """The counts in a line."""
        return ", ".join(f"{number:,} {name}" for name, number in self.counts.items())
