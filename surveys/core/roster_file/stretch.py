"""Problems that many rows below each other share, told as one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from surveys.core.errors import Problem
from surveys.core.roster_file.asking import Spot

_OFTEN_MERGED = {"street", "area", "compound", "building", "unit", "floor", "owner"}
_RUN_DOWN = {"roster_formula", "roster_cell_error", "roster_date", "roster_area_merged"}


def stretched(problems: Iterable[Problem], spots: Sequence[Spot | None]) -> list[Problem]:
    """The problems in their order, but one for all cells below each other that share it; `last` is then their last row.

    `spots` are the rows below the headers, None between two sheets. Empty cells below one that is filled are called merged:
    some programs leave a merged cell's value in its first row alone.
    """
    places = {spot: place for place, spot in enumerate(spots) if spot}
    found: list[Problem] = []
    ends: dict[Hashable, tuple[int, int]] = {}  # by what is shared: where in `found`, and how far down it has come
    for problem in problems:
        place = places.get(Spot(str(problem.detail.get("sheet", "")), problem.row), -1)
        value = "" if problem.code in _RUN_DOWN else problem.value
        shared = (problem.code, problem.field, value, frozenset(problem.detail.items()))
        at, end = ends.get(shared, (0, -2))
        if place == end + 1 > 0:
            found[at] = replace(found[at], detail={**found[at].detail, "last": problem.row})
        else:
            at = len(found)
            empty = problem.code in ("roster_missing", "roster_area_differs") and not problem.value
            merged = empty and place > 0 and spots[place - 1] is not None and problem.field in _OFTEN_MERGED
            found.append(replace(problem, code="roster_merged") if merged else problem)
        ends[shared] = at, place
    return found
