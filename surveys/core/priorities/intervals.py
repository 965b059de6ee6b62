"""How many of all households would order an item, seen from those that answered; every bound is rounded outward."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb

WILSON_FROM = 200
"""From so many households on Wilson's interval is used, below it the exact one."""
Z_SQUARED = Fraction(196, 100) ** 2
TAIL = Fraction(25, 1000)
"""What each side leaves out: together 5 %."""


class Method(StrEnum):
    """How an interval was found."""

    CENSUS = "census"
    NO_ANSWERS = "no_answers"
    WILSON = "wilson"
    HYPERGEOMETRIC = "hypergeometric"


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds on the supporters among all `households`, both included.

    `least` and `most` need no assumption; `low` and `high` are a 95 % interval if those who are missing are like those who
    answered.
    """

    households: int
    least: int
    most: int
    low: int
    high: int
    method: Method


def interval(support: int, answered: int, households: int) -> Interval:
    """The bounds for an item that `support` of `answered` out of `households` ordered."""
    least, most = support, support + households - answered
    if least == most:
        return Interval(households, least, most, least, most, Method.CENSUS)
    if not answered:
        return Interval(households, least, most, least, most, Method.NO_ANSWERS)
    method = Method.WILSON if households >= WILSON_FROM else Method.HYPERGEOMETRIC
    bounds = wilson if method is Method.WILSON else hypergeometric
    low, high = bounds(support, answered, households)
    return Interval(households, least, most, max(least, low), min(most, high), method)


def wilson(support: int, answered: int, households: int) -> tuple[int, int]:
    """Wilson's score interval with the correction for a finite population, as households, rounded outward.

    The sample counts as n* = n(N-1)/(N-n). A share x of N lies inside where (p-x)^2 <= z^2 x(1-x)/n*, which is asked of the
    whole numbers of households on each side of p, so that no root is taken. Needs answered < households.
    """
    share = Fraction(support, answered)
    spread = Z_SQUARED * Fraction(households - answered, answered * (households - 1))

    def inside(count: int) -> bool:
        x = Fraction(count, households)
        return (share - x) ** 2 <= spread * x * (1 - x)

    middle = int(share * households)
    low = bisect_left(range(middle + 1), True, key=inside)
    high = bisect_left(range(middle + 1, households + 1), True, key=lambda count: not inside(count)) + middle
    return max(0, low - 1), min(households, high + 1)


def hypergeometric(support: int, answered: int, households: int) -> tuple[int, int]:
    """The exact interval: all numbers of supporters for which what was seen is not in either tail of 2.5 %."""
    draws = comb(households, answered) * TAIL

    def enough(count: int) -> bool:
        """Whether so many supporters among all make `support` or more among the answers likely enough."""
        return _ways(count, answered, households, support) > draws

    def few(count: int) -> bool:
        """Whether so many supporters among all make `support` or fewer among the answers likely enough."""
        return _ways(households - count, answered, households, answered - support) > draws

    span = range(support, support + households - answered + 1)
    low = bisect_left(span, True, key=enough)
    high = bisect_left(span, True, key=lambda count: not few(count))
    return span[low], span[high - 1]


def _ways(supporters: int, answered: int, households: int, seen: int) -> int:
    """In how many of all samples at least `seen` of the `supporters` are among those who answered."""
    counts = range(seen, min(supporters, answered) + 1)
    return sum(comb(supporters, count) * comb(households - supporters, answered - count) for count in counts)
