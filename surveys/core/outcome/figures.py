"""A figure that may be told, or that it is hidden and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeGuard


class Why(StrEnum):
    """Why a figure is hidden.

    `FEW`: so few chose so, or otherwise, that it tells of households; `AREA`: from a sum of areas it could be worked out
    whose flats are in it; `FOLLOWS`: it hangs on a figure that is hidden; `APART`: beside an earlier notice it would tell
    how a home chose that was amended since.
    """

    FEW = "few"
    AREA = "area"
    FOLLOWS = "follows"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that may not be told. `low` and `high`, both included, are all that may be told of where it lies."""

    why: Why
    low: int | None = None
    high: int | None = None


Figure = int | Hidden
"""A number, or that it is hidden."""


def told(figure: int | Hidden | None) -> TypeGuard[int]:
    """Whether a figure is a number that may be told."""
    return isinstance(figure, int)
