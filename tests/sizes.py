"""How far a machine that hunts goes. Each has three sizes, and DIANDAN_SIZE says which: suite, ci or full.

The suite's takes at most ten seconds, that of continuous integration (CI=true) at most a minute; the full one has a command
of its own and shows how far it is. Write `sized(20, 60, 2000)` for what it counts, and `examples(300)` for the examples of a
property: the number is continuous integration's.
"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Size(StrEnum):
    """How far to go."""

    SUITE = "suite"
    CI = "ci"
    FULL = "full"


def size() -> Size:
    """The size that this run has."""
    usual = Size.CI if os.environ.get("CI") == "true" else Size.SUITE
    return Size(os.environ.get("DIANDAN_SIZE", usual))


def sized(suite: T, ci: T, full: T) -> T:
    """The one of three values that belongs to this run's size."""
    return {Size.SUITE: suite, Size.CI: ci, Size.FULL: full}[size()]


def examples(ci: int) -> int:
    """How many examples of a property to try, where continuous integration tries that many."""
    return sized(max(ci // 4, 10), ci, ci * 20)
