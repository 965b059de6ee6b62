"""A bar to be drawn, which only a figure that is told has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartBar:
    """`part` of `whole`, pale with `low`, and a line at `need`."""

    part: int
    whole: int
    need: int | None = None
    low: bool = False
