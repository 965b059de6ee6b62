"""Where an item may come to stand if everybody answers: what is said of its place has to lie between those ends.

Whether an interval holds the truth often enough is asked of many made-up compounds (tests/core/test_calibration.py)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from recount import row_of

PLACES = {"spread", "band", "unsayable"}
FEWEST = 5


def places(found: Any, c: Any) -> dict[str, Any]:
    """What may be said of an item's place: nothing where too few of its homes answered to say anything, else no place that
    it can't come to, and nothing sure that isn't."""
    lines = [line for line in found["listed"]["lines"] if line["rank"] is not None]
    line = row_of(lines, item=c["item"])
    if not line:
        return {"item": None}
    said = line["answered"] >= FEWEST or line["answered"] == line["households"]
    if c["claim"] == "unsayable":
        return {"item": None if said else c["item"]}
    if not said:
        return {"item": None}
    by = found["listed"]["ranking"]
    low, high = _end(line, by, 0), _end(line, by, 1)
    others = [one for one in lines if one is not line]
    best = 1 + sum(_end(other, by, 0) > high for other in others)
    worst = 1 + sum(_end(other, by, 1) > low for other in others)
    return {
        "best": lambda place: best <= place <= worst,
        "worst": lambda place: best <= place <= worst,
        "reached": lambda times: times >= c["above"],
        "draws": lambda times: times >= c["reached"],
        "band": _band(c),
    }


def _band(c: Any) -> str:
    """What is sure in 95 of 100 times."""
    draws, above, reached = c.get("draws", 0), c.get("above", 0), c.get("reached", 0)
    if draws - above <= draws // 20:
        return "A"
    return "C" if reached <= draws // 20 else "B"


def _end(line: Any, ranking: Any, most: int) -> Any:
    """The most that an item can come to, or the least; before that whether another class goes first, and whether enough
    homes may answer."""
    silent = (line["households"] - line["answered"]) * most
    first, homes, by = not line["place"][0], line["households"], ranking["by"]
    if by == "points":
        return first, True, line["points"] + 3 * silent
    if by == "share":
        return first, homes >= ranking["least"], Fraction(line["support"] + silent, homes or 1)
    return first, True, line["support"] + silent
